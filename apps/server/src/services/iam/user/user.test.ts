import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Ask } from '../../../authz/ask.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { createAccessKey } from '../accesskey/createAccessKey.ts'
import { deleteAccessKey } from '../accesskey/deleteAccessKey.ts'
import { createGroup } from '../group/createGroup.ts'
import { addUserToGroup, removeUserFromGroup } from '../group/membership.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from './createUser.ts'
import { deleteUser } from './deleteUser.ts'
import { getUser } from './getUser.ts'
import { listGroupsForUser } from './listGroupsForUser.ts'
import { listUsers } from './listUsers.ts'
import { updateUser } from './updateUser.ts'
import { listUserTags, tagUser, untagUser } from './userTags.ts'

let iam: IamHarness
describe('user', () => {
  beforeEach(async () => {
    iam = await openIam()
  })
  afterEach(() => iam.close())

  const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

  /** Expects a refusal with this code and, where given, this sentence. */
  const refused = (code: string, message?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    return true
  }

  /** Asks in short: action, resource, and the context as a record. */
  const short = (asks: readonly Ask[]) =>
    asks.map(({ action, resource, context = [] }) => [
      action,
      resource,
      Object.fromEntries(context.map(({ key, value }) => [key, value])),
    ])

  describe('CreateUser and GetUser', () => {
    test('a user has its path, boundary and tags', async () => {
      const { User: made } = await iam.run(createUser, {
        UserName: 'Alice',
        Path: '/team/ci/',
        PermissionsBoundary: READ_ONLY,
        Tags: [{ Key: 'Team', Value: 'ci' }],
      })
      assert.match(made?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
      assert.deepEqual(made, {
        Path: '/team/ci/',
        UserName: 'Alice',
        UserId: made?.UserId,
        Arn: `arn:aws:iam::${ACCOUNT}:user/team/ci/Alice`,
        CreateDate: iam.clock.nowMs(),
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: READ_ONLY,
        },
        Tags: [{ Key: 'Team', Value: 'ci' }],
      })
      assert.deepEqual(await iam.run(getUser, { UserName: 'Alice' }), { User: made })
    })

    test('names are unique ignoring case, within their account', async () => {
      await iam.run(createUser, { UserName: 'Alice' })
      await assert.rejects(
        iam.run(createUser, { UserName: 'aLICE', Path: '/other/' }),
        refused('EntityAlreadyExists', 'User with name aLICE already exists.'),
      )
      await iam.run(createUser, { UserName: 'alice' }, await iam.asUser('admin', OTHER_ACCOUNT))
    })

    test('a boundary must be a policy of the account or of AWS', async () => {
      for (const arn of [`arn:aws:iam::${ACCOUNT}:policy/Missing`, `arn:aws:iam::${OTHER_ACCOUNT}:policy/Theirs`]) {
        await assert.rejects(
          iam.run(createUser, { UserName: 'bob', PermissionsBoundary: arn }),
          refused('NoSuchEntity', `Scope ARN: ${arn} does not exist or is not attachable.`),
        )
      }
      await assert.rejects(iam.run(getUser, { UserName: 'bob' }), refused('NoSuchEntity'))
    })

    test('tags are refused as a whole', async () => {
      const tags = [
        { Key: 'team', Value: 'a' },
        { Key: 'TEAM', Value: 'b' },
      ]
      await assert.rejects(iam.run(createUser, { UserName: 'bob', Tags: tags }), refused('InvalidInput'))
      await assert.rejects(iam.run(getUser, { UserName: 'bob' }), refused('NoSuchEntity'))
    })

    test('asks for the ARN it will have, the boundary and the tags', async () => {
      const plain = await iam.asks(createUser, { UserName: 'bob' })
      assert.deepEqual(short(plain), [['iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/bob`, {}]])
      const full = await iam.asks(createUser, {
        UserName: 'bob',
        Path: '/x/',
        PermissionsBoundary: READ_ONLY,
        Tags: [{ Key: 'team', Value: 'a' }],
      })
      const tags = { 'aws:RequestTag/team': 'a', 'aws:TagKeys': ['team'] }
      assert.deepEqual(short(full), [
        ['iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/x/bob`, { ...tags, 'iam:PermissionsBoundary': READ_ONLY }],
        ['iam:TagUser', `arn:aws:iam::${ACCOUNT}:user/x/bob`, tags],
      ])
    })

    test('without UserName a user gets itself, by id', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const bob = await iam.asUser('bob')
      const { User } = await iam.run(getUser, { UserName: 'bob' })
      await iam.run(updateUser, { UserName: 'bob', NewUserName: 'robert' })
      await iam.run(createUser, { UserName: 'bob' })
      const [ask] = await iam.asks(getUser, {}, bob)
      assert.equal(ask?.resource, `arn:aws:iam::${ACCOUNT}:user/robert`)
      const found = await iam.store.read.users.byId(User.UserId)
      assert.equal(found?.name, 'robert')
    })

    test('without UserName root gets the root user, as AWS answers it', async () => {
      assert.deepEqual(await iam.run(getUser, {}, iam.root), {
        User: { UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root`, CreateDate: iam.clock.nowMs() },
      })
    })

    test('without UserName a role session is told to name one', async () => {
      const session = {
        ...iam.admin,
        kind: 'assumedRole',
        roleArn: '',
        roleId: '',
        roleName: '',
        sessionName: '',
      } as const
      await assert.rejects(
        iam.asks(getUser, {}, session),
        refused('ValidationError', 'Must specify userName when calling with non-User credentials'),
      )
    })

    test('an unknown user is asked about before it is missed', async () => {
      assert.deepEqual(short(await iam.asks(getUser, { UserName: 'nobody' })), [
        ['iam:GetUser', `arn:aws:iam::${ACCOUNT}:user/nobody`, {}],
      ])
      await assert.rejects(
        iam.run(getUser, { UserName: 'nobody' }),
        refused('NoSuchEntity', 'The user with name nobody cannot be found.'),
      )
    })

    test('another spelling of the name asks about the real ARN, so that a policy on it cannot be walked around', async () => {
      await iam.run(createUser, { UserName: 'Alice', Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] })
      const tags = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
      for (const operation of [getUser, deleteUser, listUserTags, listGroupsForUser]) {
        const asks = await iam.asks<{ UserName: string }, unknown>(operation, { UserName: 'aLiCe' })
        assert.deepEqual(short(asks), [[`iam:${operation.name}`, `arn:aws:iam::${ACCOUNT}:user/team/Alice`, tags]])
      }
    })

    test('another account has its own users', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      await assert.rejects(
        iam.run(getUser, { UserName: 'bob' }, await iam.asUser('admin', OTHER_ACCOUNT)),
        refused('NoSuchEntity'),
      )
    })
  })

  describe('ListUsers', () => {
    test('pages in the order of names, without tags and boundary', async () => {
      for (const UserName of ['zoe', 'Bob', 'amy'])
        await iam.run(createUser, {
          UserName,
          Path: '/p/',
          Tags: [{ Key: 'k', Value: 'v' }],
          PermissionsBoundary: READ_ONLY,
        })
      const names: (string | undefined)[] = []
      let marker: { Marker?: string } = {}
      for (;;) {
        const page = await iam.run(listUsers, { MaxItems: 2, ...marker })
        names.push(...page.Users.map((user) => user.UserName))
        for (const user of page.Users) assert.ok(!('Tags' in user) && !('PermissionsBoundary' in user))
        if (page.Marker === undefined) {
          assert.equal(page.IsTruncated, false)
          break
        }
        assert.equal(page.IsTruncated, true)
        marker = { Marker: page.Marker }
      }
      assert.deepEqual(names, ['admin', 'amy', 'Bob', 'zoe'])
      const below = await iam.run(listUsers, { PathPrefix: '/p/' })
      assert.deepEqual(
        below.Users.map((user) => user.UserName),
        ['amy', 'Bob', 'zoe'],
      )
    })

    test('asks about the path', async () => {
      const all = await iam.asks(listUsers, {})
      assert.deepEqual(short(all), [['iam:ListUsers', `arn:aws:iam::${ACCOUNT}:user/`, {}]])
      const below = await iam.asks(listUsers, { PathPrefix: '/team/' })
      assert.deepEqual(short(below), [['iam:ListUsers', `arn:aws:iam::${ACCOUNT}:user/team/`, {}]])
    })

    test('a marker that nobody gave out is refused', async () => {
      await assert.rejects(iam.run(listUsers, { Marker: 'not base64!' }), refused('ValidationError'))
    })
  })

  describe('UpdateUser', () => {
    test('renames and moves, keeping the id and what the user holds', async () => {
      const { User: made } = await iam.run(createUser, { UserName: 'bob', Tags: [{ Key: 'k', Value: 'v' }] })
      await iam.run(updateUser, { UserName: 'bob', NewUserName: 'Robert', NewPath: '/x/' })
      const { User } = await iam.run(getUser, { UserName: 'robert' })
      assert.deepEqual(User, {
        ...made,
        UserName: 'Robert',
        Path: '/x/',
        Arn: `arn:aws:iam::${ACCOUNT}:user/x/Robert`,
      })
      await assert.rejects(iam.run(getUser, { UserName: 'bob' }), refused('NoSuchEntity'))
    })

    test('a taken name is refused, a change of case is not', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      await assert.rejects(
        iam.run(updateUser, { UserName: 'bob', NewUserName: 'ADMIN' }),
        refused('EntityAlreadyExists', 'User with name ADMIN already exists.'),
      )
      await iam.run(updateUser, { UserName: 'bob', NewUserName: 'BOB' })
      assert.ok((await iam.store.read.users.byName(ACCOUNT, 'bob'))?.name === 'BOB')
      await assert.rejects(iam.run(updateUser, { UserName: 'nobody' }), refused('NoSuchEntity'))
    })

    test('asks about the old ARN and the new one', async () => {
      await iam.run(createUser, { UserName: 'bob', Path: '/old/' })
      const asks = await iam.asks(updateUser, { UserName: 'BOB', NewPath: '/new/' })
      assert.deepEqual(short(asks), [
        ['iam:UpdateUser', `arn:aws:iam::${ACCOUNT}:user/old/bob`, {}],
        ['iam:UpdateUser', `arn:aws:iam::${ACCOUNT}:user/new/bob`, {}],
      ])
    })
  })

  describe('DeleteUser', () => {
    test('each thing that hangs on the user is named in turn, then it goes', async () => {
      const { User } = await iam.run(createUser, { UserName: 'bob' })
      const id = User?.UserId ?? ''
      const { AccessKey } = await iam.run(createAccessKey, { UserName: 'bob' })
      await iam.run(createGroup, { GroupName: 'g' })
      await iam.run(addUserToGroup, { GroupName: 'g', UserName: 'bob' })
      await iam.store.write(async ({ write }) => {
        await write.holders.putInlinePolicy(id, 'p', '{}')
        await write.holders.attachPolicy(id, READ_ONLY)
      })
      const expectConflict = (what: string) =>
        assert.rejects(
          iam.run(deleteUser, { UserName: 'bob' }),
          refused('DeleteConflict', `Cannot delete entity, must ${what} first.`),
        )
      await expectConflict('delete access keys')
      await iam.run(deleteAccessKey, { UserName: 'bob', AccessKeyId: AccessKey.AccessKeyId })
      await expectConflict('delete policies')
      await iam.store.write(({ write }) => write.holders.deleteInlinePolicy(id, 'p'))
      await expectConflict('detach all policies')
      await iam.store.write(({ write }) => write.holders.detachPolicy(id, READ_ONLY))
      await expectConflict('remove users from group')
      await iam.run(removeUserFromGroup, { GroupName: 'g', UserName: 'bob' })
      await iam.run(deleteUser, { UserName: 'bob' })
      await assert.rejects(iam.run(deleteUser, { UserName: 'bob' }), refused('NoSuchEntity'))
    })

    test('ends the sessions of the user, those of this millisecond included, for as long as one can live', async () => {
      const { User } = await iam.run(createUser, { UserName: 'bob' })
      const nowMs = iam.clock.nowMs()
      await iam.run(deleteUser, { UserName: 'bob' })
      const active = await iam.store.read.revocations.active(nowMs + 36 * 3_600_000)
      assert.deepEqual(
        active.map(({ kind, subject, issuedBeforeMs }) => ({ kind, subject, issuedBeforeMs })),
        [{ kind: 'principal', subject: User?.UserId, issuedBeforeMs: nowMs + 1 }],
      )
    })

    test('a user of the same name made afterwards is another one', async () => {
      const first = await iam.run(createUser, { UserName: 'bob' })
      await iam.run(deleteUser, { UserName: 'bob' })
      const second = await iam.run(createUser, { UserName: 'bob' })
      assert.notEqual(first.User?.UserId, second.User?.UserId)
    })
  })

  describe('tags of users', () => {
    test('put, replace ignoring case, remove, page', async () => {
      await iam.run(createUser, { UserName: 'bob', Tags: [{ Key: 'a', Value: '1' }] })
      await iam.run(tagUser, {
        UserName: 'bob',
        Tags: [
          { Key: 'A', Value: '2' },
          { Key: 'b', Value: '' },
          { Key: 'c', Value: '3' },
        ],
      })
      const first = await iam.run(listUserTags, { UserName: 'bob', MaxItems: 2 })
      assert.equal(first.IsTruncated, true)
      const rest = await iam.run(listUserTags, { UserName: 'bob', Marker: first.Marker ?? '' })
      const all = [...first.Tags, ...rest.Tags].map(({ Key, Value }) => `${Key.toLowerCase()}=${Value}`)
      assert.deepEqual(all.toSorted(), ['a=2', 'b=', 'c=3'])
      await iam.run(untagUser, { UserName: 'bob', TagKeys: ['B', 'never'] })
      const left = await iam.run(listUserTags, { UserName: 'bob' })
      assert.deepEqual(left.Tags.map(({ Key }) => Key.toLowerCase()).toSorted(), ['a', 'c'])
    })

    test('fifty tags at most, reserved and doubled keys never', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
      await iam.run(tagUser, { UserName: 'bob', Tags })
      await iam.run(tagUser, { UserName: 'bob', Tags: [{ Key: 'K7', Value: 'new' }] })
      await assert.rejects(
        iam.run(tagUser, { UserName: 'bob', Tags: [{ Key: 'more', Value: '' }] }),
        refused('LimitExceeded', 'The number of tags has reached the maximum limit.'),
      )
      await assert.rejects(
        iam.run(tagUser, { UserName: 'bob', Tags: [{ Key: 'aws:x', Value: '' }] }),
        refused('InvalidInput'),
      )
      for (const run of [
        () => iam.run(tagUser, { UserName: 'nobody', Tags: [] }),
        () => iam.run(untagUser, { UserName: 'nobody', TagKeys: ['k'] }),
        () => iam.run(listUserTags, { UserName: 'nobody' }),
      ])
        await assert.rejects(run, refused('NoSuchEntity'))
    })

    test('ask with the tags and keys of the request', async () => {
      await iam.run(createUser, { UserName: 'bob', Tags: [{ Key: 'own', Value: 'x' }] })
      const own = { 'aws:ResourceTag/own': 'x', 'iam:ResourceTag/own': 'x' }
      const arn = `arn:aws:iam::${ACCOUNT}:user/bob`
      assert.deepEqual(short(await iam.asks(tagUser, { UserName: 'bob', Tags: [{ Key: 'k', Value: 'v' }] })), [
        ['iam:TagUser', arn, { ...own, 'aws:RequestTag/k': 'v', 'aws:TagKeys': ['k'] }],
      ])
      assert.deepEqual(short(await iam.asks(untagUser, { UserName: 'bob', TagKeys: ['k'] })), [
        ['iam:UntagUser', arn, { ...own, 'aws:TagKeys': ['k'] }],
      ])
    })
  })

  describe('ListGroupsForUser', () => {
    test('pages in the order of names', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      for (const GroupName of ['zeta', 'Beta', 'alpha']) {
        await iam.run(createGroup, { GroupName })
        await iam.run(addUserToGroup, { GroupName, UserName: 'bob' })
      }
      const first = await iam.run(listGroupsForUser, { UserName: 'bob', MaxItems: 2 })
      assert.deepEqual(
        first.Groups.map((group) => group.GroupName),
        ['alpha', 'Beta'],
      )
      const rest = await iam.run(listGroupsForUser, { UserName: 'bob', Marker: first.Marker ?? '' })
      assert.deepEqual(
        rest.Groups.map((group) => group.GroupName),
        ['zeta'],
      )
      assert.equal(rest.IsTruncated, false)
      await assert.rejects(iam.run(listGroupsForUser, { UserName: 'nobody' }), refused('NoSuchEntity'))
    })
  })

  describe('authorization', () => {
    test('a user without permissions may do none of it', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const bob = await iam.asUser('bob')
      for (const call of [
        () => iam.run(createUser, { UserName: 'eve' }, bob),
        () => iam.run(getUser, { UserName: 'nobody' }, bob),
        () => iam.run(listUsers, {}, bob),
        () => iam.run(updateUser, { UserName: 'bob', NewUserName: 'b' }, bob),
        () => iam.run(deleteUser, { UserName: 'admin' }, bob),
        () => iam.run(tagUser, { UserName: 'bob', Tags: [] }, bob),
        () => iam.run(untagUser, { UserName: 'bob', TagKeys: ['k'] }, bob),
        () => iam.run(listUserTags, { UserName: 'bob' }, bob),
        () => iam.run(listGroupsForUser, { UserName: 'bob' }, bob),
      ])
        await assert.rejects(call, refused('AccessDenied'))
    })
  })
})
