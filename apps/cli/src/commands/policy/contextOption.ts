/** `--context KEY=VALUE`: condition keys of a simulated request, checked against what is known about them. */
import { isContextValue } from '@brevet/policy'
import type { ContextKind } from '@brevet/policy'
import type { ConditionKeyFact } from '@brevet/policy/data'
import { UsageError } from '../../command.ts'
import type { Arguments } from '../../command.ts'

/** A key with its values; `multi` where a request may hold several at a time. */
export interface GivenKey {
  readonly key: string
  readonly values: readonly string[]
  readonly kind: ContextKind
  readonly multi: boolean
}

const KINDS: ReadonlyMap<string, ContextKind> = new Map([
  ['Bool', 'boolean'],
  ['Numeric', 'numeric'],
  ['Date', 'date'],
  ['IPAddress', 'ip'],
  ['Binary', 'binary'],
])

function readKey(key: string, values: readonly string[], fact: ConditionKeyFact | undefined): GivenKey {
  const kind = KINDS.get(fact?.type.replace('ArrayOf', '') ?? '') ?? 'string'
  const wrong = values.find((value) => !isContextValue(value, kind))
  if (wrong !== undefined) throw new UsageError(`--context ${key}: '${wrong}' is no value of type ${kind}`)
  if (fact?.multivalued === false && values.length > 1)
    throw new UsageError(`--context ${key} has one value in a request, not ${values.length}`)
  return { key, values, kind, multi: fact?.multivalued ?? values.length > 1 }
}

/**
 * The keys that `--context` names, in order. One that is repeated is multivalued; of AWS's own keys it is known whether
 * they are, and of which type. Throws UsageError for values that a key cannot have.
 */
export async function readContext(given: Arguments): Promise<readonly GivenKey[]> {
  const entries = given.lists.get('context') ?? []
  if (entries.length === 0) return []
  const spelling = new Map<string, string>()
  const values = new Map<string, string[]>()
  for (const entry of entries) {
    const equals = entry.indexOf('=')
    if (equals < 1) throw new UsageError(`--context takes KEY=VALUE, not '${entry}'`)
    const key = entry.slice(0, equals)
    const folded = key.toLowerCase()
    if (!spelling.has(folded)) spelling.set(folded, key)
    values.set(folded, [...(values.get(folded) ?? []), entry.slice(equals + 1)])
  }
  // The facts are a megabyte: only commands that need them load them.
  const { findConditionKey } = await import('@brevet/policy/data')
  return [...spelling].map(([folded, key]) => readKey(key, values.get(folded) ?? [], findConditionKey(key)))
}
