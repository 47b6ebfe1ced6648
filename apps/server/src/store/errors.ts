/** What a store may throw besides its own bugs. */

/**
 * The database cannot do this now: no space, I/O error, locked for too long, damaged, closed. Nothing of the transaction
 * was applied. Callers answer 503.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/**
 * A change contradicts what is stored: a name or id that is taken, an entity that does not exist, or one that others
 * still refer to. Operations check before they write, so this is a bug of the caller, never an answer to one.
 */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
}

/**
 * A sync to the disk failed. Whether what was written before it is there nobody can tell, and asking again would lie
 * (the system reports such an error once): the process has to end.
 */
export class StoreSyncFailed extends Error {
  override readonly name = 'StoreSyncFailed'
}
