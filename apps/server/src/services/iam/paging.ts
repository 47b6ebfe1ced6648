/** IAM's Marker/MaxItems pagination. Source: IAM API reference, "Marker", "MaxItems" and "IsTruncated" of the List operations. */
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import { type ServiceError, validationError } from '../../domain/errors.ts'
import type { ListQuery, Page } from '../../store/store.ts'

/** The paging members every IAM List request has. */
export interface PagingInput {
  readonly Marker?: string
  readonly MaxItems?: number
  readonly PathPrefix?: string
}

/** The paging members every IAM List answer has. */
export interface PagingOutput {
  readonly IsTruncated: boolean
  readonly Marker?: string
}

const DEFAULT_ITEMS = 100
/** What every marker begins with, before it is encoded: other base64 is none. */
const FORM = 'after '

/** 400 ValidationError: no page gave this marker out. */
const invalidMarker = (): ServiceError => validationError('Invalid Marker.')

/** The store's query for a List request. Throws ValidationError for a marker that is not of the form that pages give out. */
export function listQuery(input: PagingInput): ListQuery {
  const after = input.Marker === undefined ? undefined : position(input.Marker)
  return {
    limit: input.MaxItems ?? DEFAULT_ITEMS,
    ...(after === undefined ? {} : { after }),
    ...(input.PathPrefix === undefined ? {} : { pathPrefix: input.PathPrefix }),
  }
}

function position(marker: string): string {
  const text = decodeBase64(marker)?.toString('utf8')
  if (text?.startsWith(FORM) !== true) throw invalidMarker()
  return text.slice(FORM.length)
}

/** The paging members of the answer for a page of the store. */
export const pagingOutput = (page: Page<unknown>): PagingOutput =>
  page.next === undefined
    ? { IsTruncated: false }
    : { IsTruncated: true, Marker: encodeBase64(Buffer.from(FORM + page.next, 'utf8')) }

/** Pages through a list that is already in memory (attached policies, tags, ...): `after` is the position of the last item. */
export function pageOf<T>(items: readonly T[], query: ListQuery): Page<T> {
  const start = Number(query.after ?? 0)
  if (!Number.isSafeInteger(start) || start < 0) throw invalidMarker()
  const end = start + query.limit
  return end < items.length ? { items: items.slice(start, end), next: String(end) } : { items: items.slice(start) }
}
