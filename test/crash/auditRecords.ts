/** The audit log as its reader sees it: through `brevet audit verify` and `brevet audit tail`. */
import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { brevet } from './server.ts'
import type { Answer } from './client.ts'
import type { Ledger } from './ledger.ts'

/** What these tests read of a record. */
export interface AuditRecord {
  readonly eventID: string
  readonly requestID: string
  readonly eventName: string
  readonly errorCode?: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> | null
}

/** Asserts that the log verifies; answers how many records it has. */
export async function verified(dataDir: string): Promise<number> {
  const ended = await brevet(dirname(dataDir), ['audit', 'verify', '--json', '--data-dir', dataDir])
  assert.equal(ended.code, 0, `brevet audit verify: ${ended.stdout}${ended.stderr}`)
  const result = JSON.parse(ended.stdout) as { ok: boolean; keyed: boolean; records: number }
  assert.deepEqual([result.ok, result.keyed], [true, true])
  return result.records
}

/** The newest `lines` records, oldest first. */
async function newest(dataDir: string, lines: number): Promise<readonly AuditRecord[]> {
  const args = ['audit', 'tail', '--json', '--lines', String(lines), '--data-dir', dataDir]
  const ended = await brevet(dirname(dataDir), args)
  assert.equal(ended.code, 0, ended.stderr)
  const texts = ended.stdout.split('\n').filter((line) => line !== '')
  assert.equal(texts.length, lines, 'audit tail shows as many records as audit verify counted')
  return texts.map((text) => JSON.parse(text) as AuditRecord)
}

/** Follows one log through restarts, and sees that nothing in it comes twice. */
export class AuditReader {
  readonly dataDir: string
  readonly #eventIds = new Set<string>()
  readonly #byRequest = new Map<string, AuditRecord>()

  constructor(dataDir: string) {
    this.dataDir = dataDir
  }

  /** Records read so far. */
  get count(): number {
    return this.#eventIds.size
  }

  /** Verifies the log, then reads what is new in it. Only while no server writes. */
  async readOn(): Promise<readonly AuditRecord[]> {
    const total = await verified(this.dataDir)
    const records = await newest(this.dataDir, total - this.count)
    for (const record of records) {
      assert.ok(!this.#eventIds.has(record.eventID), `event ${record.eventID} is recorded twice`)
      // One account, so no call has a second record for a resource's owner.
      const other = this.#byRequest.get(record.requestID)
      assert.equal(other, undefined, `recorded twice: ${JSON.stringify([other, record])}`)
      this.#eventIds.add(record.eventID)
      this.#byRequest.set(record.requestID, record)
    }
    return records
  }

  /** The record of a request, if there is one. */
  recordOf(requestId: string): AuditRecord | undefined {
    return this.#byRequest.get(requestId)
  }

  /** Asserts that an answer a client received is recorded as it was. */
  assertRecorded({ body, call, requestId, status }: Answer): void {
    const record = this.#byRequest.get(requestId)
    assert.ok(record, `${call.action} was answered ${status} and has no record (request ${requestId})`)
    assert.equal(record.eventName, call.action)
    assert.equal(
      record.errorCode === undefined,
      status === 200,
      `${call.action} ${status}: ${record.errorCode} ${body}`,
    )
  }

  /** Asserts that everything in the ledger is recorded, credentials by their key ids. Answers of 503 need no record. */
  assertAll(ledger: Ledger): void {
    for (const answer of ledger.answers) if (answer.status !== 503) this.assertRecorded(answer)
    for (const [requestId, { accessKeyId }] of ledger.sessions)
      assert.equal(this.#byRequest.get(requestId)?.responseElements?.['credentials']?.['accessKeyId'], accessKeyId)
  }
}

/** What must be in the store if exactly the recorded changes were made: entities as in Ledger.sure. */
export function entitiesOf(records: readonly AuditRecord[]): Set<string> {
  const there = new Set<string>()
  for (const { errorCode, eventName, requestParameters, responseElements } of records) {
    const user = String(requestParameters?.['userName'])
    const key = String(responseElements?.['accessKey']?.['accessKeyId'])
    if (errorCode !== undefined) continue
    if (eventName === 'CreateUser') there.add(`user ${user}`)
    if (eventName === 'DeleteUser') there.delete(`user ${user}`)
    if (eventName === 'PutUserPolicy') there.add(`policy ${user}`)
    if (eventName === 'DeleteUserPolicy') there.delete(`policy ${user}`)
    if (eventName === 'CreateAccessKey') there.add(`key ${key}`)
    if (eventName === 'DeleteAccessKey') there.delete(`key ${String(requestParameters?.['accessKeyId'])}`)
  }
  return there
}
