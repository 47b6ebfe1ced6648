/** How many replays a request may cost: hostile policies are slow to decide, and each replay decides anew. */
import type { ApplicablePolicies, AuthorizationRequest, PolicyDocument, PolicySource } from '../types.ts'

/** Replays of an ordinary request. */
const MOST = 40
/** Even of the dearest. */
const LEAST = 3
/** Pattern characters with wildcards, times characters they are matched against, that all replays may cost together. */
const EFFORT = 40_000_000

/** Replays that may be made for this request. */
export function replaysFor({ resource, context, policies }: AuthorizationRequest): number {
  const patterns = sourcesIn(policies).reduce((sum, { document }) => sum + weightOf(document), 0)
  let longest = resource.length
  for (const { values } of context.values()) for (const value of values) longest = Math.max(longest, value.length)
  const affordable = Math.floor(EFFORT / (patterns * longest + 1))
  return Math.min(MOST, Math.max(LEAST, affordable))
}

function sourcesIn({ rcp, scp, resource, identity, boundary, session }: ApplicablePolicies): readonly PolicySource[] {
  const single = [resource?.source, boundary].filter((source) => source !== undefined)
  return [...rcp.flat(), ...scp.flat(), ...single, ...identity, ...(session ?? [])]
}

const weights = new WeakMap<object, number>()

/** Characters of patterns with more than a final star: the others cost next to nothing. */
function weightOf(document: PolicySource['document']): number {
  if ('unreadable' in document) return 0
  const known = weights.get(document)
  if (known !== undefined) return known
  const weight = textsOf(document).reduce((sum, text) => sum + costOf(text), 0)
  weights.set(document, weight)
  return weight
}

function textsOf({ statements }: PolicyDocument): readonly string[] {
  return statements.flatMap(({ resource, conditions }) => [
    ...(resource?.patterns ?? []),
    ...conditions.flatMap(({ values }) => values),
  ])
}

function costOf(text: string): number {
  const first = text.search(/[*?$]/)
  return first === -1 || first === text.length - 1 ? 0 : text.length
}
