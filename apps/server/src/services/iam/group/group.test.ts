import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { createGroup } from './createGroup.ts'
import { deleteGroup } from './deleteGroup.ts'
import { getGroup } from './getGroup.ts'
import { listGroups } from './listGroups.ts'
import { addUserToGroup, removeUserFromGroup } from './membership.ts'
import { groupOperations } from './operations.ts'
import { updateGroup } from './updateGroup.ts'

let iam: IamHarness
describe('group', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }

  describe('groups', () => {
    test('life of a group', async () => {
      const { Group: made } = await iam.run(createGroup, { GroupName: 'Ops', Path: '/x/' })
      assert.match(made.GroupId, /^AGPA[A-Z2-7]{17}$/)
      assert.deepEqual(made, {
        Path: '/x/',
        GroupName: 'Ops',
        GroupId: made.GroupId,
        Arn: `arn:aws:iam::${ACCOUNT}:group/x/Ops`,
        CreateDate: iam.clock.nowMs(),
      })
      await iam.run(updateGroup, { GroupName: 'ops', NewGroupName: 'OPS', NewPath: '/y/' })
      const { Group } = await iam.run(getGroup, { GroupName: 'ops' })
      assert.deepEqual(Group, { ...made, GroupName: 'OPS', Path: '/y/', Arn: `arn:aws:iam::${ACCOUNT}:group/y/OPS` })
      await iam.run(deleteGroup, { GroupName: 'ops' })
      await assert.rejects(
        iam.run(getGroup, { GroupName: 'ops' }),
        refused('NoSuchEntity', 'The group with name ops cannot be found.'),
      )
    })

    test('names are unique ignoring case', async () => {
      await iam.run(createGroup, { GroupName: 'ops' })
      await iam.run(createGroup, { GroupName: 'dev' })
      await assert.rejects(
        iam.run(createGroup, { GroupName: 'OPS' }),
        refused('EntityAlreadyExists', 'Group with name OPS already exists.'),
      )
      await assert.rejects(
        iam.run(updateGroup, { GroupName: 'dev', NewGroupName: 'Ops' }),
        refused('EntityAlreadyExists', 'Group with name Ops already exists.'),
      )
    })

    test('ListGroups pages in the order of names and by path', async () => {
      for (const GroupName of ['c', 'B', 'a'])
        await iam.run(createGroup, { GroupName, Path: GroupName === 'a' ? '/p/' : '/' })
      const first = await iam.run(listGroups, { MaxItems: 2 })
      assert.deepEqual(
        first.Groups.map((group) => group.GroupName),
        ['a', 'B'],
      )
      const rest = await iam.run(listGroups, { Marker: first.Marker ?? '' })
      assert.deepEqual(
        rest.Groups.map((group) => group.GroupName),
        ['c'],
      )
      const below = await iam.run(listGroups, { PathPrefix: '/p/' })
      assert.equal(below.Groups.length, 1)
    })

    test('a group with members or policies is not deleted', async () => {
      const { Group } = await iam.run(createGroup, { GroupName: 'ops' })
      await iam.run(createUser, { UserName: 'bob' })
      await iam.run(addUserToGroup, { GroupName: 'ops', UserName: 'bob' })
      await iam.store.write(async ({ write }) => {
        await write.holders.putInlinePolicy(Group.GroupId, 'p', '{}')
        await write.holders.attachPolicy(Group.GroupId, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
      })
      const expectConflict = (what: string) =>
        assert.rejects(
          iam.run(deleteGroup, { GroupName: 'ops' }),
          refused('DeleteConflict', `Cannot delete entity, must ${what} first.`),
        )
      await expectConflict('remove users from group')
      await iam.run(removeUserFromGroup, { GroupName: 'ops', UserName: 'bob' })
      await expectConflict('delete policies')
      await iam.store.write(({ write }) => write.holders.deleteInlinePolicy(Group.GroupId, 'p'))
      await expectConflict('detach all policies')
      await iam.store.write(({ write }) =>
        write.holders.detachPolicy(Group.GroupId, 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
      )
      await iam.run(deleteGroup, { GroupName: 'ops' })
    })
  })

  describe('membership', () => {
    test('adding and removing twice is as once, and members come in pages', async () => {
      await iam.run(createGroup, { GroupName: 'ops' })
      for (const UserName of ['zoe', 'Amy', 'bob']) {
        await iam.run(createUser, { UserName, Tags: [{ Key: 'k', Value: 'v' }] })
        await iam.run(addUserToGroup, { GroupName: 'OPS', UserName })
        await iam.run(addUserToGroup, { GroupName: 'ops', UserName: UserName.toUpperCase() })
      }
      const first = await iam.run(getGroup, { GroupName: 'ops', MaxItems: 2 })
      assert.deepEqual(
        first.Users.map((user) => user.UserName),
        ['Amy', 'bob'],
      )
      const rest = await iam.run(getGroup, { GroupName: 'ops', Marker: first.Marker ?? '' })
      assert.deepEqual(
        rest.Users.map((user) => user.UserName),
        ['zoe'],
      )
      assert.ok(rest.Users.every((user) => !('Tags' in user)))
      await iam.run(removeUserFromGroup, { GroupName: 'ops', UserName: 'bob' })
      await iam.run(removeUserFromGroup, { GroupName: 'ops', UserName: 'bob' })
      assert.equal((await iam.run(getGroup, { GroupName: 'ops' })).Users.length, 2)
    })

    test('ten groups a user at most', async () => {
      for (let index = 0; index <= 10; index++) {
        await iam.run(createGroup, { GroupName: `g${index}` })
        const add = iam.run(addUserToGroup, { GroupName: `g${index}`, UserName: 'admin' })
        if (index < 10) await add
        else await assert.rejects(add, refused('LimitExceeded', 'Cannot exceed quota for GroupsPerUser: 10'))
      }
      await iam.run(addUserToGroup, { GroupName: 'g0', UserName: 'admin' })
    })

    test('an unknown group or user is NoSuchEntity', async () => {
      await iam.run(createGroup, { GroupName: 'ops' })
      for (const operation of [addUserToGroup, removeUserFromGroup]) {
        const run = (GroupName: string, UserName: string) =>
          iam.run<{ GroupName: string; UserName: string }, unknown>(operation, { GroupName, UserName })
        await assert.rejects(run('none', 'admin'), refused('NoSuchEntity', 'The group with name none cannot be found.'))
        await assert.rejects(run('ops', 'none'), refused('NoSuchEntity', 'The user with name none cannot be found.'))
      }
      // Of two that are missing, the one that AWS names.
      for (const operation of [addUserToGroup, removeUserFromGroup])
        await assert.rejects(
          iam.run<{ GroupName: string; UserName: string }, unknown>(operation, {
            GroupName: 'none',
            UserName: 'nobody',
          }),
          refused('NoSuchEntity', 'The user with name nobody cannot be found.'),
        )
    })
  })

  describe('asks', () => {
    test('every operation on one group asks about its real ARN, or the ARN its name would have', async () => {
      await iam.run(createGroup, { GroupName: 'Ops', Path: '/x/' })
      for (const [operation, input] of [
        [getGroup, {}],
        [deleteGroup, {}],
        [addUserToGroup, { UserName: 'admin' }],
        [removeUserFromGroup, { UserName: 'admin' }],
      ] as const) {
        for (const [GroupName, resource] of [
          ['oPS', `arn:aws:iam::${ACCOUNT}:group/x/Ops`],
          ['none', `arn:aws:iam::${ACCOUNT}:group/none`],
        ] as const) {
          const asks = await iam.asks<{ GroupName: string; UserName: string }, unknown>(operation, {
            GroupName,
            UserName: 'admin',
            ...input,
          })
          assert.deepEqual(asks, [{ action: `iam:${operation.name}`, resource, context: [] }])
        }
      }
    })

    test('creating, listing and updating', async () => {
      const resources = async (asks: Promise<readonly { resource: string; action: string }[]>) =>
        (await asks).map(({ action, resource }) => `${action} ${resource.slice(`arn:aws:iam::${ACCOUNT}:`.length)}`)
      assert.deepEqual(await resources(iam.asks(createGroup, { GroupName: 'g', Path: '/p/' })), [
        'iam:CreateGroup group/p/g',
      ])
      assert.deepEqual(await resources(iam.asks(listGroups, {})), ['iam:ListGroups group/'])
      assert.deepEqual(await resources(iam.asks(listGroups, { PathPrefix: '/p' })), ['iam:ListGroups group/p'])
      await iam.run(createGroup, { GroupName: 'g', Path: '/p/' })
      assert.deepEqual(await resources(iam.asks(updateGroup, { GroupName: 'G', NewGroupName: 'h' })), [
        'iam:UpdateGroup group/p/g',
        'iam:UpdateGroup group/p/h',
      ])
    })

    test('a user without permissions may do none of it', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const bob = await iam.asUser('bob')
      for (const operation of groupOperations) {
        const input = { GroupName: 'g', UserName: 'bob' }
        const run = iam.run(operation as typeof getGroup, input, bob)
        await assert.rejects(run, refused('AccessDenied'), operation.name)
      }
    })
  })
})
