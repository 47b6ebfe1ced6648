import assert from 'node:assert/strict'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../runtime/clock.ts'
import { AuditUnavailable, type AuditRecord } from './audit.ts'
import { faultyFiles, type Fault } from './fixtures/faultyFiles.ts'
import { eventually, KEY, openTestLog, record, temporary } from './fixtures/testLog.ts'
import { segmentName } from './line.ts'
import { readRecords } from './readRecords.ts'
import { verifyLog } from './verify.ts'

async function eventIds(directory: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { record } of readRecords(directory)) ids.push(record.eventID)
  return ids
}

const SETTLED = Symbol('settled')
/** What `promise` came to within `ms`, or 'pending'. */
const within = (promise: Promise<unknown>, ms: number): Promise<unknown> =>
  Promise.race([promise.then(() => SETTLED), sleep(ms, 'pending')])

describe('appending', () => {
  test('64 concurrent appenders: every record once, in the order of the calls, groups unbroken', async (t) => {
    const directory = await temporary(t)
    let syncs = 0
    const files = faultyFiles((call) => {
      if (call === 'datasync') syncs++
      return 'none'
    })
    const log = await openTestLog(directory, { files, limits: { segmentBytes: 65_536 } })
    const order: string[] = []
    let number = 0
    const appender = async (): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        const pair = [record(++number), record(++number)]
        order.push(...pair.map(({ eventID }) => eventID))
        await log.append(pair)
      }
    }
    await Promise.all(Array.from({ length: 64 }, appender))
    await log.close()
    assert.deepEqual(await eventIds(directory), order)
    assert.ok(syncs < 640 / 4, `${syncs} syncs for 640 appends: not grouped`)
    const result = await verifyLog(directory, KEY)
    assert.ok(result.ok && result.records === 1280 && result.segments > 5)
  })

  test('resolves only after the sync that follows the write', async (t) => {
    const directory = await temporary(t)
    const calls: string[] = []
    const files = faultyFiles((call) => {
      calls.push(call)
      return call === 'datasync' && calls.length > 12 ? { lateMs: 60 } : 'none'
    })
    const log = await openTestLog(directory, { files })
    while (calls.length < 12) calls.push('')
    const append = log.append([record(1)])
    assert.equal(await within(append, 30), 'pending')
    await append
    assert.deepEqual(calls.slice(-2), ['write', 'datasync'])
    await log.close()
  })

  test('files are 0600 in a 0700 directory whatever the umask', async (t) => {
    const umask = process.umask(0)
    t.after(() => process.umask(umask))
    const directory = await temporary(t)
    const log = await openTestLog(directory)
    await log.append([record(1)])
    await log.close()
    assert.equal((await lstat(directory)).mode & 0o777, 0o700)
    for (const name of await readdir(directory))
      assert.equal((await lstat(join(directory, name))).mode & 0o777, 0o600, name)
  })

  test('a new UTC day begins a new segment, an earlier one does not', async (t) => {
    const directory = await temporary(t)
    let nowMs = 86_400_000 * 10 - 1
    const log = await openTestLog(directory, { clock: { ...systemClock, nowMs: () => nowMs } })
    await log.append([record(1)])
    await log.append([record(2)])
    nowMs += 1
    await log.append([record(3)])
    nowMs -= 86_400_000
    await log.append([record(4)])
    await log.close()
    const names = (await readdir(directory)).filter((name) => name.startsWith('audit-')).sort()
    assert.deepEqual(names, [segmentName(1), segmentName(3)])
  })

  test('a record longer than a line may be is refused, alone', async (t) => {
    const log = await openTestLog(await temporary(t))
    const long: AuditRecord = { ...record(1), userAgent: 'x'.repeat(2_000_000) }
    await assert.rejects(log.append([long]), RangeError)
    await log.append([record(2)])
    await log.close()
    await assert.rejects(log.append([record(3)]), AuditUnavailable)
  })

  test('the end is sealed while the server runs, not only at its end', async (t) => {
    const directory = await temporary(t)
    const log = await openTestLog(directory, { limits: { checkpointEveryMs: 20 } })
    await log.append([record(1)])
    await eventually(async () => {
      const result = await verifyLog(directory, KEY)
      return result.ok && result.checkpoint === 1
    })
    await log.close()
  })

  test('findEvents knows what the newest segments hold', async (t) => {
    const log = await openTestLog(await temporary(t))
    await log.append([record(1), record(2)])
    assert.deepEqual([...(await log.findEvents(new Set(['event-2', 'event-9'])))], ['event-2'])
    await log.close()
  })
})

describe('AUD-01 what the disk does, the log survives or refuses', () => {
  test('no room: refused within 1 s, nothing half-written, works again when there is room', async (t) => {
    for (const code of ['ENOSPC', 'EDQUOT', 'EROFS']) {
      const directory = await temporary(t)
      let full = false
      const says: string[] = []
      const say = (_: object, message: string): void => void says.push(message)
      const plan = (call: string): Fault => (full && call === 'write' ? { code } : 'none')
      const log = await openTestLog(directory, {
        files: faultyFiles(plan),
        limits: { probeEveryMs: 30 },
        log: { info: say, warn: say },
      })
      await log.append([record(1)])
      full = true
      const began = performance.now()
      await assert.rejects(log.append([record(2)]), AuditUnavailable)
      await assert.rejects(log.append([record(3)]), AuditUnavailable)
      assert.ok(performance.now() - began < 1_000)
      assert.equal(log.writable(), false)
      full = false
      // A probe finds the room without any append.
      await eventually(() => log.writable())
      await log.append([record(4)])
      await log.close()
      assert.deepEqual(await eventIds(directory), ['event-1', 'event-4'])
      assert.ok((await verifyLog(directory, KEY)).ok)
      assert.ok(says.some((text) => text.includes('no room')) && says.some((text) => text.includes('room again')))
    }
  })

  test('half a batch written before the volume was full is taken back', async (t) => {
    const directory = await temporary(t)
    let writes = 0
    let full = false
    const plan = (call: string): Fault => {
      if (!full || call !== 'write') return 'none'
      return ++writes < 700 ? 'short' : { code: 'ENOSPC' }
    }
    const log = await openTestLog(directory, { files: faultyFiles(plan), limits: { probeEveryMs: 10_000 } })
    await log.append([record(1)])
    full = true
    await assert.rejects(log.append([record(2), record(3)]), AuditUnavailable)
    const result = await verifyLog(directory, KEY)
    assert.ok(result.ok && result.records === 1 && result.tail === 'whole')
    full = false
    await log.append([record(4)])
    await log.close()
    assert.deepEqual(await eventIds(directory), ['event-1', 'event-4'])
  })

  test('what cannot be taken back at once is taken back before anything else is written', async (t) => {
    const directory = await temporary(t)
    let full = false
    let writes = 0
    const plan = (call: string): Fault => {
      if (full && call === 'truncate') return { code: 'EROFS' }
      return full && call === 'write' ? (++writes < 300 ? 'short' : { code: 'EROFS' }) : 'none'
    }
    const log = await openTestLog(directory, { files: faultyFiles(plan) })
    await log.append([record(1)])
    full = true
    await assert.rejects(log.append([record(2)]), AuditUnavailable)
    full = false
    await log.append([record(3, { eventName: 'A' })])
    await log.close()
    assert.deepEqual(await eventIds(directory), ['event-1', 'event-3'])
    assert.ok((await verifyLog(directory, KEY)).ok)
  })

  test('a disk that hangs: everybody is refused within 1 s, later calls at once; then it works again', async (t) => {
    const directory = await temporary(t)
    let hanging = false
    const plan = (call: string): Fault => (hanging && call === 'datasync' ? { lateMs: 1_500 } : 'none')
    const log = await openTestLog(directory, { files: faultyFiles(plan) })
    await log.append([record(1)])
    hanging = true
    const began = performance.now()
    const first = assert.rejects(log.append([record(2)]), AuditUnavailable)
    await sleep(50)
    const second = assert.rejects(log.append([record(3)]), AuditUnavailable)
    await Promise.all([first, second])
    assert.ok(performance.now() - began < 1_000)
    assert.equal(log.writable(), false)
    const late = performance.now()
    await assert.rejects(log.append([record(4)]), AuditUnavailable)
    assert.ok(performance.now() - late < 500)
    hanging = false
    await eventually(() => log.writable())
    await log.append([record(5)])
    await log.close()
    // Record 2 was refused and became durable all the same: audited, and answered without credentials.
    assert.deepEqual(await eventIds(directory), ['event-1', 'event-2', 'event-5'])
  })

  test('EIO on a write, and any error of a sync, ends the process and answers nobody', async (t) => {
    const cases: [call: string, code: string][] = [
      ['write', 'EIO'],
      ['datasync', 'EIO'],
      ['datasync', 'ENOSPC'],
      ['datasync', 'EDQUOT'],
    ]
    for (const [broken, code] of cases) {
      const directory = await temporary(t)
      let breaks = false
      const fatal: Error[] = []
      const log = await openTestLog(directory, {
        files: faultyFiles((call) => (breaks && call === broken ? { code } : 'none')),
        fatal: (error) => fatal.push(error),
      })
      await log.append([record(1)])
      breaks = true
      const append = log.append([record(2)])
      await eventually(() => fatal.length > 0)
      assert.equal(await within(append, 30), 'pending', `${broken} ${code}`)
      assert.equal(fatal.length, 1, `${broken} ${code}`)
      assert.equal(log.writable(), false)
      assert.equal(await within(log.append([record(3)]), 30), 'pending')
      await log.close()
    }
  })
})

/** Opens, appends through rotations, closes. Answers what was acknowledged, and whether `fatal` was called. */
async function scenario(directory: string, plan: (call: string, index: number) => Fault, appendTimeoutMs = 5_000) {
  const acknowledged: string[] = []
  const death = Promise.withResolvers<'died'>()
  let died = false
  const fatal = (): void => {
    died = true
    death.resolve('died')
  }
  const limits = { segmentBytes: 900, appendTimeoutMs, probeEveryMs: 5, checkpointEveryMs: 5 }
  try {
    const log = await openTestLog(directory, { files: faultyFiles(plan), limits, fatal })
    for (const number of [1, 2, 3, 4, 5]) {
      const append = log.append([record(number)]).then(() => acknowledged.push(`event-${number}`))
      await Promise.race([append.catch(() => {}), death.promise])
    }
    await log.close()
  } catch {
    // Opening may fail, and then nothing was acknowledged; closing may fail to seal the end.
  }
  return { acknowledged, died }
}

describe('G7 every file system call failed once in turn', () => {
  for (const fault of [{ code: 'ENOSPC' }, { code: 'EIO' }, 'short', { lateMs: 25 }] as const) {
    test(JSON.stringify(fault), async (t) => {
      let calls = 0
      await scenario(await temporary(t), () => {
        calls++
        return 'none'
      })
      assert.ok(calls > 30, `${calls} calls`)
      for (let failing = 0; failing < calls; failing++) {
        const directory = await temporary(t)
        let failed = ''
        const plan = (call: string, index: number): Fault => {
          if (index === failing) failed = call
          return index === failing ? fault : 'none'
        }
        // Only a late answer has to meet the deadline; elsewhere a busy machine must not.
        const late = typeof fault === 'object' && 'lateMs' in fault
        const { acknowledged, died } = await scenario(directory, plan, late ? 15 : undefined)
        if (failed.includes('sync') && typeof fault === 'object' && 'code' in fault && acknowledged.length > 0)
          assert.ok(died, `call ${failing}: a failed ${failed} must end the process`)
        const log = await openTestLog(directory)
        await log.close()
        const stored = new Set(await eventIds(directory))
        const lost = acknowledged.filter((id) => !stored.has(id))
        assert.deepEqual(lost, [], `call ${failing} (${failed})`)
        const result = await verifyLog(directory, KEY)
        assert.ok(result.ok, `call ${failing} (${failed}): ${JSON.stringify(result)}`)
      }
    })
  }
})
