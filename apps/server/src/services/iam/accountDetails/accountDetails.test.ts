/** GetAccountAuthorizationDetails. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import type { GetAccountAuthorizationDetailsRequest } from '../../../protocol/types/iam.generated.ts'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { createGroup } from '../group/createGroup.ts'
import { addUserToGroup } from '../group/membership.ts'
import { groupKind, roleKind, userKind } from '../holderKind.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { createInstanceProfile } from '../instanceprofile/createInstanceProfile.ts'
import { addRoleToInstanceProfile } from '../instanceprofile/roleInProfile.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createPolicyVersion } from '../policy/createPolicyVersion.ts'
import { percentEncoded } from '../policyText.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { getAccountAuthorizationDetails } from './getAccountAuthorizationDetails.ts'

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'
const DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
})
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/x/bob` }, Action: 'sts:AssumeRole' },
})

let iam: IamHarness
const details = (input: GetAccountAuthorizationDetailsRequest) => iam.run(getAccountAuthorizationDetails, input)

describe('accountDetails', () => {
  beforeEach(async () => {
    iam = await openIam()
    const tags = [{ Key: 'team', Value: 'blue' }]
    await iam.run(createUser, { UserName: 'bob', Path: '/x/', Tags: tags, PermissionsBoundary: VIEW_ONLY })
    await iam.run(createGroup, { GroupName: 'staff' })
    await iam.run(addUserToGroup, { GroupName: 'staff', UserName: 'bob' })
    await iam.run(createRole, { RoleName: 'deploy', AssumeRolePolicyDocument: TRUST, Tags: tags })
    await iam.run(createInstanceProfile, { InstanceProfileName: 'machine' })
    await iam.run(addRoleToInstanceProfile, { InstanceProfileName: 'machine', RoleName: 'deploy' })
    await iam.run(createPolicy, { PolicyName: 'mine', PolicyDocument: DOCUMENT, Description: 'ours' })
    const arn = `arn:aws:iam::${ACCOUNT}:policy/mine`
    await iam.run(createPolicyVersion, { PolicyArn: arn, PolicyDocument: DOCUMENT, SetAsDefault: true })
    await iam.run(attachPolicy(roleKind), { RoleName: 'deploy', PolicyArn: arn })
    await iam.run(putPolicy(userKind), { UserName: 'bob', PolicyName: 'own', PolicyDocument: DOCUMENT })
    await iam.run(putPolicy(groupKind), { GroupName: 'staff', PolicyName: 'shared', PolicyDocument: DOCUMENT })
  })
  afterEach(() => iam.close())

  describe('what it shows', () => {
    test('a user', async () => {
      const { UserDetailList: users = [] } = await details({ Filter: ['User'] })
      const id = (await iam.store.read.users.byName(ACCOUNT, 'bob'))?.id
      assert.deepEqual(users[1], {
        Path: '/x/',
        UserName: 'bob',
        UserId: id,
        Arn: `arn:aws:iam::${ACCOUNT}:user/x/bob`,
        CreateDate: iam.clock.nowMs(),
        UserPolicyList: [{ PolicyName: 'own', PolicyDocument: percentEncoded(DOCUMENT) }],
        GroupList: ['staff'],
        AttachedManagedPolicies: [],
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: VIEW_ONLY,
        },
        Tags: [{ Key: 'team', Value: 'blue' }],
      })
      assert.deepEqual(users[0]?.AttachedManagedPolicies, [
        { PolicyName: 'AdministratorAccess', PolicyArn: ADMINISTRATOR },
      ])
      assert.ok(!('UserPolicyList' in (users[0] ?? {})))
    })

    test('a group', async () => {
      const { GroupDetailList: groups = [] } = await details({ Filter: ['Group'] })
      assert.deepEqual(groups[0]?.GroupPolicyList, [{ PolicyName: 'shared', PolicyDocument: percentEncoded(DOCUMENT) }])
      assert.equal(groups[0]?.Arn, `arn:aws:iam::${ACCOUNT}:group/staff`)
    })

    test('a role, with its trust policy as ARNs, its instance profile and its last use', async () => {
      const role = await iam.store.read.roles.byName(ACCOUNT, 'deploy')
      const atMs = iam.clock.nowMs()
      await iam.store.usage.note([{ subject: role?.id ?? '', what: '', atMs, region: 'eu-west-1', service: 'sts' }])
      const { RoleDetailList: roles = [] } = await details({ Filter: ['Role'] })
      const [shown] = roles
      assert.equal(shown?.AssumeRolePolicyDocument, percentEncoded(TRUST))
      assert.equal(shown?.InstanceProfileList?.[0]?.InstanceProfileName, 'machine')
      assert.equal(shown.InstanceProfileList[0].Roles[0]?.RoleName, 'deploy')
      assert.deepEqual(shown.RoleLastUsed, { LastUsedDate: atMs, Region: 'eu-west-1' })
      assert.deepEqual(shown.AttachedManagedPolicies, [
        { PolicyName: 'mine', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/mine` },
      ])
      assert.deepEqual(shown.RolePolicyList, [])
    })

    test("the account's policies with every version, and those of AWS's that it uses", async () => {
      const { Policies: own = [] } = await details({ Filter: ['LocalManagedPolicy'] })
      assert.equal(own.length, 1)
      assert.equal(own[0]?.Description, undefined)
      assert.equal(own[0]?.AttachmentCount, 1)
      assert.deepEqual(
        own[0].PolicyVersionList?.map(({ VersionId, IsDefaultVersion, Document }) => [
          VersionId,
          IsDefaultVersion,
          Document === percentEncoded(DOCUMENT),
        ]),
        [
          ['v1', false, true],
          ['v2', true, true],
        ],
      )
      const { Policies: used = [] } = await details({ Filter: ['AWSManagedPolicy'] })
      assert.deepEqual(new Set(used.map(({ Arn }) => Arn)), new Set([ADMINISTRATOR, VIEW_ONLY]))
    })

    test('everything where no filter is given, nothing of other accounts', async () => {
      const all = await details({})
      assert.deepEqual(
        [all.UserDetailList, all.GroupDetailList, all.RoleDetailList, all.Policies].map((list) => list?.length),
        [2, 1, 1, 3],
      )
      assert.equal(all.IsTruncated, false)
      const other = await iam.run(getAccountAuthorizationDetails, {}, await iam.asUser('admin', OTHER_ACCOUNT))
      assert.deepEqual(
        other.UserDetailList?.map(({ Arn }) => Arn),
        [`arn:aws:iam::${OTHER_ACCOUNT}:user/admin`],
      )
      assert.deepEqual(other.RoleDetailList, [])
    })
  })

  describe('paging', () => {
    test('one at a time comes to the same as all at once', async () => {
      const whole = await details({})
      const names: (string | undefined)[] = []
      let Marker: string | undefined
      do {
        const page = await details({ MaxItems: 1, ...(Marker === undefined ? {} : { Marker }) })
        const { UserDetailList = [], GroupDetailList = [], RoleDetailList = [], Policies = [] } = page
        const shown = [...UserDetailList, ...GroupDetailList, ...RoleDetailList, ...Policies]
        assert.ok(shown.length <= 1)
        names.push(...shown.map(({ Arn }) => Arn))
        Marker = page.Marker
      } while (Marker !== undefined)
      const { UserDetailList = [], GroupDetailList = [], RoleDetailList = [], Policies = [] } = whole
      assert.deepEqual(
        names,
        [...UserDetailList, ...GroupDetailList, ...RoleDetailList, ...Policies].map(({ Arn }) => Arn),
      )
    })

    test('a page ends where it would be too large to encode in one go', async () => {
      const Document = JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'"'.repeat(2_500)}` },
      })
      for (let n = 0; n < 60; n += 1) await iam.run(createPolicy, { PolicyName: `large${n}`, PolicyDocument: Document })
      const page = await details({ Filter: ['LocalManagedPolicy'], MaxItems: 1_000 })
      assert.equal(page.IsTruncated, true)
      assert.ok((page.Policies?.length ?? 0) < 60)
    })

    test('a marker of another filter, or of nothing', async () => {
      const { Marker = '' } = await details({ Filter: ['User'], MaxItems: 1 })
      for (const input of [{ Filter: ['Role'], Marker } as const, { Marker: 'AAAA' }, { Marker: '!' }])
        await assert.rejects(
          details(input),
          // Recorded from AWS: radkawar/stackd, testdata/aws/iam/account_reporting.json (2026).
          { code: 'ValidationError', message: 'Marker and Filter do not match' },
        )
    })
  })

  test('needs permission on everything', async () => {
    assert.deepEqual(await iam.asks(getAccountAuthorizationDetails, {}), [
      { action: 'iam:GetAccountAuthorizationDetails', resource: '*', context: [] },
    ])
    await assert.rejects(
      iam.run(getAccountAuthorizationDetails, {}, await iam.asUser('bob')),
      (error) => error instanceof ServiceError && error.code === 'AccessDenied',
    )
  })
})
