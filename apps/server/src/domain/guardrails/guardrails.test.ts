/** What can be set, what two places together say, and what that means for a session or a key. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assert as always, constant, integer, property, record } from 'fast-check'
import { isTooOld, mergeGuardrails, NO_GUARDRAILS, readSettings, sessionLimit } from './guardrails.ts'
import { GUARDRAIL_NAMES, LIMITED_SESSIONS, LIMITS, settingFault, SWITCHES } from './settings.ts'
import type { GuardrailName, Guardrails } from './settings.ts'

describe('what can be set', () => {
  for (const [name, { minimum, maximum, unit }] of LIMITS) {
    test(`${name}: ${minimum} to ${maximum} whole ${unit}`, () => {
      for (const good of [minimum, minimum + 1, maximum]) assert.equal(settingFault(name, good), undefined)
      for (const bad of [
        minimum - 1,
        maximum + 1,
        minimum + 0.5,
        NaN,
        Infinity,
        String(minimum),
        true,
        null,
        undefined,
      ])
        assert.equal(settingFault(name, bad), `${name} is a whole number of ${unit} from ${minimum} to ${maximum}.`)
    })
  }

  for (const name of SWITCHES) {
    test(`${name}: set or not`, () => {
      assert.equal(settingFault(name, true), undefined)
      for (const bad of [false, 1, 'true', null, undefined])
        assert.equal(settingFault(name, bad), `${name} can only be set to true; remove it to turn it off.`)
    })
  }

  test('nothing else: the sentence names what there is', () => {
    for (const name of ['maxSessionDuration', 'maxSessionDuration.web', 'maxSessionDuration.', '__proto__', '']) {
      const fault = settingFault(name, 900) ?? ''
      assert.ok(fault.startsWith(`There is no guardrail ${name}; there are: maxSessionDuration.any, `), fault)
      for (const known of GUARDRAIL_NAMES) assert.ok(fault.includes(known))
    }
  })

  test('no kind of session can be held below the 900 seconds that AWS asks for at least, nor above its maximum', () => {
    const maxima = LIMITED_SESSIONS.map((kind) => [kind, LIMITS.get(`maxSessionDuration.${kind}`)])
    assert.deepEqual(
      maxima.map(([kind, limit]) => [kind, typeof limit === 'object' ? [limit.minimum, limit.maximum] : []]),
      [
        ['any', [900, 129_600]],
        ['role', [900, 43_200]],
        ['chainedRole', [900, 3_600]],
        ['user', [900, 129_600]],
        ['federated', [900, 129_600]],
        ['root', [900, 3_600]],
      ],
    )
  })
})

describe('what is stored', () => {
  test('is read whole', () => {
    const settings = { 'maxSessionDuration.role': 900, maxAccessKeyAge: 90, requireSourceIdentity: true }
    assert.deepEqual(readSettings({ settings }), { settings })
    assert.deepEqual(readSettings({ settings: {} }), { settings: {} })
  })

  test('or not at all: nothing of it is guessed at', () => {
    const damaged: readonly unknown[] = [
      undefined,
      null,
      'settings',
      {},
      { settings: null },
      { settings: [] },
      { settings: { refuseNewAccessKeys: true, 'maxSessionDuration.web': 900 } },
      { settings: { refuseNewAccessKeys: false } },
      { settings: { maxAccessKeyAge: '90' } },
      { settings: { maxAccessKeyAge: 0 } },
      { settings: JSON.parse('{"__proto__": true}') },
    ]
    for (const facts of damaged) assert.ok('fault' in readSettings(facts), JSON.stringify(facts))
  })
})

const anySettings = record(
  Object.fromEntries([
    ...[...LIMITS].map(([name, { minimum, maximum }]) => [name, integer({ min: minimum, max: maximum })]),
    ...SWITCHES.map((name) => [name, constant(true)]),
  ]),
  { requiredKeys: [] },
).map((settings) => settings as Guardrails)

/** True where whatever `one` refuses for this guardrail, `other` refuses too. */
const noLaxer = (name: GuardrailName, one: Guardrails, other: Guardrails): boolean =>
  one[name] === undefined || (other[name] !== undefined && Number(other[name]) <= Number(one[name]))

describe('the default of the organization and the own of the account', () => {
  test('nothing and nothing is nothing', () => {
    assert.deepEqual(mergeGuardrails(NO_GUARDRAILS, NO_GUARDRAILS), { settings: {}, sources: new Map() })
  })

  test('the stricter holds for each, and says where it comes from', () => {
    const organization = { 'maxSessionDuration.role': 7_200, maxAccessKeyAge: 90, refuseNewAccessKeys: true } as const
    const account = {
      'maxSessionDuration.role': 3_600,
      'maxSessionDuration.any': 7_200,
      maxAccessKeyAge: 365,
      requireSourceIdentity: true,
    } as const
    const { settings, sources } = mergeGuardrails(organization, account)
    assert.deepEqual(settings, {
      'maxSessionDuration.any': 7_200,
      'maxSessionDuration.role': 3_600,
      maxAccessKeyAge: 90,
      refuseNewAccessKeys: true,
      requireSourceIdentity: true,
    })
    assert.deepEqual(Object.fromEntries(sources), {
      'maxSessionDuration.any': 'ACCOUNT',
      'maxSessionDuration.role': 'ACCOUNT',
      maxAccessKeyAge: 'ORGANIZATION',
      refuseNewAccessKeys: 'ORGANIZATION',
      requireSourceIdentity: 'ACCOUNT',
    })
  })

  test('what both set alike is the organization’s: the account cannot lift it', () => {
    const same = { maxAccessKeyAge: 90, requireSourceIdentity: true } as const
    assert.deepEqual([...mergeGuardrails(same, same).sources.values()], ['ORGANIZATION', 'ORGANIZATION'])
  })

  test('whatever an account sets, it is bound by all that the organization set, and by all that it set itself', () => {
    always(
      property(anySettings, anySettings, (organization, account) => {
        const { settings, sources } = mergeGuardrails(organization, account)
        for (const name of GUARDRAIL_NAMES) {
          assert.ok(noLaxer(name, organization, settings) && noLaxer(name, account, settings), name)
          const source = sources.get(name)
          const from = source === 'ORGANIZATION' ? organization : source === 'ACCOUNT' ? account : NO_GUARDRAILS
          assert.equal(settings[name], from[name])
        }
      }),
    )
  })
})

describe('the limit on a session', () => {
  const inForce = mergeGuardrails(
    { 'maxSessionDuration.any': 7_200 },
    { 'maxSessionDuration.role': 3_600, 'maxSessionDuration.chainedRole': 900 },
  )

  test('is the lowest of those on its kinds', () => {
    const any = { seconds: 7_200, name: 'maxSessionDuration.any', source: 'ORGANIZATION' }
    const role = { seconds: 3_600, name: 'maxSessionDuration.role', source: 'ACCOUNT' }
    const chained = { seconds: 900, name: 'maxSessionDuration.chainedRole', source: 'ACCOUNT' }
    assert.deepEqual(sessionLimit(inForce, ['any', 'user']), any)
    assert.deepEqual(sessionLimit(inForce, ['any', 'role']), role)
    assert.deepEqual(sessionLimit(inForce, ['any', 'role', 'chainedRole']), chained)
    assert.deepEqual(sessionLimit(inForce, ['chainedRole', 'role', 'any']), chained)
  })

  test('is none where no limit is on any of its kinds', () => {
    assert.equal(sessionLimit(inForce, ['user', 'root']), undefined)
    assert.equal(sessionLimit(mergeGuardrails(NO_GUARDRAILS, NO_GUARDRAILS), LIMITED_SESSIONS), undefined)
  })
})

test('a key is too old from the first millisecond after its last day', () => {
  const key = { createdAtMs: 1_000 }
  assert.equal(isTooOld(key, 90, 1_000 + 90 * 86_400_000), false)
  assert.equal(isTooOld(key, 90, 1_001 + 90 * 86_400_000), true)
  assert.equal(isTooOld(key, undefined, Number.MAX_SAFE_INTEGER), false)
  assert.equal(isTooOld(key, 1, 0), false)
})
