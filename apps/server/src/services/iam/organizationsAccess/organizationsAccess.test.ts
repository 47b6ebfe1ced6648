/** The organizations access report. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ServiceError } from '../../../domain/errors.ts'
import type {
  GenerateOrganizationsAccessReportRequest,
  GetOrganizationsAccessReportRequest,
} from '../../../protocol/types/iam.generated.ts'
import { disablePolicyType } from '../../organizations/policy/policyTypes.ts'
import { createOrganizationalUnit } from '../../organizations/unit/createOrganizationalUnit.ts'
import { moveAccount } from '../../organizations/unit/moveAccount.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { generateOrganizationsAccessReport, getOrganizationsAccessReport } from './organizationsAccessReport.ts'

const ROOT = 'o-a1b2c3d4e5/r-a1b2'
const DAY_MS = 86_400_000

let iam: IamHarness
describe('organizationsAccess', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const refused =
    (code: string) =>
    (error: unknown): boolean =>
      error instanceof ServiceError && error.code === code

  const used = (accountId: string, service: string, atMs: number) =>
    iam.store.usage.note([{ subject: `account:${accountId}`, what: service, atMs, region: 'eu-west-1', service }])

  async function reported(
    input: GenerateOrganizationsAccessReportRequest,
    more: Omit<GetOrganizationsAccessReportRequest, 'JobId'> = {},
  ) {
    const { JobId = '' } = await iam.run(generateOrganizationsAccessReport, input)
    for (;;) {
      const report = await iam.run(getOrganizationsAccessReport, { JobId, MaxItems: 1_000, ...more })
      if (report.JobStatus !== 'IN_PROGRESS') return { JobId, ...report }
      await nextTurn()
    }
  }

  /** A control policy on the member account, beside or instead of FullAWSAccess. */
  const control = (...Statement: object[]) =>
    iam.store.write(({ write }) =>
      write.organizationPolicies
        .create({
          id: 'p-guard',
          type: 'SERVICE_CONTROL_POLICY',
          name: 'guard',
          description: '',
          awsManaged: false,
          document: JSON.stringify({ Version: '2012-10-17', Statement }),
        })
        .then(() => write.organizationPolicies.attach('p-guard', OTHER_ACCOUNT)),
    )

  describe('the report', () => {
    test('of the root: all accounts, the newest use and how many accounts there are', async () => {
      const nowMs = iam.clock.nowMs()
      await used(ACCOUNT, 'sts', nowMs - 9_000)
      await used(OTHER_ACCOUNT, 'sts', nowMs - 1_000)
      const report = await reported({ EntityPath: ROOT })
      assert.equal(report.JobStatus, 'COMPLETED')
      assert.equal(report.JobCompletionDate, nowMs)
      assert.deepEqual(
        report.AccessDetails?.find(({ ServiceNamespace }) => ServiceNamespace === 'sts'),
        {
          ServiceName: 'AWS Security Token Service',
          ServiceNamespace: 'sts',
          Region: 'eu-west-1',
          EntityPath: `${ROOT}/${OTHER_ACCOUNT}`,
          LastAuthenticatedTime: nowMs - 1_000,
          TotalAuthenticatedEntities: 2,
        },
      )
      assert.equal(report.NumberOfServicesAccessible, report.AccessDetails?.length)
      assert.equal(report.NumberOfServicesNotAccessed, (report.NumberOfServicesAccessible ?? 0) - 1)
    })

    test('a hundred of them wait at most', async () => {
      for (let n = 0; n < 101; n += 1) iam.effects.reports.queue.add(ACCOUNT, () => new Promise(() => undefined))
      await assert.rejects(
        iam.run(generateOrganizationsAccessReport, { EntityPath: ROOT }),
        refused('ReportGenerationLimitExceeded'),
      )
    })

    test('of a unit: the accounts in it and below it, and what its control policies and those above leave', async () => {
      const unit = async (Name: string, ParentId: string) =>
        (await iam.run(createOrganizationalUnit, { Name, ParentId })).OrganizationalUnit?.Id ?? ''
      const outer = await unit('outer', 'r-a1b2')
      const inner = await unit('inner', outer)
      const empty = await unit('empty', outer)
      await iam.run(moveAccount, {
        AccountId: OTHER_ACCOUNT,
        SourceParentId: 'r-a1b2',
        DestinationParentId: inner,
      })
      const nowMs = iam.clock.nowMs()
      await used(ACCOUNT, 'iam', nowMs - 1_000)
      await used(OTHER_ACCOUNT, 'iam', nowMs - 2_000)
      const ofIam = async (EntityPath: string) =>
        (await reported({ EntityPath })).AccessDetails?.find(({ ServiceNamespace }) => ServiceNamespace === 'iam')
      const there = `${ROOT}/${outer}/${inner}`
      for (const path of [`${ROOT}/${outer}`, there, `${there}/${OTHER_ACCOUNT}`]) {
        const access = await ofIam(path)
        assert.equal(access?.TotalAuthenticatedEntities, 1, path)
        assert.equal(access?.EntityPath, `${there}/${OTHER_ACCOUNT}`)
        assert.equal(access?.LastAuthenticatedTime, nowMs - 2_000)
      }
      assert.equal((await ofIam(`${ROOT}/${outer}/${empty}/`))?.TotalAuthenticatedEntities, 0)
      assert.equal((await ofIam(ROOT))?.TotalAuthenticatedEntities, 2)
      await assert.rejects(ofIam(`${ROOT}/${OTHER_ACCOUNT}`), refused('NoSuchEntity'))
      await assert.rejects(ofIam(`${ROOT}/${inner}`), refused('NoSuchEntity'))
      await control({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
      await iam.store.write(({ write }) => write.organizationPolicies.attach('p-guard', outer))
      const names = async (EntityPath: string, OrganizationsPolicyId?: string) =>
        (
          await reported({ EntityPath, ...(OrganizationsPolicyId === undefined ? {} : { OrganizationsPolicyId }) })
        ).AccessDetails?.map(({ ServiceNamespace }) => ServiceNamespace) ?? []
      assert.equal((await names(there)).includes('s3'), false)
      assert.equal((await names(ROOT)).includes('s3'), true)
      assert.deepEqual(await names(there, 'p-guard'), [])
      await iam.run(disablePolicyType, { RootId: 'r-a1b2', PolicyType: 'SERVICE_CONTROL_POLICY' })
      assert.equal((await names(there)).includes('s3'), true)
    })

    test('of an account: what its control policies leave, and its own uses', async () => {
      await control({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
      await used(ACCOUNT, 'iam', 1_767_000_000_000)
      const report = await reported({ EntityPath: `${ROOT}/${OTHER_ACCOUNT}` })
      const names = report.AccessDetails?.map(({ ServiceNamespace }) => ServiceNamespace) ?? []
      assert.ok(names.includes('iam') && !names.includes('s3'))
      assert.equal(report.NumberOfServicesNotAccessed, report.NumberOfServicesAccessible)
      const management = await reported({ EntityPath: `${ROOT}/${ACCOUNT}` })
      assert.ok(management.AccessDetails?.some(({ ServiceNamespace }) => ServiceNamespace === 's3'))
      assert.equal(
        management.AccessDetails?.find(({ ServiceNamespace }) => ServiceNamespace === 'iam')
          ?.TotalAuthenticatedEntities,
        1,
      )
    })

    test('of a policy: what it allows', async () => {
      await control({ Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' })
      const EntityPath = `${ROOT}/${OTHER_ACCOUNT}`
      const report = await reported({ EntityPath, OrganizationsPolicyId: 'p-guard' })
      assert.deepEqual(
        report.AccessDetails?.map(({ ServiceNamespace }) => ServiceNamespace),
        ['iam', 'sts'],
      )
      await assert.rejects(
        iam.run(generateOrganizationsAccessReport, { EntityPath: ROOT, OrganizationsPolicyId: 'p-guard' }),
        refused('NoSuchEntity'),
      )
    })

    test('nothing older than 400 days', async () => {
      await used(ACCOUNT, 'sts', iam.clock.nowMs() - 400 * DAY_MS - 1)
      const report = await reported({ EntityPath: ROOT })
      assert.equal(report.NumberOfServicesNotAccessed, report.NumberOfServicesAccessible)
    })

    test('sorted and in pages', async () => {
      await used(ACCOUNT, 'sts', 1_767_000_000_000)
      await used(ACCOUNT, 'iam', 1_767_000_001_000)
      const first = async (SortKey: NonNullable<GetOrganizationsAccessReportRequest['SortKey']>) =>
        (await reported({ EntityPath: ROOT }, { SortKey, MaxItems: 1 })).AccessDetails?.[0]?.ServiceNamespace
      const names = (await reported({ EntityPath: ROOT })).AccessDetails?.map(
        ({ ServiceNamespace }) => ServiceNamespace,
      )
      assert.equal(await first('SERVICE_NAMESPACE_ASCENDING'), names?.at(0))
      assert.equal(await first('SERVICE_NAMESPACE_DESCENDING'), names?.at(-1))
      assert.equal(await first('LAST_AUTHENTICATED_TIME_DESCENDING'), 'iam')
      const { AccessDetails = [] } = await reported(
        { EntityPath: ROOT },
        { SortKey: 'LAST_AUTHENTICATED_TIME_ASCENDING' },
      )
      assert.deepEqual(
        AccessDetails.slice(-2).map(({ ServiceNamespace }) => ServiceNamespace),
        ['sts', 'iam'],
      )
      const page = await reported({ EntityPath: ROOT }, { MaxItems: 2 })
      assert.equal(page.IsTruncated, true)
      const { JobId, Marker = '' } = page
      const rest = await iam.run(getOrganizationsAccessReport, { JobId, Marker, MaxItems: 1 })
      assert.equal(rest.AccessDetails?.[0]?.ServiceNamespace, names?.[2])
    })

    test('under way, and failed', async () => {
      const put = (outcome: Parameters<typeof iam.effects.reports.putOrganizationsJob>[2]['outcome']) =>
        iam.effects.reports.putOrganizationsJob(ACCOUNT, 'job', { createdAtMs: 1, outcome })
      put({ state: 'making' })
      assert.deepEqual(await iam.run(getOrganizationsAccessReport, { JobId: 'job' }), {
        JobStatus: 'IN_PROGRESS',
        JobCreationDate: 1,
      })
      put({ state: 'failed', atMs: 2 })
      const failed = await iam.run(getOrganizationsAccessReport, { JobId: 'job' })
      assert.equal(failed.JobStatus, 'FAILED')
      assert.equal(failed.ErrorDetails?.Code, 'ServiceFailure')
    })
  })

  describe('who may ask, for what', () => {
    test('the management account only', async () => {
      const member = await iam.asUser('admin', OTHER_ACCOUNT)
      const { JobId } = await reported({ EntityPath: ROOT })
      await assert.rejects(
        iam.run(generateOrganizationsAccessReport, { EntityPath: ROOT }, member),
        refused('AccessDenied'),
      )
      await assert.rejects(iam.run(getOrganizationsAccessReport, { JobId }, member), refused('AccessDenied'))
      await assert.rejects(iam.run(getOrganizationsAccessReport, { JobId: 'none' }), refused('NoSuchEntity'))
    })

    test('with the path as the resource, and the policy as a condition key', async () => {
      const [ask] = await iam.asks(generateOrganizationsAccessReport, {
        EntityPath: ROOT,
        OrganizationsPolicyId: 'p-FullAWSAccess',
      })
      assert.deepEqual(ask, {
        action: 'iam:GenerateOrganizationsAccessReport',
        resource: `arn:aws:iam::${ACCOUNT}:access-report/${ROOT}`,
        context: [{ key: 'iam:OrganizationsPolicyId', value: 'p-FullAWSAccess' }],
      })
    })

    test('paths of nothing here', async () => {
      for (const [EntityPath, code] of [
        ['o-zzzzzzzzzz/r-a1b2', 'InvalidInput'],
        ['o-a1b2c3d4e5/r-zzzz', 'InvalidInput'],
        [`${ROOT}/ou-a1b2`, 'InvalidInput'],
        [`${ROOT}/ou-a1b2-12345678`, 'NoSuchEntity'],
        [`${ROOT}/ou-a1b2-12345678/${ACCOUNT}`, 'NoSuchEntity'],
        [`${ROOT}/${ACCOUNT}/${OTHER_ACCOUNT}`, 'InvalidInput'],
        [`${ROOT}/999999999999`, 'NoSuchEntity'],
      ] as const)
        await assert.rejects(iam.run(generateOrganizationsAccessReport, { EntityPath }), refused(code), EntityPath)
    })
  })
})
