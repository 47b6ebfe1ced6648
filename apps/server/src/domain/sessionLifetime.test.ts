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
    test(name, () => assert.deepEqual(roleSessionLifetime(ask, { maxSessionSeconds: role }, chained), want))
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
  for (const { ask, name, root, want } of cases) test(name, () => assert.equal(userSessionLifetime(ask, root), want))
})
