/** Setting, showing and taking away guardrails: by whom, of which account, and with what errors. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../../../domain/credentialIds.ts'
import { ServiceError } from '../../../domain/errors.ts'
import type { Guardrails } from '../../../domain/guardrails/settings.ts'
import { Secret } from '../../../domain/secret.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { GuardrailSettings, GuardrailsDescription } from '../../../protocol/types/brevet.generated.ts'
import { createAccessKey } from '../../iam/accesskey/createAccessKey.ts'
import { createRole } from '../../iam/role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import { createUser } from '../../iam/user/createUser.ts'
import { deleteGuardrails } from './deleteGuardrails.ts'
import { getGuardrails } from './getGuardrails.ts'
import { putGuardrails } from './putGuardrails.ts'

const DAY_MS = 86_400_000
const durations = (kinds: Readonly<Record<string, number>>): GuardrailSettings => ({
  maxSessionDuration: new Map(Object.entries(kinds)),
})

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
})

const refused = (code: string, message?: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof ServiceError, String(error))
  assert.equal(error.code, code, error.message)
  if (typeof message === 'string') assert.equal(error.message, message)
  if (message instanceof RegExp) assert.match(error.message, message)
  return true
}

/** An answer with its maps as plain objects. */
const plain = ({ sources, ...answer }: GuardrailsDescription) => ({
  ...answer,
  guardrails: flat(answer.guardrails),
  inForce: flat(answer.inForce),
  sources: Object.fromEntries(sources),
})
const flat = ({ maxSessionDuration, ...others }: GuardrailSettings) => ({
  ...(maxSessionDuration === undefined ? {} : Object.fromEntries(maxSessionDuration)),
  ...others,
})

let iam: IamHarness
let member: Caller
describe('guardrails of the brevet service', () => {
  beforeEach(async () => {
    iam = await openIam()
    member = await iam.asUser('admin', OTHER_ACCOUNT)
  })
  afterEach(() => iam.close())

  const get = async (caller: Caller = iam.admin, scope?: 'ACCOUNT' | 'ORGANIZATION') =>
    plain(await iam.run(getGuardrails, scope === undefined ? {} : { scope }, caller))
  const put = (guardrails: GuardrailSettings, caller: Caller = iam.admin) =>
    iam.run(putGuardrails, { guardrails }, caller)
  const putDefault = (guardrails: GuardrailSettings) => iam.run(putGuardrails, { scope: 'ORGANIZATION', guardrails })
  const stored = async (id: string) => (await iam.store.read.resources.byId('guardrails', id))?.facts.settings

  describe('of an account', () => {
    test('none at first; what is put stays until it is put again or deleted', async () => {
      const nothing = { scope: 'ACCOUNT', accountId: ACCOUNT, guardrails: {}, inForce: {}, sources: {} }
      assert.deepEqual(await get(), nothing)

      const answer = await put({ ...durations({ any: 7_200, role: 3_600 }), refuseNewAccessKeys: true })
      const set = { any: 7_200, role: 3_600, refuseNewAccessKeys: true }
      const sources = {
        'maxSessionDuration.any': 'ACCOUNT',
        'maxSessionDuration.role': 'ACCOUNT',
        refuseNewAccessKeys: 'ACCOUNT',
      }
      assert.deepEqual(plain(answer), { ...nothing, guardrails: set, inForce: set, sources })
      assert.deepEqual(await get(), plain(answer))

      await put({ ...durations({ role: 1_800 }), maxAccessKeyAge: 90, requireSourceIdentity: true })
      assert.deepEqual((await get()).guardrails, {
        ...set,
        role: 1_800,
        maxAccessKeyAge: 90,
        requireSourceIdentity: true,
      })

      const names = ['maxSessionDuration.any', 'maxAccessKeyAge', 'requireMfaForGetSessionToken']
      assert.deepEqual(await iam.run(deleteGuardrails, { names }), {})
      assert.deepEqual((await get()).guardrails, {
        role: 1_800,
        refuseNewAccessKeys: true,
        requireSourceIdentity: true,
      })
      await iam.run(deleteGuardrails, {})
      assert.deepEqual(await get(), nothing)
      await iam.run(deleteGuardrails, {})
    })

    test('a switch put to false is off, and nothing is kept of no settings', async () => {
      const id = guardrailsId(ACCOUNT)
      await put({ requireSourceIdentity: true, requireMfaForGetSessionToken: true })
      await put({ requireSourceIdentity: false })
      assert.deepEqual(await stored(id), { requireMfaForGetSessionToken: true })
      await put({ requireMfaForGetSessionToken: false })
      assert.equal(await iam.store.read.resources.byId('guardrails', id), undefined)
      await put({ requireMfaForGetSessionToken: false })
      assert.deepEqual((await get()).guardrails, {})
    })

    test('of another account neither shown nor changed', async () => {
      await put({ maxAccessKeyAge: 90 })
      assert.deepEqual(await get(member), {
        scope: 'ACCOUNT',
        accountId: OTHER_ACCOUNT,
        guardrails: {},
        inForce: {},
        sources: {},
      })
      await put({ maxAccessKeyAge: 30 }, member)
      await iam.run(deleteGuardrails, {}, member)
      assert.deepEqual((await get()).guardrails, { maxAccessKeyAge: 90 })
    })
  })

  describe('of the organization', () => {
    test('hold in every account; an account may be stricter and never laxer', async () => {
      await putDefault({ ...durations({ role: 3_600 }), maxAccessKeyAge: 90 })
      assert.deepEqual(await get(iam.admin, 'ORGANIZATION'), {
        scope: 'ORGANIZATION',
        accountId: ACCOUNT,
        guardrails: { role: 3_600, maxAccessKeyAge: 90 },
        inForce: { role: 3_600, maxAccessKeyAge: 90 },
        sources: { 'maxSessionDuration.role': 'ORGANIZATION', maxAccessKeyAge: 'ORGANIZATION' },
      })
      const answer = await put({ ...durations({ role: 7_200, user: 900 }), maxAccessKeyAge: 30 }, member)
      assert.deepEqual(plain(answer), {
        scope: 'ACCOUNT',
        accountId: OTHER_ACCOUNT,
        guardrails: { role: 7_200, user: 900, maxAccessKeyAge: 30 },
        inForce: { role: 3_600, user: 900, maxAccessKeyAge: 30 },
        sources: {
          'maxSessionDuration.role': 'ORGANIZATION',
          'maxSessionDuration.user': 'ACCOUNT',
          maxAccessKeyAge: 'ACCOUNT',
        },
      })
      await iam.run(deleteGuardrails, {}, member)
      assert.deepEqual((await get(member)).inForce, { role: 3_600, maxAccessKeyAge: 90 })
      await iam.run(deleteGuardrails, { scope: 'ORGANIZATION' })
      assert.deepEqual((await get(member)).inForce, {})
    })

    test('are looked after in the management account only', async () => {
      await putDefault({ maxAccessKeyAge: 90 })
      const scope = 'ORGANIZATION'
      const elsewhere = refused('AccessDenied', /^Only the management account can see or change/)
      const guardrails = { maxAccessKeyAge: 365 }
      await assert.rejects(iam.run(getGuardrails, { scope }, member), elsewhere)
      await assert.rejects(iam.run(putGuardrails, { scope, guardrails }, member), elsewhere)
      await assert.rejects(iam.run(deleteGuardrails, { scope }, member), elsewhere)
      assert.deepEqual(await stored(ORGANIZATION_GUARDRAILS_ID), { maxAccessKeyAge: 90 })
    })
  })

  describe('permissions', () => {
    const OPERATIONS = [getGuardrails, putGuardrails, deleteGuardrails] as const
    const input = { guardrails: { requireSourceIdentity: true } }

    test('an action of each operation, on one resource for each scope', async () => {
      for (const operation of OPERATIONS) {
        const asked = (scope?: 'ACCOUNT' | 'ORGANIZATION') =>
          iam.asks(operation as typeof putGuardrails, scope === undefined ? input : { ...input, scope })
        const action = `brevet:${operation.name}`
        const own = [{ action, resource: `arn:aws:brevet::${ACCOUNT}:guardrails/account` }]
        assert.deepEqual([await asked(), await asked('ACCOUNT')], [own, own])
        const resource = `arn:aws:brevet::${ACCOUNT}:guardrails/organization`
        assert.deepEqual(await asked('ORGANIZATION'), [{ action, resource }])
      }
    })

    test('nobody without them', async () => {
      await iam.run(createUser, { UserName: 'bob' })
      const bob = await iam.asUser('bob')
      for (const operation of OPERATIONS)
        for (const scope of ['ACCOUNT', 'ORGANIZATION'] as const)
          await assert.rejects(
            iam.run(operation as typeof putGuardrails, { ...input, scope }, bob),
            refused('AccessDenied', /is not authorized to perform: brevet:/),
          )
      assert.deepEqual((await get()).inForce, {})
    })
  })

  describe('what is refused', () => {
    test('names, values and bounds that there are not, as a whole', async () => {
      const wrong: readonly (readonly [GuardrailSettings, RegExp])[] = [
        [{}, /^Name at least one guardrail/],
        [durations({}), /^Name at least one guardrail/],
        [
          durations({ web: 900 }),
          /^There is no guardrail maxSessionDuration\.web; there are: maxSessionDuration\.any,/,
        ],
        [durations({ __proto__x: 900 }), /^There is no guardrail/],
        [durations({ any: 899 }), /^maxSessionDuration\.any is a whole number of seconds from 900 to 129600\.$/],
        [durations({ role: 43_201 }), /^maxSessionDuration\.role is a whole number of seconds from 900 to 43200\.$/],
        [{ maxAccessKeyAge: 0 }, /^maxAccessKeyAge is a whole number of days from 1 to 1095\.$/],
        [{ ...durations({ any: 900, root: 3_601 }), refuseNewAccessKeys: true }, /^maxSessionDuration\.root is/],
      ]
      for (const [guardrails, sentence] of wrong) {
        await assert.rejects(put(guardrails), refused('ValidationException', sentence))
        await assert.rejects(putDefault(guardrails), refused('ValidationException', sentence))
      }
      await assert.rejects(
        iam.run(deleteGuardrails, { names: ['maxAccessKeyAge', 'maxSessionDuration'] }),
        refused('ValidationException', /^There is no guardrail maxSessionDuration; there are/),
      )
      assert.deepEqual(
        [await stored(guardrailsId(ACCOUNT)), await stored(ORGANIZATION_GUARDRAILS_ID)],
        [undefined, undefined],
      )
    })

    /** The key that the harness's callers sign with, so many days old. */
    const oldKey = (days: number) =>
      iam.store.write(({ write }) =>
        write.accessKeys.create({
          id: iam.admin.credential.accessKeyId,
          accountId: ACCOUNT,
          userId: iam.admin.userId,
          status: 'Active',
          createdAtMs: iam.clock.nowMs() - days * DAY_MS,
          secret: new Secret('secret'),
        }),
      )

    test("an age that the caller's own key has passed: it could not call again", async () => {
      await oldKey(91)
      const sentence = new RegExp(
        `^The access key ${iam.admin.credential.accessKeyId} .* older than 90 days .*: change to a new key first\\.$`,
      )
      await assert.rejects(put({ maxAccessKeyAge: 90 }), refused('ConflictException', sentence))
      await assert.rejects(putDefault({ maxAccessKeyAge: 90 }), refused('ConflictException', sentence))
      assert.deepEqual((await get()).inForce, {})
      await put({ maxAccessKeyAge: 91 })
    })

    test('in another account the key does not count; a session counts as the key it came from', async () => {
      await oldKey(91)
      await put({ maxAccessKeyAge: 90 }, member)
      await iam.run(createRole, { RoleName: 'keeper', AssumeRolePolicyDocument: TRUST })
      const session = await iam.asRole('keeper')
      const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
      await iam.store.write(({ write }) => write.holders.attachPolicy(session.roleId, administrator))
      await assert.rejects(put({ maxAccessKeyAge: 90 }, session), refused('ConflictException', /change to a new key/))
    })
  })

  describe('what cannot be read', () => {
    const damage = (scope: 'account' | 'organization') =>
      iam.store.write(({ write }) =>
        write.resources.create({
          kind: 'guardrails',
          accountId: ACCOUNT,
          id: scope === 'account' ? guardrailsId(ACCOUNT) : ORGANIZATION_GUARDRAILS_ID,
          name: scope,
          path: '/',
          createdAtMs: 0,
          tags: [],
          facts: { settings: { 'maxSessionDuration.tomorrow': 900 } as Guardrails },
        }),
      )

    test('is said, stands in the way of changes, and can be taken away whole', async () => {
      for (const scope of ['account', 'organization'] as const) {
        await damage(scope)
        const wire = { scope: scope === 'account' ? 'ACCOUNT' : 'ORGANIZATION' } as const
        const said = refused('ConflictException', /cannot be read, .* clear --all/)
        const guardrails = { requireSourceIdentity: true }
        await assert.rejects(iam.run(getGuardrails, wire), said)
        await assert.rejects(iam.run(putGuardrails, { ...wire, guardrails }), said)
        await assert.rejects(iam.run(deleteGuardrails, { ...wire, names: ['maxAccessKeyAge'] }), said)
        await iam.run(deleteGuardrails, wire)
        assert.deepEqual((await get()).inForce, {})
      }
    })

    test('makes no access keys', async () => {
      await damage('organization')
      await iam.run(createUser, { UserName: 'bob' })
      await assert.rejects(iam.run(createAccessKey, { UserName: 'bob' }), refused('AccessDenied', /cannot be read/))
      await assert.rejects(iam.run(createAccessKey, {}, member), refused('AccessDenied', /cannot be read/))
    })
  })

  describe('refuseNewAccessKeys', () => {
    const key = (caller?: Caller) => iam.run(createAccessKey, {}, caller)

    test('of users and root alike, with the next step; not before the permission', async () => {
      await put({ refuseNewAccessKeys: true })
      const sentence = `The guardrail refuseNewAccessKeys of account ${ACCOUNT} refuses new access keys: use the temporary credentials of AssumeRole or GetSessionToken instead.`
      await assert.rejects(key(), refused('AccessDenied', sentence))
      await assert.rejects(key(iam.root), refused('AccessDenied', sentence))
      await iam.run(createUser, { UserName: 'bob' })
      await assert.rejects(key(await iam.asUser('bob')), refused('AccessDenied', /is not authorized to perform/))
      assert.deepEqual(await iam.store.read.accessKeys.ofUser(ACCOUNT), [])
      await key(member)
      await put({ refuseNewAccessKeys: false })
      await key()
    })

    test('by the organization in every account', async () => {
      await putDefault({ refuseNewAccessKeys: true })
      await assert.rejects(
        key(member),
        refused('AccessDenied', /^The guardrail refuseNewAccessKeys of the organization refuses/),
      )
    })
  })
})
