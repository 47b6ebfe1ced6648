/** The Condition block: operators, keys, values (rule 2.2). */
import { parseBlock } from '../literal/address.ts'
import { isBase64 } from '../literal/base64.ts'
import { isDecimal } from '../literal/decimal.ts'
import { parseInstant } from '../literal/instant.ts'
import type { Condition } from '../types.ts'
import type { FaultList } from './faults.ts'
import type { JsonMember, JsonNode } from './json.ts'
import { type Operator, OPERATOR_FAMILIES, operatorText, parseOperator, type ValueFamily } from './operator.ts'
import { join, readTexts, type Text } from './shape.ts'
import type { StatementContext } from './statement.ts'
import { variableFault } from './variable.ts'

/** Reads a condition block into a flat list: one entry per operator and key. */
export function readConditions(node: JsonNode, path: string, context: StatementContext): readonly Condition[] {
  const { faults } = context
  const conditions: Condition[] = []
  const seen = new Set<string>()
  const members = membersOf(node, path, faults)
  for (const member of members) {
    const operator = parseOperator(member.key)
    const place = { start: member.start, end: member.value.end, path: join(path, member.key) }
    const keys = membersOf(member.value, place.path, faults)
    if (operator === undefined) {
      // AWS lets an operator that does not exist stand where it has no keys: it restricts nothing.
      if (keys.length > 0) faults.add('syntax', place, { detail: `no such operator: "${member.key}"` })
      continue
    }
    const alone = members.length === 1 && keys.length === 1
    for (const key of keys) {
      const identity = alone ? '' : `${operatorText(operator)} ${key.key.toLowerCase()}`
      if (seen.has(identity) || key.key === '')
        faults.add('syntax', { ...place, start: key.start }, { detail: `key "${key.key}" is empty or appears twice` })
      seen.add(identity)
      conditions.push(readCondition(operator, key, { path: place.path, context }))
    }
  }
  return conditions
}

function membersOf(node: JsonNode, path: string, faults: FaultList): readonly JsonMember[] {
  if (node.kind === 'object') return node.members
  faults.add('syntax', { ...node, path }, { detail: `expected an object, found ${node.kind}` })
  return []
}

function readCondition(
  operator: Operator,
  { key, start, value }: JsonMember,
  { path, context }: { readonly path: string; readonly context: StatementContext },
): Condition {
  const { faults, version } = context
  const here = join(path, key)
  const texts = readTexts(value, here, { faults, scalars: true })
  if (texts.length === 0 && value.kind === 'array')
    faults.add('syntax', { ...value, path: here }, { detail: 'a condition without values has no meaning' })
  const family = OPERATOR_FAMILIES[operator.name]
  for (const text of texts) checkValue(text, { family, faults, variables: version === '2012-10-17' })
  return {
    operator: operator.name,
    quantifier: operator.quantifier,
    ifExists: operator.ifExists,
    key,
    values: texts.map((text) => text.value),
    span: context.spanOf(start, value.end),
  }
}

const LITERAL_FORMS: Readonly<Record<ValueFamily, (text: string) => boolean>> = {
  string: () => true,
  arn: () => true,
  decimal: isDecimal,
  instant: (text) => parseInstant(text) !== undefined,
  boolean: (text) => /^(?:true|false)$/i.test(text),
  base64: isBase64,
  address: (text) => parseBlock(text) !== undefined,
  null: (text) => /^(?:true|false)$/i.test(text),
}

/** Families whose values may contain variables (rule 2.2). */
const WITH_VARIABLES: ReadonlySet<ValueFamily> = new Set<ValueFamily>(['string', 'arn', 'boolean'])

function checkValue(
  text: Text,
  {
    family,
    faults,
    variables,
  }: { readonly family: ValueFamily; readonly faults: FaultList; readonly variables: boolean },
): void {
  if (variables && WITH_VARIABLES.has(family) && text.value.includes('${')) {
    const fault = variableFault(text.value)
    if (fault !== undefined) faults.add('syntax', text, { detail: fault })
  } else if (!LITERAL_FORMS[family](text.value)) {
    const code = family === 'instant' ? 'legacy' : 'syntax'
    faults.add(code, text, { detail: `"${text.value}" is not a value of type ${family}` })
  }
}
