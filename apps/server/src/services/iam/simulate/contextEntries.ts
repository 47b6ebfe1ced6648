/** ContextEntries: the condition keys of the simulated request. Source: IAM API reference, ContextEntry. */
import { type ContextKind, type ContextValue, isContextValue } from '@brevet/policy'
import type { ContextEntry, ContextKeyTypeEnum } from '../../../protocol/types/iam.generated.ts'
import { invalidInput } from '../entityErrors.ts'
import type { Keys } from './simulation.ts'

interface KeyType {
  readonly kind: ContextKind
  readonly list: boolean
}

const TYPES: Readonly<Record<ContextKeyTypeEnum, KeyType>> = {
  string: { kind: 'string', list: false },
  stringList: { kind: 'string', list: true },
  numeric: { kind: 'numeric', list: false },
  numericList: { kind: 'numeric', list: true },
  boolean: { kind: 'boolean', list: false },
  booleanList: { kind: 'boolean', list: true },
  ip: { kind: 'ip', list: false },
  ipList: { kind: 'ip', list: true },
  binary: { kind: 'binary', list: false },
  binaryList: { kind: 'binary', list: true },
  date: { kind: 'date', list: false },
  dateList: { kind: 'date', list: true },
}

/** The value of one entry. The sentences are ours: AWS's are not known. */
function readEntry(name: string, { ContextKeyType, ContextKeyValues = [] }: ContextEntry): ContextValue {
  const type = ContextKeyType ?? (ContextKeyValues.length > 1 ? 'stringList' : 'string')
  const { kind, list } = TYPES[type]
  if (!list && ContextKeyValues.length !== 1)
    throw invalidInput(`The context key ${name} of type ${type} takes one value, not ${ContextKeyValues.length}.`)
  const wrong = ContextKeyValues.find((value) => !isContextValue(value, kind))
  if (wrong !== undefined) throw invalidInput(`The value ${wrong} of the context key ${name} is not of type ${type}.`)
  return { values: ContextKeyValues, multi: list }
}

/**
 * The keys by lower-case name. A `...List` type makes a key multivalued, however many values it has: such a key needs a
 * set operator. Without a type, one value is a string and several are a list of strings. Throws InvalidInput for a value
 * that is not of its type, and for a key without a name or given twice.
 */
export function readContextEntries(entries: readonly ContextEntry[] | undefined): Keys {
  const keys = new Map<string, ContextValue>()
  for (const entry of entries ?? []) {
    const name = entry.ContextKeyName
    if (name === undefined) throw invalidInput('A context entry has no ContextKeyName.')
    if (keys.has(name.toLowerCase())) throw invalidInput(`The context key ${name} is given twice.`)
    keys.set(name.toLowerCase(), readEntry(name, entry))
  }
  return keys
}
