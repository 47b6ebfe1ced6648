/** Finds condition keys. */
import { findAction, resourceTypesOf } from './actions.ts'
import { listedKeys, serviceRecord } from './decode.ts'
import { GLOBAL_KEYS, PROVIDER_KEYS } from './globalKeys.ts'
import type { ActionFact, ConditionKeyFact } from './types.ts'

interface Family {
  /** Lower-case texts around the hole. */
  readonly before: string
  readonly after: string
  readonly fact: ConditionKeyFact
}

interface KeyIndex {
  /** By lower-case key; families only by their whole template. */
  readonly exact: ReadonlyMap<string, ConditionKeyFact>
  /** The most literal text first. */
  readonly families: readonly Family[]
}

let index: KeyIndex | undefined

/**
 * What is known about a condition key as a policy writes it: `aws:requesttag/team` finds `aws:RequestTag/${TagKey}`, which
 * has `template`. A family needs text for its hole. `<host>:sub` and the other keys of OpenID Connect tokens are found for
 * every provider whose name has a dot. Undefined for a key that is not known.
 */
export function findConditionKey(key: string): ConditionKeyFact | undefined {
  index ??= buildIndex()
  const lower = key.toLowerCase()
  const exact = index.exact.get(lower)
  if (exact !== undefined) return exact
  return index.families.find((family) => fills(family, lower))?.fact ?? providerKey(lower)
}

const keysOf = new Map<ActionFact, readonly ConditionKeyFact[]>()

/**
 * The keys that requests for an action may hold, global keys apart: its own, those of its resource types, and those of both
 * together. Families stand as their template. None for an unknown action.
 */
export function conditionKeysOf(id: string): readonly ConditionKeyFact[] {
  const action = findAction(id)
  if (action === undefined) return []
  const known = keysOf.get(action)
  if (known !== undefined) return known
  const names = new Set([
    ...action.conditionKeys,
    ...action.resourceTypes.flatMap(({ conditionKeys }) => conditionKeys),
    ...resourceTypesOf(id).flatMap(({ conditionKeys }) => conditionKeys),
  ])
  const keys = conditionKeysIn(action.service).filter(({ key }) => names.has(key))
  keysOf.set(action, keys)
  return keys
}

/** Every key that a service's page lists, sorted; none for an unknown prefix. */
export const conditionKeysIn = (prefix: string): readonly ConditionKeyFact[] =>
  serviceRecord(prefix.toLowerCase())?.conditionKeys ?? []

/** Global facts come last, so that they win where a service's page lists the same key. */
function buildIndex(): KeyIndex {
  const facts = [...listedKeys(), ...GLOBAL_KEYS]
  const exact = new Map(facts.map((fact) => [fact.key.toLowerCase(), fact]))
  const families = [...exact].filter(([, { template }]) => template).map(([lower, fact]) => family(lower, fact))
  const literal = ({ before, after }: Family): number => before.length + after.length
  return { exact, families: families.sort((a, b) => literal(b) - literal(a)) }
}

function family(lower: string, fact: ConditionKeyFact): Family {
  const hole = lower.indexOf('${')
  return { before: lower.slice(0, hole), after: lower.slice(lower.indexOf('}', hole) + 1), fact }
}

const fills = ({ before, after }: Family, lower: string): boolean =>
  lower.length > before.length + after.length && lower.startsWith(before) && lower.endsWith(after)

/** Providers are hosts, perhaps with a path; nothing else that may stand before a colon has a dot. */
function providerKey(lower: string): ConditionKeyFact | undefined {
  const colon = lower.lastIndexOf(':')
  const host = lower.slice(0, Math.max(colon, 0)).split('/')[0] ?? ''
  if (!host.includes('.') || host.startsWith('.') || host.endsWith('.')) return undefined
  return PROVIDER_KEYS.find(({ key }) => key.endsWith(`}${lower.slice(colon)}`))
}
