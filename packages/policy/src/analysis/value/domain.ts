/** What values a condition key can have in a request. */
import { findConditionKey } from '../../data/index.ts'
import type { ConditionKeyType } from '../../data/index.ts'
import type { Block } from '../../literal/address.ts'
import type { Glob } from '../text/glob.ts'

/** Type of one value; undefined where any text may stand. */
export type ValueType = 'ARN' | 'Bool' | 'Numeric' | 'Date' | 'IPAddress' | undefined

/** All states a key can be in: absent, one value, or a list of values. */
export interface Domain {
  readonly absent: boolean
  readonly single: boolean
  readonly multi: boolean
  readonly type: ValueType
  /** Examples have the key even where they could do without. */
  readonly usual?: boolean
  /** The only values there are. */
  readonly only?: readonly string[]
  /** Every value lies in each of these unions, and in none of `outside`. */
  readonly inside?: readonly (readonly Glob[])[]
  readonly outside?: readonly Glob[]
  /** Address blocks in which no value lies. */
  readonly outsideBlocks?: readonly Block[]
}

/** Always in a request that AWS or Brevet makes up; a proof still does not rely on it. */
const USUAL: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:securetransport',
  'aws:sourceip',
  'aws:useragent',
  'aws:requestedregion',
  'aws:principalarn',
  'aws:principalaccount',
])

const VALUE_TYPES: Readonly<Record<ConditionKeyType, ValueType>> = {
  String: undefined,
  ArrayOfString: undefined,
  Binary: undefined,
  ARN: 'ARN',
  ArrayOfARN: 'ARN',
  Bool: 'Bool',
  ArrayOfBool: 'Bool',
  Numeric: 'Numeric',
  Date: 'Date',
  IPAddress: 'IPAddress',
}

/**
 * The states of `key` (lower case). Known keys have the shape and type that AWS's service reference gives them; of an
 * unknown key nothing is taken for granted. Every key may be absent.
 */
export function domainOf(key: string): Domain {
  const fact = findConditionKey(key)
  const usual = USUAL.has(key)
  if (fact === undefined) return { absent: true, single: true, multi: true, type: undefined, usual }
  const { multivalued, type } = fact
  return { absent: true, single: !multivalued, multi: multivalued, type: VALUE_TYPES[type], usual }
}
