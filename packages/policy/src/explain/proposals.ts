/** Context values that would turn a condition over. Guesses, each to be replayed. */
import type { Condition, Context, ContextValue, PolicyVersion } from '../types.ts'
import type { Instance } from './instance.ts'
import { type Members, MEMBERS, positiveOf } from './members.ts'

/** A new value of one key and how a sentence says it: `were true`. */
export interface Proposal {
  readonly key: string
  readonly values: readonly string[]
  readonly multi: boolean
  readonly phrase: string
}

/** Expected values tried of one condition. */
const MAX_VALUES = 3

/** The condition to be turned over, and what it is read in. */
export interface Aim {
  readonly condition: Condition
  readonly wanted: boolean
  readonly version: PolicyVersion
  readonly context: Context
  /** The other conditions of its statement, for what a merely present key might hold. */
  readonly siblings: readonly Condition[]
}

/** Likely ways to make the condition `wanted`, best first. */
export function proposalsFor(aim: Aim): readonly Proposal[] {
  const { condition, wanted, context } = aim
  const { operator, quantifier, ifExists, key } = condition
  const held = context.get(key.toLowerCase())
  const multi = held?.multi ?? quantifier !== 'one'
  const absent: Proposal = { key, values: [], multi, phrase: 'were absent' }
  if (operator === 'Null') return proposeNull(aim, { absent, multi })
  const positive = positiveOf(operator)
  const members = MEMBERS.get(positive)
  if (members === undefined) return []
  const negated = positive !== operator
  const whenAbsent = quantifier === 'one' ? ifExists || negated : quantifier === 'all'
  const removal = whenAbsent === wanted && held !== undefined && held.values.length > 0 ? [absent] : []
  // Only a set operator reads a multivalued key.
  if (quantifier === 'one' && multi) return removal
  const given: Instance = { context, variables: aim.version === '2012-10-17', wildcards: true }
  const found = wanted === negated ? outsiders(condition, members, given) : insiders(condition, members, given)
  const proposals = found.map(({ value, phrase }): Proposal => ({
    key,
    values: valuesWith(value, aim, held),
    multi,
    phrase,
  }))
  return [...proposals, ...removal]
}

interface Found {
  readonly value: string
  readonly phrase: string
}

function insiders({ operator, quantifier, values }: Condition, members: Members, given: Instance): readonly Found[] {
  const found: Found[] = []
  for (const expected of values.slice(0, MAX_VALUES)) {
    const value = members.member(expected, given)
    if (value === undefined) continue
    const plain = positiveOf(operator).endsWith('Like') && !/[*?]/.test(expected)
    const is = quantifier === 'any' ? 'contained' : quantifier === 'all' ? 'held only' : plain ? 'were' : members.is
    found.push({ value, phrase: `${is} ${quote(expected.includes('${') ? value : expected, operator)}` })
  }
  return found
}

function outsiders({ operator, quantifier, values }: Condition, members: Members, given: Instance): readonly Found[] {
  const value = members.outsider(values, given)
  if (value === undefined) return []
  if (operator === 'Bool') return [{ value, phrase: `were ${value}` }]
  const listed = values.slice(0, MAX_VALUES).map((one) => quote(one, operator))
  const more = values.length > MAX_VALUES ? ', ...' : ''
  const isNot = quantifier === 'any' ? 'contained nothing that is' : members.isNot
  return [{ value, phrase: `${isNot} ${listed.join(' or ')}${more}` }]
}

/** Texts are quoted; numbers, dates, addresses and booleans are not. */
function quote(value: string, operator: string): string {
  return /^(?:String|Arn|Binary)/.test(operator) ? JSON.stringify(value) : value
}

/** For one value to be found among several, or none to be left over. */
function valuesWith(value: string, { condition, wanted }: Aim, held: ContextValue | undefined): readonly string[] {
  const joins =
    condition.quantifier === 'one' || held === undefined ? false : (condition.quantifier === 'any') === wanted
  return joins && held !== undefined ? [...held.values, value] : [value]
}

/** `Null` asks for the key's absence or presence; a present key gets a value that its siblings like. */
function proposeNull(
  { condition, version, context, siblings }: Aim,
  { absent, multi }: { readonly absent: Proposal; readonly multi: boolean },
): readonly Proposal[] {
  const held = context.get(condition.key.toLowerCase())
  if (held !== undefined && held.values.length > 0) return [absent]
  const folded = condition.key.toLowerCase()
  for (const sibling of siblings) {
    if (sibling.operator === 'Null' || sibling.key.toLowerCase() !== folded) continue
    const [first] = proposalsFor({ condition: sibling, wanted: true, version, context, siblings: [] })
    if (first !== undefined && first.values.length > 0) return [first]
  }
  const value = folded.endsWith('present') ? 'true' : folded.endsWith('age') ? '0' : 'example'
  return [{ key: condition.key, values: [value], multi, phrase: 'were present' }]
}
