/** Finding the record of one request in a log. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openAuditLog } from '../../audit/index.ts'
import type { AuditRecord, OpenAuditLog } from '../../audit/index.ts'
import { uuid } from '../../domain/ids.ts'
import { systemClock } from '../../runtime/clock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { decisionRecords } from './decisionRecords.ts'

const ACCOUNT = '111122223333'
const directory = mkdtempSync(join(tmpdir(), 'brevet-decisions-'))
const quiet = (): void => undefined
let log: OpenAuditLog
describe('decisionRecords', () => {
  before(async () => {
    log = await openAuditLog({
      directory,
      checkpointKey: createSecretKey(Buffer.alloc(32, 1)),
      clock: systemClock,
      random: systemRandom,
      log: { info: quiet, warn: quiet },
      fatal: (error) => {
        throw error
      },
      limits: { segmentBytes: 4_096 },
    })
  })
  after(async () => {
    await log.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const record = (requestID: string, eventName: string, recipientAccountId = ACCOUNT): AuditRecord => ({
    eventVersion: '1.11',
    userIdentity: { type: 'Unknown' },
    eventTime: '2026-01-02T03:04:05Z',
    eventSource: 'iam.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: '',
    requestParameters: null,
    responseElements: null,
    requestID,
    eventID: uuid(systemRandom),
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId,
    eventCategory: 'Management',
  })

  describe('decisionRecords', () => {
    test('finds a request in any of the newest segments, for its own account only', async () => {
      const ids = Array.from({ length: 40 }, () => uuid(systemRandom))
      for (const [index, id] of ids.entries()) await log.append([record(id, `Call${index}`)])
      const records = decisionRecords(directory)
      for (const index of [0, 20, 39])
        assert.equal((await records.find(ids[index] ?? '', ACCOUNT))?.eventName, `Call${index}`)
      assert.equal(await records.find(ids[3] ?? '', '444455556666'), undefined)
      assert.equal(await records.find(uuid(systemRandom), ACCOUNT), undefined)
    })

    test('is not led astray by a request that names another in its parameters', async () => {
      const [asked, other] = [uuid(systemRandom), uuid(systemRandom)]
      await log.append([{ ...record(other, 'Decoy'), requestParameters: { requestID: asked } }])
      assert.equal(await decisionRecords(directory).find(asked, ACCOUNT), undefined)
      await log.append([record(asked, 'Real')])
      assert.equal((await decisionRecords(directory).find(asked, ACCOUNT))?.eventName, 'Real')
    })

    test('searches one at a time, and refuses a crowd', async () => {
      const records = decisionRecords(directory)
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, () => records.find(uuid(systemRandom), ACCOUNT)),
      )
      const refused = results.filter(({ status }) => status === 'rejected')
      assert.equal(refused.length, 6)
      assert.match(String((refused[0] as PromiseRejectedResult).reason), /Too many searches/)
      assert.equal(await records.find(uuid(systemRandom), ACCOUNT), undefined)
    })

    test('there may be no log', async () => {
      assert.equal(await decisionRecords(join(directory, 'none')).find(uuid(systemRandom), ACCOUNT), undefined)
    })
  })
})
