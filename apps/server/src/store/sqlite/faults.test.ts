import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { checkWrites, killWriterAfter, startWriter } from '../fixtures/crash.ts'

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0

describe('faults', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'brevet-store-'))
    file = join(folder, 'brevet.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('kill -9 in the middle: every acknowledged write is there, none in part', async () => {
    const acknowledged = [...(await killWriterAfter(5, file, 'a')), ...(await killWriterAfter(40, file, 'b'))]
    assert.ok(acknowledged.length >= 45)
    await checkWrites(file, acknowledged)
  })

  test(
    'a disk that is full: unavailable, nothing in part, and on again when there is room',
    {
      skip: hasPrlimit ? false : 'prlimit (util-linux) is not installed',
    },
    async () => {
      const { child, lines } = startWriter(file, 'a')
      const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`])
      const acknowledged: string[] = []
      let refusals = 0
      let afterwards = 0
      for await (const line of lines) {
        if (acknowledged.length === 0) limit('1000000')
        if (!line.startsWith('unavailable')) {
          acknowledged.push(line)
          if (refusals > 0) afterwards += 1
        } else {
          refusals += 1
          assert.equal(line, `unavailable ${acknowledged.length}`, 'reads go on, and show what was acknowledged')
          if (refusals === 3) limit('unlimited')
        }
        if (afterwards === 10) break
      }
      child.kill('SIGKILL')
      await once(child, 'exit')
      assert.ok(refusals >= 3)
      await checkWrites(file, acknowledged)
    },
  )
})
