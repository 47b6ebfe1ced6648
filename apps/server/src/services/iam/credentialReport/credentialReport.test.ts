/** The credential report: its states, its columns, its facts. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { loginProfileId, passwordPolicyId } from '../../../domain/credentialIds.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { isoSeconds } from '../../../domain/time.ts'
import { createAccessKey } from '../accesskey/createAccessKey.ts'
import { updateAccessKey } from '../accesskey/updateAccessKey.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { generateCredentialReport, getCredentialReport } from './credentialReport.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated'

let iam: IamHarness
describe('credentialReport', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const refused =
    (code: string) =>
    (error: unknown): boolean =>
      error instanceof ServiceError && error.code === code && (error.message === '') === code.startsWith('Report')

  async function made(): Promise<string> {
    while ((await iam.run(generateCredentialReport, {})).State !== 'COMPLETE') await nextTurn()
    const { Content } = await iam.run(getCredentialReport, {})
    return Buffer.from(Content ?? []).toString('utf8')
  }

  /** The row that begins with `name`, by column. */
  function row(text: string, name: string): Record<string, string> {
    const [header = '', ...lines] = text.split('\n')
    const cells = lines.find((each) => each.startsWith(`${name},`))?.split(',') ?? []
    return Object.fromEntries(header.split(',').map((column, at) => [column, cells[at] ?? '']))
  }

  describe('states', () => {
    test('none, started, in progress, complete for four hours, expired, started', async () => {
      await assert.rejects(iam.run(getCredentialReport, {}), refused('ReportNotPresent'))
      assert.deepEqual(await iam.run(generateCredentialReport, {}), {
        State: 'STARTED',
        Description: 'No report exists. Starting a new report generation task',
      })
      await assert.rejects(iam.run(getCredentialReport, {}), refused('ReportInProgress'))
      const first = await made()
      const { GeneratedTime, ReportFormat } = await iam.run(getCredentialReport, {})
      assert.equal(ReportFormat, 'text/csv')
      assert.equal(GeneratedTime, iam.clock.nowMs())
      await iam.run(createUser, { UserName: 'late' })
      iam.clock.advance(4 * HOUR_MS - 1)
      assert.deepEqual(await iam.run(generateCredentialReport, {}), { State: 'COMPLETE' })
      assert.equal(await made(), first)
      iam.clock.advance(1)
      await assert.rejects(iam.run(getCredentialReport, {}), refused('ReportExpired'))
      assert.equal((await iam.run(generateCredentialReport, {})).State, 'STARTED')
      assert.match(await made(), /^late,/m)
    })

    test('a report that could not be made says so, and the next call makes it again', async () => {
      iam.effects.reports.putCredentialReport(ACCOUNT, { state: 'failed', error: new Error('no disk') })
      await assert.rejects(iam.run(getCredentialReport, {}), /no disk/)
      assert.equal((await iam.run(generateCredentialReport, {})).State, 'STARTED')
      assert.match(await made(), /^admin,/m)
    })

    test('each account has its own', async () => {
      await made()
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(iam.run(getCredentialReport, {}, stranger), refused('ReportNotPresent'))
    })
  })

  describe('what it tells', () => {
    test("AWS's columns in AWS's order, the root user first", async () => {
      const lines = (await made()).split('\n')
      assert.equal(lines[0], HEADER)
      const start = isoSeconds(iam.clock.nowMs())
      const none = 'false,N/A,N/A,N/A,N/A'
      assert.equal(
        lines[1],
        `<root_account>,arn:aws:iam::${ACCOUNT}:root,${start},not_supported,no_information,not_supported,not_supported,false,${none},${none},false,N/A,false,N/A`,
      )
      assert.equal(
        lines[2],
        `admin,arn:aws:iam::${ACCOUNT}:user/admin,${start},false,N/A,N/A,N/A,false,${none},${none},false,N/A,false,N/A`,
      )
      assert.equal(lines.length, 3)
    })

    test('keys: active, made, last used', async () => {
      const first = await iam.run(createAccessKey, {})
      iam.clock.advance(DAY_MS)
      const second = await iam.run(createAccessKey, {})
      await iam.run(updateAccessKey, { AccessKeyId: first.AccessKey.AccessKeyId, Status: 'Inactive' })
      const atMs = iam.clock.nowMs() - 5_000
      await iam.store.usage.note([
        { subject: first.AccessKey.AccessKeyId, what: '', atMs, region: 'eu-west-1', service: 'sts' },
      ])
      const admin = row(await made(), 'admin')
      assert.equal(admin['access_key_1_active'], 'false')
      assert.equal(admin['access_key_1_last_rotated'], isoSeconds(iam.clock.nowMs() - DAY_MS))
      assert.equal(admin['access_key_1_last_used_date'], isoSeconds(atMs))
      assert.equal(admin['access_key_1_last_used_region'], 'eu-west-1')
      assert.equal(admin['access_key_1_last_used_service'], 'sts')
      assert.equal(admin['access_key_2_active'], 'true')
      assert.equal(admin['access_key_2_last_rotated'], isoSeconds(second.AccessKey.CreateDate ?? 0))
      assert.equal(admin['access_key_2_last_used_date'], 'N/A')
    })

    test('a password with and without a use, and its age', async () => {
      const userId = iam.admin.userId
      const setAtMs = iam.clock.nowMs() - DAY_MS
      const facts = { passwordSetAtMs: setAtMs, resetRequired: false, failures: 0, lastFailedAtMs: 0 }
      await iam.store.write(({ write }) =>
        write.resources.create({
          kind: 'loginProfile',
          accountId: ACCOUNT,
          id: loginProfileId(userId),
          name: userId,
          path: '/',
          ownerId: userId,
          createdAtMs: setAtMs,
          tags: [],
          facts,
          secret: new Secret('x'),
        }),
      )
      const before = row(await made(), 'admin')
      assert.equal(before['password_enabled'], 'true')
      assert.equal(before['password_last_used'], 'no_information')
      assert.equal(before['password_last_changed'], isoSeconds(setAtMs))
      assert.equal(before['password_next_rotation'], 'N/A')
      await iam.store.write(async ({ write }) => {
        await write.resources.update('loginProfile', loginProfileId(userId), {
          facts: { ...facts, lastUsedAtMs: setAtMs + 1_000 },
        })
        await write.resources.create({
          kind: 'passwordPolicy',
          accountId: ACCOUNT,
          id: passwordPolicyId(ACCOUNT),
          name: ACCOUNT,
          path: '/',
          createdAtMs: 0,
          tags: [],
          facts: {
            minimumLength: 8,
            requireLowercase: false,
            requireUppercase: false,
            requireNumbers: false,
            requireSymbols: false,
            allowUsersToChange: true,
            maxAgeDays: 90,
          },
        })
      })
      iam.clock.advance(4 * HOUR_MS)
      const after = row(await made(), 'admin')
      assert.equal(after['password_last_used'], isoSeconds(setAtMs + 1_000))
      assert.equal(after['password_next_rotation'], isoSeconds(setAtMs + 90 * DAY_MS))
    })

    test('MFA devices and signing certificates', async () => {
      const userId = iam.admin.userId
      const serialNumber = `arn:aws:iam::${ACCOUNT}:mfa/phone`
      await iam.store.write(async ({ write }) => {
        const seed = new Secret('AAAA')
        await write.mfaDevices.create({ serialNumber, accountId: ACCOUNT, tags: [], seed, clockOffsetSteps: 0 })
        await write.mfaDevices.assign(serialNumber, userId, 0)
        await write.resources.create({
          kind: 'signingCertificate',
          accountId: ACCOUNT,
          id: 'CERT',
          name: 'CERT',
          path: '/',
          ownerId: userId,
          createdAtMs: 1_000_000,
          tags: [],
          facts: { body: '', status: 'Active' },
        })
      })
      const admin = row(await made(), 'admin')
      assert.equal(admin['mfa_active'], 'true')
      assert.equal(admin['cert_1_active'], 'true')
      assert.equal(admin['cert_1_last_rotated'], isoSeconds(1_000_000))
      assert.equal(admin['cert_2_active'], 'false')
    })

    test('a name with a comma is quoted; all users come, page after page', async () => {
      await iam.run(createUser, { UserName: 'a,b' })
      for (let n = 0; n < 25; n += 1) await iam.run(createUser, { UserName: `user${n}` })
      const text = await made()
      assert.match(text, /^"a,b","arn:aws:iam::111122223333:user\/a,b",/m)
      assert.equal(text.split('\n').length, 1 + 1 + 1 + 1 + 25)
    })
  })

  test('both need permission on everything', async () => {
    await iam.run(createUser, { UserName: 'bob' })
    const bob = await iam.asUser('bob')
    for (const operation of [generateCredentialReport, getCredentialReport]) {
      assert.deepEqual(await iam.asks<object, unknown>(operation, {}), [
        { action: `iam:${operation.name}`, resource: '*', context: [] },
      ])
      await assert.rejects(iam.run<object, unknown>(operation, {}, bob), refused('AccessDenied'))
    }
  })
})
