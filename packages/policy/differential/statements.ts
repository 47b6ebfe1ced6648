/** Statements near a question: elements that cover it, miss it by little, or concern something else. */
import { variableFault } from '../src/document/variable.ts'
import { OPERATOR_FAMILIES, type ValueFamily } from '../src/document/operator.ts'
import type {
  Condition,
  Effect,
  OperatorName,
  PolicyType,
  PolicyVersion,
  PrincipalSet,
  Quantifier,
  Span,
  Statement,
} from '../src/index.ts'
import { parseBlock } from '../src/literal/address.ts'
import { isBase64 } from '../src/literal/base64.ts'
import { isDecimal } from '../src/literal/decimal.ts'
import { parseInstant } from '../src/literal/instant.ts'
import { ACTIONS, AWS_GRANTEES, type Key, KEYS, PROVIDERS, RESOURCES, SERVICES } from './names.ts'
import type { Random } from './random.ts'
import { keyNamed, type Question } from './requests.ts'
import { anyCase, nearAction, nearResource, type Surroundings } from './texts.ts'
import { expectedValue } from './values.ts'

/** What kind of statement is wanted. */
export interface Wish {
  readonly question: Question
  readonly type: PolicyType
  readonly version: PolicyVersion
  readonly effect: Effect
  /** What `parsePolicy` refuses may be written too. */
  readonly wild: boolean
  readonly index: number
}

const OPERATORS = Object.keys(OPERATOR_FAMILIES) as OperatorName[]
const KEYS_BY_FAMILY: ReadonlyMap<ValueFamily, readonly Key[]> = Map.groupBy(KEYS, ({ family }) => family)
const SPAN: Span = { start: 0, end: 0, line: 1, column: 1 }
/** Lists now and then so long that engines take another way through them. */
const LONG_LIST = 40
const NOBODY: PrincipalSet = { negated: false, everyone: false, aws: [], service: [], federated: [], canonicalUser: [] }

/** One statement. A Deny misses the question more often than an Allow, or little would be allowed. */
export function newStatement(wish: Wish, random: Random): Statement {
  const { question, type, effect, index } = wish
  const around = { context: question.context, wild: wish.wild && random.chance(30), random }
  const named = type === 'trust' || type === 'resource' || type === 'rcp'
  const principal = (named && !(around.wild && random.chance(5))) || (around.wild && random.chance(5))
  const resources = type === 'trust' || (around.wild && random.chance(3)) ? {} : { resource: resourcesOf(wish, around) }
  return {
    index,
    ...(random.chance(30) ? { sid: `S${index}` } : {}),
    effect,
    span: { ...SPAN, start: index },
    action: actionsOf(wish, random),
    ...resources,
    ...(principal ? { principal: principalsOf(wish, around) } : {}),
    conditions: conditionsOf(wish, around),
  }
}

function actionsOf({ question, type, wild }: Wish, random: Random): Statement['action'] {
  const negated = random.chance(12) && (wild || type !== 'rcp')
  const one = (): string => {
    if (type === 'trust' && !wild)
      return random.chance(15)
        ? 'sts:*'
        : nearAction(/^sts:/i.test(question.action) ? question.action : 'sts:AssumeRole', random)
    return random.chance(negated ? 75 : 20) ? random.pick(ACTIONS) : nearAction(question.action, random)
  }
  return {
    negated,
    patterns: wild && random.chance(1) ? [] : random.several(1, random.chance(0.15) ? LONG_LIST : 2, one),
  }
}

function resourcesOf({ question }: Wish, around: Surroundings): { negated: boolean; patterns: string[] } {
  const { random, wild } = around
  const negated = random.chance(12)
  const one = (): string =>
    nearResource(random.chance(negated ? 70 : 20) ? random.pick(RESOURCES) : question.resource, around)
  return {
    negated,
    patterns:
      wild && random.chance(3)
        ? []
        : random.several(1, random.chance(0.2) ? LONG_LIST : random.chance(10) ? 5 : 2, one),
  }
}

/** How the question's caller may be written, besides what others are. */
function namesOf({ principal }: Question): readonly string[] {
  switch (principal.kind) {
    case 'root':
      return [principal.account, `arn:${principal.partition}:iam::${principal.account}:root`]
    case 'user':
      return [principal.arn, principal.arn, principal.id, principal.account]
    case 'assumedRole':
      return [principal.arn, principal.roleArn, principal.roleId, principal.account]
    case 'federatedUser':
      return [principal.arn, principal.issuer.arn, principal.issuer.id, principal.account]
    case 'service':
    case 'federated':
    case 'anonymous':
      return ['*']
  }
}

function principalsOf({ question, type, effect, wild }: Wish, { random }: Surroundings): PrincipalSet {
  const negated = (effect === 'Deny' || wild) && (type === 'resource' || wild) && random.chance(30)
  const everyone = type === 'rcp' && !wild ? true : random.chance(type === 'trust' && !wild ? 0 : 12)
  if (everyone) return { ...NOBODY, negated: negated && type !== 'rcp', everyone }
  const own = namesOf(question)
  // A spared caller has every one of its names in the list.
  const aws =
    negated && random.chance(50)
      ? [...own]
      : random.several(random.chance(20) ? 0 : 1, 2, () => random.pick(random.chance(60) ? own : AWS_GRANTEES))
  const some = (list: readonly string[], percent: number): string[] =>
    random.chance(percent) ? random.several(1, 2, () => random.pick(list)) : []
  const outside = 'account' in question.principal ? 12 : 70
  const service = some(SERVICES, outside)
  const federated = some(PROVIDERS, outside)
  const canonicalUser = type === 'resource' && random.chance(4) ? ['0123456789abcdef'.repeat(4)] : []
  return {
    negated,
    everyone,
    aws: aws.length + service.length + federated.length + canonicalUser.length === 0 ? ['*'] : aws,
    service,
    federated,
    canonicalUser,
  }
}

function conditionsOf(wish: Wish, around: Surroundings): Condition[] {
  const { random } = around
  const conditions: Condition[] = []
  for (let left = random.below(wish.effect === 'Deny' ? 4 : 3) - random.below(2); left > 0; left -= 1) {
    const condition = newCondition(wish, around)
    // JSON has no room for the same operator and key twice.
    if (around.wild || !conditions.some((one) => sameSlot(one, condition))) conditions.push(condition)
  }
  return conditions
}

function sameSlot(one: Condition, two: Condition): boolean {
  return (
    one.operator === two.operator &&
    one.quantifier === two.quantifier &&
    one.ifExists === two.ifExists &&
    one.key.toLowerCase() === two.key.toLowerCase()
  )
}

function newCondition({ question, version }: Wish, around: Surroundings): Condition {
  const { random, wild } = around
  const { operator, key } = operatorAndKey(question, random)
  const family = OPERATOR_FAMILIES[operator]
  const held = question.context.get(key.name)
  const isNull = operator === 'Null' && !(wild && random.chance(10))
  const quantifier = isNull ? 'one' : quantifierFor((held?.values.length ?? 0) > 1 || key.multi, random)
  const valid = (text: string): boolean => isValid(family, text, version)
  const one = (): string =>
    expectedValue(
      family,
      random.chance(90) && held !== undefined && held.values.length > 0 ? random.pick(held.values) : undefined,
      {
        around,
        valid,
      },
    )
  return {
    operator: wild && random.chance(1) ? ('FromTheFuture' as OperatorName) : operator,
    quantifier,
    ifExists: !isNull && random.chance(25),
    key: anyCase(random.chance(50) ? key.written : key.name, random),
    values:
      wild && random.chance(3)
        ? []
        : random.several(1, random.chance(0.3) ? LONG_LIST : random.chance(30) ? 3 : 1, one),
    span: SPAN,
  }
}

function quantifierFor(many: boolean, random: Random): Quantifier {
  return random.chance(many ? 20 : 60) ? 'one' : random.pick(['all', 'any'] as const)
}

/** Most often a key of the operator's own family, and one that the request has. */
function operatorAndKey({ context }: Question, random: Random): { readonly operator: OperatorName; readonly key: Key } {
  const present = [...context.keys()].map(keyNamed)
  for (let attempt = random.chance(20) ? 5 : 0; attempt < 5; attempt += 1) {
    const operator = random.pick(OPERATORS)
    const family = OPERATOR_FAMILIES[operator]
    const key = present.find((one) => one.family === family)
    if (key !== undefined) return { operator, key }
  }
  const operator = random.pick(OPERATORS)
  return {
    operator,
    key: random.pick(random.chance(60) ? (KEYS_BY_FAMILY.get(OPERATOR_FAMILIES[operator]) ?? KEYS) : KEYS),
  }
}

function isValid(family: ValueFamily, text: string, version: PolicyVersion): boolean {
  const variables = version === '2012-10-17' && text.includes('${')
  switch (family) {
    case 'string':
    case 'arn':
      return !variables || variableFault(text) === undefined
    case 'boolean':
      return variables ? variableFault(text) === undefined : /^(?:true|false)$/i.test(text)
    case 'null':
      return /^(?:true|false)$/i.test(text)
    case 'decimal':
      return isDecimal(text)
    case 'instant':
      return parseInstant(text) !== undefined
    case 'base64':
      return isBase64(text)
    case 'address':
      return parseBlock(text) !== undefined
  }
}
