/** Is the content of a backup, or of a restored directory, sound? */
import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { verifyLog } from '../../audit/verify.ts'
import { MIGRATIONS } from '../../store/migrations/migrate.ts'
import { StoreUnavailable } from '../../store/errors.ts'
import { openForReading } from '../../store/sqlite/open.ts'
import { storeError } from '../../store/sqlite/errors.ts'
import { BackupError } from './parts.ts'

/** What a sound backup holds. */
export interface Findings {
  readonly schemaVersion: number
  readonly accounts: number
  readonly users: number
  readonly roles: number
  readonly auditSegments: number
  readonly auditRecords: number
  /** False where no root key was at hand: hashes were checked, seals were not. */
  readonly keyed: boolean
}

const number = (database: DatabaseSync, sql: string): number => {
  const [value] = Object.values(database.prepare(sql).get() ?? {})
  return typeof value === 'number' ? value : 0
}

function examineDatabase(file: string): Pick<Findings, 'schemaVersion' | 'accounts' | 'users' | 'roles'> {
  const database = openForReading(file)
  try {
    const [integrity] = Object.values(database.prepare('pragma integrity_check(1)').get() ?? {})
    if (integrity !== 'ok') throw new BackupError(`brevet.db is damaged: ${String(integrity)}`)
    if (database.prepare('pragma foreign_key_check').get() !== undefined)
      throw new BackupError('brevet.db is damaged: a row refers to one that is not there')
    const schemaVersion = number(database, 'select max(version) from schema_version')
    if (schemaVersion > MIGRATIONS.length)
      throw new BackupError(
        `brevet.db has schema version ${schemaVersion}, this Brevet knows up to ${MIGRATIONS.length}: use the newer version`,
      )
    return {
      schemaVersion,
      accounts: number(database, 'select count(*) from accounts'),
      users: number(database, "select count(*) from holders where kind = 'user'"),
      roles: number(database, "select count(*) from holders where kind = 'role'"),
    }
  } finally {
    database.close()
  }
}

/** Looks at the database and walks the audit log of `directory`. Throws BackupError that says what is wrong. */
export async function examine(directory: string, key: KeyObject | undefined): Promise<Findings> {
  const database = databaseFindings(join(directory, 'brevet.db'))
  const log = await verifyLog(join(directory, 'audit'), key)
  if (!log.ok)
    throw new BackupError(`the audit log: record ${log.sequence} in ${log.segment}, line ${log.line}: ${log.why}`)
  return { ...database, auditSegments: log.segments, auditRecords: log.records, keyed: log.keyed }
}

function databaseFindings(file: string): ReturnType<typeof examineDatabase> {
  try {
    return examineDatabase(file)
  } catch (error) {
    const known = error instanceof BackupError ? error : storeError(error)
    if (known instanceof StoreUnavailable) throw new BackupError(`brevet.db: ${known.message}`, { cause: error })
    throw known
  }
}
