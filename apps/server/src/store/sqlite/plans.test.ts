/** The queries of long lists read an index in order, and rows only for the page. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { Kysely } from 'kysely'
import { testBox } from '../fixtures/aesBox.ts'
import { ACCOUNT, policy, role } from '../fixtures/entities.ts'
import { migrate } from '../migrations/migrate.ts'
import { sqlReader } from '../reader/sqlReader.ts'
import type { Schema } from '../schema.ts'
import { transactionSource } from '../source.ts'
import { openSqlStore } from '../sqlStore.ts'
import { NodeSqliteDialect } from './dialect.ts'
import { openForWriting } from './open.ts'

describe('query plans', async () => {
  const statements: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const connection = openForWriting(':memory:')
  const db = new Kysely<Schema>({
    dialect: new NodeSqliteDialect(connection),
    log: (event) => void statements.push(event.query),
  })
  await migrate(db)
  const clock = { nowMs: () => 0, monotonicMs: () => 0 }
  const store = await openSqlStore({ reads: db, writes: db, box: testBox, clock, limits: { entries: 1, absent: 1 } })
  after(() => store.close())
  await store.write(async (tx) => {
    await tx.write.roles.create(role('r'))
    await tx.write.policies.create(policy('p'))
  })
  const read = sqlReader(transactionSource(db), testBox)

  const query = { limit: 100, after: 'a', pathPrefix: '/' }
  const reads: Record<string, () => Promise<unknown>> = {
    'roles.list': () => read.roles.list(ACCOUNT, query),
    'roles.byName': () => read.roles.byName(ACCOUNT, 'r'),
    'roles.byId': () => read.roles.byId('AROAR'),
    'policies.list': () => read.policies.list(ACCOUNT, query),
    'policies.byName': () => read.policies.byName(ACCOUNT, 'p'),
    'policies.attachmentCount': () => read.policies.attachmentCount('arn', ACCOUNT),
    'policies.boundaryCount': () => read.policies.boundaryCount('arn', ACCOUNT),
    'policies.holders attached': () => read.policies.holders('arn', ACCOUNT, 'attached'),
    'accessKeys.ofUser': () => read.accessKeys.ofUser('u'),
    'mfaDevices.ofUser': () => read.mfaDevices.ofUser('u'),
    'mfaDevices.list': () => read.mfaDevices.list(ACCOUNT, { limit: 10, after: 'a' }),
    'resources.byId': () => read.resources.byId('instanceProfile', 'AIPA'),
    'resources.byName': () => read.resources.byName('instanceProfile', ACCOUNT, 'p'),
    'resources.ofOwner': () => read.resources.ofOwner('instanceProfile', 'u'),
    'resources.ofOwners': () => read.resources.ofOwners('instanceProfile', ['u', 'v']),
    'usage.lastOf': () => read.usage.lastOf(['a', 'b']),
    'resources.list': () => read.resources.list('instanceProfile', ACCOUNT, query),
    'resources.count': () => read.resources.count('instanceProfile', ACCOUNT),
    'accounts.byEmail': () => read.accounts.byEmail('e'),
    'accounts.list': () => read.accounts.list({ limit: 10, after: 'a' }),
    'accounts.createStatuses': () => read.accounts.createStatuses([], { limit: 10, after: 'a' }),
    'organization.serviceControlPolicies': () => read.organization.serviceControlPolicies('a'),
    'organization.resourceControlPolicies': () => read.organization.resourceControlPolicies('a'),
    'organization.ancestors': () => read.organization.ancestors('a'),
    'organization.unitsIn': () => read.organization.unitsIn('r', { limit: 10, after: 'a' }),
    'organization.accountsIn': () => read.organization.accountsIn('ou', { limit: 10, after: 'a' }),
    'organization.accountsIn the root': () => read.organization.accountsIn(null, { limit: 10, after: 'a' }),
    'organization.policies': () => read.organization.policies('SERVICE_CONTROL_POLICY', { limit: 10, after: 'a' }),
    'organization.policiesOf': () => read.organization.policiesOf('a', 'SERVICE_CONTROL_POLICY'),
    'organization.targetsOf': () => read.organization.targetsOf('p', { limit: 10, after: 'a' }),
    'users.inGroup': () => read.users.inGroup('g', query),
  }
  /** Tables of one row. */
  const TINY = /^SCAN (organization|feed)$/

  for (const [name, run] of Object.entries(reads)) {
    test(`${name} scans no table`, async () => {
      statements.length = 0
      await run()
      assert.ok(statements.length > 0)
      for (const { sql, parameters } of statements) {
        const plan = connection.prepare(`explain query plan ${sql}`).all(...(parameters as string[]))
        for (const { detail } of plan)
          assert.ok(!String(detail).startsWith('SCAN') || TINY.test(String(detail)), `${String(detail)}: ${sql}`)
      }
    })
  }

  for (const kind of ['roles', 'policies'] as const) {
    test(`a page of ${kind} comes sorted out of a covering index`, async () => {
      statements.length = 0
      await read[kind].list(ACCOUNT, query)
      const [page] = statements
      assert.ok(page !== undefined)
      const plan = connection.prepare(`explain query plan ${page.sql}`).all(...(page.parameters as string[]))
      assert.equal(plan.length, 1, JSON.stringify(plan))
      assert.match(String(plan[0]?.['detail']), /^SEARCH \w+ USING COVERING INDEX \w+_listing /)
    })
  }
})
