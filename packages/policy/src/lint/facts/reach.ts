/** What an element's patterns reach: one action, any role, everything. */
import { covers } from '../../data/index.ts'
import type { DraftCondition, DraftStatement, Words } from '../source/draft.ts'

/** How a statement names an action: by its name, by a wildcard, or by not excluding it. */
export type Naming = 'exact' | 'wildcard' | 'not'

/** How `words` (Action or NotAction) name `action`; undefined where they do not. */
export function namingOf(words: Words | undefined, action: string): Naming | undefined {
  if (words === undefined) return undefined
  const wanted = action.toLowerCase()
  let found: Naming | undefined
  for (const { value } of words.texts) {
    const reached = reaches(value, wanted)
    if (reached === 'exact') return words.negated ? undefined : 'exact'
    found ??= reached
  }
  return words.negated ? (found === undefined ? 'not' : undefined) : found
}

/** Asked for every pattern of a policy and many actions: what cannot match is told by its first characters. */
function reaches(pattern: string, wanted: string): 'exact' | 'wildcard' | undefined {
  // Bit 5 is the case of a letter, and set in both wildcards.
  const first = pattern.charCodeAt(0) | 0x20
  if (first !== wanted.charCodeAt(0) && first !== 0x2a && first !== 0x3f) return undefined
  const wildcard = pattern.search(/[*?]/)
  if (wildcard === -1) return pattern.length === wanted.length && pattern.toLowerCase() === wanted ? 'exact' : undefined
  if (!wanted.startsWith(pattern.slice(0, wildcard).toLowerCase())) return undefined
  return covers(pattern.toLowerCase(), wanted) ? 'wildcard' : undefined
}

/** A name that nobody has: what covers it covers every name. */
const ANY_NAME = '\u0001'

/** Whether a resource pattern covers every resource `type/name` of IAM in some account. */
export function coversEvery(pattern: string, type: string): boolean {
  if (pattern === '*') return true
  const segments = pattern.split(':')
  const resource = segments.length > 5 ? segments.slice(5).join(':') : '*'
  const service = segments[2] ?? '*'
  return pattern.startsWith('arn:') && covers(service, 'iam') && covers(resource, `${type}/${ANY_NAME}`)
}

/** Whether an element holds the bare `*`, or excludes nothing. */
export const isEverything = (words: Words | undefined): boolean =>
  words !== undefined && (words.negated ? words.texts.length === 0 : words.texts.some(({ value }) => value === '*'))

/** Whether a condition with a positive operator is false for requests without its key. */
export const needsKey = ({ operator }: DraftCondition): boolean =>
  operator !== undefined &&
  operator.name !== 'Null' &&
  !operator.name.includes('Not') &&
  (operator.quantifier === 'any' || (operator.quantifier === 'one' && !operator.ifExists))

/** Whether some condition of the statement compares one of `keys` (lower case), whatever the operator. */
export const compares = ({ conditions }: DraftStatement, keys: readonly string[]): boolean =>
  conditions.some(({ lowerKey }) => keys.includes(lowerKey))

/** Whether some condition lets through only requests that have one of `keys` with certain values. */
export const demands = ({ conditions }: DraftStatement, keys: readonly string[]): boolean =>
  conditions.some(
    (condition) =>
      keys.includes(condition.lowerKey) &&
      needsKey(condition) &&
      condition.texts.length > 0 &&
      condition.texts.every(({ value }) => value !== '*' && value !== ''),
  )
