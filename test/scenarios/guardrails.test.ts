/** Guardrails at work: set with `brevet guardrails`, met by unmodified AWS clients, told in the audit log. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import {
  CreateAccessKeyCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
} from '@aws-sdk/client-iam'
import { AttachPolicyCommand, CreatePolicyCommand } from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand, GetFederationTokenCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { readRecords } from '../../apps/server/src/audit/index.ts'
import type { AuditRecord } from '../../apps/server/src/audit/index.ts'
import { dataFiles } from '../../apps/server/src/config/index.ts'
import { ORGANIZATION_GUARDRAILS_ID } from '../../apps/server/src/domain/credentialIds.ts'
import { Secret } from '../../apps/server/src/domain/secret.ts'
import type { Guardrails } from '../../apps/server/src/domain/guardrails/settings.ts'
import { newMember } from './accounts.ts'
import { brevetCommand } from './brevetCommand.ts'
import { allow, assume, keyOf, newRole, newUser, policy, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { send, signedPost } from './signedCall.ts'
import { codeAt } from './totp.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const HOUR = 3_600
const DAY_MS = 86_400_000

let world: World
/** May do everything in STS and IAM. */
let ann: Key
/** Assumable by ann for 12 hours, with or without a source identity; its sessions may assume it again. */
let role: string

/** Runs `brevet guardrails` with these words as `key`. */
const guardrails = (words: string, key?: Key) => brevetCommand(['guardrails', ...words.split(' ')], world, key)

/** The same, which must succeed. */
async function done(words: string, key?: Key): Promise<string> {
  const { code, err, out } = await guardrails(words, key)
  assert.equal(code, 0, err)
  return out
}

interface AgedKeys {
  /** Of a user who may do everything, and of the root user: 90 days old in a minute. */
  readonly old: Key
  readonly root: Key
  /** Of the same user, 91 days old. */
  readonly older: Key
  /** The account that `root` is of. */
  readonly member: string
}

async function agedKeys(): Promise<AgedKeys> {
  await newUser(world, 'old', { policy: allow('sts:*', 'iam:*', 'brevet:*') })
  const { User } = await world.iam().send(new GetUserCommand({ UserName: 'old' }))
  const member = (await newMember(world, 'aged')).id
  const secret = 'a secret of forty characters, or so long'
  const key = (name: string): Key => ({ accessKeyId: `AKIASCENARIO${name}KEY`, secretAccessKey: secret })
  const keys = { old: key('OLD'), root: key('OLDROOT'), older: key('OLDER') }
  await world.change(async ({ write }) => {
    const create = ({ accessKeyId: id }: Key, userId: string, ageMs: number): Promise<void> =>
      write.accessKeys.create({
        id,
        accountId: userId === member ? member : world.accountId,
        userId,
        status: 'Active',
        createdAtMs: world.clock.nowMs() - ageMs,
        secret: new Secret(secret),
      })
    await create(keys.old, User?.UserId ?? '', 90 * DAY_MS - 60_000)
    await create(keys.root, member, 90 * DAY_MS - 60_000)
    await create(keys.older, User?.UserId ?? '', 91 * DAY_MS)
  })
  return { ...keys, member }
}

/** Seconds until a credential ends. */
const left = (issued: { readonly Credentials?: { readonly Expiration?: Date | undefined } | undefined }): number =>
  ((issued.Credentials?.Expiration?.getTime() ?? 0) - Math.floor(world.clock.nowMs() / 1_000) * 1_000) / 1_000

const limited = (seconds: number, name: string, whose: string): string =>
  `The requested DurationSeconds exceeds the ${seconds} seconds that the guardrail ${name} of ${whose} allows: ask for ${seconds} at most, or leave it out.`

const OWN = 'account 111122223333'
const ALL = 'the organization'

/** The records of calls by this name, oldest first. */
async function recordsOf(eventName: string): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = []
  for await (const { record } of readRecords(dataFiles(world.dataDir).audit))
    if (record.eventName === eventName) found.push(record)
  return found
}

describe('guardrails', () => {
  before(async () => {
    world = await openWorld({}, { still: true })
    ann = await newUser(world, 'ann', { policy: allow('sts:*', 'iam:*') })
    role = await newRole(world, 'Deploy', {
      trust: trust({ AWS: world.accountId }, undefined, ['sts:AssumeRole', 'sts:SetSourceIdentity']),
      policy: allow('sts:*', 'iam:*'),
      maxSeconds: 12 * HOUR,
    })
  })
  after(() => world.close())
  afterEach(async () => {
    await done('clear --all')
    await done('clear --all --organization')
  })

  describe('longest sessions', () => {
    const assumed = (DurationSeconds?: number, key = ann) =>
      assume(world, key, role, DurationSeconds === undefined ? {} : { DurationSeconds })
    const own = (DurationSeconds?: number, key = ann) =>
      world.sts(key).send(new GetSessionTokenCommand(DurationSeconds === undefined ? {} : { DurationSeconds }))
    const federated = (DurationSeconds?: number, key = ann) =>
      world.sts(key).send(
        new GetFederationTokenCommand({
          Name: 'guest',
          ...(DurationSeconds === undefined ? {} : { DurationSeconds }),
        }),
      )

    test('15 minutes to 2 hours, for everybody in the organization: asked for more it is refused, unasked it is lowered', async () => {
      await done('set --organization maxSessionDuration.any=2h')
      for (const call of [assumed, own, federated]) {
        assert.equal(left(await call(900)), 900)
        assert.equal(left(await call(2 * HOUR)), 2 * HOUR)
        await refusedAs(call(2 * HOUR + 1), 'ValidationError', limited(2 * HOUR, 'maxSessionDuration.any', ALL))
        await refusedAs(call(899), 'ValidationError', /greater than or equal to 900/)
      }
      assert.equal(left(await assumed()), HOUR)
      assert.deepEqual([left(await own()), left(await federated())], [2 * HOUR, 2 * HOUR])
      const { admin } = await newMember(world, 'bound')
      const there = await newRole(world, 'There', {
        trust: trust({ AWS: world.accountId }),
        maxSeconds: 12 * HOUR,
        by: admin,
      })
      await refusedAs(
        assume(world, ann, there, { DurationSeconds: 3 * HOUR }),
        'ValidationError',
        limited(2 * HOUR, 'maxSessionDuration.any', ALL),
      )
      await done('set --organization maxSessionDuration.any=15m')
      for (const call of [own, federated]) {
        assert.equal(left(await call(undefined, world.root)), 900)
        await refusedAs(call(901, world.root), 'ValidationError', limited(900, 'maxSessionDuration.any', ALL))
      }
      await done('clear --organization maxSessionDuration.any')
      assert.equal(left(await assumed(12 * HOUR)), 12 * HOUR)
      assert.equal(left(await own()), 12 * HOUR)
    })

    test('each kind by itself', async () => {
      await done('set maxSessionDuration.role=30m')
      const chained = await session(world, ann, { arn: role })
      assert.equal(left(await assumed(undefined, chained)), 1_800)
      await refusedAs(assumed(1_801, chained), 'ValidationError', limited(1_800, 'maxSessionDuration.role', OWN))
      await done('set maxSessionDuration.chainedRole=15m')
      await done('set maxSessionDuration.user=1h maxSessionDuration.federated=40m maxSessionDuration.root=20m')
      const kinds = [
        ['role', 1_800, assumed, ann],
        ['chainedRole', 900, assumed, chained],
        ['user', 3_600, own, ann],
        ['federated', 2_400, federated, ann],
        ['root', 1_200, own, world.root],
        ['root', 1_200, federated, world.root],
      ] as const
      for (const [kind, seconds, call, key] of kinds) {
        assert.equal(left(await call(undefined, key)), seconds, kind)
        assert.equal(left(await call(seconds, key)), seconds, kind)
        await refusedAs(call(seconds + 1, key), 'ValidationError', limited(seconds, `maxSessionDuration.${kind}`, OWN))
      }
      await done('set maxSessionDuration.federated=15m')
      assert.equal(left(await federated(undefined, world.root)), 900)
    })

    test("AWS's own limits stay", async () => {
      await done('set maxSessionDuration.any=36h')
      const short = await newRole(world, 'Short', { trust: trust({ AWS: world.accountId }), maxSeconds: HOUR })
      await refusedAs(
        assume(world, ann, short, { DurationSeconds: HOUR + 1 }),
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
      assert.equal(left(await own(undefined, world.root)), HOUR)
      assert.equal(left(await own(36 * HOUR, world.root)), HOUR)
    })

    test('those of the account of the role hold, not those of the caller; and the record names them', async () => {
      const { admin } = await newMember(world, 'strict')
      const arn = await newRole(world, 'Strict', {
        trust: trust({ AWS: world.accountId }),
        maxSeconds: 12 * HOUR,
        by: admin,
      })
      await done('set maxSessionDuration.any=1h')
      assert.equal(left(await assume(world, ann, arn, { DurationSeconds: 2 * HOUR })), 2 * HOUR)
      await done('set maxSessionDuration.any=15m', admin)
      await refusedAs(assume(world, ann, arn, { DurationSeconds: 901 }), 'ValidationError', /of account \d{12} allows/)
      const record = (await recordsOf('AssumeRole')).at(-2)
      assert.match(
        String(record?.additionalEventData?.['reason']),
        /^guardrail maxSessionDuration\.any of account \d{12}$/,
      )
    })
  })

  describe('MFA for GetSessionToken', () => {
    const token = (SerialNumber?: string, TokenCode?: string, DurationSeconds?: number) =>
      world.sts(ann).send(
        new GetSessionTokenCommand({
          ...(SerialNumber === undefined ? {} : { SerialNumber }),
          ...(TokenCode === undefined ? {} : { TokenCode }),
          ...(DurationSeconds === undefined ? {} : { DurationSeconds }),
        }),
      )

    test('without a code refused, of root too; with one given; and a refusal for its length uses no code up', async () => {
      const made = await world.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
      const serial = made.VirtualMFADevice?.SerialNumber ?? ''
      const seed = Buffer.from(made.VirtualMFADevice?.Base32StringSeed ?? []).toString('ascii')
      const code = (steps = 0): string => codeAt(seed, world.clock.nowMs() + steps * 30_000)
      await world.iam().send(
        new EnableMFADeviceCommand({
          UserName: 'ann',
          SerialNumber: serial,
          AuthenticationCode1: code(-1),
          AuthenticationCode2: code(),
        }),
      )
      await token()
      await done('set requireMfaForGetSessionToken=on maxSessionDuration.user=1h')
      world.clock.advance(60_000)
      const sentence = `The guardrail requireMfaForGetSessionToken of ${OWN} asks for MFA: give SerialNumber and TokenCode of an MFA device of yours.`
      await refusedAs(token(), 'AccessDenied', sentence)
      await refusedAs(world.sts(world.root).send(new GetSessionTokenCommand({})), 'AccessDenied', sentence)
      await refusedAs(token(serial), 'AccessDenied', /must provide both MFA serial number and one time pass code/)
      await refusedAs(token(serial, code(), HOUR + 1), 'ValidationError')
      const mine = keyOf((await token(serial, code())).Credentials)
      await world.iam(mine).send(new GetUserCommand({}))
      await refusedAs(token(serial, code()), 'AccessDenied', /invalid MFA one time pass code/)
    })
  })

  describe('source identity for AssumeRole', () => {
    const REFUSED = `The guardrail requireSourceIdentity of ${OWN} asks for a source identity: give SourceIdentity. Your policies and the role's trust policy must allow sts:SetSourceIdentity.`

    test('none is refused, one is set and kept along the chain, where it need not be given again', async () => {
      const before = await session(world, ann, { arn: role })
      await done('set requireSourceIdentity=on')
      await refusedAs(assume(world, ann, role), 'AccessDenied', REFUSED)
      await refusedAs(assume(world, before, role), 'AccessDenied', REFUSED)
      const first = await session(world, ann, { arn: role, more: { SourceIdentity: 'ann@example.com' } })
      const second = await assume(world, first, role)
      assert.equal(second.SourceIdentity, 'ann@example.com')
      await refusedAs(assume(world, first, role, { SourceIdentity: 'bob' }), 'AccessDenied', /cannot be changed/)
    })

    test('nobody learns of it who may not assume the role', async () => {
      const dan = await newUser(world, 'dan')
      await done('set requireSourceIdentity=on')
      await refusedAs(assume(world, dan, role), 'AccessDenied', /is not authorized to perform: sts:AssumeRole/)
    })
  })

  describe('access keys', () => {
    let aged: AgedKeys
    before(async () => {
      aged = await agedKeys()
    })

    test('no new ones: the sentence says what to use instead', async () => {
      await done('set --organization refuseNewAccessKeys=on')
      await refusedAs(
        world.iam(ann).send(new CreateAccessKeyCommand({})),
        'AccessDenied',
        `The guardrail refuseNewAccessKeys of ${ALL} refuses new access keys: use the temporary credentials of AssumeRole or GetSessionToken instead.`,
      )
    })

    test('too old ones answer as unknown ones do, whoever they are of; so do their sessions as if ended; the record says why', async () => {
      const { member, old, root } = aged
      await done('set --organization maxAccessKeyAge=90d')
      const ask = (key: Key) => world.sts(key).send(new GetCallerIdentityCommand({}))
      const own = keyOf((await world.sts(old).send(new GetSessionTokenCommand({}))).Credentials)
      const chain = await session(world, await session(world, old, { arn: role }), { arn: role })
      const other = await session(world, ann, { arn: role })
      world.clock.advance(60_000)
      for (const key of [old, root, own, chain, other]) await ask(key)

      world.clock.advance(1)
      const unknown = await refusedAs(ask({ ...ann, accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ' }), 'InvalidClientTokenId')
      for (const key of [old, root]) {
        const refusal = await refusedAs(ask(key), 'InvalidClientTokenId', unknown.message)
        assert.equal(refusal.status, 403)
      }
      for (const key of [own, chain]) await refusedAs(ask(key), 'ExpiredToken', /^[^0-9]*$/)
      await ask(ann)
      await ask(other)
      const why = 'access key older than 90 days: guardrail maxAccessKeyAge of the organization'
      const source = `came from a key that is refused: ${why}`
      // Who only knows the id of such a key is nobody.
      world.clock.advance(60_000)
      await refusedAs(ask({ ...old, secretAccessKey: 'x'.repeat(40) }), 'InvalidClientTokenId', unknown.message)
      const told = (await recordsOf('Unknown'))
        .slice(-6)
        .map((record) => [
          record.userIdentity['type'],
          record.userIdentity['accessKeyId'] ?? record.additionalEventData?.['claimedAccessKeyId'],
          record.recipientAccountId,
          record.additionalEventData?.['reason'],
        ])
      assert.deepEqual(told, [
        ['Unknown', 'AKIAQQQQQQQQQQQQQQQQ', world.accountId, 'unknown access key'],
        ['IAMUser', old.accessKeyId, world.accountId, why],
        ['Root', root.accessKeyId, member, why],
        ['IAMUser', own.accessKeyId, world.accountId, source],
        ['AssumedRole', chain.accessKeyId, world.accountId, source],
        ['Unknown', old.accessKeyId, world.accountId, why],
      ])

      await done('clear --organization maxAccessKeyAge')
      for (const key of [old, root, own, chain]) await ask(key)
    })

    test('nobody locks itself out: an age that the own key has passed is not set', async () => {
      const { older } = aged
      const { code, err, out } = await guardrails('set maxAccessKeyAge=90d', older)
      assert.deepEqual([code, out], [1, ''])
      assert.match(err, /ConflictException: The access key \w+ that you call with is older than 90 days/)
      await done('set maxAccessKeyAge=90d')
      await refusedAs(world.sts(older).send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId')
    })
  })

  describe('what cannot be read', () => {
    test('is refused where it counts, and can be taken away', async () => {
      const settings = { 'maxSessionDuration.tomorrow': 900 } as Guardrails
      await world.change((tx) =>
        tx.write.resources.create({
          kind: 'guardrails',
          accountId: world.accountId,
          id: ORGANIZATION_GUARDRAILS_ID,
          name: 'organization',
          path: '/',
          createdAtMs: 0,
          tags: [],
          facts: { settings },
        }),
      )
      const REFUSED = /^The guardrails of the organization cannot be read, .* clear --all --organization$/
      await refusedAs(assume(world, ann, role), 'AccessDenied', REFUSED)
      await refusedAs(world.sts(ann).send(new GetSessionTokenCommand({})), 'AccessDenied', REFUSED)
      await refusedAs(world.sts(ann).send(new GetFederationTokenCommand({ Name: 'guest' })), 'AccessDenied', REFUSED)
      await refusedAs(world.iam(ann).send(new CreateAccessKeyCommand({})), 'AccessDenied', REFUSED)
      const { code, err } = await guardrails('show')
      assert.equal(code, 1)
      assert.match(err, /ConflictException: The guardrails of the organization cannot be read/)
      assert.match(await done('clear --all --organization'), /^Removed from the organization: all guardrails\.\n$/)
      await assume(world, ann, role)
    })
  })

  describe('brevet guardrails', () => {
    test('shows what holds, where it comes from, and what the organization overrules', async () => {
      assert.match(
        await done('show'),
        /^No guardrail is in force in account 111122223333\.\nOne is set by, for example/,
      )
      assert.match(await done('show --organization'), /^No guardrail is set for the organization\./)
      await done('set --organization maxSessionDuration.any=2h requireSourceIdentity=on')
      await refusedAs(newMember(world, 'shown'), 'AccessDenied', /of the organization asks for a source identity/)
      await done('set --organization requireSourceIdentity=off')
      const { admin } = await newMember(world, 'shown2')
      const shown = await done(
        'set maxSessionDuration.any=36h maxSessionDuration.role=5400s maxAccessKeyAge=400',
        admin,
      )
      assert.match(shown, /^In force in account \d{12}:\n\n/)
      assert.match(shown, /^ {2}maxSessionDuration\.any {3}2h {6}the organization's default$/m)
      assert.match(shown, /^ {2}maxSessionDuration\.role {2}1h 30m {2}set in this account$/m)
      assert.match(shown, /^ {2}maxAccessKeyAge {10}400d {4}set in this account$/m)
      assert.match(
        shown,
        /\n\nmaxSessionDuration\.any is set to 36h in this account; the organization's default is stricter\.\n$/,
      )
      assert.equal(await done('show', admin), shown)
      const json = JSON.parse(await done('show --json', admin)) as Record<string, unknown>
      assert.deepEqual(json['inForce'], { maxSessionDuration: { any: 7_200, role: 5_400 }, maxAccessKeyAge: 400 })
      assert.deepEqual(json['sources'], {
        'maxSessionDuration.any': 'ORGANIZATION',
        'maxSessionDuration.role': 'ACCOUNT',
        maxAccessKeyAge: 'ACCOUNT',
      })
      assert.equal(await done('clear --json maxAccessKeyAge', admin), '{}\n')
      assert.doesNotMatch(await done('show', admin), /maxAccessKeyAge/)
    })

    test('a member account looks after its own only, and permissions are asked for', async () => {
      const { admin } = await newMember(world, 'own')
      const { code, err } = await guardrails('set --organization maxAccessKeyAge=90d', admin)
      assert.equal(code, 1)
      assert.match(
        err,
        /AccessDeniedException: Only the management account can see or change the organization's guardrails/,
      )
      assert.doesNotMatch(err, /It takes the permission/)
      const { err: denied } = await guardrails('show', ann)
      assert.match(
        denied,
        /not authorized to perform: brevet:GetGuardrails on resource: arn:aws:brevet::111122223333:guardrails\/account/,
      )
      assert.match(denied, /It takes the permission brevet:GetGuardrails\./)
    })

    test('a service control policy keeps a member account from lifting its own', async () => {
      const { admin, id } = await newMember(world, 'kept')
      await done('set maxAccessKeyAge=90d', admin)
      const made = await world.organizations().send(
        new CreatePolicyCommand({
          Name: 'keep-guardrails',
          Description: '',
          Type: 'SERVICE_CONTROL_POLICY',
          Content: policy({ Effect: 'Deny', Action: ['brevet:Put*', 'brevet:DeleteGuardrails'], Resource: '*' }),
        }),
      )
      const PolicyId = made.Policy?.PolicySummary?.Id ?? ''
      await world.organizations().send(new AttachPolicyCommand({ PolicyId, TargetId: id }))
      for (const words of ['clear --all', 'set maxAccessKeyAge=365d']) {
        const { code, err } = await guardrails(words, admin)
        assert.equal(code, 1)
        assert.match(err, /AccessDeniedException: .* with an explicit deny in a service control policy/)
      }
      assert.match(await done('show', admin), /maxAccessKeyAge {2}90d/)
    })

    test('wrong turns give the next step and reach no server', async () => {
      const wrong = [
        ['set', /what to\? For example: maxSessionDuration\.any=2h/],
        [
          'set maxSessionDuration=2h',
          /there is no guardrail 'maxSessionDuration'; there are: maxSessionDuration\.any,/,
        ],
        ['set maxSessionDuration.web=2h', /there is no guardrail 'maxSessionDuration\.web'/],
        ['set maxAccessKeyAge', /'maxAccessKeyAge' is not NAME=VALUE; for example/],
        [
          'set maxSessionDuration.any=soon',
          /'soon' is no value of maxSessionDuration\.any; for example maxSessionDuration\.any=2h/,
        ],
        ['set maxSessionDuration.any=14m', /from 900 to 129600/],
        ['set maxAccessKeyAge=24h', /'24h' is no value of maxAccessKeyAge; for example maxAccessKeyAge=90d/],
        ['set maxAccessKeyAge=0d', /from 1 to 1095/],
        ['set refuseNewAccessKeys=yes', /it is on or off/],
        ['set refuseNewAccessKeys=on refuseNewAccessKeys=off', /refuseNewAccessKeys is given twice/],
        ['clear', /which\? Name them/],
        ['clear nothing', /there is no guardrail 'nothing'/],
        ['clear --all maxAccessKeyAge', /not both/],
        ['show maxAccessKeyAge', /unexpected 'maxAccessKeyAge'/],
      ] as const
      for (const [words, sentence] of wrong) {
        const { code, err, out } = await guardrails(words)
        assert.deepEqual([code, out], [2, ''], words)
        assert.match(err, sentence, words)
      }
    })

    test('changes are recorded with what was set, and a setting that the server does not know is not passed over', async () => {
      await done('set refuseNewAccessKeys=on maxSessionDuration.role=1h')
      const record = (await recordsOf('PutGuardrails')).at(-1)
      assert.equal(record?.eventSource, 'brevet.amazonaws.com')
      assert.equal(record.readOnly, false)
      assert.deepEqual(record.requestParameters, {
        guardrails: { maxSessionDuration: { role: 3_600 }, refuseNewAccessKeys: true },
        scope: 'ACCOUNT',
      })
      assert.deepEqual(
        record.resources?.map(({ ARN }) => ARN),
        ['arn:aws:brevet::111122223333:guardrails/account'],
      )
      const body = JSON.stringify({ guardrails: { maxAccessKeyAge: 30, maxAccesKeyAge: 30 } })
      const wire = signedPost(world, world.admin, { service: 'brevet', body, contentType: 'application/json' })
      const answer = await send(world, { ...wire, target: '/guardrails/put' })
      assert.notEqual(answer.status, 200)
      assert.doesNotMatch(await done('show'), /maxAccessKeyAge/)
    })
  })
})
