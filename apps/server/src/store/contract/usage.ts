/** What every store must do for the follower of the audit log. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { OpenStore } from '../contract.ts'
import { accessKey, role, user } from '../fixtures/entities.ts'
import type { Store } from '../store.ts'
import type { Use } from '../usage.ts'

const use = (subject: string, what = '', atMs = 1_000): Use => ({
  subject,
  what,
  atMs,
  region: 'us-east-1',
  service: 'iam',
})

const bySubject = (one: Use, other: Use): number => (one.subject < other.subject ? -1 : 1)

/** Runs the suite over stores made by `open`. */
export function usageContract(title: string, open: OpenStore): void {
  describe(`store contract: uses: ${title}`, () => {
    let store: Store
    beforeEach(async () => (store = await open({ nowMs: () => 0, monotonicMs: () => 0 })))
    afterEach(() => store.close())

    test('what was noted comes back, by subject', async () => {
      await store.usage.note([use('a', 'iam:GetUser'), use('a'), use('b'), use('a', 'iam', 2_000), use('d', 'iam')])
      assert.deepEqual(await store.read.usage.last('a'), use('a'))
      assert.deepEqual(await store.read.usage.all('a'), [use('a'), use('a', 'iam', 2_000), use('a', 'iam:GetUser')])
      assert.equal(await store.read.usage.last('c'), undefined)
      assert.deepEqual(await store.read.usage.all('c'), [])
      assert.ok(Object.isFrozen(await store.read.usage.last('a')))
      assert.deepEqual((await store.read.usage.lastOf(['a', 'b', 'c', 'd'])).toSorted(bySubject), [use('a'), use('b')])
      assert.deepEqual(await store.read.usage.lastOf([]), [])
      assert.deepEqual(await store.write((tx) => tx.usage.all('b')), [use('b')])
    })

    test('a newer use replaces an older one, warm answers included; an older one changes nothing', async () => {
      await store.usage.note([use('a')])
      await store.read.usage.last('a')
      const newer = { ...use('a', '', 3_000), region: 'eu-west-1', service: 'sts' }
      await store.usage.note([newer])
      assert.deepEqual(await store.read.usage.last('a'), newer)
      await store.usage.note([use('a', '', 2_999)])
      assert.deepEqual(await store.read.usage.last('a'), newer)
    })

    test('the position is kept with the uses, all or nothing', async () => {
      assert.equal(await store.usage.position(), undefined)
      await store.usage.note([], '7')
      assert.equal(await store.usage.position(), '7')
      await assert.rejects(store.usage.note([{ ...use('z'), region: null as unknown as string }], '8'))
      assert.equal(await store.usage.position(), '7')
      assert.equal(await store.read.usage.last('z'), undefined)
      await store.usage.note([use('z')])
      assert.equal(await store.usage.position(), '7')
    })

    test('a thousand uses at once', async () => {
      await store.usage.note(Array.from({ length: 1_000 }, (_, n) => use(`s${n}`)))
      assert.deepEqual(await store.read.usage.last('s999'), use('s999'))
    })

    test('uses go with their user, role or key', async () => {
      await store.write(async ({ write }) => {
        await write.users.create(user('Alice'))
        await write.roles.create(role('Deploy'))
        await write.accessKeys.create(accessKey('AKIAONE'))
      })
      await store.usage.note(['AIDAALICE', 'AROADEPLOY', 'AKIAONE', 'other'].flatMap((id) => [use(id), use(id, 'iam')]))
      await store.write(async ({ write }) => {
        await write.accessKeys.delete('AKIAONE')
        await write.users.delete('AIDAALICE')
        await write.roles.delete('AROADEPLOY')
      })
      for (const id of ['AIDAALICE', 'AROADEPLOY', 'AKIAONE']) assert.deepEqual(await store.read.usage.all(id), [])
      assert.equal((await store.read.usage.all('other')).length, 2)
    })
  })
}
