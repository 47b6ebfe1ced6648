/** Guardrails in force, read through the store's caches: at once after a change, and from memory until then. */
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../domain/credentialIds.ts'
import type { Guardrails } from '../domain/guardrails/settings.ts'
import { testBox } from './fixtures/aesBox.ts'
import { ACCOUNT, OTHER_ACCOUNT, account, organization } from './fixtures/entities.ts'
import { guardrailsInForce, UnreadableGuardrails } from './guardrails.ts'
import { openSqliteStore } from './sqlite/openSqliteStore.ts'
import type { Reader, Store, Writer } from './store.ts'

async function openStore(t: TestContext): Promise<Store> {
  const clock = { nowMs: () => 0, monotonicMs: () => 0 }
  const store = await openSqliteStore({ file: ':memory:', box: testBox, clock })
  t.after(() => store.close())
  await store.write(async ({ write }) => {
    await write.accounts.create(account(ACCOUNT, 'one'))
    await write.accounts.create(account(OTHER_ACCOUNT, 'two'))
    await write.createOrganization(organization)
  })
  return store
}

const create = ({ write }: Writer, id: string, settings: Guardrails): Promise<void> =>
  write.resources.create({
    kind: 'guardrails',
    accountId: id.startsWith(OTHER_ACCOUNT) ? OTHER_ACCOUNT : ACCOUNT,
    id,
    name: id === ORGANIZATION_GUARDRAILS_ID ? 'organization' : 'account',
    path: '/',
    createdAtMs: 0,
    tags: [],
    facts: { settings },
  })

const settingsOf = async (accountId: string, reader: Reader): Promise<Guardrails> =>
  (await guardrailsInForce(accountId, reader)).settings

describe('guardrails in force', () => {
  test('of the organization in every account, of an account in it alone; each change at once, also inside its transaction', async (t) => {
    const store = await openStore(t)
    const [own, other] = [() => settingsOf(ACCOUNT, store.read), () => settingsOf(OTHER_ACCOUNT, store.read)]
    assert.deepEqual([await own(), await other()], [{}, {}])

    await store.write((tx) => create(tx, guardrailsId(ACCOUNT), { maxAccessKeyAge: 90 }))
    assert.deepEqual([await own(), await other()], [{ maxAccessKeyAge: 90 }, {}])

    await store.write(async (tx) => {
      await create(tx, ORGANIZATION_GUARDRAILS_ID, { maxAccessKeyAge: 30 })
      assert.deepEqual(await settingsOf(OTHER_ACCOUNT, tx), { maxAccessKeyAge: 30 })
      assert.deepEqual(await other(), {})
    })
    assert.deepEqual([await own(), await other()], [{ maxAccessKeyAge: 30 }, { maxAccessKeyAge: 30 }])

    const facts = { settings: { requireSourceIdentity: true } } as const
    await store.write(({ write }) => write.resources.update('guardrails', ORGANIZATION_GUARDRAILS_ID, { facts }))
    assert.deepEqual(await own(), { maxAccessKeyAge: 90, requireSourceIdentity: true })
    assert.deepEqual(await other(), { requireSourceIdentity: true })

    await store.write(({ write }) => write.resources.delete('guardrails', ORGANIZATION_GUARDRAILS_ID))
    assert.deepEqual([await own(), await other()], [{ maxAccessKeyAge: 90 }, {}])
  })

  test('warm they are one answer, made once', async (t) => {
    const store = await openStore(t)
    await store.write((tx) => create(tx, guardrailsId(ACCOUNT), { maxAccessKeyAge: 90 }))
    await store.write((tx) => create(tx, ORGANIZATION_GUARDRAILS_ID, { maxAccessKeyAge: 30 }))
    const first = await guardrailsInForce(ACCOUNT, store.read)
    assert.equal(await guardrailsInForce(ACCOUNT, store.read), first)
    assert.notEqual(await guardrailsInForce(OTHER_ACCOUNT, store.read), first)
    // From memory: the database is closed.
    await store.close()
    assert.equal(await guardrailsInForce(ACCOUNT, store.read), first)
  })

  test('what cannot be read is an error, not nothing, wherever it counts', async (t) => {
    const store = await openStore(t)
    const strange = { maxAccessKeyAge: 0 }
    await store.write((tx) => create(tx, guardrailsId(ACCOUNT), strange))
    await assert.rejects(guardrailsInForce(ACCOUNT, store.read), UnreadableGuardrails)
    await assert.rejects(guardrailsInForce(ACCOUNT, store.read), {
      code: 'AccessDenied',
      message:
        'The guardrails of account 111122223333 cannot be read, so what they govern is refused until they are removed: brevet guardrails clear --all',
      detail: { reason: 'stored 111122223333/guardrails: maxAccessKeyAge is a whole number of days from 1 to 1095.' },
    })
    assert.deepEqual(await settingsOf(OTHER_ACCOUNT, store.read), {})
    await store.write((tx) => create(tx, ORGANIZATION_GUARDRAILS_ID, strange))
    await assert.rejects(guardrailsInForce(OTHER_ACCOUNT, store.read), /of the organization .* --all --organization$/)
  })
})
