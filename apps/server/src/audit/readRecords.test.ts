import assert from 'node:assert/strict'
import { appendFile, open, readFile, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { KEY, openTestLog, record, temporary, writeLog } from './fixtures/testLog.ts'
import { asciiJson, encodeRecord, segmentName } from './line.ts'
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
    const stop = new AbortController()
    const reader = readRecords(directory, { follow: true, pollMs: 5, signal: stop.signal })
    const first = reader.next()
    await writeLog(directory, { from: 1, to: 2 })
    assert.equal((await first).value?.sequence, 1)
    assert.equal((await reader.next()).value?.sequence, 2)
    const waiting = reader.next()
    await sleep(20)
    stop.abort()
    assert.equal((await waiting).done, true)
  })

  /** Puts other records in the place of those from `from` on, as a server does that takes back what found no room. */
  async function replace(directory: string, from: number, eventIds: readonly string[]): Promise<void> {
    const path = join(directory, segmentName(1))
    // The header stands before record 1.
    const kept = (await readFile(path, 'latin1')).split('\n').slice(0, from)
    const hash = kept.at(-1)?.slice(-45, -2) ?? ''
    let point = { log: '', segment: '', sequence: from - 1, hash }
    const lines = eventIds.map((eventId) => {
      const encoded = encodeRecord(asciiJson(record(0, { eventId })), point)
      point = { ...point, sequence: point.sequence + 1, hash: encoded.hash }
      return encoded.line
    })
    const file = await open(path, 'r+')
    const end = kept.join('\n').length + 1
    await file.truncate(end)
    await file.write(Buffer.from(lines.join('')), 0, null, end)
    await file.close()
  }

  // As long as what they replace, shorter, longer: the end of the file tells nothing.
  const replacements = [
    ['event-a', 'event-b', 'event-c'],
    ['a', 'b', 'c'],
    ['event-much-longer-a', 'event-much-longer-b', 'event-much-longer-c'],
  ]
  for (const [from, ids] of [2, 3].flatMap((from) => replacements.map((ids) => [from, ids] as const)))
    for (const state of ['has stopped at a record', 'waits for the next one'])
      test(`record ${from} taken back for ${ids.join()} is shown anew to who ${state}`, async (t) => {
        const directory = await temporary(t)
        await writeLog(directory, { from: 1, to: 3 })
        const signal = AbortSignal.timeout(30_000)
        const reader = readRecords(directory, { follow: true, pollMs: 1, signal })
        const next = async (): Promise<unknown> => (await reader.next()).value?.record.eventID
        for (const id of ['event-1', 'event-2', 'event-3']) assert.equal(await next(), id)
        const waiting = state.startsWith('waits') ? next() : undefined
        await replace(directory, from, ids)
        for (const [at, id] of ids.entries()) assert.equal(await (at === 0 ? (waiting ?? next()) : next()), id)
        await reader.return(undefined)
      })

  test('goes on after lines that the server took back and did not replace', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const reader = readRecords(directory, { follow: true, pollMs: 1, signal: AbortSignal.timeout(30_000) })
    for (let count = 0; count < 3; count++) await reader.next()
    const waiting = reader.next()
    await replace(directory, 2, [])
    await sleep(20)
    await replace(directory, 2, ['b'])
    assert.equal((await waiting).value?.record.eventID, 'b')
    await reader.return(undefined)
  })

  test('a line out of sequence is named while following too', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const reader = readRecords(directory, { follow: true, pollMs: 1, signal: AbortSignal.timeout(30_000) })
    for (let count = 0; count < 3; count++) await reader.next()
    await appendFile(join(directory, segmentName(1)), '{"sequence":5,"record":{}}\n')
    await assert.rejects(reader.next(), /Record 4 .*brevet audit verify/)
  })
})
