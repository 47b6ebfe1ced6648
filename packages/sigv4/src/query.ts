/** The query string: one parse, shared by the canonical form and by whoever dispatches on the parameters. */

import { decodeParameter, encodeText } from './percent.ts'
import { refuse, type SigV4Refusal } from './refusal.ts'

/** A decoded query parameter. */
export interface QueryParameter {
  readonly name: string
  readonly value: string
}

/** A parameter together with its canonical spelling, by which the list is sorted. */
export interface CanonicalParameter extends QueryParameter {
  readonly canonicalName: string
  readonly canonicalValue: string
}

/** The parameters of the presigned form in their only accepted spelling, by lower-case name. */
export const authParameters: ReadonlyMap<string, string> = new Map(
  [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
  ].map((name) => [name.toLowerCase(), name]),
)

const broken = refuse('InvalidRequest', 'The query string contains a malformed percent escape or invalid UTF-8.')

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function readParameter(piece: string): CanonicalParameter | undefined {
  const equals = piece.indexOf('=')
  const name = decodeParameter(equals === -1 ? piece : piece.slice(0, equals))
  const value = equals === -1 ? '' : decodeParameter(piece.slice(equals + 1))
  if (name === undefined || value === undefined) return undefined
  return { name, value, canonicalName: encodeText(name), canonicalValue: encodeText(value) }
}

/** Parses a query string into its parameters in canonical order (by encoded name, then encoded value), which is the
 *  only order a signature covers. Only `&` separates; empty pieces are skipped. Refuses broken escapes and more than
 *  `maximum` parameters. */
export function parseQuery(query: string, maximum: number): readonly CanonicalParameter[] | SigV4Refusal {
  const pieces = query.split('&')
  if (pieces.length > maximum) return refuse('InvalidRequest', 'The query string has too many parameters.')
  const parameters: CanonicalParameter[] = []
  for (const piece of pieces) {
    if (piece === '') continue
    const parameter = readParameter(piece)
    if (parameter === undefined) return broken
    parameters.push(parameter)
  }
  return parameters.sort(
    (a, b) => compare(a.canonicalName, b.canonicalName) || compare(a.canonicalValue, b.canonicalValue),
  )
}

/** Refuses any parameter of the presigned form, or of `strict`, that occurs twice or in another letter case: readers
 *  that fold case or take the last would see another request than the one that was signed (CVE-2022-2385). */
export function checkSpelling(
  parameters: readonly QueryParameter[],
  strict: readonly string[],
): SigV4Refusal | undefined {
  const seen = new Set<string>()
  for (const { name } of parameters) {
    const folded = name.toLowerCase()
    const spelling = authParameters.get(folded) ?? strict.find((candidate) => candidate.toLowerCase() === folded)
    const guarded = spelling !== undefined || folded === 'x-amz-content-sha256'
    if (!guarded) continue
    if (spelling !== undefined && spelling !== name)
      return refuse('InvalidRequest', `The query parameter ${spelling} must be spelled exactly so.`)
    if (seen.has(folded)) return refuse('InvalidRequest', `The query parameter ${name} occurs more than once.`)
    seen.add(folded)
  }
  return undefined
}

/** Joins parameters, already in canonical order, into the canonical query string. */
export function canonicalQuery(parameters: readonly CanonicalParameter[]): string {
  return parameters.map((each) => `${each.canonicalName}=${each.canonicalValue}`).join('&')
}
