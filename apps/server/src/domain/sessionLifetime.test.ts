/** How long sessions live: the caps, at their boundaries. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { roleSessionLifetime, userSessionLifetime } from './sessionLifetime.ts'

describe('roleSessionLifetime', () => {
  const cases = [
    { name: 'defaults to one hour', ask: undefined, role: 43_200, chained: false, want: { ok: true, seconds: 3_600 } },
    {
      name: "takes up to the role's maximum",
      ask: 7_200,
      role: 7_200,
      chained: false,
      want: { ok: true, seconds: 7_200 },
    },
    {
      name: 'refuses one second over the role',
      ask: 7_201,
      role: 7_200,
      chained: false,
      want: { ok: false, limit: 7_200, rule: 'role-maximum' },
    },
    {
      name: 'caps a chained session at one hour',
      ask: 3_601,
      role: 43_200,
      chained: true,
      want: { ok: false, limit: 3_600, rule: 'chaining-maximum' },
    },
    {
      name: 'lets a chained session have the hour',
      ask: 3_600,
      role: 43_200,
      chained: true,
      want: { ok: true, seconds: 3_600 },
    },
  ] as const
  for (const { ask, chained, name, role, want } of cases) {
    test(name, () =>
      assert.deepEqual(roleSessionLifetime(ask, { maxSessionSeconds: role }, { chained, guardrail: undefined }), want),
    )
  }
})

describe('userSessionLifetime', () => {
  const cases = [
    { name: 'a user gets 12 hours by default', ask: undefined, root: false, want: 43_200 },
    { name: 'a user gets what it asks for', ask: 129_600, root: false, want: 129_600 },
    { name: 'root gets one hour by default', ask: undefined, root: true, want: 3_600 },
    { name: 'root never gets more', ask: 129_600, root: true, want: 3_600 },
    { name: 'root may have less', ask: 900, root: true, want: 900 },
  ]
  for (const { ask, name, root, want } of cases)
    test(name, () =>
      assert.deepEqual(userSessionLifetime(ask, { isRoot: root, guardrail: undefined }), { ok: true, seconds: want }),
    )
})

describe('under a guardrail', () => {
  const guardrail = { seconds: 1_800, name: 'maxSessionDuration.any', source: 'ACCOUNT' } as const
  const refused = { ok: false, rule: 'guardrail', guardrail }
  const role = (ask: number | undefined, maxSessionSeconds = 43_200, chained = false) =>
    roleSessionLifetime(ask, { maxSessionSeconds }, { chained, guardrail })

  test('the default is lowered', () => {
    assert.deepEqual(role(undefined), { ok: true, seconds: 1_800 })
    for (const isRoot of [false, true])
      assert.deepEqual(userSessionLifetime(undefined, { isRoot, guardrail }), { ok: true, seconds: 1_800 })
  })

  test('up to it is allowed, a second more is refused, also where AWS would shorten', () => {
    assert.deepEqual(role(1_800), { ok: true, seconds: 1_800 })
    assert.deepEqual(role(900), { ok: true, seconds: 900 })
    assert.deepEqual(role(1_801), refused)
    for (const isRoot of [false, true]) {
      assert.deepEqual(userSessionLifetime(1_800, { isRoot, guardrail }), { ok: true, seconds: 1_800 })
      assert.deepEqual(userSessionLifetime(1_801, { isRoot, guardrail }), refused)
    }
    assert.deepEqual(userSessionLifetime(129_600, { isRoot: true, guardrail }), refused)
  })

  test("it never raises AWS's limits or defaults, and those are named first", () => {
    const lax = { ...guardrail, seconds: 129_600 }
    assert.deepEqual(userSessionLifetime(undefined, { isRoot: false, guardrail: lax }), { ok: true, seconds: 43_200 })
    assert.deepEqual(userSessionLifetime(129_600, { isRoot: true, guardrail: lax }), { ok: true, seconds: 3_600 })
    assert.deepEqual(role(7_201, 7_200), { ok: false, limit: 7_200, rule: 'role-maximum' })
    assert.deepEqual(role(3_601, 43_200, true), { ok: false, limit: 3_600, rule: 'chaining-maximum' })
  })
})
