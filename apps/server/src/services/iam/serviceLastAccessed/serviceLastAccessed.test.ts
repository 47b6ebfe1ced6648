/** When services were last accessed, by whom, and which policies grant access to them. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readStored } from '../../../authz/documents.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { StoreUnavailable } from '../../../store/errors.ts'
import type { GenerateServiceLastAccessedDetailsRequest } from '../../../protocol/types/iam.generated.ts'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { createGroup } from '../group/createGroup.ts'
import { addUserToGroup } from '../group/membership.ts'
import { groupKind, roleKind, userKind } from '../holderKind.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { generateServiceLastAccessedDetails } from './generate.ts'
import { Reports } from '../reports/reports.ts'
import { getServiceLastAccessedDetails, getServiceLastAccessedDetailsWithEntities } from './getDetails.ts'
import { grantedActions, servicesOf } from './grantedActions.ts'
import { listPoliciesGrantingServiceAccess } from './listPoliciesGrantingServiceAccess.ts'

const DAY_MS = 86_400_000
const allow = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' })
const text = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const TRUST = text({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' })
const arnOf = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

const refused =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof ServiceError && error.code === code

let iam: IamHarness
describe('serviceLastAccessed', () => {
  beforeEach(async () => {
    iam = await openIam()
    for (const UserName of ['ann', 'bob']) await iam.run(createUser, { UserName })
    await iam.run(createGroup, { GroupName: 'staff' })
    for (const UserName of ['ann', 'bob']) await iam.run(addUserToGroup, { GroupName: 'staff', UserName })
    await iam.run(createRole, { RoleName: 'deploy', AssumeRolePolicyDocument: TRUST })
    await iam.run(createPolicy, { PolicyName: 'mine', PolicyDocument: text(allow('sts:*')) })
    await iam.run(attachPolicy(roleKind), { RoleName: 'deploy', PolicyArn: arnOf('policy/mine') })
    await iam.run(attachPolicy(groupKind), { GroupName: 'staff', PolicyArn: arnOf('policy/mine') })
    const PolicyDocument = text(allow('iam:GetUser', 'iam:ListUsers', 's3:Get*'))
    await iam.run(putPolicy(userKind), { UserName: 'ann', PolicyName: 'own', PolicyDocument })
  })
  afterEach(() => iam.close())

  async function used(user: string, what: string, atMs: number): Promise<void> {
    const subject = (await iam.store.read.users.byName(ACCOUNT, user))?.id ?? ''
    const [service = ''] = what.split(':')
    const use = { subject, atMs, region: 'eu-west-1', service }
    await iam.store.usage.note([...new Set(['', service, what])].map((each) => ({ ...use, what: each })))
  }

  async function reported(input: GenerateServiceLastAccessedDetailsRequest) {
    const { JobId = '' } = await iam.run(generateServiceLastAccessedDetails, input)
    for (;;) {
      const report = await iam.run(getServiceLastAccessedDetails, { JobId })
      if (report.JobStatus !== 'IN_PROGRESS') return { JobId, ...report }
      await nextTurn()
    }
  }

  describe('what policies grant', () => {
    const granted = async (...statements: object[]): Promise<readonly string[]> =>
      servicesOf(await grantedActions([{ document: readStored(text(...statements), 'identity') }]))
    test('the services of the actions that are allowed', async () => {
      assert.deepEqual(await granted(allow('iam:GetUser', 'S3:get*')), ['iam', 's3'])
      assert.ok((await granted(allow('*'))).length > 300)
      assert.deepEqual(await granted(allow('iam:NoSuchAction')), [])
    })
    test('not those that are denied altogether, but those that are denied in part', async () => {
      const deny = { ...allow('iam:*'), Effect: 'Deny' }
      assert.deepEqual(await granted(allow('iam:*', 'sts:*'), deny), ['sts'])
      assert.deepEqual(await granted(allow('iam:*'), { ...deny, Resource: 'arn:aws:iam::*:user/x' }), ['iam'])
      const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }
      assert.deepEqual(await granted(allow('iam:*'), { ...deny, Condition }), ['iam'])
    })
    test('NotAction: all others', async () => {
      const others = await granted({ Effect: 'Allow', NotAction: ['iam:*', 'sts:Get*'], Resource: '*' })
      assert.ok(!others.includes('iam') && others.includes('sts') && others.includes('s3'))
    })
    test('nothing of a policy that cannot be read', async () => {
      assert.deepEqual(servicesOf(await grantedActions([{ document: { unreadable: 'gone' } }])), [])
    })
  })

  describe('the report', () => {
    test('of a user: its own and its groups policies, in the order of namespaces', async () => {
      const nowMs = iam.clock.nowMs()
      await used('ann', 'iam:GetUser', nowMs - 5_000)
      const report = await reported({ Arn: arnOf('user/ann') })
      assert.equal(report.JobStatus, 'COMPLETED')
      assert.equal(report.JobType, 'SERVICE_LEVEL')
      assert.equal(report.JobCreationDate, nowMs)
      assert.equal(report.JobCompletionDate, nowMs)
      assert.deepEqual(report.ServicesLastAccessed, [
        {
          ServiceName: 'AWS Identity and Access Management (IAM)',
          LastAuthenticated: nowMs - 5_000,
          ServiceNamespace: 'iam',
          LastAuthenticatedEntity: arnOf('user/ann'),
          LastAuthenticatedRegion: 'eu-west-1',
          TotalAuthenticatedEntities: 1,
        },
        { ServiceName: 'Amazon S3', ServiceNamespace: 's3', TotalAuthenticatedEntities: 0 },
        { ServiceName: 'AWS Security Token Service', ServiceNamespace: 'sts', TotalAuthenticatedEntities: 0 },
      ])
      assert.equal(report.IsTruncated, false)
    })

    test('with actions, for the services whose calls are seen here', async () => {
      await used('ann', 'iam:GetUser', iam.clock.nowMs())
      const { ServicesLastAccessed } = await reported({ Arn: arnOf('user/ann'), Granularity: 'ACTION_LEVEL' })
      const [identity, storage] = ServicesLastAccessed
      assert.deepEqual(identity?.TrackedActionsLastAccessed, [
        {
          ActionName: 'GetUser',
          LastAccessedEntity: arnOf('user/ann'),
          LastAccessedTime: iam.clock.nowMs(),
          LastAccessedRegion: 'eu-west-1',
        },
        { ActionName: 'ListUsers' },
      ])
      assert.ok(!('TrackedActionsLastAccessed' in (storage ?? {})))
    })

    test('of a group: its members, the last one by name', async () => {
      await used('ann', 'sts:GetCallerIdentity', iam.clock.nowMs() - 9_000)
      await used('bob', 'sts:GetCallerIdentity', iam.clock.nowMs() - 1_000)
      const { ServicesLastAccessed, JobId } = await reported({ Arn: arnOf('group/staff') })
      assert.deepEqual(
        ServicesLastAccessed.map(({ ServiceNamespace }) => ServiceNamespace),
        ['sts'],
      )
      assert.equal(ServicesLastAccessed[0]?.LastAuthenticatedEntity, arnOf('user/bob'))
      assert.equal(ServicesLastAccessed[0].TotalAuthenticatedEntities, 2)
      const { EntityDetailsList } = await iam.run(getServiceLastAccessedDetailsWithEntities, {
        JobId,
        ServiceNamespace: 'sts',
      })
      assert.deepEqual(
        EntityDetailsList.map(({ EntityInfo: { Name, Type, Arn }, LastAuthenticated }) => [
          Name,
          Type,
          Arn,
          LastAuthenticated,
        ]),
        [
          ['bob', 'USER', arnOf('user/bob'), iam.clock.nowMs() - 1_000],
          ['ann', 'USER', arnOf('user/ann'), iam.clock.nowMs() - 9_000],
        ],
      )
    })

    test('of a policy: users and roles, in person and through groups, once each', async () => {
      await iam.run(attachPolicy(userKind), { UserName: 'ann', PolicyArn: arnOf('policy/mine') })
      const { JobId } = await reported({ Arn: arnOf('policy/mine') })
      const { EntityDetailsList } = await iam.run(getServiceLastAccessedDetailsWithEntities, {
        JobId,
        ServiceNamespace: 'sts',
      })
      const names = EntityDetailsList.map(({ EntityInfo: { Name } }) => Name)
      assert.deepEqual(names.toSorted(), ['ann', 'bob', 'deploy'])
      assert.equal((await reported({ Arn: 'arn:aws:iam::aws:policy/AdministratorAccess' })).JobStatus, 'COMPLETED')
    })

    test('of a role', async () => {
      const id = (await iam.store.read.roles.byName(ACCOUNT, 'deploy'))?.id ?? ''
      await iam.store.usage.note([{ subject: id, what: 'sts', atMs: 1_767_000_000_000, region: 'x', service: 'sts' }])
      const { ServicesLastAccessed } = await reported({ Arn: arnOf('role/deploy') })
      assert.equal(ServicesLastAccessed[0]?.LastAuthenticatedEntity, arnOf('role/deploy'))
    })

    test('nothing older than 400 days', async () => {
      await used('ann', 'iam:GetUser', iam.clock.nowMs() - 400 * DAY_MS - 1)
      const { ServicesLastAccessed } = await reported({ Arn: arnOf('user/ann') })
      assert.equal(ServicesLastAccessed[0]?.TotalAuthenticatedEntities, 0)
    })

    test('pages', async () => {
      const { JobId } = await reported({ Arn: arnOf('user/ann') })
      const first = await iam.run(getServiceLastAccessedDetails, { JobId, MaxItems: 2 })
      assert.equal(first.IsTruncated, true)
      const rest = await iam.run(getServiceLastAccessedDetails, { JobId, Marker: first.Marker ?? '' })
      assert.deepEqual(
        [...first.ServicesLastAccessed, ...rest.ServicesLastAccessed].map(({ ServiceNamespace }) => ServiceNamespace),
        ['iam', 's3', 'sts'],
      )
    })

    test('is in progress until it is made, and belongs to its account', async () => {
      const { JobId } = await reported({ Arn: arnOf('user/ann') })
      const job = { granularity: 'SERVICE_LEVEL', createdAtMs: 1, outcome: { state: 'making' } } as const
      iam.effects.reports.putJob(ACCOUNT, JobId, job)
      const report = await iam.run(getServiceLastAccessedDetails, { JobId })
      assert.equal(report.JobStatus, 'IN_PROGRESS')
      assert.deepEqual(report.ServicesLastAccessed, [])
      assert.ok(!('JobCompletionDate' in report))
      const stranger = await iam.asUser('admin', OTHER_ACCOUNT)
      for (const [id, caller] of [
        [JobId, stranger],
        [UNKNOWN, iam.admin],
      ] as const) {
        await assert.rejects(iam.run(getServiceLastAccessedDetails, { JobId: id }, caller), refused('NoSuchEntity'))
        await assert.rejects(
          iam.run(getServiceLastAccessedDetailsWithEntities, { JobId: id, ServiceNamespace: 'iam' }, caller),
          refused('NoSuchEntity'),
        )
      }
    })

    test('that could not be made says so', async () => {
      iam.effects.reports.putJob(ACCOUNT, UNKNOWN, {
        granularity: 'SERVICE_LEVEL',
        createdAtMs: 1,
        outcome: { state: 'failed', atMs: 2 },
      })
      const report = await iam.run(getServiceLastAccessedDetails, { JobId: UNKNOWN })
      assert.equal(report.JobStatus, 'FAILED')
      assert.equal(report.Error?.Code, 'ServiceFailure')
    })

    test('whose reading fails tells the operator why', async () => {
      const full = new StoreUnavailable('no space')
      const { read } = iam.store
      const store = { ...read, usage: { ...read.usage, all: () => Promise.reject(full) } }
      const { promise, resolve } = Promise.withResolvers<unknown>()
      const effects = { ...iam.effects, reports: new Reports(resolve) }
      const call = { input: { Arn: arnOf('user/ann') }, caller: iam.admin } as never
      const { JobId } = await generateServiceLastAccessedDetails.run(call, store, effects)
      assert.equal(await promise, full)
      assert.equal(effects.reports.job(ACCOUNT, JobId ?? '')?.outcome.state, 'failed')
    })

    test('a hundred of them wait at most, each for its turn', async () => {
      const { effects } = iam
      let reading = 0
      const all: typeof iam.store.read.usage.all = async (...of) => {
        reading += 1
        assert.equal(reading, 1)
        await nextTurn()
        reading -= 1
        return iam.store.read.usage.all(...of)
      }
      const store = { ...iam.store.read, usage: { ...iam.store.read.usage, all } }
      const call = { input: { Arn: arnOf('user/ann') }, caller: iam.admin } as never
      const order = async () => generateServiceLastAccessedDetails.run(call, store, effects)
      const ordered = await Promise.allSettled(Array.from({ length: 110 }, order))
      const taken = ordered.filter(({ status }) => status === 'fulfilled')
      assert.ok(taken.length >= 100 && taken.length < 105, String(taken.length))
      await assert.rejects(order(), { code: 'Throttling' })
      const done = async (): Promise<string | undefined> => {
        const { JobId } = await order()
        while (effects.reports.job(ACCOUNT, JobId ?? '')?.outcome.state === 'making') await nextTurn()
        return effects.reports.job(ACCOUNT, JobId ?? '')?.outcome.state
      }
      while ((await done().catch(() => 'refused')) === 'refused') await nextTurn()
      assert.equal(await done(), 'made')
    })

    test('entities of a service that is not granted are none; of one that does not exist, InvalidInput', async () => {
      const { JobId } = await reported({ Arn: arnOf('group/staff') })
      const withEntities = (ServiceNamespace: string) =>
        iam.run(getServiceLastAccessedDetailsWithEntities, { JobId, ServiceNamespace })
      assert.deepEqual((await withEntities('s3')).EntityDetailsList, [])
      await assert.rejects(withEntities('nothing'), refused('InvalidInput'))
    })
  })

  describe('who may ask', () => {
    test('about the entity with its ARN; AccessDenied before it is known whether it exists', async () => {
      const bob = await iam.asUser('bob')
      for (const Arn of [arnOf('user/ann'), arnOf('role/none'), arnOf('policy/none'), arnOf('group/none')]) {
        assert.equal((await iam.asks(generateServiceLastAccessedDetails, { Arn }))[0]?.resource, Arn)
        await assert.rejects(iam.run(generateServiceLastAccessedDetails, { Arn }, bob), refused('AccessDenied'))
        await assert.rejects(
          iam.run(listPoliciesGrantingServiceAccess, { Arn: arnOf('user/none'), ServiceNamespaces: ['iam'] }, bob),
          refused('AccessDenied'),
        )
      }
      for (const Arn of [arnOf('role/none'), arnOf('policy/none'), arnOf('group/none')])
        await assert.rejects(iam.run(generateServiceLastAccessedDetails, { Arn }), refused('NoSuchEntity'))
      await assert.rejects(iam.run(generateServiceLastAccessedDetails, { Arn: arnOf('x') }), refused('InvalidInput'))
      for (const operation of [getServiceLastAccessedDetails, getServiceLastAccessedDetailsWithEntities])
        await assert.rejects(
          iam.run<never, unknown>(operation, { JobId: UNKNOWN, ServiceNamespace: 'iam' } as never, bob),
          refused('AccessDenied'),
        )
    })

    test("another account's entity is not there", async () => {
      const Arn = `arn:aws:iam::${OTHER_ACCOUNT}:user/admin`
      await assert.rejects(iam.run(generateServiceLastAccessedDetails, { Arn }), refused('AccessDenied'))
    })
  })

  describe('ListPoliciesGrantingServiceAccess', () => {
    const list = (Arn: string, ...ServiceNamespaces: string[]) =>
      iam.run(listPoliciesGrantingServiceAccess, { Arn, ServiceNamespaces })

    test('of a user: inline, and those of its groups', async () => {
      const PolicyDocument = text(allow('iam:List*'))
      await iam.run(putPolicy(groupKind), { GroupName: 'staff', PolicyName: 'shared', PolicyDocument })
      assert.deepEqual((await list(arnOf('user/ann'), 'iam', 'sts', 'ec2')).PoliciesGrantingServiceAccess, [
        {
          ServiceNamespace: 'iam',
          Policies: [
            { PolicyName: 'own', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'ann' },
            { PolicyName: 'shared', PolicyType: 'INLINE', EntityType: 'GROUP', EntityName: 'staff' },
          ],
        },
        {
          ServiceNamespace: 'sts',
          Policies: [{ PolicyName: 'mine', PolicyType: 'MANAGED', PolicyArn: arnOf('policy/mine') }],
        },
        { ServiceNamespace: 'ec2', Policies: [] },
      ])
    })

    test('of a role and of a group', async () => {
      const managed = [{ PolicyName: 'mine', PolicyType: 'MANAGED', PolicyArn: arnOf('policy/mine') }]
      for (const arn of [arnOf('role/deploy'), arnOf('group/staff')])
        assert.deepEqual((await list(arn, 'sts')).PoliciesGrantingServiceAccess[0]?.Policies, managed)
    })

    test('twenty namespaces to a page', async () => {
      const namespaces = Array.from({ length: 25 }, (_, n) => `service${n}`)
      const first = await list(arnOf('user/ann'), ...namespaces)
      assert.equal(first.PoliciesGrantingServiceAccess.length, 20)
      const rest = await iam.run(listPoliciesGrantingServiceAccess, {
        Arn: arnOf('user/ann'),
        ServiceNamespaces: namespaces,
        Marker: first.Marker ?? '',
      })
      assert.equal(rest.PoliciesGrantingServiceAccess[0]?.ServiceNamespace, 'service20')
      assert.equal(rest.IsTruncated, false)
    })
  })
})
