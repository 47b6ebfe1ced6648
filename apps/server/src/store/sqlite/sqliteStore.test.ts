/** The store contract over SQLite, in a file and in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { storeContract } from '../contract.ts'
import { organizationContract } from '../contract/organization.ts'
import { usageContract } from '../contract/usage.ts'
import { testBox } from '../fixtures/aesBox.ts'
import { openSqliteStore } from './openSqliteStore.ts'

const folder = mkdtempSync(join(tmpdir(), 'brevet-store-'))
describe('sqliteStore', () => {
  after(() => rmSync(folder, { recursive: true }))
  let files = 0

  storeContract('SQLite file', (clock) => {
    files += 1
    return openSqliteStore({ file: join(folder, `${files}.db`), box: testBox, clock })
  })
  storeContract('SQLite in memory', (clock) => openSqliteStore({ file: ':memory:', box: testBox, clock }))

  usageContract('SQLite file', (clock) => {
    files += 1
    return openSqliteStore({ file: join(folder, `${files}.db`), box: testBox, clock })
  })
  usageContract('SQLite in memory', (clock) => openSqliteStore({ file: ':memory:', box: testBox, clock }))

  organizationContract('SQLite', (clock) => openSqliteStore({ file: ':memory:', box: testBox, clock }))
})
