import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AuditUnavailable } from './audit.ts'
import { KEY, openTestLog, record } from './fixtures/testLog.ts'
import { verifyLog } from './verify.ts'

/** A volume of 1 MiB; undefined where this user may not mount one. */
function smallVolume(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'brevet-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place], { stdio: 'ignore' })
    return place
  } catch {
    rmSync(place, { recursive: true })
    return undefined
  }
}

test('AUD-01 [G8] a volume really full: refused within 1 s, in use again within 5 s of space returning', async (t) => {
  const volume = smallVolume()
  if (volume === undefined) return t.skip('needs the right to mount a tmpfs')
  t.after(() => {
    execFileSync('umount', [volume])
    rmSync(volume, { recursive: true })
  })
  const directory = join(volume, 'log')
  const filler = join(volume, 'filler')
  const log = await openTestLog(directory, { limits: { segmentBytes: 50_000 } })
  let durable = 0
  for (; durable < 100; durable++) await log.append([record(durable)])
  await assert.rejects(writeFile(filler, Buffer.alloc(2 * 1024 * 1024)), { code: 'ENOSPC' })

  // The newest pages may still have room for some records; then there is none.
  const refused: number[] = []
  while (refused.length < 20) {
    const began = performance.now()
    const outcome = await log.append([record(durable)]).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (outcome === undefined) {
      durable++
      continue
    }
    assert.ok(outcome instanceof AuditUnavailable)
    refused.push(performance.now() - began)
  }
  assert.ok(Math.max(...refused) < 1_000)
  assert.equal(log.writable(), false)
  const full = await verifyLog(directory, KEY)
  assert.ok(full.ok && full.records === durable, 'readable and whole while full')

  await rm(filler)
  const freed = performance.now()
  while (!log.writable() && performance.now() - freed < 5_000) await sleep(20)
  assert.ok(log.writable(), 'found out without any append')
  await log.append([record(durable)])
  assert.ok(performance.now() - freed < 5_000)
  await log.close()
  const result = await verifyLog(directory, KEY)
  assert.ok(result.ok && result.records === durable + 1 && result.checkpoint === durable + 1)
})
