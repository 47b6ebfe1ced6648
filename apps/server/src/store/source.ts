/** Where readers read from: the reading connection, or the transaction of a write. */
import type { Db } from './schema.ts'

/** Gives readers their database. */
export interface Source {
  /** For a single statement. */
  readonly db: Db
  /** For several statements that must all see the same state. */
  snapshot<T>(read: (db: Db) => Promise<T>): Promise<T>
}

/** Reads inside a transaction: it is one state already. */
export const transactionSource = (tx: Db): Source => ({ db: tx, snapshot: (read) => read(tx) })
