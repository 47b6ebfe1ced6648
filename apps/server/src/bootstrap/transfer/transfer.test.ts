/** An account's state out of one data directory and into another, and what is refused on the way. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { AuditRecord } from '../../audit/audit.ts'
import { dataFiles } from '../../config/dataFiles.ts'
import type { ResourceKind } from '../../domain/accountResources.ts'
import { Secret } from '../../domain/secret.ts'
import { stepAt } from '../../domain/totp.ts'
import { systemClock } from '../../runtime/clock.ts'
import { lockDirectory } from '../../runtime/directoryLock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { account } from '../../store/fixtures/entities.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import type { Writer } from '../../store/store.ts'
import { rootKeyOf } from '../../token/keys/index.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { type AccountState, type CarriedKind, readState, revealed } from './accountState.ts'
import { checkedState } from './checkState.ts'
import { accountId, allow, full, HASH, holder, id, mine, trust } from './fixtures/account.ts'
import { readAccountHere } from './readAccount.ts'
import { restoreAccount } from './restoreAccount.ts'
import { TransferError } from './transferError.ts'

const json = (state: AccountState): string => JSON.stringify(revealed(state))
/** In one order: of members, and of lists. */
const sorted = (state: AccountState): unknown =>
  JSON.parse(json(state), (_key, value: unknown) => {
    if (Array.isArray(value)) return value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })

let folder: string
let files: ReturnType<typeof dataFiles>

const restore = (state: AccountState = full(), more: { readonly isDryRun?: boolean; readonly rootKey?: string } = {}) =>
  restoreAccount({ state, files, rootKey: more.rootKey, homeRegion: 'us-east-1', isDryRun: more.isDryRun ?? false })

const rootKey = () => rootKeyOf(files.rootKey, undefined, systemRandom)

async function inStore<T>(work: (tx: Writer) => Promise<T>): Promise<T> {
  const box = newSecretBox(await rootKey(), systemRandom)
  const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
  try {
    return await store.write(work)
  } finally {
    await store.close()
  }
}

/** What the store holds of the import beside the account: records on their way to the log, and what was revoked. */
async function outside() {
  const box = newSecretBox(await rootKey(), systemRandom)
  const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
  try {
    const pending = (await store.outbox.pending()).map(({ record }) => JSON.parse(record) as AuditRecord)
    const revoked = await store.read.revocations.active(systemClock.nowMs())
    return { pending, revoked: revoked.map(({ kind, subject }) => `${kind} ${subject}`) }
  } finally {
    await store.close()
  }
}

const stored = (): Promise<AccountState> => inStore((tx) => readState(tx, accountId))
const kinds = ({ changes }: { readonly changes: readonly { readonly kind: string }[] }) => [
  ...new Set(changes.map(({ kind }) => kind)),
]

/** Rejected for that reason, and the store is as it was. */
async function refused(work: () => Promise<unknown>, reason: RegExp): Promise<void> {
  const before = existsSync(files.database) ? sorted(await stored()) : undefined
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof TransferError, String(error))
    assert.match([error.message, ...error.problems].join('\n'), reason)
    return true
  })
  assert.deepEqual(existsSync(files.database) ? sorted(await stored()) : undefined, before)
}

describe('an account with its secrets', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'brevet-transfer-'))
    files = dataFiles(join(folder, 'data'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  describe('into a new directory', () => {
    test('everything is there as it was, private, recorded; a second time there is nothing to do', async () => {
      const first = await restore(checkedState(JSON.parse(json(full()))))
      assert.deepEqual([first.isNew, kinds(first)], [true, ['added']])
      assert.deepEqual(sorted(await stored()), sorted(full()))
      assert.deepEqual(readdirSync(files.directory).sort(), ['brevet.db', 'keys'])
      for (const path of [files.directory, files.keys]) assert.equal(statSync(path).mode & 0o777, 0o700)
      for (const path of [files.database, files.rootKey]) assert.equal(statSync(path).mode & 0o777, 0o600)
      const second = await restore()
      assert.deepEqual([second.isNew, kinds(second)], [false, ['unchanged']])
      const box = newSecretBox(await rootKey(), systemRandom)
      const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
      const records = (await store.outbox.pending()).map(({ record }) => record)
      await store.close()
      assert.equal(records.length, 1)
      assert.match(records[0] ?? '', /"eventName":"ImportAccount"/)
      assert.ok(!(records[0] ?? '').includes('secret of'))
    })

    test('STS-04 codes that the server it comes from may have taken are used, at most a minute of them', async () => {
      const [device = assert.fail()] = full().mfaDevices
      const fromStep = stepAt(Date.now()) + device.clockOffsetSteps
      const used = async (steps: readonly number[]) => {
        const box = newSecretBox(await rootKey(), systemRandom)
        const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
        try {
          const found: boolean[] = []
          for (const step of steps) found.push(!(await store.mfaCodes.accept(device.serialNumber, step)))
          return found
        } finally {
          await store.close()
        }
      }
      await restore()
      assert.deepEqual(await used([fromStep - 1, fromStep, fromStep + 1, fromStep + 4]), [true, true, true, false])
      // Here the device belongs to nobody, and proved nothing; elsewhere it may have.
      await inStore(async ({ write }) => {
        const { enabledAtMs: _at, userId: _whose, ...mine } = device
        await write.mfaDevices.delete(device.serialNumber)
        await write.mfaDevices.create(mine)
      })
      await restore()
      assert.deepEqual(await used([fromStep + 1, fromStep + 4]), [true, false])
    })

    test('any state comes back as it was', async () => {
      const name = fc.stringMatching(/^[a-z]{3,12}$/)
      const world = fc.record({
        names: fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
        secrets: fc.array(fc.string({ minLength: 16, maxLength: 60, unit: 'grapheme' }), {
          minLength: 6,
          maxLength: 6,
        }),
        tag: fc.record({ key: fc.string({ minLength: 1, maxLength: 20 }), value: fc.string({ maxLength: 40 }) }),
        active: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(world, async ({ active, names, secrets, tag }) => {
          rmSync(files.directory, { recursive: true, force: true })
          const users = names.map((each) => ({ ...holder('AIDA', each), tags: [tag], groupIds: [] }))
          const accessKeys = names.map((each, n) => ({
            id: `AKIA${each.toUpperCase().padEnd(16, '0')}`,
            accountId,
            userId: id('AIDA', each),
            status: active ? ('Active' as const) : ('Inactive' as const),
            createdAtMs: n,
            secret: new Secret(secrets[n] ?? ''),
          }))
          const state = {
            ...full(),
            users: [...full().users, ...users.filter((user) => !['bob', 'admin'].includes(user.name))],
          }
          const wanted = {
            ...state,
            accessKeys: accessKeys.filter(({ userId }) => state.users.some((user) => user.id === userId)),
          }
          await restore(checkedState(JSON.parse(json(wanted))))
          assert.deepEqual(sorted(await stored()), sorted(wanted))
        }),
        { numRuns: 6 },
      )
    })

    test('a dry run makes nothing', async () => {
      const { changes } = await restore(full(), { isDryRun: true })
      assert.ok(changes.length > 15)
      assert.deepEqual(readdirSync(folder), [])
    })

    test('a directory with something else in it is left alone; one that fails leaves nothing', async () => {
      mkdirSync(files.directory)
      writeFileSync(join(files.directory, 'x'), '')
      for (const isDryRun of [true, false]) await assert.rejects(restore(full(), { isDryRun }), /is not empty/)
      rmSync(files.directory, { recursive: true })
      const unknown = {
        ...full(),
        users: full().users.map((user) => ({ ...user, attachedPolicyArns: ['arn:aws:iam::aws:policy/Nothing'] })),
      }
      await refused(() => restore(unknown), /policy arn:aws:iam::aws:policy\/Nothing/)
      assert.deepEqual(readdirSync(folder), [])
    })
  })

  describe('into a directory that is there', () => {
    beforeEach(() => restore())

    test('what is missing is made, what differs is changed, what only it has stays', async () => {
      const bob = id('AIDA', 'bob')
      await inStore(async (tx) => {
        await tx.write.accessKeys.delete('AKIABOB0000000000001')
        await tx.write.accessKeys.setStatus('AKIAROOT000000000001', 'Active')
        await tx.write.holders.putInlinePolicy(bob, 'own', allow('*'))
        await tx.write.holders.detachPolicy(bob, mine.arn)
        await tx.write.holders.setBoundary(bob, undefined)
        await tx.write.users.removeFromGroup(bob, id('AGPA', 'staff'))
        await tx.write.deleteTags(bob, ['Team'])
        await tx.write.roles.update(id('AROA', 'deploy'), { maxSessionSeconds: 3_600, trustPolicy: trust('*') })
        await tx.write.policies.setDefaultVersion(mine.arn, 'v4', 9)
        await tx.write.mfaDevices.unassign(`arn:aws:iam::${accountId}:mfa/phone`)
        await tx.write.resources.delete('serverCertificate', id('ASCA', 'web'))
        await tx.write.resources.update('loginProfile', `${bob}/login-profile`, { secret: new Secret(HASH) })
        await tx.write.users.create({ ...holder('AIDA', 'later'), tags: [], groupIds: [] })
      })
      const told = await restore()
      const words = told.changes
        .filter(({ kind }) => kind !== 'unchanged')
        .map((change) => [change.entity, change.words.join('; ')])
      assert.deepEqual(words, [
        [`policy ${mine.arn}`, 'default v2'],
        [
          'user bob',
          `boundary ${mine.arn}; inline policy own; attach ${mine.arn}; member of ${id('AGPA', 'staff')}; tags Team`,
        ],
        ['role deploy', 'maxSessionSeconds, trustPolicy'],
        ['loginProfile bob', 'secret'],
        ['serverCertificate web', 'create'],
        ['access key AKIABOB0000000000001', 'create'],
        ['access key AKIAROOT000000000001', 'Inactive'],
        [`MFA device arn:aws:iam::${accountId}:mfa/phone`, `assign to ${bob}`],
      ])
      const { pending, revoked } = await outside()
      // As when somebody deactivates a key: what came from it ends.
      assert.deepEqual(revoked, ['accessKey AKIAROOT000000000001'])
      const { requestParameters } = pending.at(-1) ?? assert.fail()
      assert.deepEqual(requestParameters, {
        accountId,
        entities: 8,
        added: ['serverCertificate web', 'access key AKIABOB0000000000001'],
        changed: words.filter(([, each]) => each !== 'create').map(([entity, each]) => `${entity}: ${each}`),
      })
      const after = await stored()
      assert.deepEqual(after.users.map(({ name }) => name).sort(), ['admin', 'bob', 'later'])
      assert.deepEqual(sorted({ ...after, users: [] }), sorted({ ...full(), users: [] }))
      assert.deepEqual(kinds(await restore()), ['unchanged'])
    })

    test('a dry run tells the same and changes nothing', async () => {
      await inStore((tx) => tx.write.accessKeys.delete('AKIABOB0000000000001'))
      assert.equal((await restore(full(), { isDryRun: true })).changes.filter(({ kind }) => kind === 'added').length, 1)
      assert.equal((await stored()).accessKeys.length, 1)
    })

    const clashes: readonly (readonly [string, (state: AccountState) => AccountState, RegExp])[] = [
      [
        'a user of that name with another id',
        (s) => ({ ...s, users: s.users.map((u) => (u.name === 'bob' ? u : { ...u, id: id('AIDA', 'OTHER') })) }),
        /user admin: the name is taken here/,
      ],
      [
        'a user that has another name now',
        (s) => ({ ...s, users: s.users.map((u) => ({ ...u, name: `${u.name}x` })) }),
        /user bobx: it is called \/team\/bob here/,
      ],
      [
        'a policy of that name with another id',
        (s) => ({ ...s, policies: [{ ...mine, id: id('ANPA', 'OTHER') }] }),
        /policy .*mine: the name is taken/,
      ],
      [
        'a version that says something else',
        (s) => ({
          ...s,
          policies: [{ ...mine, versions: [{ id: 'v2', document: allow('*'), createdAtMs: 0 }] }],
        }),
        /its version v2 is another one here/,
      ],
      [
        'a key with another secret',
        (s) => ({
          ...s,
          accessKeys: s.accessKeys.map((k) => ({ ...k, secret: new Secret('another secret, long enough') })),
        }),
        /AKIABOB0000000000001: it has another secret/,
      ],
      [
        'a key of somebody else',
        (s) => ({ ...s, accessKeys: s.accessKeys.map((k) => ({ ...k, userId: id('AIDA', 'admin') })) }),
        /it belongs to AIDABOB/,
      ],
      [
        'a device with another seed',
        (s) => ({ ...s, mfaDevices: s.mfaDevices.map((d) => ({ ...d, seed: new Secret('A'.repeat(32)) })) }),
        /another seed/,
      ],
      [
        'more keys than a user may have',
        (s) => ({
          ...s,
          accessKeys: [1, 2].flatMap((n) =>
            s.accessKeys.slice(0, 1).map((k) => ({ ...k, id: `AKIANEW000000000000${n}` })),
          ),
        }),
        /bob would have 3 access keys/,
      ],
      [
        'more attached policies than a group may have, with those of before',
        (s) => ({
          ...s,
          policies: [
            mine,
            ...'abcdefghi'.split('').map((name) => ({
              ...mine,
              id: id('ANPA', name),
              name,
              arn: `arn:aws:iam::${accountId}:policy/${name}`,
            })),
          ],
          groups: s.groups.map((g) => ({
            ...g,
            attachedPolicyArns: 'abcdefghi'.split('').map((name) => `arn:aws:iam::${accountId}:policy/${name}`),
          })),
        }),
        /staff has more policies/,
      ],
      [
        'another account',
        (s) => JSON.parse(json(s).replaceAll(accountId, '999988887777')) as AccountState,
        /account 999988887777, which is not here: the management account is 111122223333/,
      ],
    ]
    for (const [name, change, reason] of clashes)
      test(`refused as a whole: ${name}`, () =>
        refused(() => restore(checkedState(JSON.parse(json(asState(change(full())))))), reason))

    test("a member account is restored; the organization's guardrails are not a member's", async () => {
      const other = '999988887777'
      await inStore(async (tx) => {
        await tx.write.resources.delete('guardrails', 'organization/guardrails')
        await tx.write.accounts.create(account(other, 'member'))
      })
      const empty = { users: [], groups: [], roles: [], policies: [], accessKeys: [], mfaDevices: [], resources: [] }
      const member: AccountState = { ...full(), ...empty, accountId: other }
      const [guardrails] = full().resources.filter((resource) => resource.id === 'organization/guardrails')
      assert.ok(guardrails !== undefined)
      const resources = [{ ...guardrails, accountId: other }]
      await refused(() => restore({ ...member, resources }), /they are of another organization/)
      const own = [{ ...guardrails, accountId: other, id: `${other}/guardrails` }]
      assert.deepEqual(kinds(await restore({ ...member, resources: own })), ['added'])
    })

    test('of an older Brevet: refused, and left as it is, for a dry run too', async () => {
      const database = new DatabaseSync(files.database)
      const version = () => database.prepare('select max(version) as version from schema_version').get()?.['version']
      database.exec('delete from schema_version where version > 1')
      for (const isDryRun of [true, false])
        await assert.rejects(restore(full(), { isDryRun }), /the database has schema version 1, this Brevet has \d/)
      assert.equal(version(), 1)
      database.close()
    })

    test('refused while a server has it, and with another root key', async () => {
      const lock = lockDirectory(files.directory)
      await refused(() => restore(), /a server is running/)
      lock?.release()
      const other = Buffer.from(systemRandom.bytes(32)).toString('base64')
      await refused(() => restore(full(), { rootKey: other }), /the root key does not open/)
      const task = { files, accountId, rootKey: await rootKeyOf('', other, systemRandom) }
      await refused(() => readAccountHere(task), /the root key does not open/)
    })

    test('an export beside a server: without secrets none are in it, with them it is recorded', async () => {
      const lock = lockDirectory(files.directory)
      const task = { files, accountId, rootKey: await rootKey() }
      const plain = JSON.stringify(await readAccountHere(task))
      for (const secret of ['the secret of', 'JBSWY3DP', 'scrypt', 'private key', 'a'.repeat(64)])
        assert.ok(!plain.includes(secret), secret)
      const told = await readAccountHere({ ...task, secretsRecordedIn: 'us-east-1' })
      assert.deepEqual(told['AccountState'], JSON.parse(json(await stored())))
      lock?.release()
      await refused(() => readAccountHere({ ...task, accountId: '999988887777' }), /no account 999988887777/)
    })
  })

  describe('a file that is not right', () => {
    type Loose = Record<string, Record<string, unknown>[]>
    const change = (kind: ResourceKind, member: string, value: unknown) => (state: Loose) => {
      for (const resource of state['resources'] ?? []) if (resource['kind'] === kind) resource[member] = value
    }
    const wrong: readonly (readonly [string, (state: Loose) => void])[] = [
      ['another format', (s) => Object.assign(s, { format: 'brevet-account/2' })],
      ['a member that nobody knows', (s) => Object.assign(s, { more: [] })],
      ['no list', (s) => delete s['roles']],
      ['a user of another account', (s) => Object.assign(s['users']?.[0] ?? {}, { accountId: '999988887777' })],
      ['a user with the id of a role', (s) => Object.assign(s['users']?.[0] ?? {}, { id: id('AROA', 'bob') })],
      ['a name that is none', (s) => Object.assign(s['users']?.[0] ?? {}, { name: 'a b' })],
      ['a path that is none', (s) => Object.assign(s['users']?.[0] ?? {}, { path: 'x' })],
      ['a time that is none', (s) => Object.assign(s['users']?.[0] ?? {}, { createdAtMs: 1.5 })],
      [
        'a policy that is none',
        (s) => Object.assign(s['groups']?.[0] ?? {}, { inlinePolicies: [{ name: 'x', document: '{}' }] }),
      ],
      ['a trust policy that is none', (s) => Object.assign(s['roles']?.[0] ?? {}, { trustPolicy: allow('*') })],
      [
        'a policy under another ARN',
        (s) => Object.assign(s['policies']?.[0] ?? {}, { arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      ],
      [
        'a policy without its default version',
        (s) => Object.assign(s['policies']?.[0] ?? {}, { defaultVersionId: 'v3' }),
      ],
      ['a version number that comes again', (s) => Object.assign(s['policies']?.[0] ?? {}, { nextVersion: 4 })],
      ['a key without a secret', (s) => delete s['accessKeys']?.[0]?.['secret']],
      ['a key whose secret can be guessed', (s) => Object.assign(s['accessKeys']?.[0] ?? {}, { secret: 'x' })],
      ['a key of nobody', (s) => Object.assign(s['accessKeys']?.[0] ?? {}, { userId: id('AIDA', 'NOBODY') })],
      [
        'a device of another account',
        (s) => Object.assign(s['mfaDevices']?.[0] ?? {}, { serialNumber: 'arn:aws:iam::999988887777:mfa/phone' }),
      ],
      ['a seed that is no base32', (s) => Object.assign(s['mfaDevices']?.[0] ?? {}, { seed: '0'.repeat(32) })],
      ['a kind that nobody knows', change('accountAlias', 'kind', 'guess')],
      ['a kind that is not restored', change('accountAlias', 'kind', 'roleDeletion')],
      ['facts of another kind', change('serverCertificate', 'facts', {})],
      ['password hashes that cost a server hours', change('loginProfile', 'secret', HASH.replace('$17$', '$29$'))],
      ['no password', change('loginProfile', 'secret', undefined)],
      ['a secret where there is none', change('accountAlias', 'secret', 'x')],
      ['guardrails that nobody knows', change('guardrails', 'facts', { settings: { more: 1 } })],
      ["another account's password policy", change('passwordPolicy', 'id', '999988887777/password-policy')],
      ["another account's provider", change('samlProvider', 'id', 'arn:aws:iam::999988887777:saml-provider/idp')],
      ["another user's password", change('loginProfile', 'id', `${id('AIDA', 'admin')}/login-profile`)],
    ]
    for (const [name, spoil] of wrong)
      test(name, () => {
        const state = JSON.parse(json(full())) as Loose
        spoil(state)
        assert.throws(
          () => checkedState(state),
          (error) => error instanceof TransferError && !/the secret of|JBSWY3DP|scrypt/.test(error.message),
        )
      })
  })
})

/** Secrets that went through JSON are texts. */
const asState = (state: AccountState): AccountState => ({
  ...state,
  accessKeys: state.accessKeys.map((key) => ({ ...key, secret: hidden(key.secret) })),
  mfaDevices: state.mfaDevices.map((device) => ({ ...device, seed: hidden(device.seed) })),
  resources: state.resources.map((resource) =>
    resource.secret === undefined ? resource : { ...resource, secret: hidden(resource.secret) },
  ),
})
const hidden = (secret: Secret | string): Secret => (typeof secret === 'string' ? new Secret(secret) : secret)

/** Kinds of resources that an account is not restored with: a new kind must be in one list or the other. */
type NotCarried =
  | 'roleDeletion' // over with its answer
  | 'delegatedAdministrator' // the organization's
  | 'serviceAccess'
  | 'delegationPolicy'
const allDecided: [Exclude<ResourceKind, CarriedKind | NotCarried>] extends [never] ? true : false = true
assert.ok(allDecided)
