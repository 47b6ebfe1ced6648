import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { encodeBase64 } from '../../domain/base64.ts'
import { systemRandom } from '../../runtime/random.ts'
import { temporaryDirectory } from '../cases/deployment.ts'
import { envRootKey, fileRootKey } from './rootKey.ts'

describe('root key from a file', () => {
  const provider = (path: string) => fileRootKey({ path, random: systemRandom })

  test('is made once, 32 bytes, 0600, and is the same ever after', async (t) => {
    const directory = temporaryDirectory(t)
    const path = join(directory, 'root.key')
    const made = await provider(path).load()
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(readFileSync(path).length, 32)
    assert.ok(made.equals(await provider(path).load()))
    assert.deepEqual(made.export(), readFileSync(path))
    assert.deepEqual(readdirSync(directory), ['root.key'])
  })

  for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
    test(`is refused with mode ${mode.toString(8)}`, async (t) => {
      const path = join(temporaryDirectory(t), 'root.key')
      await provider(path).load()
      chmodSync(path, mode)
      await assert.rejects(provider(path).load(), /open to group or others/)
    })

  test('is refused behind a symbolic link, even a dangling one', async (t) => {
    const directory = temporaryDirectory(t)
    const [real, link, dangling] = ['real', 'link', 'dangling'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ]
    await provider(real).load()
    symlinkSync(real, link)
    symlinkSync(join(directory, 'nowhere'), dangling)
    await assert.rejects(provider(link).load(), /symbolic link/)
    await assert.rejects(provider(dangling).load(), /symbolic link/)
  })

  test('is refused with another size, as a directory, and as text', async (t) => {
    const directory = temporaryDirectory(t)
    for (const [name, bytes] of [
      ['short', 31],
      ['long', 33],
      ['empty', 0],
    ] as const) {
      writeFileSync(join(directory, name), systemRandom.bytes(bytes), { mode: 0o600 })
      await assert.rejects(provider(join(directory, name)).load(), /bytes/)
    }
    writeFileSync(join(directory, 'text'), 'correct horse battery staple 12!', { mode: 0o600 })
    await assert.rejects(provider(join(directory, 'text')).load(), /password/)
    mkdirSync(join(directory, 'folder'), { mode: 0o700 })
    await assert.rejects(provider(join(directory, 'folder')).load(), /not a regular file/)
  })

  test('is not made anew where keys made under a lost one still lie', async (t) => {
    const directory = temporaryDirectory(t)
    writeFileSync(join(directory, 'manifest.3.json'), '')
    await assert.rejects(provider(join(directory, 'root.key')).load(), /is missing/)
    assert.deepEqual(readdirSync(directory), ['manifest.3.json'])
  })
})

test('root key from the environment: exactly the bytes of its base64', async () => {
  const bytes = systemRandom.bytes(32)
  const key = await envRootKey(encodeBase64(bytes)).load()
  assert.deepEqual(key.export(), Buffer.from(bytes))
})
