import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Caches } from './caches.ts'
import type { Change } from './changes.ts'
import { user } from './fixtures/entities.ts'

for (const kind of ['everything', 'of a newer process'])
  test(`a change "${kind}" makes a process forget everything`, async () => {
    const caches = new Caches({ entries: 10, absent: 10 })
    await caches.users.byId('AIDAALICE', async () => user('Alice'))
    await caches.revocations.index(async () => [])
    caches.forget([{ kind: kind as Change['kind'], key: '' }])
    assert.equal(caches.users.size.entries, 0)
    const revoked = { kind: 'account', subject: 's', issuedBeforeMs: 1, keepUntilMs: 9, reason: 'r' } as const
    assert.equal((await caches.revocations.index(async () => [revoked])).get('account s'), revoked)
  })
