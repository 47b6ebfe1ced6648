/** The follower on a real log and a real store. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type AuditRecord, openAuditLog, type OpenAuditLog } from '../../audit/index.ts'
import { isoSeconds } from '../../domain/time.ts'
import { systemClock } from '../../runtime/clock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { StoreUnavailable } from '../../store/errors.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import type { Store } from '../../store/store.ts'
import type { UsageNotes } from '../../store/usage.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { openFollowedLog } from './followedLog.ts'
import { UseFollower } from './useFollower.ts'
import { usesOf } from './usesOf.ts'

const ACCOUNT = '111122223333'
const START_MS = 1_767_323_045_000
const key = createSecretKey(Buffer.alloc(32, 7))

const BY_USER = { type: 'IAMUser', principalId: 'AIDAALICE', accountId: ACCOUNT, accessKeyId: 'AKIAALICE' }
const BY_ROLE = {
  type: 'AssumedRole',
  principalId: 'AROADEPLOY:ci',
  accountId: ACCOUNT,
  accessKeyId: 'ASIADEPLOY',
  sessionContext: { sessionIssuer: { type: 'Role', principalId: 'AROADEPLOY' } },
}

let written = 0
const called = (more: Partial<AuditRecord>, atMs = START_MS): AuditRecord => ({
  eventVersion: '1.11',
  userIdentity: BY_USER,
  eventTime: isoSeconds(atMs),
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '192.0.2.1',
  userAgent: 'test/1',
  requestParameters: null,
  responseElements: null,
  requestID: `request-${written}`,
  eventID: `event-${written++}`,
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: ACCOUNT,
  eventCategory: 'Management',
  ...more,
})

const subjects = (record: AuditRecord): string[] => usesOf(record).map(({ subject, what }) => `${subject} ${what}`)

describe('what a record tells of', () => {
  test('a long-term key: the key, its user, the account', () => {
    assert.deepEqual(subjects(called({})), [
      'AKIAALICE ',
      'AIDAALICE ',
      'AIDAALICE iam',
      'AIDAALICE iam:ListUsers',
      `account:${ACCOUNT} iam`,
    ])
    assert.deepEqual(usesOf(called({}))[0], {
      subject: 'AKIAALICE',
      what: '',
      atMs: START_MS,
      region: 'eu-central-1',
      service: 'iam',
    })
  })
  test('a refused call counts', () => {
    assert.deepEqual(subjects(called({ errorCode: 'AccessDenied' })), subjects(called({})))
  })
  test('a session of a role: the role, by its unique id, and no key', () => {
    assert.deepEqual(subjects(called({ userIdentity: BY_ROLE, eventName: 'GetUser' })), [
      'AROADEPLOY ',
      'AROADEPLOY iam',
      'AROADEPLOY iam:GetUser',
      `account:${ACCOUNT} iam`,
    ])
  })
  test('a session of a user: the user, and no key', () => {
    const userIdentity = { ...BY_USER, accessKeyId: 'ASIAALICE', sessionContext: { attributes: {} } }
    assert.deepEqual(subjects(called({ userIdentity }))[0], 'AIDAALICE ')
  })
  test('the root user: its account', () => {
    const userIdentity = { ...BY_USER, type: 'Root', principalId: ACCOUNT }
    assert.ok(subjects(called({ userIdentity })).includes(`${ACCOUNT} iam`))
  })
  test('an action that does not exist is not kept: names could be made up without end', () => {
    assert.deepEqual(subjects(called({ eventName: 'ListUsers2' })), [
      'AKIAALICE ',
      'AIDAALICE ',
      'AIDAALICE iam',
      `account:${ACCOUNT} iam`,
    ])
  })
  test('nothing of strangers, nor of the copies that resource owners get', () => {
    assert.deepEqual(usesOf(called({ userIdentity: { type: 'Unknown' } })), [])
    const userIdentity = { type: 'AWSAccount', principalId: 'AIDAALICE', accountId: ACCOUNT }
    assert.deepEqual(usesOf(called({ userIdentity })), [])
  })
})

describe('the follower', () => {
  let folder: string
  let store: Store
  const warnings: string[] = []
  const log = { info: () => {}, warn: (_: object, message: string) => void warnings.push(message) }
  const logOptions = () => ({
    directory: join(folder, 'log'),
    checkpointKey: key,
    clock: systemClock,
    random: systemRandom,
    log,
    fatal: (error: Error) => assert.fail(error),
  })
  const withLog = async (open: () => Promise<OpenAuditLog>, records: readonly AuditRecord[]): Promise<void> => {
    const opened = await open()
    for (const record of records) await opened.append([record])
    await opened.close()
  }
  const followed = () => openFollowedLog({ ...logOptions(), notes: store.usage })

  beforeEach(async () => {
    warnings.length = 0
    folder = mkdtempSync(join(tmpdir(), 'brevet-uses-'))
    store = await openSqliteStore({ file: ':memory:', box: newSecretBox(key, systemRandom), clock: systemClock })
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('closing the log writes what has gathered, with the position', async () => {
    await withLog(followed, [called({}), called({ eventName: 'GetUser', awsRegion: 'us-east-1' }, START_MS + 5_000)])
    assert.deepEqual(await store.read.usage.last('AKIAALICE'), {
      subject: 'AKIAALICE',
      what: '',
      atMs: START_MS + 5_000,
      region: 'us-east-1',
      service: 'iam',
    })
    const all = await store.read.usage.all('AIDAALICE')
    assert.deepEqual(
      all.map(({ what, atMs }) => [what, atMs - START_MS]),
      [
        ['', 5_000],
        ['iam', 5_000],
        ['iam:GetUser', 5_000],
        ['iam:ListUsers', 0],
      ],
    )
    assert.equal(await store.usage.position(), '2')
  })

  test('what an earlier process did not write is read from the log', async () => {
    await withLog(() => openAuditLog(logOptions()), [called({}), called({ userIdentity: BY_ROLE })])
    await withLog(followed, [])
    assert.equal((await store.read.usage.last('AROADEPLOY'))?.atMs, START_MS)
    assert.equal(await store.usage.position(), '2')
    await withLog(() => openAuditLog(logOptions()), [called({}, START_MS + 1_000)])
    await withLog(followed, [])
    assert.equal((await store.read.usage.last('AIDAALICE'))?.atMs, START_MS + 1_000)
    assert.equal(await store.usage.position(), '3')
  })

  test('a position beyond the end is of another log: the present one is read whole', async () => {
    await store.usage.note([], '99')
    await withLog(() => openAuditLog(logOptions()), [called({})])
    await withLog(followed, [])
    assert.equal((await store.read.usage.last('AKIAALICE'))?.atMs, START_MS)
    assert.equal(await store.usage.position(), '1')
  })

  test('what cannot be written waits, is told once, and is written later', async () => {
    let broken = true
    const notes: UsageNotes = {
      position: () => store.usage.position(),
      note: (uses, position) =>
        broken ? Promise.reject(new StoreUnavailable('no space')) : store.usage.note(uses, position),
    }
    const opened = await openAuditLog(logOptions())
    const follower = new UseFollower({ notes, directory: join(folder, 'log'), clock: systemClock, log })
    follower.start(() => opened.newestSequence())
    follower.observe(called({}))
    await follower.note()
    follower.observe(called({}, START_MS - 9_000))
    await follower.note()
    assert.equal(warnings.length, 1)
    broken = false
    await follower.stop()
    assert.equal((await store.read.usage.last('AKIAALICE'))?.atMs, START_MS)
    await opened.close()
  })

  test('writes by itself, and in batches', async () => {
    const sizes: number[] = []
    const notes: UsageNotes = {
      position: () => store.usage.position(),
      note: (uses, position) => {
        sizes.push(uses.length)
        return store.usage.note(uses, position)
      },
    }
    const follower = new UseFollower({ notes, directory: folder, clock: systemClock, log, everyMs: 10 })
    for (let n = 0; n < 500; n += 1)
      follower.observe(called({ userIdentity: { ...BY_USER, accessKeyId: `AKIA${n}`, principalId: `AIDA${n}` } }))
    follower.start(() => 0)
    while ((await store.read.usage.last('AIDA499')) === undefined) await new Promise((done) => setTimeout(done, 5))
    await follower.stop()
    assert.deepEqual(sizes, [1_000, 1_000, 1])
  })
})
