/** Pages of findings. A token holds where its page begins and what it belongs to: the server keeps nothing. */
import { createHash } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import type { ValidatePolicyRequest } from '../../protocol/types/accessanalyzer.generated.ts'
import { badField } from './refusals.ts'

const DEFAULT_RESULTS = 100
/** More are asked for in vain: an answer stays small, and the rest is on the next page. */
const MAX_RESULTS = 1_000

/** One page of `items` and, where there are more, the token of the next. */
export interface FindingsPage<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

/**
 * The page that `request` asks for. Throws ValidationException for `maxResults` under 1, and for a token that was not given
 * out for this policy and these parameters.
 */
export function pageOf<T>(items: readonly T[], request: ValidatePolicyRequest): FindingsPage<T> {
  const { maxResults = DEFAULT_RESULTS, nextToken } = request
  if (maxResults < 1) throw badField('maxResults', 'The value of maxResults must be at least 1.')
  const mark = markOf(request)
  const start = nextToken === undefined ? 0 : startOf(nextToken, mark)
  const end = start + Math.min(maxResults, MAX_RESULTS)
  const page = items.slice(start, end)
  return end < items.length ? { items: page, nextToken: tokenOf(end, mark) } : { items: page }
}

/** What a token belongs to: another policy has other findings, and its pages would not fit together. */
function markOf({ policyDocument, policyType, validatePolicyResourceType }: ValidatePolicyRequest): string {
  const parts = JSON.stringify([policyDocument, policyType, validatePolicyResourceType ?? ''])
  return createHash('sha256').update(parts).digest('hex').slice(0, 32)
}

const tokenOf = (start: number, mark: string): string => encodeBase64(Buffer.from(`${mark}.${start}`, 'utf8'))

function startOf(token: string, mark: string): number {
  const [owner, start = ''] = decodeBase64(token)?.toString('utf8').split('.') ?? []
  if (owner !== mark || !/^[1-9]\d{0,8}$/.test(start))
    throw badField('nextToken', 'The value of nextToken does not belong to this policy and these parameters.')
  return Number(start)
}
