import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { systemRandom } from '../runtime/random.ts'
import { AnonymousRefusals, type AnonymousLimits } from './anonymous.ts'
import { AuditUnavailable, type AuditRecord } from './audit.ts'
import { faultyFiles } from './fixtures/faultyFiles.ts'
import { eventually, openTestLog, record, temporary } from './fixtures/testLog.ts'
import { readRecords } from './readRecords.ts'
import { addressPrefix } from './refusalTally.ts'

const error = { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' }

/** A refusal as hostile as a client can make it, from source number `source`. */
const hostile = (number: number, source: number): AuditRecord => ({
  ...record(number, { error: { ...error, message: '\u001b'.repeat(5_000) }, eventName: '\u2028'.repeat(5_000) }),
  userAgent: '\ud800'.repeat(5_000),
  sourceIPAddress: `2001:db8:${(source % 65_536).toString(16)}::1`,
})

async function setUp(t: TestContext, limits: Partial<AnonymousLimits> = {}) {
  const directory = await temporary(t)
  const log = await openTestLog(directory)
  let monotonicMs = 0
  const clock = { nowMs: () => 1_790_000_000_000 + monotonicMs, monotonicMs: () => monotonicMs }
  const refusals = new AnonymousRefusals({
    log,
    clock,
    random: systemRandom,
    region: 'us-east-1',
    recipientAccountId: '123456789012',
    limits,
  })
  const size = async (): Promise<number> => {
    const names = (await readdir(directory)).filter((name) => name.startsWith('audit-'))
    const sizes = await Promise.all(names.map(async (name) => (await readFile(join(directory, name))).length))
    return sizes.reduce((sum, bytes) => sum + bytes, 0)
  }
  const close = async (): Promise<AuditRecord[]> => {
    await refusals.close()
    await log.close()
    const records: AuditRecord[] = []
    for await (const { record } of readRecords(directory)) records.push(record)
    return records
  }
  return { directory, refusals, size, close, pass: (ms: number) => (monotonicMs += ms) }
}

describe('anonymous refusals', () => {
  test('a flood from everywhere writes at most 164 KiB in its first minute and 44 KiB in each later one', async (t) => {
    const { refusals, size, close, pass } = await setUp(t)
    const empty = await size()
    let number = 0
    const minute = async (): Promise<void> => {
      for (let second = 0; second < 60; second++) {
        await Promise.all(Array.from({ length: 50 }, () => refusals.refuse(hostile(++number, number))))
        pass(1_000)
      }
    }
    await minute()
    const first = (await size()) - empty + 4_096
    assert.ok(first <= 164 * 1024, `${first} bytes`)
    const before = await size()
    await minute()
    const second = (await size()) - before + 4_096
    assert.ok(second <= 44 * 1024, `${second} bytes`)
    const records = await close()
    const summary = records.at(-1)
    assert.equal(summary?.eventName, 'AnonymousRefusals')
    assert.ok(JSON.stringify(summary).length < 4_096 - 128, 'a summary fits where the bound above has room for it')
    const written = records.length - 1
    assert.equal(Number(summary?.additionalEventData?.['count']) + written, 6_000, 'none is lost')
  })

  test('one network cannot use up what is there for all', async (t) => {
    const { refusals, close } = await setUp(t)
    for (let number = 0; number < 100; number++) await refusals.refuse(record(number, { error }))
    await refusals.refuse({ ...record(100, { error }), sourceIPAddress: '198.51.100.9' })
    const records = await close()
    assert.equal(records.filter(({ sourceIPAddress }) => sourceIPAddress === '192.0.2.7').length, 5)
    assert.equal(records.filter(({ sourceIPAddress }) => sourceIPAddress === '198.51.100.9').length, 1)
    const summary = records.at(-1)
    assert.equal(summary?.sourceIPAddress, '192.0.2.0/24')
    assert.equal(summary?.errorCode, 'InvalidClientTokenId')
    assert.deepEqual(summary?.additionalEventData, {
      count: 95,
      codes: { InvalidClientTokenId: 95 },
      sources: { '192.0.2.0/24': 95 },
      distinctSources: 1,
      distinctSourcesCapped: false,
      firstTime: '2026-09-21T14:13:20Z',
      lastTime: '2026-09-21T14:13:20Z',
    })
  })

  test('the counts of an interval are written by themselves', async (t) => {
    const { directory, refusals, close } = await setUp(t, { burst: 1, summaryEveryMs: 20 })
    await refusals.refuse(record(1, { error }))
    await refusals.refuse(record(2, { error }))
    const names = async (): Promise<string> => {
      const found: string[] = []
      for await (const { record } of readRecords(directory)) found.push(record.eventName)
      return found.join()
    }
    await eventually(async () => (await names()) === 'GetCallerIdentity,AnonymousRefusals')
    assert.equal((await close()).length, 2)
  })

  test('a full log refuses what would only be counted, too, and keeps the counts', async (t) => {
    const directory = await temporary(t)
    let full = false
    const files = faultyFiles((call) => (full && call === 'write' ? { code: 'ENOSPC' } : 'none'))
    const log = await openTestLog(directory, { files, limits: { probeEveryMs: 10_000 } })
    const clock = { nowMs: () => 0, monotonicMs: () => 0 }
    const common = { random: systemRandom, region: 'us-east-1', recipientAccountId: '123456789012' }
    const refusals = new AnonymousRefusals({ log, clock, ...common, limits: { burst: 1 } })
    await refusals.refuse(record(1, { error }))
    await refusals.refuse(record(2, { error }))
    full = true
    await assert.rejects(log.append([record(3)]), AuditUnavailable)
    await assert.rejects(refusals.refuse(record(4, { error })), AuditUnavailable)
    await assert.rejects(refusals.close(), AuditUnavailable)
    full = false
    await refusals.close()
    await log.close()
    const names: string[] = []
    for await (const { record } of readRecords(directory)) names.push(record.eventName)
    assert.deepEqual(names, ['GetCallerIdentity', 'AnonymousRefusals'])
  })

  test('addresses are counted by network', () => {
    const cases: [string, string][] = [
      ['192.0.2.7', '192.0.2.0/24'],
      ['::ffff:192.0.2.7', '192.0.2.0/24'],
      ['::FFFF:192.0.2.7', '192.0.2.0/24'],
      ['2001:db8:1:2::3', '2001:db8:1::/48'],
      ['2001:0DB8::3', '2001:db8:0::/48'],
      ['::1', '0:0:0::/48'],
      ['1::2:3:4:5:6:7', '1:0:2::/48'],
      ['fe80::1%eth0', 'fe80:0:0::/48'],
      ['', 'unknown'],
      ['evil\n', 'unknown'],
    ]
    for (const [address, prefix] of cases) assert.equal(addressPrefix(address), prefix, address)
  })
})
