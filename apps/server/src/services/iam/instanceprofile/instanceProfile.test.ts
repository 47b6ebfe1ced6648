/** Instance profiles: life cycle, the one role, pages, tags, refusals, and what each operation asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRole } from '../role/createRole.ts'
import { deleteRole } from '../role/deleteRole.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { userKind } from '../holderKind.ts'
import { createUser } from '../user/createUser.ts'
import { createInstanceProfile } from './createInstanceProfile.ts'
import { deleteInstanceProfile } from './deleteInstanceProfile.ts'
import { getInstanceProfile } from './getInstanceProfile.ts'
import { listInstanceProfiles, listInstanceProfilesForRole } from './listInstanceProfiles.ts'
import { instanceProfileKind } from './profileRecord.ts'
import { addRoleToInstanceProfile, removeRoleFromInstanceProfile } from './roleInProfile.ts'

const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

let iam: IamHarness
describe('instanceProfile', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (InstanceProfileName: string, more: object = {}) =>
    iam.run(createInstanceProfile, { InstanceProfileName, ...more })
  const newRole = (RoleName: string, more: object = {}) =>
    iam.run(createRole, { RoleName, AssumeRolePolicyDocument: TRUST, ...more })
  const missing = (name: string) => ({
    code: 'NoSuchEntity',
    message: `Instance Profile ${name} cannot be found.`,
  })

  describe('CreateInstanceProfile, GetInstanceProfile', () => {
    test('has path / and no role at first', async () => {
      const { InstanceProfile } = await create('Plain')
      assert.match(InstanceProfile.InstanceProfileId, /^AIPA[A-Z2-7]{17}$/)
      assert.deepEqual(InstanceProfile, {
        Path: '/',
        InstanceProfileName: 'Plain',
        InstanceProfileId: InstanceProfile.InstanceProfileId,
        Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/Plain`,
        CreateDate: iam.clock.nowMs(),
        Roles: [],
      })
      assert.deepEqual(await iam.run(getInstanceProfile, { InstanceProfileName: 'plain' }), {
        InstanceProfile: { ...InstanceProfile, Tags: [] },
      })
    })

    test('path and tags are kept; names are unique ignoring case, whatever the path', async () => {
      const Tags = [{ Key: 'Team', Value: 'web' }]
      const { InstanceProfile } = await create('Full', { Path: '/web/', Tags })
      assert.equal(InstanceProfile.Arn, `arn:aws:iam::${ACCOUNT}:instance-profile/web/Full`)
      assert.deepEqual(InstanceProfile.Tags, Tags)
      await assert.rejects(create('fULL'), {
        code: 'EntityAlreadyExists',
        message: 'Instance Profile fULL already exists.',
      })
      const twice = [
        { Key: 'a', Value: '' },
        { Key: 'A', Value: '' },
      ]
      await assert.rejects(create('Refused', { Tags: twice }), { code: 'InvalidInput' })
      await assert.rejects(iam.run(getInstanceProfile, { InstanceProfileName: 'Refused' }), missing('Refused'))
    })

    test('another account does not see it', async () => {
      await create('Mine')
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(iam.run(getInstanceProfile, { InstanceProfileName: 'Mine' }, other), missing('Mine'))
      assert.deepEqual((await iam.run(listInstanceProfiles, {}, other)).InstanceProfiles, [])
    })
  })

  describe('the role in it', () => {
    test('one at most; neither goes while it is there', async () => {
      const { Role } = await newRole('Web', { Description: 'd', MaxSessionDuration: 7_200 })
      await newRole('Second')
      await create('Box')
      const pair = { InstanceProfileName: 'Box', RoleName: 'Web' }
      await iam.run(addRoleToInstanceProfile, pair)
      const { InstanceProfile } = await iam.run(getInstanceProfile, { InstanceProfileName: 'Box' })
      const { Description: _, ...shown } = Role
      assert.deepEqual(InstanceProfile.Roles, [shown])
      const full = {
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      }
      await assert.rejects(iam.run(addRoleToInstanceProfile, pair), full)
      await assert.rejects(iam.run(addRoleToInstanceProfile, { ...pair, RoleName: 'Second' }), full)
      const conflict = {
        code: 'DeleteConflict',
        message: 'Cannot delete entity, must remove roles from instance profile first.',
      }
      await assert.rejects(iam.run(deleteInstanceProfile, { InstanceProfileName: 'Box' }), conflict)
      await assert.rejects(iam.run(deleteRole, { RoleName: 'Web' }), conflict)
      await iam.run(deleteRole, { RoleName: 'Second' })
      await iam.run(removeRoleFromInstanceProfile, pair)
      await assert.rejects(iam.run(removeRoleFromInstanceProfile, pair), {
        code: 'NoSuchEntity',
        message: 'Role Web in Instance Profile Box cannot be found.',
      })
      await iam.run(deleteRole, { RoleName: 'Web' })
      await iam.run(deleteInstanceProfile, { InstanceProfileName: 'Box' })
      await assert.rejects(iam.run(deleteInstanceProfile, { InstanceProfileName: 'Box' }), missing('Box'))
    })

    test('what does not exist is said by name', async () => {
      await create('Alone')
      const noRole = { code: 'NoSuchEntity', message: 'The role with name Nobody cannot be found.' }
      for (const operation of [addRoleToInstanceProfile, removeRoleFromInstanceProfile]) {
        await assert.rejects(iam.run(operation, { InstanceProfileName: 'Alone', RoleName: 'Nobody' }), noRole)
        await assert.rejects(iam.run(operation, { InstanceProfileName: 'Gone', RoleName: 'Nobody' }), missing('Gone'))
      }
      await assert.rejects(iam.run(listInstanceProfilesForRole, { RoleName: 'Nobody' }), noRole)
    })

    test('who may not pass the role may not put it into a profile', async () => {
      await iam.run(createUser, { UserName: 'ops' })
      await newRole('Powerful')
      await create('OpsBox')
      const pair = { InstanceProfileName: 'OpsBox', RoleName: 'Powerful' }
      const allow = async (statement: object) => {
        const document = JSON.stringify({ Version: '2012-10-17', Statement: statement })
        await iam.run(putPolicy(userKind), { UserName: 'ops', PolicyName: 'p', PolicyDocument: document })
        return iam.asUser('ops')
      }
      const profiles = { Effect: 'Allow', Action: 'iam:*InstanceProfile', Resource: '*' }
      await assert.rejects(iam.run(addRoleToInstanceProfile, pair, await allow([profiles])), {
        code: 'AccessDenied',
        message: /iam:PassRole on resource: arn:aws:iam::111122223333:role\/Powerful/,
      })
      const passing = (service: string) => ({
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': service } },
      })
      await assert.rejects(
        iam.run(addRoleToInstanceProfile, pair, await allow([profiles, passing('ecs.amazonaws.com')])),
        { code: 'AccessDenied' },
      )
      await iam.run(addRoleToInstanceProfile, pair, await allow([profiles, passing('ec2.amazonaws.com')]))
    })
  })

  describe('ListInstanceProfiles, ListInstanceProfilesForRole', () => {
    test('page, below a path, without tags', async () => {
      await newRole('Many')
      for (const name of ['lb', 'LA', 'lc']) {
        await create(name, { Path: '/listed/', Tags: [{ Key: 'k', Value: 'v' }] })
        await iam.run(addRoleToInstanceProfile, { InstanceProfileName: name, RoleName: 'Many' })
        iam.clock.advance(1)
      }
      const first = await iam.run(listInstanceProfiles, { PathPrefix: '/listed/', MaxItems: 2 })
      assert.deepEqual(
        first.InstanceProfiles.map(({ InstanceProfileName, Roles, Tags }) => [InstanceProfileName, Roles.length, Tags]),
        [
          ['LA', 1, undefined],
          ['lb', 1, undefined],
        ],
      )
      assert.equal(first.IsTruncated, true)
      const rest = await iam.run(listInstanceProfiles, { PathPrefix: '/listed/', Marker: first.Marker ?? '' })
      assert.deepEqual(
        rest.InstanceProfiles.map(({ InstanceProfileName }) => InstanceProfileName),
        ['lc'],
      )
      const some = await iam.run(listInstanceProfilesForRole, { RoleName: 'Many', MaxItems: 2 })
      const more = await iam.run(listInstanceProfilesForRole, { RoleName: 'Many', Marker: some.Marker ?? '' })
      assert.deepEqual(
        [...some.InstanceProfiles, ...more.InstanceProfiles].map(({ InstanceProfileName }) => InstanceProfileName),
        ['lb', 'LA', 'lc'],
      )
      assert.equal(more.IsTruncated, false)
    })
  })

  describe('tags', () => {
    test('are added, replaced, paged and removed', async () => {
      await create('Tagged', { Tags: [{ Key: 'Team', Value: 'a' }] })
      const InstanceProfileName = 'Tagged'
      const list = listTagsOperation(instanceProfileKind)
      const Tags = [
        { Key: 'team', Value: 'b' },
        { Key: 'Zone', Value: '' },
      ]
      await iam.run(tagOperation(instanceProfileKind), { InstanceProfileName, Tags })
      const first = await iam.run(list, { InstanceProfileName, MaxItems: 1 })
      assert.deepEqual(first.Tags, [{ Key: 'team', Value: 'b' }])
      const rest = await iam.run(list, { InstanceProfileName, Marker: first.Marker ?? '' })
      assert.deepEqual(rest, { Tags: [{ Key: 'Zone', Value: '' }], IsTruncated: false })
      await iam.run(untagOperation(instanceProfileKind), { InstanceProfileName, TagKeys: ['TEAM', 'absent'] })
      assert.deepEqual((await iam.run(list, { InstanceProfileName })).Tags, [{ Key: 'Zone', Value: '' }])
      const many = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }))
      await assert.rejects(iam.run(tagOperation(instanceProfileKind), { InstanceProfileName, Tags: many }), {
        code: 'LimitExceeded',
      })
      await assert.rejects(iam.run(list, { InstanceProfileName: 'Gone' }), missing('Gone'))
    })
  })

  describe('asks', () => {
    const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:instance-profile${rest}`

    test('CreateInstanceProfile: the ARN it will have, and TagInstanceProfile for tags', async () => {
      const input = { InstanceProfileName: 'New', Path: '/p/' }
      assert.deepEqual(await iam.asks(createInstanceProfile, input), [
        { action: 'iam:CreateInstanceProfile', resource: arn('/p/New'), context: [] },
      ])
      const context = [
        { key: 'aws:RequestTag/x', value: 'y' },
        { key: 'aws:TagKeys', value: ['x'] },
      ]
      assert.deepEqual(await iam.asks(createInstanceProfile, { ...input, Tags: [{ Key: 'x', Value: 'y' }] }), [
        { action: 'iam:CreateInstanceProfile', resource: arn('/p/New'), context },
        { action: 'iam:TagInstanceProfile', resource: arn('/p/New'), context },
      ])
    })

    test('the others: the real ARN and tags, path / for one that does not exist', async () => {
      await create('Asked', { Path: '/asked/', Tags: [{ Key: 'Team', Value: 'ci' }] })
      await newRole('AskedRole', { Path: '/r/' })
      const InstanceProfileName = 'ASKED'
      const about = (action: string, more: readonly object[] = []) => ({
        action,
        resource: arn('/asked/Asked'),
        context: [{ key: 'aws:ResourceTag/Team', value: 'ci' }, { key: 'iam:ResourceTag/Team', value: 'ci' }, ...more],
      })
      const roleArn = `arn:aws:iam::${ACCOUNT}:role/r/AskedRole`
      const pair = { InstanceProfileName, RoleName: 'AskedRole' }
      assert.deepEqual(await iam.asks(getInstanceProfile, { InstanceProfileName }), [about('iam:GetInstanceProfile')])
      assert.deepEqual(await iam.asks(deleteInstanceProfile, { InstanceProfileName }), [
        about('iam:DeleteInstanceProfile'),
      ])
      assert.deepEqual(await iam.asks(addRoleToInstanceProfile, pair), [
        about('iam:AddRoleToInstanceProfile'),
        {
          action: 'iam:PassRole',
          resource: roleArn,
          context: [{ key: 'iam:PassedToService', value: 'ec2.amazonaws.com' }],
        },
      ])
      assert.deepEqual(await iam.asks(removeRoleFromInstanceProfile, pair), [
        about('iam:RemoveRoleFromInstanceProfile'),
      ])
      assert.deepEqual(
        await iam.asks(tagOperation(instanceProfileKind), { InstanceProfileName, Tags: [{ Key: 'x', Value: 'y' }] }),
        [
          about('iam:TagInstanceProfile', [
            { key: 'aws:RequestTag/x', value: 'y' },
            { key: 'aws:TagKeys', value: ['x'] },
          ]),
        ],
      )
      assert.deepEqual(await iam.asks(untagOperation(instanceProfileKind), { InstanceProfileName, TagKeys: ['x'] }), [
        about('iam:UntagInstanceProfile', [{ key: 'aws:TagKeys', value: ['x'] }]),
      ])
      assert.deepEqual(await iam.asks(listTagsOperation(instanceProfileKind), { InstanceProfileName }), [
        about('iam:ListInstanceProfileTags'),
      ])
      assert.deepEqual(await iam.asks(getInstanceProfile, { InstanceProfileName: 'Gone' }), [
        { action: 'iam:GetInstanceProfile', resource: arn('/Gone'), context: [] },
      ])
      assert.deepEqual(await iam.asks(listInstanceProfiles, { PathPrefix: '/asked/' }), [
        { action: 'iam:ListInstanceProfiles', resource: arn('/asked/'), context: [] },
      ])
      assert.deepEqual(await iam.asks(listInstanceProfilesForRole, { RoleName: 'askedrole' }), [
        { action: 'iam:ListInstanceProfilesForRole', resource: roleArn, context: [] },
      ])
    })
  })
})
