/** What every store must do, whatever it stands on. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Bare, Revocation, Role } from '../domain/entities.ts'
import { awsManagedPolicies } from '../domain/managedPolicies/index.ts'
import { Secret } from '../domain/secret.ts'
import type { Clock } from '../runtime/clock.ts'
import { StoreConflict, StoreUnavailable } from './errors.ts'
import {
  ACCOUNT,
  OTHER_ACCOUNT,
  accessKey,
  account,
  group,
  instanceProfile,
  oidcProvider,
  mfaDevice,
  organization,
  policy,
  role,
  user,
} from './fixtures/entities.ts'
import type { OrganizationPolicy } from './organization.ts'
import type { Page, Store, Writer } from './store.ts'

/** Opens an empty store, which takes its time from `clock`; the suite closes it. */
export type OpenStore = (clock: Clock) => Promise<Store>

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

/** Every page of a list, one item at a time. */
async function everyPage<T>(list: (after: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  let after: string | undefined
  do {
    const page = await list(after)
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}

const names = (items: readonly { readonly name: string }[]): string[] => items.map(({ name }) => name)

function withoutHanging(role: Role): Bare<Role> {
  const { inlinePolicies: _, attachedPolicyArns: _also, tags: _too, ...bare } = role
  return bare
}

function isFrozenThrough(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThrough)
}

/** Runs the suite over stores made by `open`. */
export function storeContract(title: string, open: OpenStore): void {
  let store: Store
  let nowMs = 0
  const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const write = <T>(work: (write: Writer['write']) => Promise<T>): Promise<T> => store.write((tx) => work(tx.write))

  describe(`store contract: ${title}`, () => {
    beforeEach(async () => {
      nowMs = 0
      store = await open(clock)
    })
    afterEach(() => store.close())

    describe('users, groups and roles', () => {
      test('a user comes back as it was created', async () => {
        const alice = user('Alice', {
          path: '/team/',
          tags: [
            { key: 'a', value: '1' },
            { key: 'B', value: '' },
          ],
          boundaryArn: READ_ONLY,
          inlinePolicies: [{ name: 'inline', document: '{}' }],
          attachedPolicyArns: [READ_ONLY, ADMIN],
          groupIds: ['AGPAADMINS'],
        })
        await write(async (to) => {
          await to.groups.create(group('Admins'))
          await to.users.create(alice)
        })
        assert.deepEqual(await store.read.users.byId(alice.id), alice)
        assert.deepEqual(await store.read.users.byName(ACCOUNT, 'alice'), alice)
      })

      test('a group and a role come back as they were created', async () => {
        const admins = group('Admins', {
          inlinePolicies: [{ name: 'i', document: '{}' }],
          attachedPolicyArns: [ADMIN],
        })
        const deploy = role('Deploy', {
          description: '',
          boundaryArn: ADMIN,
          maxSessionSeconds: 43_200,
          tags: [{ key: 'k', value: 'v' }],
        })
        const plain = role('Plain')
        await write(async (to) => {
          await to.groups.create(admins)
          await to.roles.create(deploy)
          await to.roles.create(plain)
        })
        assert.deepEqual(await store.read.groups.byName(ACCOUNT, 'ADMINS'), admins)
        assert.deepEqual(await store.read.roles.byId(deploy.id), deploy)
        assert.deepEqual(await store.read.roles.byName(ACCOUNT, 'plain'), plain)
      })

      test('an id belongs to one kind, a name to one account', async () => {
        await write((to) => to.users.create(user('Alice')))
        assert.equal(await store.read.roles.byId('AIDAALICE'), undefined)
        assert.equal(await store.read.groups.byName(ACCOUNT, 'Alice'), undefined)
        assert.equal(await store.read.users.byName(OTHER_ACCOUNT, 'Alice'), undefined)
      })

      const creators = {
        users: (to: Writer['write'], name: string, more: object) => to.users.create(user(name, more)),
        groups: (to: Writer['write'], name: string, more: object) => to.groups.create(group(name, more)),
        roles: (to: Writer['write'], name: string, more: object) => to.roles.create(role(name, more)),
        policies: (to: Writer['write'], name: string, more: object) => to.policies.create(policy(name, more)),
      }
      for (const [kind, create] of Object.entries(creators)) {
        test(`names of ${kind} are unique in their account ignoring case`, async () => {
          await write((to) => create(to, 'Same', { id: 'ONE' }))
          await assert.rejects(
            write((to) => create(to, 'sAME', { id: 'TWO' })),
            StoreConflict,
          )
          await write((to) => create(to, 'same', { id: 'THREE', accountId: OTHER_ACCOUNT }))
          assert.equal((await store.read[kind as 'users'].byName(ACCOUNT, 'SAME'))?.name, 'Same')
        })
        test(`ids of ${kind} are unique`, async () => {
          await write((to) => create(to, 'One', { id: 'SAME' }))
          await assert.rejects(
            write((to) => create(to, 'Two', { id: 'SAME' })),
            StoreConflict,
          )
        })
      }

      test('a user, a group and a role may share a name', async () => {
        await write(async (to) => {
          await to.users.create(user('same'))
          await to.groups.create(group('same'))
          await to.roles.create(role('same'))
          await to.policies.create(policy('same'))
        })
        assert.equal(await store.read.users.count(ACCOUNT), 1)
      })

      test('only ASCII letters ignore case: a Kelvin sign is no K', async () => {
        await write((to) => to.roles.create(role('keeper')))
        assert.equal(await store.read.roles.byName(ACCOUNT, '\u212Aeeper'), undefined)
        assert.equal((await store.read.roles.byName(ACCOUNT, 'Keeper'))?.name, 'keeper')
      })

      test('renaming frees the old name and takes the new one', async () => {
        await write(async (to) => {
          await to.users.create(user('old'))
          await to.groups.create(group('old'))
        })
        await store.read.users.byName(ACCOUNT, 'old')
        assert.equal(await store.read.users.byName(ACCOUNT, 'new'), undefined)
        await write(async (to) => {
          await to.users.rename('AIDAOLD', 'New', '/p/')
          await to.groups.rename('AGPAOLD', 'New', '/p/')
        })
        assert.equal(await store.read.users.byName(ACCOUNT, 'old'), undefined)
        assert.deepEqual(await store.read.users.byName(ACCOUNT, 'new'), {
          ...user('old'),
          name: 'New',
          path: '/p/',
        })
        assert.equal((await store.read.groups.byId('AGPAOLD'))?.name, 'New')
      })

      test('a role changes only in what an update names', async () => {
        const first = role('Deploy', { description: 'first' })
        await write((to) => to.roles.create(first))
        await write((to) => to.roles.update(first.id, { description: '' }))
        assert.deepEqual(await store.read.roles.byId(first.id), { ...first, description: '' })
        await write((to) => to.roles.update(first.id, { maxSessionSeconds: 7200, trustPolicy: '{"n":1}' }))
        const changed = { ...first, description: '', maxSessionSeconds: 7200, trustPolicy: '{"n":1}' }
        assert.deepEqual(await store.read.roles.byId(first.id), changed)
      })

      test('deleting takes the tags along and refuses while something hangs on it', async () => {
        const tags = [{ key: 'k', value: 'v' }]
        await write(async (to) => {
          await to.groups.create(group('g'))
          await to.users.create(user('member', { groupIds: ['AGPAG'] }))
          await to.roles.create(role('r', { tags, attachedPolicyArns: [ADMIN] }))
          await to.users.create(user('inline', { inlinePolicies: [{ name: 'i', document: '{}' }] }))
        })
        await assert.rejects(
          write((to) => to.roles.delete('AROAR')),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.groups.delete('AGPAG')),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.users.delete('AIDAINLINE')),
          StoreConflict,
        )
        await write(async (to) => {
          await to.holders.detachPolicy('AROAR', ADMIN)
          await to.roles.delete('AROAR')
          await to.roles.create(role('r'))
        })
        assert.deepEqual((await store.read.roles.byId('AROAR'))?.tags, [])
      })

      test('changes to what does not exist are conflicts', async () => {
        const changes: ((to: Writer['write']) => Promise<unknown>)[] = [
          (to) => to.users.rename('NOBODY', 'n', '/'),
          (to) => to.users.delete('NOBODY'),
          (to) => to.groups.delete('NOBODY'),
          (to) => to.roles.delete('NOBODY'),
          (to) => to.roles.update('NOBODY', { description: 'd' }),
          (to) => to.holders.putInlinePolicy('NOBODY', 'p', '{}'),
          (to) => to.holders.attachPolicy('NOBODY', ADMIN),
          (to) => to.holders.setBoundary('NOBODY', ADMIN),
          (to) => to.putTags('NOBODY', [{ key: 'k', value: 'v' }]),
          (to) => to.deleteTags('NOBODY', ['k']),
          (to) => to.policies.delete('arn:aws:iam::111122223333:policy/none'),
          (to) => to.accessKeys.setStatus('NONE', 'Inactive'),
          (to) => to.accessKeys.delete('NONE'),
          (to) => to.mfaDevices.assign('NONE', 'AIDAALICE', 1),
          (to) => to.mfaDevices.delete('NONE'),
        ]
        for (const change of changes) await assert.rejects(write(change), StoreConflict, String(change))
      })
    })

    describe('what holders hold', () => {
      beforeEach(() =>
        write(async (to) => {
          await to.users.create(user('Alice'))
          await to.groups.create(group('Admins'))
        }),
      )
      const alice = async () => {
        const found = await store.read.users.byId('AIDAALICE')
        assert.ok(found !== undefined)
        return found
      }

      test('inline policies: put replaces by exact name, delete removes', async () => {
        await alice()
        await write((to) => to.holders.putInlinePolicy('AIDAALICE', 'P', '{"n":1}'))
        await write((to) => to.holders.putInlinePolicy('AIDAALICE', 'p', '{"n":2}'))
        await write((to) => to.holders.putInlinePolicy('AIDAALICE', 'P', '{"n":3}'))
        assert.deepEqual((await alice()).inlinePolicies, [
          { name: 'P', document: '{"n":3}' },
          { name: 'p', document: '{"n":2}' },
        ])
        await write((to) => to.holders.deleteInlinePolicy('AIDAALICE', 'P'))
        assert.deepEqual(names((await alice()).inlinePolicies), ['p'])
      })

      test('attachments keep their order, are made once, and count per account', async () => {
        await write(async (to) => {
          await to.holders.attachPolicy('AIDAALICE', READ_ONLY)
          await to.holders.attachPolicy('AIDAALICE', ADMIN)
          await to.holders.attachPolicy('AIDAALICE', READ_ONLY)
          await to.holders.attachPolicy('AGPAADMINS', ADMIN)
          await to.users.create(user('Bob', { accountId: OTHER_ACCOUNT, attachedPolicyArns: [ADMIN] }))
        })
        assert.deepEqual((await alice()).attachedPolicyArns, [READ_ONLY, ADMIN])
        assert.equal(await store.read.policies.attachmentCount(ADMIN, ACCOUNT), 2)
        assert.deepEqual(await store.read.policies.holders(ADMIN, ACCOUNT, 'attached'), ['AGPAADMINS', 'AIDAALICE'])
        await write((to) => to.holders.detachPolicy('AIDAALICE', READ_ONLY))
        assert.deepEqual((await alice()).attachedPolicyArns, [ADMIN])
      })

      test('boundaries are set, counted, removed, and not for groups', async () => {
        await write((to) => to.holders.setBoundary('AIDAALICE', ADMIN))
        assert.equal((await alice()).boundaryArn, ADMIN)
        assert.equal(await store.read.policies.boundaryCount(ADMIN, ACCOUNT), 1)
        assert.equal(await store.read.policies.boundaryCount(ADMIN, OTHER_ACCOUNT), 0)
        assert.deepEqual(await store.read.policies.holders(ADMIN, ACCOUNT, 'boundary'), ['AIDAALICE'])
        await write((to) => to.holders.setBoundary('AIDAALICE', undefined))
        assert.ok(!('boundaryArn' in (await alice())))
        await assert.rejects(
          write((to) => to.holders.setBoundary('AGPAADMINS', ADMIN)),
          StoreConflict,
        )
      })

      test('a policy that does not exist can be neither attached nor a boundary', async () => {
        const missing = 'arn:aws:iam::111122223333:policy/none'
        await assert.rejects(
          write((to) => to.holders.attachPolicy('AIDAALICE', missing)),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.holders.setBoundary('AIDAALICE', missing)),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.users.create(user('Bob', { boundaryArn: missing }))),
          StoreConflict,
        )
      })

      test('membership is made once, listed by name, and stays within the account', async () => {
        await write(async (to) => {
          await to.users.create(user('bob', { path: '/x/' }))
          await to.users.create(user('stranger', { accountId: OTHER_ACCOUNT }))
          for (const id of ['AIDABOB', 'AIDAALICE', 'AIDABOB']) await to.users.addToGroup(id, 'AGPAADMINS')
        })
        const members = (query: object) => store.read.users.inGroup('AGPAADMINS', { limit: 10, ...query })
        assert.deepEqual(names((await members({})).items), ['Alice', 'bob'])
        assert.deepEqual(names((await members({ pathPrefix: '/x' })).items), ['bob'])
        assert.deepEqual((await alice()).groupIds, ['AGPAADMINS'])
        await assert.rejects(
          write((to) => to.users.addToGroup('AIDASTRANGER', 'AGPAADMINS')),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.users.addToGroup('AIDABOB', 'AIDAALICE')),
          StoreConflict,
        )
        await write((to) => to.users.removeFromGroup('AIDAALICE', 'AGPAADMINS'))
        assert.deepEqual((await alice()).groupIds, [])
      })

      test('tags: keys compare ignoring case, put replaces key and value, order is by key', async () => {
        const put = (key: string, value: string) => write((to) => to.putTags('AIDAALICE', [{ key, value }]))
        await put('team', '1')
        await put('Cost', '2')
        await put('TEAM', '3')
        assert.deepEqual((await alice()).tags, [
          { key: 'Cost', value: '2' },
          { key: 'TEAM', value: '3' },
        ])
        await write((to) => to.deleteTags('AIDAALICE', ['cost', 'absent']))
        assert.deepEqual((await alice()).tags, [{ key: 'TEAM', value: '3' }])
        // One condition key, one tag: `tas\u212A`, with the Kelvin sign, is looked up as `task` is.
        await write((to) => to.putTags('AIDAALICE', [{ key: 'task', value: 'low' }]))
        await write((to) => to.putTags('AIDAALICE', [{ key: 'tas\u212A', value: 'high' }]))
        await write((to) => to.deleteTags('AIDAALICE', ['TEAM']))
        assert.deepEqual((await alice()).tags, [{ key: 'tas\u212A', value: 'high' }])
        await write((to) => to.deleteTags('AIDAALICE', ['TASK']))
        assert.deepEqual((await alice()).tags, [])
        await write((to) => to.deleteTags('AIDAALICE', []))
        await assert.rejects(
          write((to) => to.putTags('AGPAADMINS', [{ key: 'k', value: 'v' }])),
          StoreConflict,
        )
      })
    })

    describe('managed policies', () => {
      const { arn } = policy('Limits')
      const limits = async () => store.read.policies.byArn(arn)

      test('versions are added in turn, become default, and go', async () => {
        const first = policy('Limits', { description: 'd', tags: [{ key: 'k', value: 'v' }] })
        await write((to) => to.policies.create(first))
        assert.deepEqual(await limits(), first)
        const version = (n: number) => ({ id: `v${n}`, document: `{"v":${n}}`, createdAtMs: 1_700_000_000_000 + n })
        await write(async (to) => {
          for (let n = 2; n <= 11; n += 1) await to.policies.addVersion(arn, version(n), n === 5)
        })
        const grown = await limits()
        assert.deepEqual(
          grown?.versions.map(({ id }) => id),
          ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10', 'v11'],
        )
        assert.equal(grown?.defaultVersionId, 'v5')
        assert.equal(grown?.nextVersion, 12)
        assert.equal(grown?.updatedAtMs, version(11).createdAtMs)
        await write(async (to) => {
          await to.policies.setDefaultVersion(arn, 'v7', 42)
          await to.policies.deleteVersion(arn, 'v11')
        })
        const after = await limits()
        assert.equal(after?.defaultVersionId, 'v7')
        assert.equal(after?.updatedAtMs, 42)
        assert.equal(after?.versions.length, 10)
        assert.equal(after?.nextVersion, 12)
      })

      test('what would leave a policy without its default version is refused', async () => {
        await write((to) => to.policies.create(policy('Limits')))
        const refused: ((to: Writer['write']) => Promise<void>)[] = [
          (to) => to.policies.deleteVersion(arn, 'v1'),
          (to) => to.policies.setDefaultVersion(arn, 'v9', 1),
          (to) => to.policies.addVersion(arn, { id: 'v3', document: '{}', createdAtMs: 1 }, true),
          (to) => to.policies.create(policy('Other', { defaultVersionId: 'v2' })),
        ]
        for (const change of refused) await assert.rejects(write(change), StoreConflict, String(change))
      })

      test('versions are counted per account', async () => {
        await write(async (to) => {
          await to.policies.create(policy('Limits'))
          await to.policies.addVersion(arn, { id: 'v2', document: '{}', createdAtMs: 1 }, true)
          await to.policies.create(policy('Other'))
        })
        assert.equal(await store.read.policies.versionCount(ACCOUNT), 3)
        assert.equal(await store.read.policies.versionCount(OTHER_ACCOUNT), 0)
      })

      test('a policy in use cannot be deleted', async () => {
        await write(async (to) => {
          await to.policies.create(policy('Limits', { tags: [{ key: 'k', value: 'v' }] }))
          await to.roles.create(role('bounded', { boundaryArn: arn }))
          await to.roles.create(role('attached', { attachedPolicyArns: [arn] }))
        })
        const deletion = () => write((to) => to.policies.delete(arn))
        await assert.rejects(deletion(), StoreConflict)
        await write((to) => to.holders.setBoundary('AROABOUNDED', undefined))
        await assert.rejects(deletion(), StoreConflict)
        await write((to) => to.holders.detachPolicy('AROAATTACHED', arn))
        await deletion()
        assert.equal(await limits(), undefined)
        await write((to) => to.policies.create(policy('Limits')))
        assert.deepEqual(await limits(), policy('Limits'))
      })

      test("AWS's own are found and listed, and are nobody's to write", async () => {
        assert.equal(await store.read.policies.byArn(ADMIN), awsManagedPolicies.get(ADMIN))
        assert.equal(await store.read.policies.count('aws'), awsManagedPolicies.size)
        const query = (after: string | undefined) => ({ limit: 1, ...(after === undefined ? {} : { after }) })
        const listed = await everyPage((after) => store.read.policies.list('aws', query(after)))
        assert.deepEqual(listed, [...awsManagedPolicies.values()])
        const jobs = await store.read.policies.list('aws', { limit: 1000, pathPrefix: '/job-function/' })
        assert.ok(jobs.items.length > 0 && jobs.items.every(({ path }) => path === '/job-function/'))
        assert.equal(await store.read.policies.byName(ACCOUNT, 'AdministratorAccess'), undefined)
        await assert.rejects(
          write((to) => to.policies.create(policy('AdministratorAccess', { accountId: 'aws' }))),
          StoreConflict,
        )
      })
    })

    describe('lists', () => {
      const paths = ['/', '/a/', '/a_/', '/ab/', '/a%/', '/a%b/']
      beforeEach(() =>
        write(async (to) => {
          for (const [index, path] of paths.entries()) {
            await to.roles.create(role(`${index % 2 === 0 ? 'R' : 'r'}${5 - index}`, { path }))
            await to.policies.create(policy(`P${5 - index}`, { path }))
          }
          await to.roles.create(role('elsewhere', { accountId: OTHER_ACCOUNT }))
        }),
      )

      for (const limit of [1, 2, 5, 6, 1000]) {
        test(`pages of ${limit} hold everything once, in the order of lower-case names`, async () => {
          const query = (after: string | undefined) => ({ limit, ...(after === undefined ? {} : { after }) })
          const roles = await everyPage((after) => store.read.roles.list(ACCOUNT, query(after)))
          assert.deepEqual(names(roles), ['r0', 'R1', 'r2', 'R3', 'r4', 'R5'])
          const bare = await everyPage((after) => store.read.roles.listBare(ACCOUNT, query(after)))
          assert.deepEqual(bare, roles.map(withoutHanging))
          const policies = await everyPage((after) => store.read.policies.list(ACCOUNT, query(after)))
          assert.deepEqual(names(policies), ['P0', 'P1', 'P2', 'P3', 'P4', 'P5'])
        })
      }

      test('the last page has no `next`, even when it is full', async () => {
        assert.ok(!('next' in (await store.read.roles.list(ACCOUNT, { limit: 6 }))))
        assert.ok('next' in (await store.read.roles.list(ACCOUNT, { limit: 5 })))
      })

      test('% and _ in a path prefix stand for themselves', async () => {
        const found = async (pathPrefix: string) => [
          names((await store.read.roles.list(ACCOUNT, { limit: 10, pathPrefix })).items).map((name) => name[1]),
          names((await store.read.policies.list(ACCOUNT, { limit: 10, pathPrefix })).items).map((name) => name[1]),
        ]
        const both = (expected: string[]) => [expected, expected]
        const bare = await store.read.roles.listBare(ACCOUNT, { limit: 10, pathPrefix: '/a%' })
        assert.deepEqual(names(bare.items), ['r0', 'R1'])
        assert.deepEqual(await found('/a%'), both(['0', '1']))
        assert.deepEqual(await found('/a_'), both(['3']))
        assert.deepEqual(await found('/a'), both(['0', '1', '2', '3', '4']))
        assert.deepEqual(await found('/a/'), both(['4']))
        assert.deepEqual(await found('/A'), both([]))
        assert.deepEqual(await found('/'), both(['0', '1', '2', '3', '4', '5']))
      })

      test('limits outside 1 to 1000 are refused', async () => {
        for (const limit of [0, 1001, 1.5, Number.NaN])
          await assert.rejects(store.read.roles.list(ACCOUNT, { limit }), RangeError)
      })

      test('counts are per account', async () => {
        assert.equal(await store.read.roles.count(ACCOUNT), 6)
        assert.equal(await store.read.roles.count(OTHER_ACCOUNT), 1)
        assert.equal(await store.read.policies.count(ACCOUNT), 6)
        assert.equal(await store.read.policies.count(OTHER_ACCOUNT), 0)
      })
    })

    describe('access keys', () => {
      test('come back with their secret, oldest first, and change', async () => {
        const older = accessKey('AKIAZ', { createdAtMs: 1 })
        const newer = accessKey('AKIAA', { createdAtMs: 2 })
        const rootKey = accessKey('AKIAROOT', { userId: ACCOUNT })
        await write(async (to) => {
          for (const key of [newer, older, rootKey]) await to.accessKeys.create(key)
        })
        const found = await store.read.accessKeys.byId('AKIAZ')
        assert.equal(found?.secret.reveal(), 'secret of AKIAZ')
        assert.deepEqual({ ...found, secret: undefined }, { ...older, secret: undefined })
        const ids = async (userId: string) => (await store.read.accessKeys.ofUser(userId)).map(({ id }) => id)
        assert.deepEqual(await ids('AIDAALICE'), ['AKIAZ', 'AKIAA'])
        assert.deepEqual(await ids(ACCOUNT), ['AKIAROOT'])
        await write((to) => to.accessKeys.setStatus('AKIAZ', 'Inactive'))
        assert.equal((await store.read.accessKeys.byId('AKIAZ'))?.status, 'Inactive')
        await write((to) => to.accessKeys.delete('AKIAZ'))
        assert.equal(await store.read.accessKeys.byId('AKIAZ'), undefined)
        await assert.rejects(
          write((to) => to.accessKeys.create(newer)),
          StoreConflict,
        )
      })
    })

    describe('MFA devices', () => {
      const phone = mfaDevice('Phone')
      const serial = phone.serialNumber
      beforeEach(() => write((to) => to.mfaDevices.create(phone)))

      test('come back with their seed, are assigned, synchronised and unassigned', async () => {
        assert.equal((await store.read.mfaDevices.bySerial(serial))?.seed.reveal(), 'SEEDPHONE')
        await write(async (to) => {
          await to.mfaDevices.assign(serial, 'AIDAALICE', 99)
          await to.putTags(serial, [{ key: 'k', value: 'v' }])
          assert.equal(await to.mfaDevices.synchronise(serial, -3, 10), true)
          assert.equal(await to.mfaDevices.synchronise(serial, 7, 10), false)
        })
        const [assigned] = await store.read.mfaDevices.ofUser('AIDAALICE')
        assert.deepEqual(assigned, await store.read.mfaDevices.bySerial(serial))
        assert.equal(assigned?.userId, 'AIDAALICE')
        assert.equal(assigned.enabledAtMs, 99)
        assert.equal(assigned.clockOffsetSteps, -3)
        assert.deepEqual(assigned.tags, [{ key: 'k', value: 'v' }])
        await write((to) => to.mfaDevices.unassign(serial))
        assert.deepEqual(await store.read.mfaDevices.ofUser('AIDAALICE'), [])
        assert.ok(!('userId' in ((await store.read.mfaDevices.bySerial(serial)) ?? { userId: 1 })))
      })

      test('serial numbers are unique ignoring case', async () => {
        assert.equal(
          await store.read.mfaDevices.taken(serial.toUpperCase().replace('ARN:AWS:IAM', 'arn:aws:iam')),
          true,
        )
        assert.equal(await store.read.mfaDevices.taken(`${serial}2`), false)
        await assert.rejects(
          write((to) => to.mfaDevices.create(mfaDevice('pHONE'))),
          StoreConflict,
        )
      })

      test('lists are by name and tell assigned from free', async () => {
        await write(async (to) => {
          for (const name of ['beta', 'Alpha', 'Alpha-2']) await to.mfaDevices.create(mfaDevice(name))
          const path = { serialNumber: 'arn:aws:iam::111122223333:mfa/x/alpha' }
          await to.mfaDevices.create(mfaDevice('alpha', path))
          await to.mfaDevices.assign(serial, 'AIDAALICE', 1)
        })
        const last = (items: readonly { readonly serialNumber: string }[]) =>
          items.map(({ serialNumber }) => serialNumber.slice(serialNumber.indexOf('mfa/') + 4))
        const list = (query: object) => store.read.mfaDevices.list(ACCOUNT, { limit: 10, ...query })
        const paged = await everyPage((after) => list({ limit: 1, ...(after === undefined ? {} : { after }) }))
        assert.deepEqual(last(paged), ['Alpha', 'x/alpha', 'Alpha-2', 'beta', 'Phone'])
        assert.deepEqual(last((await list({ assigned: true })).items), ['Phone'])
        const counts = [undefined, true, false].map((of) => store.read.mfaDevices.count(ACCOUNT, of))
        assert.deepEqual(await Promise.all(counts), [5, 1, 4])
        assert.equal(await store.read.mfaDevices.count(OTHER_ACCOUNT), 0)
        assert.deepEqual(last((await list({ assigned: false, pathPrefix: '/x/' })).items), ['x/alpha'])
      })

      test('of 50 calls with one code, one is accepted', async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => store.mfaCodes.accept(serial, 100)))
        assert.equal(answers.filter(Boolean).length, 1)
      })

      test('codes go forward only, whatever happens to the device', async () => {
        const accept = (step: number) => store.mfaCodes.accept(serial, step)
        assert.equal(await accept(100), true)
        assert.equal(await accept(99), false)
        assert.equal(await accept(101), true)
        await write((to) => to.mfaDevices.unassign(serial))
        await write((to) => to.mfaDevices.assign(serial, 'AIDAALICE', 1))
        assert.equal(await accept(101), false)
        assert.equal(await write((to) => to.mfaDevices.synchronise(serial, 0, 101)), false)
        assert.equal(await write((to) => to.mfaDevices.synchronise(serial, 0, 105)), true)
        assert.equal(await accept(105), false)
        assert.equal(await accept(Number.NaN), false)
        assert.equal(await accept(Number.POSITIVE_INFINITY), false)
        assert.equal(await store.mfaCodes.accept('arn:aws:iam::111122223333:mfa/none', 1), false)
      })

      test('failures count until a success', async () => {
        assert.deepEqual(await store.mfaCodes.failures(serial), { count: 0, lastAtMs: 0 })
        const places = await Promise.all([1, 2, 3].map((at) => store.mfaCodes.fail(serial, at)))
        assert.deepEqual(
          places.sort((one, other) => one - other),
          [1, 2, 3],
        )
        assert.equal((await store.mfaCodes.failures(serial)).count, 3)
        await store.mfaCodes.accept(serial, 7)
        assert.deepEqual(await store.mfaCodes.failures(serial), { count: 0, lastAtMs: 0 })
        await store.mfaCodes.fail(serial, 50)
        assert.deepEqual(await store.mfaCodes.failures(serial), { count: 1, lastAtMs: 50 })
        await store.mfaCodes.accept(serial, 7)
        assert.equal((await store.mfaCodes.failures(serial)).count, 1, 'a used code clears nothing')
        await write((to) => to.mfaDevices.assign(serial, 'AIDAALICE', 1))
        assert.equal((await store.mfaCodes.failures(serial)).count, 0)
      })
    })

    describe('account resources', () => {
      test('come back as they were created, by id and by name whatever its case', async () => {
        const plain = instanceProfile('Web')
        const whole = instanceProfile('db', {
          path: '/data/',
          ownerId: 'AIDAALICE',
          tags: [
            { key: 'a', value: '1' },
            { key: 'B', value: '' },
          ],
          secret: new Secret('hidden'),
        })
        await write(async (to) => {
          await to.resources.create(plain)
          await to.resources.create(whole)
        })
        const { resources } = store.read
        assert.deepEqual(await resources.byId('instanceProfile', plain.id), plain)
        const { secret, ...rest } = (await resources.byName('instanceProfile', ACCOUNT, 'DB')) ?? assert.fail()
        const { secret: hidden, ...expected } = whole
        assert.deepEqual(rest, expected)
        assert.equal(secret?.reveal(), hidden?.reveal())
        assert.ok(Object.values(rest).every(isFrozenThrough))
        assert.equal(await resources.byName('instanceProfile', OTHER_ACCOUNT, 'db'), undefined)
        assert.equal(await resources.byId('instanceProfile', 'AIPANOBODY'), undefined)
        assert.deepEqual(await resources.byIds('instanceProfile', ['AIPANOBODY', plain.id]), [plain])
        assert.deepEqual(await resources.byIds('oidcProvider', [plain.id]), [])
        assert.deepEqual(await resources.byIds('instanceProfile', []), [])
        assert.deepEqual(
          (await resources.ofOwner('instanceProfile', 'AIDAALICE')).map(({ name }) => name),
          ['db'],
        )
        assert.equal(await resources.count('instanceProfile', ACCOUNT), 2)
        assert.equal(await resources.count('instanceProfile', OTHER_ACCOUNT), 0)
      })

      test('are listed by name, page by page, below a path', async () => {
        const paths = { c: '/x/y/', A: '/x/', b: '/', D: '/x/' }
        await write(async (to) => {
          for (const [name, path] of Object.entries(paths)) await to.resources.create(instanceProfile(name, { path }))
          await to.resources.create(instanceProfile('else', { accountId: OTHER_ACCOUNT }))
        })
        const list = (pathPrefix?: string) =>
          everyPage((after) =>
            store.read.resources.list('instanceProfile', ACCOUNT, {
              limit: 1,
              ...(after === undefined ? {} : { after }),
              ...(pathPrefix === undefined ? {} : { pathPrefix }),
            }),
          )
        assert.deepEqual(names(await list()), ['A', 'b', 'c', 'D'])
        assert.deepEqual(names(await list('/x/')), ['A', 'c', 'D'])
      })

      test('change in part, and the rest stays; warm reads see it', async () => {
        const profile = instanceProfile('Web', { secret: new Secret('old'), tags: [{ key: 'k', value: 'v' }] })
        await write((to) => to.resources.create(profile))
        const read = () => store.read.resources.byId('instanceProfile', profile.id)
        await read()
        await write((to) => to.resources.update('instanceProfile', profile.id, { ownerId: 'AROAX' }))
        assert.equal((await read())?.ownerId, 'AROAX')
        assert.equal((await read())?.secret?.reveal(), 'old')
        await write((to) =>
          to.resources.update('instanceProfile', profile.id, { name: 'Web2', path: '/p/', secret: new Secret('new') }),
        )
        const renamed = await read()
        assert.deepEqual([renamed?.name, renamed?.path, renamed?.secret?.reveal()], ['Web2', '/p/', 'new'])
        assert.equal(renamed?.ownerId, 'AROAX')
        await write((to) => to.resources.update('instanceProfile', profile.id, { ownerId: null }))
        assert.equal((await read())?.ownerId, undefined)
        const issuer = oidcProvider('issuer.example.com')
        await write((to) => to.resources.create(issuer))
        const facts = { clientIds: ['a', 'b'], thumbprints: [] }
        await write((to) => to.resources.update('oidcProvider', issuer.id, { facts }))
        assert.deepEqual((await store.read.resources.byId('oidcProvider', issuer.id))?.facts, facts)
        assert.equal(await store.read.resources.byName('instanceProfile', ACCOUNT, 'web'), undefined)
        await write(async (to) => {
          await to.putTags(profile.id, [{ key: 'K', value: 'w' }])
        })
        assert.deepEqual((await read())?.tags, [{ key: 'K', value: 'w' }])
        await write((to) => to.deleteTags(profile.id, ['k']))
        assert.deepEqual((await read())?.tags, [])
        await write((to) => to.resources.delete('instanceProfile', profile.id))
        assert.equal(await read(), undefined)
      })

      test('clash where the name or id is taken, and where there is nothing to change', async () => {
        await write((to) => to.resources.create(instanceProfile('Web')))
        await assert.rejects(
          write((to) => to.resources.create(instanceProfile('wEB', { id: 'AIPAOTHER' }))),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.resources.create(instanceProfile('new', { id: 'AIPAWEB' }))),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.resources.update('instanceProfile', 'AIPAX', { path: '/' })),
          StoreConflict,
        )
        await assert.rejects(
          write((to) => to.resources.delete('instanceProfile', 'AIPAX')),
          StoreConflict,
        )
      })
    })

    describe('accounts and organization', () => {
      test('accounts are found by id and address, and listed in the order of joining', async () => {
        const one = account('222222222222', 'beta', { joinedAtMs: 1_000 })
        const two = account('333333333333', 'Alpha', { status: 'SUSPENDED', joinedMethod: 'INVITED', joinedAtMs: 999 })
        const three = account('333333333334', 'alpha', { email: 'third@example.com', joinedAtMs: 1_000 })
        await write(async (to) => {
          for (const each of [one, two, three]) await to.accounts.create(each)
        })
        assert.deepEqual(await store.read.accounts.byId(two.id), two)
        assert.deepEqual(await store.read.accounts.byEmail('BETA@example.com'), one)
        const query = (after: string | undefined) => ({ limit: 1, ...(after === undefined ? {} : { after }) })
        assert.deepEqual(await everyPage((after) => store.read.accounts.list(query(after))), [two, one, three])
        await assert.rejects(store.read.accounts.list({ limit: 1, pathPrefix: '/' }), RangeError)
        await assert.rejects(
          write((to) => to.accounts.create(account('999999999999', 'new', { email: 'Beta@Example.com' }))),
          StoreConflict,
        )
      })

      test('the outcome of a creation is put and replaced', async () => {
        const begun = { id: 'car-1', accountName: 'a', state: 'IN_PROGRESS', requestedAtMs: 1 } as const
        await write((to) => to.accounts.putCreateStatus(begun))
        assert.deepEqual(await store.read.accounts.createStatus('car-1'), begun)
        const done = { ...begun, state: 'SUCCEEDED', completedAtMs: 2, accountId: ACCOUNT } as const
        await write((to) => to.accounts.putCreateStatus(done))
        assert.deepEqual(await store.read.accounts.createStatus('car-1'), done)
        const failed = { ...begun, state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' } as const
        await write((to) => to.accounts.putCreateStatus(failed))
        assert.deepEqual(await store.read.accounts.createStatus('car-1'), failed)
      })

      test('there is one organization, unknown before it is made', async () => {
        assert.equal(await store.read.organization.get(), undefined)
        await write((to) => to.createOrganization(organization))
        assert.deepEqual(await store.read.organization.get(), organization)
        await assert.rejects(
          write((to) => to.createOrganization({ ...organization, id: 'o-second' })),
          StoreConflict,
        )
      })

      const scp = (id: string, name: string): OrganizationPolicy => ({
        id,
        type: 'SERVICE_CONTROL_POLICY',
        name,
        description: `${name} it`,
        awsManaged: false,
        document: `{"is":"${name}"}`,
      })

      test('service control policies come by level; none for the management account, nothing allowed without', async () => {
        const scps = (id: string) => store.read.organization.serviceControlPolicies(id)
        assert.deepEqual(await scps(ACCOUNT), [[]], 'before bootstrap nothing is allowed')
        const full = scp('p-fullaccess', 'Full')
        const deny = scp('p-examplepolicy', 'Deny')
        await write(async (to) => {
          await to.createOrganization(organization)
          for (const each of [full, deny]) await to.organizationPolicies.create(each)
          await to.organizationPolicies.attach(full.id, organization.rootId)
          await to.organizationPolicies.attach(full.id, organization.rootId)
          await to.organizationPolicies.attach(full.id, ACCOUNT)
        })
        const shown = ({ id, document }: { id: string; document: string }) => ({ id, document })
        assert.deepEqual(await scps(ACCOUNT), [])
        assert.deepEqual(await scps(OTHER_ACCOUNT), [[shown(full)], []])
        await write(async (to) => {
          await to.organizationPolicies.attach(full.id, OTHER_ACCOUNT)
          await to.organizationPolicies.attach(deny.id, OTHER_ACCOUNT)
        })
        assert.deepEqual(await scps(OTHER_ACCOUNT), [[shown(full)], [shown(full), shown(deny)].sort(byId)])
        await assert.rejects(
          write((to) => to.organizationPolicies.attach('p-none', OTHER_ACCOUNT)),
          StoreConflict,
        )
      })
      const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)
    })

    describe('revocations', () => {
      const entry = (subject: string, more: Partial<Revocation> = {}): Revocation => ({
        kind: 'principal',
        subject,
        issuedBeforeMs: 1000,
        keepUntilMs: 5000,
        reason: 'deleted',
        ...more,
      })
      const subjects = async (nowMs: number) => (await store.read.revocations.active(nowMs)).map((it) => it.subject)

      test('are active until their time is over, also when the clock goes back', async () => {
        await write(async (to) => {
          await to.revoke(entry('a'))
          await to.revoke(entry('b', { keepUntilMs: 3000 }))
        })
        assert.deepEqual(await subjects(2000), ['a', 'b'])
        assert.deepEqual(await subjects(3000), ['a'])
        assert.deepEqual(await subjects(5000), [])
        assert.deepEqual(await subjects(2999), ['a', 'b'])
        const [first] = await store.read.revocations.active(2000)
        assert.deepEqual(first, entry('a'))
      })

      test('a second entry for the same subject only ever widens the first', async () => {
        await write((to) => to.revoke(entry('a', { issuedBeforeMs: 2000, keepUntilMs: 4000 })))
        await write((to) => to.revoke(entry('a', { issuedBeforeMs: 1000, keepUntilMs: 9000, reason: 'again' })))
        const [only, ...others] = await store.read.revocations.active(0)
        assert.deepEqual(only, entry('a', { issuedBeforeMs: 2000, keepUntilMs: 9000, reason: 'again' }))
        assert.deepEqual(others, [])
      })

      test('go from the database a day after their time is over', async () => {
        const day = 86_400_000
        await write((to) => to.revoke(entry('old')))
        nowMs = 5000 + day
        await write((to) => to.revoke(entry('b', { keepUntilMs: 2 * day })))
        assert.deepEqual(await subjects(0), ['b', 'old'])
        nowMs += 1
        await write((to) => to.revoke(entry('c', { keepUntilMs: 2 * day })))
        assert.deepEqual(await subjects(0), ['b', 'c'])
      })

      test('take effect at once in the index, entry by entry', async () => {
        const index = () => store.read.revocations.index()
        assert.equal((await index()).size, 0)
        await write((to) => to.revoke(entry('a')))
        assert.deepEqual((await index()).get('principal a'), entry('a'))
        await write((to) => to.revoke(entry('b', { kind: 'accessKey' })))
        await write((to) => to.revoke(entry('a', { issuedBeforeMs: 2000 })))
        assert.deepEqual(
          [...(await index()).values()],
          [entry('a', { issuedBeforeMs: 2000 }), entry('b', { kind: 'accessKey' })],
        )
        assert.deepEqual(await store.read.revocations.about(['b', 'c']), [entry('b', { kind: 'accessKey' })])
        await assert.rejects(
          store.write(async (tx) => {
            await tx.write.revoke(entry('c'))
            assert.ok((await tx.revocations.index()).has('principal c'))
            throw new Error('undone')
          }),
        )
        assert.equal((await index()).size, 2)
      })
    })

    describe('transactions', () => {
      test('answer what work returns, and undo everything when it throws', async () => {
        assert.equal(await store.write(async () => 42), 42)
        const failure = new Error('refused')
        await assert.rejects(
          store.write(async (tx) => {
            await tx.write.users.create(user('Alice'))
            await tx.write.revoke({ kind: 'account', subject: 's', issuedBeforeMs: 1, keepUntilMs: 9, reason: 'r' })
            await tx.outbox('event', 'record')
            throw failure
          }),
          failure,
        )
        assert.equal(await store.read.users.byId('AIDAALICE'), undefined)
        assert.deepEqual(await store.read.revocations.active(0), [])
        assert.deepEqual(await store.outbox.pending(), [])
      })

      test('one change that fails undoes those before it', async () => {
        await assert.rejects(
          write(async (to) => {
            await to.users.create(user('Alice'))
            await to.users.create(user('alice', { id: 'OTHER' }))
          }),
          StoreConflict,
        )
        assert.equal(await store.read.users.count(ACCOUNT), 0)
      })

      test('see what they wrote; others see it only afterwards', async () => {
        await store.read.users.byId('AIDAALICE')
        const { promise: gate, resolve: open } = Promise.withResolvers<void>()
        const { promise: written, resolve: wrote } = Promise.withResolvers<void>()
        const writing = store.write(async (tx) => {
          await tx.write.users.create(user('Alice'))
          assert.equal((await tx.users.byId('AIDAALICE'))?.name, 'Alice')
          assert.equal(await tx.users.count(ACCOUNT), 1)
          wrote()
          await gate
        })
        await written
        const during = store.read.users.byName(ACCOUNT, 'alice')
        const counted = store.read.users.count(OTHER_ACCOUNT)
        assert.equal(await store.read.users.byId('AIDAALICE'), undefined)
        open()
        await writing
        // Asked while the transaction ran: either the state before it or, in line behind it, the one after.
        assert.ok([undefined, 'Alice'].includes((await during)?.name))
        assert.equal(await counted, 0)
        assert.equal((await store.read.users.byName(ACCOUNT, 'alice'))?.name, 'Alice')
        assert.equal((await store.read.users.byId('AIDAALICE'))?.name, 'Alice')
      })

      test('nothing of a transaction that is undone is ever seen', async () => {
        const { promise: gate, resolve: open } = Promise.withResolvers<void>()
        const undone = store.write(async (tx) => {
          await tx.write.users.create(user('Alice'))
          await gate
          throw new Error('undone')
        })
        await nextTurn()
        const during = store.read.users.byId('AIDAALICE')
        await nextTurn()
        open()
        await assert.rejects(undone, /undone/)
        assert.equal(await during, undefined)
        assert.equal(await store.read.users.byId('AIDAALICE'), undefined)
      })

      test('run one at a time', async () => {
        let running = 0
        const most: number[] = []
        await Promise.all(
          Array.from({ length: 10 }, () =>
            store.write(async () => {
              running += 1
              await nextTurn()
              most.push(running)
              running -= 1
            }),
          ),
        )
        assert.deepEqual(
          most,
          Array.from({ length: 10 }, () => 1),
        )
      })

      test('cannot be nested, and the attempt undoes the outer one', async () => {
        const nested: (() => Promise<unknown>)[] = [
          () => store.write(async () => {}),
          () => store.mfaCodes.accept('s', 1),
          () => store.outbox.settle(['e']),
        ]
        for (const inner of nested) {
          await assert.rejects(
            store.write(async (tx) => {
              await tx.write.users.create(user('Alice'))
              await inner()
            }),
            /inside another/,
          )
        }
        assert.equal(await store.read.users.count(ACCOUNT), 0)
      })

      test('a writer kept beyond its transaction is dead', async () => {
        const kept = await store.write(async (tx) => tx)
        await assert.rejects(kept.write.users.create(user('Alice')))
        await assert.rejects(kept.users.count(ACCOUNT))
        assert.equal(await store.read.users.count(ACCOUNT), 0)
      })
    })

    describe('audit outbox', () => {
      test('holds the records of committed changes in order until they are settled', async () => {
        await store.write(async (tx) => {
          await tx.outbox('z', 'first')
          await tx.outbox('a', 'second')
        })
        await store.write((tx) => tx.outbox('m', 'third'))
        assert.deepEqual(await store.outbox.pending(), [
          { eventId: 'z', record: 'first' },
          { eventId: 'a', record: 'second' },
          { eventId: 'm', record: 'third' },
        ])
        await store.outbox.settle(['z', 'm', 'unknown'])
        await store.outbox.settle([])
        assert.deepEqual(await store.outbox.pending(), [{ eventId: 'a', record: 'second' }])
      })

      test('what is settled soon is pending no more', async () => {
        const pending = async () => (await store.outbox.pending()).map(({ eventId }) => eventId)
        await store.write(async (tx) => {
          await tx.outbox('a', '1')
          await tx.outbox('b', '2')
        })
        store.outbox.settleSoon(['a', 'unknown'])
        assert.deepEqual(await pending(), ['b'], 'the log has the other')
        await store.write((tx) => tx.outbox('c', '3'))
        assert.deepEqual(await pending(), ['b', 'c'])
        store.outbox.settleSoon(['b'])
        store.outbox.settleSoon(['c'])
        assert.deepEqual(await pending(), [])
      })

      test('an event id is used once, and its clash undoes the change', async () => {
        await store.write((tx) => tx.outbox('e', '1'))
        const again = store.write(async (tx) => {
          await tx.write.users.create(user('Alice'))
          await tx.outbox('e', '2')
        })
        await assert.rejects(again, StoreConflict)
        assert.equal(await store.read.users.byId('AIDAALICE'), undefined)
      })
    })

    describe('caches', () => {
      const warm = () => ({
        user: () => store.read.users.byId('AIDAALICE'),
        userByName: () => store.read.users.byName(ACCOUNT, 'ALICE'),
        noUser: () => store.read.users.byName(ACCOUNT, 'nobody'),
        group: () => store.read.groups.byId('AGPAADMINS'),
        role: () => store.read.roles.byName(ACCOUNT, 'deploy'),
        roleById: () => store.read.roles.byId('AROADEPLOY'),
        policy: () => store.read.policies.byArn(policy('Limits').arn),
        policyByName: () => store.read.policies.byName(ACCOUNT, 'limits'),
        aws: () => store.read.policies.byArn(ADMIN),
        key: () => store.read.accessKeys.byId('AKIAONE'),
        noKey: () => store.read.accessKeys.byId('AKIANONE'),
        device: () => store.read.mfaDevices.bySerial(mfaDevice('phone').serialNumber),
        account: () => store.read.accounts.byId(OTHER_ACCOUNT),
        organization: () => store.read.organization.get(),
        scps: () => store.read.organization.serviceControlPolicies(OTHER_ACCOUNT),
        revocations: () => store.read.revocations.index(),
      })
      beforeEach(() =>
        write(async (to) => {
          await to.users.create(user('Alice', { tags: [{ key: 'k', value: 'v' }] }))
          await to.groups.create(group('Admins'))
          await to.roles.create(role('Deploy'))
          await to.policies.create(policy('Limits'))
          await to.accessKeys.create(accessKey('AKIAONE'))
          await to.mfaDevices.create(mfaDevice('phone'))
          await to.accounts.create(account(OTHER_ACCOUNT, 'other'))
          await to.createOrganization(organization)
          await to.revoke({ kind: 'session', subject: 's', issuedBeforeMs: 1, keepUntilMs: 9, reason: 'r' })
        }),
      )

      test('a warm answer is the same frozen value, one microtask away', async () => {
        for (const [name, read] of Object.entries(warm())) {
          const first = await read()
          let second: unknown = 'not yet'
          void read().then((value) => (second = value))
          await Promise.resolve()
          assert.equal(second, first, name)
          // The index grows; what is in it does not change.
          assert.ok(first instanceof Map ? [...first.values()].every(isFrozenThrough) : isFrozenThrough(first), name)
        }
      })

      test('a write is seen by the next read', async () => {
        for (const read of Object.values(warm())) await read()
        await write(async (to) => {
          await to.users.rename('AIDAALICE', 'Alicia', '/')
          await to.users.create(user('nobody'))
          await to.groups.rename('AGPAADMINS', 'Chiefs', '/')
          await to.roles.update('AROADEPLOY', { maxSessionSeconds: 7200 })
          await to.policies.addVersion(policy('Limits').arn, { id: 'v2', document: '{}', createdAtMs: 1 }, true)
          await to.accessKeys.setStatus('AKIAONE', 'Inactive')
          await to.accessKeys.create(accessKey('AKIANONE'))
          await to.mfaDevices.assign(mfaDevice('phone').serialNumber, 'AIDAALICE', 1)
        })
        const now = warm()
        assert.equal((await now.user())?.name, 'Alicia')
        assert.equal(await now.userByName(), undefined)
        assert.equal((await now.noUser())?.name, 'nobody')
        assert.equal((await now.group())?.name, 'Chiefs')
        assert.equal((await now.role())?.maxSessionSeconds, 7200)
        assert.equal((await now.policy())?.defaultVersionId, 'v2')
        assert.equal((await now.policyByName())?.defaultVersionId, 'v2')
        assert.equal((await now.key())?.status, 'Inactive')
        assert.equal((await now.noKey())?.id, 'AKIANONE')
        assert.equal((await now.device())?.userId, 'AIDAALICE')
      })

      test('lists are frozen too', async () => {
        assert.ok(isFrozenThrough(await store.read.users.list(ACCOUNT, { limit: 10 })))
        assert.ok(isFrozenThrough(await store.read.users.listBare(ACCOUNT, { limit: 10 })))
        assert.ok(isFrozenThrough(await store.read.accessKeys.ofUser('AIDAALICE')))
        assert.ok(isFrozenThrough(await store.read.accounts.list({ limit: 10 })))
      })
    })

    test('a closed store is unavailable, and closing again is no harm', async () => {
      assert.equal(await store.healthy(), true)
      await store.close()
      await store.close()
      assert.equal(await store.healthy(), false)
      await assert.rejects(store.read.users.byId('x'), StoreUnavailable)
      await assert.rejects(
        store.write(async () => {}),
        StoreUnavailable,
      )
      await assert.rejects(store.mfaCodes.accept('s', 1), StoreUnavailable)
    })

    test('closing waits for the transactions under way', async () => {
      const writing = store.write(async (tx) => {
        await nextTurn()
        await tx.write.users.create(user('Alice'))
        return 'done'
      })
      await store.close()
      assert.equal(await writing, 'done')
    })
  })
}
