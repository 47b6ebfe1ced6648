import assert from 'node:assert/strict'
import { appendFile, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { KEY, openTestLog, record, temporary, writeLog } from './fixtures/testLog.ts'
import { segmentName } from './line.ts'
import { readRecords, type ReadOptions } from './readRecords.ts'
import { listSegments } from './segments.ts'
import { verifyLog } from './verify.ts'

async function sequences(directory: string, options: ReadOptions): Promise<number[]> {
  const found: number[] = []
  for await (const { sequence } of readRecords(directory, options)) found.push(sequence)
  return found
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('reading', () => {
  test('all, the last ones across segments, and from a sequence', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 30 })
    assert.ok((await listSegments(directory)).length > 3)
    assert.deepEqual(await sequences(directory, {}), range(1, 30))
    assert.deepEqual(await sequences(directory, { last: 12 }), range(19, 30))
    assert.deepEqual(await sequences(directory, { last: 0 }), [])
    assert.deepEqual(await sequences(directory, { last: 99 }), range(1, 30))
    assert.deepEqual(await sequences(directory, { fromSequence: 17 }), range(17, 30))
    assert.deepEqual(await sequences(directory, { fromSequence: 31 }), [])
    assert.deepEqual(await sequences(join(directory, 'none'), {}), [])
  })

  test('a torn tail is left out, a line that is no record is named', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const segment = join(directory, segmentName(1))
    await appendFile(segment, '{"sequence":4,')
    assert.deepEqual(await sequences(directory, {}), [1, 2, 3])
    await appendFile(segment, 'nonsense\n')
    await assert.rejects(sequences(directory, {}), /Record 4 .*brevet audit verify/)
  })
})

test('a symbolic link in the place of a segment is not followed, by readers and verification alike', async (t) => {
  const directory = await temporary(t)
  await writeLog(directory, { from: 1, to: 3 })
  const segment = join(directory, segmentName(1))
  await rename(segment, join(directory, 'aside'))
  await symlink(join(directory, 'aside'), segment)
  await assert.rejects(sequences(directory, {}), { code: 'ELOOP' })
  await assert.rejects(verifyLog(directory, KEY), { code: 'ELOOP' })
})

describe('following', () => {
  test('sees records as they come, through new segments, until told to stop', async (t) => {
    const directory = await temporary(t)
    const log = await openTestLog(directory, { limits: { segmentBytes: 2_000 } })
    await log.append([record(1)])
    const stop = new AbortController()
    const seen: number[] = []
    const reading = (async () => {
      for await (const { sequence } of readRecords(directory, { follow: true, pollMs: 5, signal: stop.signal })) {
        seen.push(sequence)
        if (sequence === 20) stop.abort()
      }
    })()
    for (const number of range(2, 20)) await log.append([record(number)])
    await reading
    assert.deepEqual(seen, range(1, 20))
    await log.close()
  })

  test('waits for a log that does not exist yet, and stops while waiting', async (t) => {
    const directory = await temporary(t)
    const options = { follow: true, pollMs: 5 }
    const reading = sequences(directory, { ...options, signal: AbortSignal.timeout(120) })
    await writeLog(directory, { from: 1, to: 2 })
    assert.deepEqual(await reading, [1, 2])
  })

  test('goes on after lines that the server took back', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const segment = join(directory, segmentName(1))
    const text = await readFile(segment, 'latin1')
    const third = text.indexOf('{"sequence":3')
    const seen: string[] = []
    const reader = readRecords(directory, { follow: true, pollMs: 5, signal: AbortSignal.timeout(2_000) })
    for (let count = 0; count < 3; count++) seen.push(String((await reader.next()).value?.record.eventID))
    await truncate(segment, third)
    const waiting = reader.next()
    await sleep(50)
    await writeFile(segment, text.slice(0, third) + text.slice(third).replace('"event-3"', '"e-3"'))
    seen.push(String((await waiting).value?.record.eventID))
    await reader.return(undefined)
    assert.deepEqual(seen, ['event-1', 'event-2', 'event-3', 'e-3'])
  })
})
