/** Names of condition operators as policies write them: `[ForAllValues:|ForAnyValue:]Name[IfExists]`, in any case. */
import type { OperatorName, Quantifier } from '../types.ts'

/** What an operator's policy values must look like. */
export type ValueFamily = 'string' | 'decimal' | 'instant' | 'boolean' | 'base64' | 'address' | 'arn' | 'null'

/** The 27 operators of rule 2.2 with the form of their values. */
export const OPERATOR_FAMILIES: Readonly<Record<OperatorName, ValueFamily>> = {
  StringEquals: 'string',
  StringNotEquals: 'string',
  StringEqualsIgnoreCase: 'string',
  StringNotEqualsIgnoreCase: 'string',
  StringLike: 'string',
  StringNotLike: 'string',
  NumericEquals: 'decimal',
  NumericNotEquals: 'decimal',
  NumericLessThan: 'decimal',
  NumericLessThanEquals: 'decimal',
  NumericGreaterThan: 'decimal',
  NumericGreaterThanEquals: 'decimal',
  DateEquals: 'instant',
  DateNotEquals: 'instant',
  DateLessThan: 'instant',
  DateLessThanEquals: 'instant',
  DateGreaterThan: 'instant',
  DateGreaterThanEquals: 'instant',
  Bool: 'boolean',
  BinaryEquals: 'base64',
  IpAddress: 'address',
  NotIpAddress: 'address',
  ArnEquals: 'arn',
  ArnLike: 'arn',
  ArnNotEquals: 'arn',
  ArnNotLike: 'arn',
  Null: 'null',
}

const BY_LOWER_NAME: ReadonlyMap<string, OperatorName> = new Map(
  (Object.keys(OPERATOR_FAMILIES) as OperatorName[]).map((name) => [name.toLowerCase(), name]),
)

/** An operator name taken apart. */
export interface Operator {
  readonly name: OperatorName
  readonly quantifier: Quantifier
  readonly ifExists: boolean
}

const SET_PREFIXES = [
  ['forallvalues:', 'all'],
  ['foranyvalue:', 'any'],
] as const
const IF_EXISTS = 'ifexists'

/** Reads an operator name; undefined if there is no such operator. Case is ignored (section 7, question 6). */
export function parseOperator(text: string): Operator | undefined {
  return BY_TEXT.get(text) ?? takeApart(text)
}

function takeApart(text: string): Operator | undefined {
  let name = text.toLowerCase()
  const set = SET_PREFIXES.find(([prefix]) => name.startsWith(prefix))
  if (set !== undefined) name = name.slice(set[0].length)
  const ifExists = name.endsWith(IF_EXISTS)
  if (ifExists) name = name.slice(0, -IF_EXISTS.length)
  const known = BY_LOWER_NAME.get(name)
  if (known === undefined || (known === 'Null' && (ifExists || set !== undefined))) return undefined
  return { name: known, quantifier: set?.[1] ?? 'one', ifExists }
}

/** Writes an operator in AWS's spelling. */
export function operatorText({ name, quantifier, ifExists }: Operator): string {
  const prefix = quantifier === 'one' ? '' : quantifier === 'all' ? 'ForAllValues:' : 'ForAnyValue:'
  return `${prefix}${name}${ifExists ? 'IfExists' : ''}`
}

const QUANTIFIERS: readonly Quantifier[] = ['one', 'all', 'any']

/** The operators as AWS spells them, which is how nearly all policies have them. */
const BY_TEXT: ReadonlyMap<string, Operator> = new Map(
  [...BY_LOWER_NAME.values()].flatMap((name) =>
    QUANTIFIERS.flatMap((quantifier) =>
      [false, true].flatMap((ifExists) => {
        const text = operatorText({ name, quantifier, ifExists })
        const operator = takeApart(text)
        return operator === undefined ? [] : [[text, operator] as const]
      }),
    ),
  ),
)
