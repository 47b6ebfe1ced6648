/** Which keys are refused for their age, and what the audit record says of it. */
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../domain/credentialIds.ts'
import { testBox } from '../store/fixtures/aesBox.ts'
import { ACCOUNT, OTHER_ACCOUNT, accessKey, account, organization } from '../store/fixtures/entities.ts'
import { openSqliteStore } from '../store/sqlite/openSqliteStore.ts'
import type { Store } from '../store/store.ts'
import { refusedForAge } from './keyAge.ts'

const DAY_MS = 86_400_000
const NOW_MS = 1_800_000_000_000
const agedDays = (days: number, accountId = ACCOUNT) =>
  accessKey('AKIAEXAMPLE', { accountId, createdAtMs: NOW_MS - days * DAY_MS })

async function openStore(t: TestContext): Promise<Store> {
  const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 }
  const store = await openSqliteStore({ file: ':memory:', box: testBox, clock })
  t.after(() => store.close())
  await store.write(async ({ write }) => {
    await write.accounts.create(account(ACCOUNT, 'one'))
    await write.accounts.create(account(OTHER_ACCOUNT, 'two'))
    await write.createOrganization(organization)
  })
  return store
}

/** What is set by hand, as an operation or another release may have stored it. */
const set = (store: Store, settings: object, scope: 'account' | 'organization' = 'account') =>
  store.write(({ write }) =>
    write.resources.create({
      kind: 'guardrails',
      accountId: ACCOUNT,
      id: scope === 'account' ? guardrailsId(ACCOUNT) : ORGANIZATION_GUARDRAILS_ID,
      name: scope,
      path: '/',
      createdAtMs: NOW_MS,
      tags: [],
      facts: { settings },
    }),
  )

describe('the age of access keys', () => {
  test('without a guardrail no key is too old', async (t) => {
    const { read } = await openStore(t)
    assert.equal(await refusedForAge(agedDays(10_000), read, NOW_MS), undefined)
  })

  test('the guardrail of the account, from the next call on, on its own keys only, and no more when it is gone', async (t) => {
    const store = await openStore(t)
    const refused = () => refusedForAge(agedDays(91), store.read, NOW_MS)
    assert.equal(await refused(), undefined)
    await set(store, { maxAccessKeyAge: 90 })
    assert.equal(await refused(), `access key older than 90 days: guardrail maxAccessKeyAge of account ${ACCOUNT}`)
    assert.equal(await refusedForAge(agedDays(90), store.read, NOW_MS), undefined)
    assert.equal(await refusedForAge(agedDays(91, OTHER_ACCOUNT), store.read, NOW_MS), undefined)
    await store.write(({ write }) => write.resources.delete('guardrails', guardrailsId(ACCOUNT)))
    assert.equal(await refused(), undefined)
  })

  test('the default of the organization, on the keys of every account', async (t) => {
    const store = await openStore(t)
    await set(store, { maxAccessKeyAge: 30 }, 'organization')
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT])
      assert.equal(
        await refusedForAge(agedDays(31, accountId), store.read, NOW_MS),
        'access key older than 30 days: guardrail maxAccessKeyAge of the organization',
      )
    await set(store, { maxAccessKeyAge: 365 })
    assert.match((await refusedForAge(agedDays(31), store.read, NOW_MS)) ?? '', /30 days: .* of the organization$/)
  })

  test('guardrails that cannot be read let only keys of today in: a root key made on the host can repair them', async (t) => {
    const store = await openStore(t)
    await set(store, { 'maxSessionDuration.tomorrow': 900 }, 'organization')
    for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) {
      assert.match(
        (await refusedForAge(agedDays(2, accountId), store.read, NOW_MS)) ?? '',
        /^access key older than 1 days: stored organization\/guardrails: There is no guardrail/,
      )
      assert.equal(await refusedForAge(agedDays(1, accountId), store.read, NOW_MS), undefined)
    }
  })

  test('a store that cannot answer is no answer', async (t) => {
    const store = await openStore(t)
    await store.close()
    await assert.rejects(refusedForAge(agedDays(1), store.read, NOW_MS), { name: 'StoreUnavailable' })
  })
})
