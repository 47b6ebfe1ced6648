import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createDurably, readPrivate, replaceDurably } from './durableFile.ts'

function inDirectory(t: { after(work: () => void): void }): (name: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-file-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return (name) => join(directory, name)
}

describe('durable files', () => {
  test('are replaced whole, 0600 whatever the old mode was, without following a link', (t) => {
    const path = inDirectory(t)
    writeFileSync(path('victim'), 'victim')
    symlinkSync(path('victim'), path('file'))
    replaceDurably(path('file'), Buffer.from('one'))
    assert.equal(readFileSync(path('victim'), 'utf8'), 'victim')
    chmodSync(path('file'), 0o644)
    replaceDurably(path('file'), Buffer.from('two'))
    assert.equal(readFileSync(path('file'), 'utf8'), 'two')
    assert.equal(statSync(path('file')).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(path('.')).toSorted(), ['file', 'victim'])
  })

  test('are created once: a taken name, be it by a link, is left alone', (t) => {
    const path = inDirectory(t)
    assert.equal(createDurably(path('file'), Buffer.from('one')), true)
    assert.equal(createDurably(path('file'), Buffer.from('two')), false)
    assert.equal(readFileSync(path('file'), 'utf8'), 'one')
    symlinkSync(path('nowhere'), path('link'))
    assert.equal(createDurably(path('link'), Buffer.from('two')), false)
    assert.deepEqual(readdirSync(path('.')).toSorted(), ['file', 'link'])
    assert.throws(() => createDurably(path('missing/file'), Buffer.from('x')), /ENOENT/)
  })

  test('that fail to be replaced leave no trace', (t) => {
    const path = inDirectory(t)
    mkdirSync(path('folder'))
    assert.throws(() => replaceDurably(path('folder'), Buffer.from('x')))
    assert.deepEqual(readdirSync(path('.')), ['folder'])
  })

  test('are read only where they are private, regular and small', (t) => {
    const path = inDirectory(t)
    assert.equal(readPrivate(path('file'), 3), undefined)
    replaceDurably(path('file'), Buffer.from('abc'))
    assert.equal(readPrivate(path('file'), 3)?.toString(), 'abc')
    assert.throws(() => readPrivate(path('file'), 2), /larger than 2 bytes/)
    symlinkSync(path('file'), path('link'))
    assert.throws(() => readPrivate(path('link'), 3), /symbolic link/)
    mkdirSync(path('folder'), { mode: 0o700 })
    assert.throws(() => readPrivate(path('folder'), 3), /not a regular file/)
    for (const mode of [0o610, 0o604, 0o660]) {
      chmodSync(path('file'), mode)
      assert.throws(() => readPrivate(path('file'), 3), /open to group or others/)
    }
  })
})
