/** An account read from a data directory, beside a server that may be running: one read transaction, so one state. */
import { existsSync } from 'node:fs'
import type { KeyObject } from 'node:crypto'
import { Kysely } from 'kysely'
import type { DataFiles } from '../../config/dataFiles.ts'
import { systemClock } from '../../runtime/clock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { MIGRATIONS } from '../../store/migrations/migrate.ts'
import { sqlReader } from '../../store/reader/sqlReader.ts'
import type { Db, Schema } from '../../store/schema.ts'
import { transactionSource } from '../../store/source.ts'
import { NodeSqliteDialect } from '../../store/sqlite/dialect.ts'
import { openForReading } from '../../store/sqlite/open.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import type { Reader } from '../../store/store.ts'
import { requireKeysUnder } from '../../token/keys/index.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { hostRecord } from '../hostRecord.ts'
import { readState, revealed } from './accountState.ts'
import { accountWire } from './accountWire.ts'
import { TransferError } from './transferError.ts'

/** Which account, and with what. */
export interface ReadAccountTask {
  readonly files: DataFiles
  readonly rootKey: KeyObject
  readonly accountId: string
  /** With secrets: where that is recorded. Absent: without. */
  readonly secretsRecordedIn?: string
}

type Json = Readonly<Record<string, unknown>>

async function requireSchema(db: Db): Promise<void> {
  const row = await db
    .selectFrom('schema_version')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst()
  if (row?.version !== MIGRATIONS.length)
    throw new TransferError(
      `the database has schema version ${row?.version ?? 0}, this Brevet has ${MIGRATIONS.length}: use the version of the server`,
    )
}

/**
 * Throws TransferError unless the root key opens the secrets of the account: what is sealed under another one is lost, and
 * nothing would tell.
 */
export async function requireRootKey(reader: Reader, accountId: string): Promise<void> {
  const { items } = await reader.users.list(accountId, { limit: 100 })
  try {
    for (const id of [accountId, ...items.map((user) => user.id)]) await reader.accessKeys.ofUser(id)
  } catch (error) {
    throw new TransferError(`the root key does not open the secrets of account ${accountId}: it is another one`, [
      error instanceof Error ? error.message : 'it does not decrypt',
    ])
  }
}

/** Throws TransferError for a root key that is not the directory's: whatever it seals would be lost. */
export function requireOwnKey({ keys }: DataFiles, rootKey: KeyObject): void {
  try {
    requireKeysUnder(rootKey, keys, systemRandom)
  } catch (error) {
    throw new TransferError(error instanceof Error ? error.message : 'the root key does not open the keys', [])
  }
}

async function snapshot<T>({ files }: Pick<ReadAccountTask, 'files'>, read: (db: Db) => Promise<T>): Promise<T> {
  if (!existsSync(files.database)) throw new TransferError(`there is no database ${files.database}`)
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(openForReading(files.database)) })
  try {
    return await db.transaction().setAccessMode('read only').execute(read)
  } finally {
    await db.destroy()
  }
}

/** Throws TransferError for a database of another version: opening it for changes would bring it to this one. */
export const requireSameVersion = (files: DataFiles): Promise<void> => snapshot({ files }, requireSchema)

/** Whoever takes the secrets of an account leaves a record of it; a running server moves it to its log. */
async function record({ accountId, files, rootKey }: ReadAccountTask, region: string): Promise<void> {
  const store = await openSqliteStore({
    file: files.database,
    box: newSecretBox(rootKey, systemRandom),
    clock: systemClock,
  })
  const event = { eventName: 'ExportAccount', command: 'brevet export', accountId, region, readOnly: true }
  const built = hostRecord({ ...event, input: { accountId, secrets: true } })
  try {
    await store.write((tx) => tx.outbox(built.eventID, JSON.stringify(built)))
  } finally {
    await store.close()
  }
}

/**
 * The account as `brevet export` prints it (lists of wire shapes); with secrets also `AccountState`, from which it is
 * restored exactly: that must be encrypted before it is kept. Throws TransferError (no database, another schema version, no
 * such account, another root key) and StoreUnavailable.
 */
export async function readAccountHere(task: ReadAccountTask): Promise<Json> {
  const { accountId, rootKey, secretsRecordedIn: region } = task
  const account = await snapshot(task, async (db) => {
    await requireSchema(db)
    const reader = sqlReader(transactionSource(db), newSecretBox(rootKey, systemRandom))
    if ((await reader.accounts.byId(accountId)) === undefined)
      throw new TransferError(`there is no account ${accountId} here`)
    await requireRootKey(reader, accountId)
    const wire = await accountWire(reader, accountId, systemClock.nowMs())
    return region === undefined ? wire : { ...wire, AccountState: revealed(await readState(reader, accountId)) }
  })
  if (region !== undefined) await record(task, region)
  return account
}

/** The management account of a data directory. Throws as readAccountHere does. */
export const managementAccountOf = (task: Omit<ReadAccountTask, 'accountId'>): Promise<string> =>
  snapshot(task, async (db) => {
    await requireSchema(db)
    const reader = sqlReader(transactionSource(db), newSecretBox(task.rootKey, systemRandom))
    const organization = await reader.organization.get()
    if (organization === undefined)
      throw new TransferError('there is no account here: no server has been started on it')
    return organization.managementAccountId
  })
