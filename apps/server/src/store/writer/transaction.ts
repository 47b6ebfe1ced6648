/** What every writer works with: the transaction, the box for secrets, and the list of what changed. */
import type { DeleteResult, UpdateResult } from 'kysely'
import type { SecretBox } from '../../domain/secret.ts'
import type { ChangeSet } from '../changes.ts'
import { StoreConflict } from '../errors.ts'
import type { Db } from '../schema.ts'

/** One transaction under way. */
export interface WriteTransaction {
  readonly db: Db
  readonly box: SecretBox
  readonly changes: ChangeSet
  /** UTC epoch milliseconds at its beginning. */
  readonly nowMs: number
}

/** Throws StoreConflict unless the statement met exactly one row. */
export function requireOne(result: UpdateResult | DeleteResult, what: string): void {
  const met = 'numUpdatedRows' in result ? result.numUpdatedRows : result.numDeletedRows
  if (met !== 1n) throw new StoreConflict(`there is no ${what}`)
}

/** A row's value, or StoreConflict where there is no row. */
export function required<R>(row: R | undefined, what: string): R {
  if (row === undefined) throw new StoreConflict(`there is no ${what}`)
  return row
}
