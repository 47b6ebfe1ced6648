/** Roles: life cycle, refusals, pages, tags, and what each operation asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { detachPolicy } from '../attachment/detachPolicy.ts'
import { deletePolicy } from '../inline/deletePolicy.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { roleKind } from '../holderKind.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createRole } from './createRole.ts'
import { deleteRole } from './deleteRole.ts'
import { getRole } from './getRole.ts'
import { listRoles } from './listRoles.ts'
import { listRoleTags, tagRole, untagRole } from './tagRole.ts'
import { updateAssumeRolePolicy } from './updateAssumeRolePolicy.ts'
import { updateRole, updateRoleDescription } from './updateRole.ts'

const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${ACCOUNT}:root"},"Action":"sts:AssumeRole"}]}`
const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'

let iam: IamHarness
describe('role', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (RoleName: string, more: object = {}) =>
    iam.run(createRole, { RoleName, AssumeRolePolicyDocument: TRUST, ...more })

  describe('CreateRole, GetRole', () => {
    test('a plain role has path /, one hour and no more members than AWS shows', async () => {
      const { Role: created } = await create('Plain')
      assert.match(created.RoleId, /^AROA[A-Z2-7]{17}$/)
      const expected = {
        Path: '/',
        RoleName: 'Plain',
        RoleId: created.RoleId,
        Arn: `arn:aws:iam::${ACCOUNT}:role/Plain`,
        CreateDate: iam.clock.nowMs(),
        AssumeRolePolicyDocument: encodeURIComponent(TRUST).replaceAll('*', '%2A'),
      }
      assert.deepEqual(created, expected)
      const { Role } = await iam.run(getRole, { RoleName: 'Plain' })
      assert.deepEqual(Role, { ...expected, MaxSessionDuration: 3_600, RoleLastUsed: {} })
    })

    test('every parameter is kept', async () => {
      const { Role: created } = await create('Full', {
        Path: '/team/ci/',
        Description: 'deploys',
        MaxSessionDuration: 43_200,
        PermissionsBoundary: VIEW_ONLY,
        Tags: [{ Key: 'Team', Value: 'ci' }],
      })
      // Recorded from AWS (LocalStack, test_iam_account_authorization_details, 2026): GetRole tells it, CreateRole does not.
      assert.equal(created.Description, undefined)
      const { Role } = await iam.run(getRole, { RoleName: 'Full' })
      const { Description: _, MaxSessionDuration: __, RoleLastUsed: ___, ...lesser } = Role
      assert.deepEqual(created, lesser)
      assert.equal(Role.Arn, `arn:aws:iam::${ACCOUNT}:role/team/ci/Full`)
      assert.equal(Role.Description, 'deploys')
      assert.equal(Role.MaxSessionDuration, 43_200)
      assert.deepEqual(Role.PermissionsBoundary, {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: VIEW_ONLY,
      })
      assert.deepEqual(Role.Tags, [{ Key: 'Team', Value: 'ci' }])
    })

    test('names are unique ignoring case, whatever the path', async () => {
      await create('Unique')
      await assert.rejects(create('uNIQUE', { Path: '/other/' }), {
        code: 'EntityAlreadyExists',
        message: 'Role with name uNIQUE already exists.',
      })
    })

    test('refuses the path of service-linked roles, duplicate tag keys, foreign and missing boundaries', async () => {
      await assert.rejects(create('AWSServiceRoleForECS', { Path: '/aws-service-role/ecs.amazonaws.com/' }), {
        code: 'InvalidInput',
        message: "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
      })
      const Tags = [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ]
      for (const given of [Tags, Tags.map(({ Value }) => ({ Key: 'a', Value }))])
        await assert.rejects(create('Refused', { Tags: given }), {
          code: 'InvalidInput',
          message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
        })
      const missing = `arn:aws:iam::${ACCOUNT}:policy/Missing`
      await assert.rejects(create('Refused', { PermissionsBoundary: missing }), {
        code: 'NoSuchEntity',
        message: `Scope ARN: ${missing} does not exist or is not attachable.`,
      })
      await assert.rejects(create('Refused', { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:role/not-a-policy` }), {
        code: 'InvalidInput',
      })
      await assert.rejects(iam.run(getRole, { RoleName: 'Refused' }), {
        code: 'NoSuchEntity',
        message: 'The role with name Refused cannot be found.',
      })
    })

    test('roles of another account are not seen', async () => {
      await create('Mine')
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(iam.run(getRole, { RoleName: 'Mine' }, other), { code: 'NoSuchEntity' })
      assert.deepEqual((await iam.run(listRoles, {}, other)).Roles, [])
    })
  })

  describe('ListRoles', () => {
    test('pages through a path in the order of names, without tags and boundary', async () => {
      for (const name of ['pb', 'PA', 'pc'])
        await create(name, { Path: '/paged/', Tags: [{ Key: 'k', Value: 'v' }], PermissionsBoundary: VIEW_ONLY })
      const first = await iam.run(listRoles, { PathPrefix: '/paged/', MaxItems: 2 })
      assert.deepEqual(
        first.Roles.map(({ RoleName }) => RoleName),
        ['PA', 'pb'],
      )
      assert.equal(first.IsTruncated, true)
      assert.ok(first.Roles.every((role) => !('Tags' in role) && !('PermissionsBoundary' in role)))
      const Marker = first.Marker ?? ''
      const second = await iam.run(listRoles, { PathPrefix: '/paged/', MaxItems: 2, Marker })
      assert.deepEqual(
        second.Roles.map(({ RoleName }) => RoleName),
        ['pc'],
      )
      assert.equal(second.IsTruncated, false)
      assert.equal(second.Marker, undefined)
      await assert.rejects(iam.run(listRoles, { Marker: '*' }), { code: 'ValidationError' })
    })
  })

  describe('UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy', () => {
    test('change what they name', async () => {
      await create('Changing', { Description: 'old', MaxSessionDuration: 7_200 })
      await iam.run(updateRole, { RoleName: 'Changing', MaxSessionDuration: 10_800 })
      assert.equal((await iam.run(getRole, { RoleName: 'Changing' })).Role.Description, 'old')
      assert.equal((await iam.run(getRole, { RoleName: 'Changing' })).Role.MaxSessionDuration, 10_800)
      const { Role } = await iam.run(updateRoleDescription, { RoleName: 'Changing', Description: 'new' })
      assert.equal(Role?.Description, 'new')
      assert.ok(!('MaxSessionDuration' in Role))
      assert.equal((await iam.run(getRole, { RoleName: 'Changing' })).Role.Description, 'new')
      await iam.run(updateRole, { RoleName: 'Changing', Description: 'newest' })
      const updated = (await iam.run(getRole, { RoleName: 'Changing' })).Role
      assert.equal(updated.Description, 'newest')
      assert.equal(updated.MaxSessionDuration, 10_800) // Left out, it stays, whatever AWS's page says
      const PolicyDocument = TRUST.replace('Allow', 'Deny')
      await iam.run(updateAssumeRolePolicy, { RoleName: 'Changing', PolicyDocument })
      const { Role: shown } = await iam.run(getRole, { RoleName: 'changing' })
      assert.equal(decodeURIComponent(shown.AssumeRolePolicyDocument ?? ''), PolicyDocument)
    })
  })

  describe('DeleteRole', () => {
    test('only without policies; ends the sessions issued until that millisecond', async () => {
      const { RoleId } = (await create('Doomed')).Role
      const arn = { RoleName: 'Doomed', PolicyArn: VIEW_ONLY }
      await iam.run(attachPolicy(roleKind), arn)
      await iam.run(putPolicy(roleKind), { RoleName: 'Doomed', PolicyName: 'p', PolicyDocument: ALLOW })
      const conflict = (message: string) => ({ code: 'DeleteConflict', message })
      await assert.rejects(
        iam.run(deleteRole, { RoleName: 'Doomed' }),
        conflict('Cannot delete entity, must detach all policies first.'),
      )
      await iam.run(detachPolicy(roleKind), arn)
      await assert.rejects(
        iam.run(deleteRole, { RoleName: 'Doomed' }),
        conflict('Cannot delete entity, must delete policies first.'),
      )
      await iam.run(deletePolicy(roleKind), { RoleName: 'Doomed', PolicyName: 'p' })
      const before = await iam.store.read.revocations.active(iam.clock.nowMs())
      assert.deepEqual(
        before.filter(({ subject }) => subject === RoleId),
        [],
      )
      await iam.run(deleteRole, { RoleName: 'DOOMED' })
      const now = iam.clock.nowMs()
      const active = await iam.store.read.revocations.active(now)
      assert.deepEqual(
        active.filter(({ subject }) => subject === RoleId),
        [
          {
            kind: 'principal',
            subject: RoleId,
            issuedBeforeMs: now + 1,
            keepUntilMs: now + 37 * 3_600_000,
            reason: 'role deleted',
          },
        ],
      )
      await assert.rejects(iam.run(deleteRole, { RoleName: 'Doomed' }), { code: 'NoSuchEntity' })
    })
  })

  describe('TagRole, UntagRole, ListRoleTags', () => {
    test('keys compare ignoring case; pages; at most 50', async () => {
      await create('Tagged', { Tags: [{ Key: 'Team', Value: 'a' }] })
      await iam.run(tagRole, {
        RoleName: 'Tagged',
        Tags: [
          { Key: 'team', Value: 'b' },
          { Key: 'Zone', Value: '' },
        ],
      })
      const first = await iam.run(listRoleTags, { RoleName: 'Tagged', MaxItems: 1 })
      assert.deepEqual(first.Tags, [{ Key: 'team', Value: 'b' }])
      const rest = await iam.run(listRoleTags, { RoleName: 'Tagged', Marker: first.Marker ?? '' })
      assert.deepEqual(rest, { Tags: [{ Key: 'Zone', Value: '' }], IsTruncated: false })
      await iam.run(untagRole, { RoleName: 'Tagged', TagKeys: ['TEAM', 'absent'] })
      assert.deepEqual((await iam.run(listRoleTags, { RoleName: 'Tagged' })).Tags, [{ Key: 'Zone', Value: '' }])
      const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }))
      await assert.rejects(iam.run(tagRole, { RoleName: 'Tagged', Tags }), { code: 'LimitExceeded' })
      await assert.rejects(iam.run(tagRole, { RoleName: 'Tagged', Tags: [{ Key: 'aws:x', Value: '' }] }), {
        code: 'InvalidInput',
      })
      assert.equal((await iam.run(listRoleTags, { RoleName: 'Tagged' })).Tags.length, 1)
    })
  })

  describe('asks', () => {
    test('CreateRole: the ARN it will have, the boundary and tags being set, and TagRole for tags', async () => {
      const input = { RoleName: 'New', Path: '/p/', AssumeRolePolicyDocument: TRUST }
      const resource = `arn:aws:iam::${ACCOUNT}:role/p/New`
      assert.deepEqual(await iam.asks(createRole, input), [{ action: 'iam:CreateRole', resource, context: [] }])
      const tagKeys = [
        { key: 'aws:RequestTag/Team', value: 'ci' },
        { key: 'aws:TagKeys', value: ['Team'] },
      ]
      const tagged = { ...input, PermissionsBoundary: VIEW_ONLY, Tags: [{ Key: 'Team', Value: 'ci' }] }
      assert.deepEqual(await iam.asks(createRole, tagged), [
        {
          action: 'iam:CreateRole',
          resource,
          context: [{ key: 'iam:PermissionsBoundary', value: VIEW_ONLY }, ...tagKeys],
        },
        { action: 'iam:TagRole', resource, context: tagKeys },
      ])
    })

    test('the others: the real ARN and tags of a role that exists, path / for one that does not', async () => {
      await create('Asked', { Path: '/asked/', Tags: [{ Key: 'Team', Value: 'ci' }] })
      const known = [
        { key: 'aws:ResourceTag/Team', value: 'ci' },
        { key: 'iam:ResourceTag/Team', value: 'ci' },
      ]
      const RoleName = 'ASKED'
      const about = (action: string, more: readonly object[] = []) => [
        { action, resource: `arn:aws:iam::${ACCOUNT}:role/asked/Asked`, context: [...known, ...more] },
      ]
      assert.deepEqual(await iam.asks(getRole, { RoleName }), about('iam:GetRole'))
      assert.deepEqual(await iam.asks(deleteRole, { RoleName }), about('iam:DeleteRole'))
      assert.deepEqual(await iam.asks(updateRole, { RoleName }), about('iam:UpdateRole'))
      assert.deepEqual(
        await iam.asks(updateRoleDescription, { RoleName, Description: '' }),
        about('iam:UpdateRoleDescription'),
      )
      assert.deepEqual(
        await iam.asks(updateAssumeRolePolicy, { RoleName, PolicyDocument: TRUST }),
        about('iam:UpdateAssumeRolePolicy'),
      )
      assert.deepEqual(await iam.asks(listRoleTags, { RoleName }), about('iam:ListRoleTags'))
      assert.deepEqual(
        await iam.asks(tagRole, { RoleName, Tags: [{ Key: 'x', Value: 'y' }] }),
        about('iam:TagRole', [
          { key: 'aws:RequestTag/x', value: 'y' },
          { key: 'aws:TagKeys', value: ['x'] },
        ]),
      )
      assert.deepEqual(
        await iam.asks(untagRole, { RoleName, TagKeys: ['x'] }),
        about('iam:UntagRole', [{ key: 'aws:TagKeys', value: ['x'] }]),
      )
      assert.deepEqual(await iam.asks(getRole, { RoleName: 'Nobody' }), [
        { action: 'iam:GetRole', resource: `arn:aws:iam::${ACCOUNT}:role/Nobody`, context: [] },
      ])
      assert.deepEqual(await iam.asks(listRoles, { PathPrefix: '/asked/' }), [
        { action: 'iam:ListRoles', resource: `arn:aws:iam::${ACCOUNT}:role/asked/` },
      ])
    })
  })
})
