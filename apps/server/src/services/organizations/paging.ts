/** NextToken/MaxResults pagination. Source: Organizations API reference, the List operations. */
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import type { ListQuery, Page } from '../../store/store.ts'
import { invalidInput } from './refusals.ts'

/** The most that the model lets MaxResults be. */
const DEFAULT_RESULTS = 20

/** What every token begins with, before it is encoded: other base64 is none. */
const FORM = 'after '

/** The paging members of List requests. */
export interface PagingInput {
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** The store's query. Throws InvalidInputException for a token that is not of the form that pages give out. */
export function listQuery({ MaxResults, NextToken }: PagingInput): ListQuery {
  const limit = MaxResults ?? DEFAULT_RESULTS
  if (NextToken === undefined) return { limit }
  const text = decodeBase64(NextToken)?.toString('utf8')
  if (text?.startsWith(FORM) !== true)
    // Sentence from memory.
    throw invalidInput('You provided an invalid NextToken.', 'INVALID_NEXT_TOKEN')
  return { limit, after: text.slice(FORM.length) }
}

/** The paging member of the answer. */
export const nextToken = ({ next }: Page<unknown>): { readonly NextToken?: string } =>
  next === undefined ? {} : { NextToken: encodeBase64(Buffer.from(FORM + next, 'utf8')) }

/** A page of a short list that is in memory, in the order of its ids. */
export function pageOf<T extends { readonly id: string }>(items: readonly T[], { after, limit }: ListQuery): Page<T> {
  const left = items.filter(({ id }) => after === undefined || id > after)
  const shown = left.slice(0, limit)
  const last = shown.at(-1)
  return left.length > limit && last !== undefined ? { items: shown, next: last.id } : { items: shown }
}
