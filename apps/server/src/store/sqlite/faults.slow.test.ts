import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkWrites, killWriterAfter } from '../fixtures/crash.ts'

const KILLS = 50

test(`${KILLS} times kill -9 at different moments: every acknowledged write is there, none in part`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brevet-store-'))
  const file = join(folder, 'brevet.db')
  try {
    const acknowledged: string[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      acknowledged.push(...(await killWriterAfter(1 + ((kill * 37) % 97), file, `k${kill}-`)))
      if (kill % 10 === 9) await checkWrites(file, acknowledged)
    }
    assert.ok(acknowledged.length > KILLS)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
