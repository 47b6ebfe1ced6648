/** Keyset pagination: a page asks for one row more than it shows, and continues after the last key shown. */
import type { ListQuery, Page } from '../store.ts'

const MAX_LIMIT = 1000

/** How many rows to ask for. Throws RangeError for a limit outside 1 to 1000. */
export function rowsFor(query: ListQuery): number {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_LIMIT)
    throw new RangeError(`a page holds 1 to ${MAX_LIMIT} items, not ${query.limit}`)
  return query.limit + 1
}

/** The part of `rows` that is on the page, and the key to continue after if there are more. */
export function cut<R>(
  rows: readonly R[],
  query: ListQuery,
  key: (row: R) => string,
): { readonly shown: readonly R[]; readonly next: string | undefined } {
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return { shown, next: rows.length > query.limit && last !== undefined ? key(last) : undefined }
}

/** A frozen page. */
export const page = <T>(items: readonly T[], next: string | undefined): Page<T> =>
  Object.freeze(next === undefined ? { items: Object.freeze(items) } : { items: Object.freeze(items), next })
