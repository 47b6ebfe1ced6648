/** What the facts about services say of a statement: keys that its actions never have, resources they never touch. */
import { actionsMatching, conditionKeysOf, findAction, findConditionKey, resourceTypesOf } from '../../data/index.ts'
import { overlap } from '../facts/overlap.ts'
import { needsKey } from '../facts/reach.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, DraftStatement } from '../source/draft.ts'

const ALWAYS: Rule = {
  code: 'BREVET_DENY_WITHOUT_KEY',
  severity: 'SECURITY_WARNING',
  about:
    'A negated operator (`StringNotEquals` and the like) is true when the key is absent. Requests for this action never have the key: the Deny hits all of them. Use the `IfExists` form, or leave the action out.',
}
export const DENY_NEVER: Rule = {
  code: 'BREVET_DENY_NEVER_MATCHES',
  severity: 'SECURITY_WARNING',
  about:
    'The Deny protects nothing: no request can match it, because the actions never come with the condition key, or work on resources of another form (`s3:GetObject` on a bucket instead of its objects).',
}
export const ALLOW_NEVER: Rule = {
  code: 'BREVET_ALLOW_NEVER_MATCHES',
  severity: 'WARNING',
  about: 'The Allow gives nothing: no request can match it, for the reasons of BREVET_DENY_NEVER_MATCHES.',
}

/** Rules that need the facts about actions. */
export const presenceCheck: Check = {
  rules: [ALWAYS, DENY_NEVER, ALLOW_NEVER],
  statement(statement, linting) {
    if (statement.effect === undefined || linting.type === 'trust') return
    const actions = coveredActions(statement)
    if (actions === undefined) return
    for (const condition of statement.conditions) checkCondition(statement, condition, { actions, linting })
    checkResources(statement, actions, linting)
  },
}

/** A statement about more actions than this is general; what is odd for some of them is meant for others. */
const MAX_ACTIONS = 200

/** The ids of all actions that a statement names; undefined where some are unknown or they are too many. */
function coveredActions({ action }: DraftStatement): readonly string[] | undefined {
  if (action === undefined || action.negated) return undefined
  const ids = new Set<string>()
  for (const { value } of action.texts) {
    if (/^[^:]*[*?]/.test(value)) return undefined
    const exact = /[*?]/.test(value) ? undefined : findAction(value)
    const found = exact === undefined ? actionsMatching(value) : [exact]
    if (found.length === 0) return undefined
    for (const { id } of found) ids.add(id)
    if (ids.size > MAX_ACTIONS) return undefined
  }
  return [...ids]
}

/** Keys whose presence depends on the action: those of services, and the tag keys among the global ones. */
function dependsOnAction(lowerKey: string): boolean {
  const fact = findConditionKey(lowerKey)
  if (fact === undefined || lowerKey.includes('.')) return false
  return !fact.global || /^aws:(?:requesttag\/|resourcetag\/|tagkeys$)/.test(lowerKey)
}

interface Scope {
  readonly actions: readonly string[]
  readonly linting: Linting
}

function checkCondition({ effect }: DraftStatement, condition: DraftCondition, { actions, linting }: Scope): void {
  const { lowerKey, key, operator, operatorPlace, texts } = condition
  if (operator === undefined || !dependsOnAction(lowerKey)) return
  const fact = findConditionKey(lowerKey)
  const without = actions.filter((id) => !conditionKeysOf(id).some((known) => known.key === fact?.key))
  if (without.length === 0) return
  const negated = operator.name.includes('Not') && operator.quantifier === 'one' && !operator.ifExists
  if (effect === 'Deny' && negated) {
    const [first = ''] = without
    const who = without.length === 1 ? first : `${first} and ${without.length - 1} more of these actions`
    const message = `Requests for ${who} never have ${key}: ${condition.operatorName} is true and denies them all. Use ${condition.operatorName}IfExists.`
    linting.report(ALWAYS, operatorPlace, { message })
    return
  }
  const wanted =
    operator.name === 'Null' ? texts.every(({ value }) => value.toLowerCase() === 'false') : needsKey(condition)
  if (wanted && without.length === actions.length) {
    const message = `Requests for these actions never have ${key}: the statement applies to nothing.`
    linting.report(effect === 'Deny' ? DENY_NEVER : ALLOW_NEVER, operatorPlace, { message })
  }
}

/** Formats times resources beyond this are not compared. */
const MAX_PAIRS = 400

function checkResources(
  { effect, resource }: DraftStatement,
  actions: readonly string[],
  { report, type }: Linting,
): void {
  if (resource === undefined || resource.negated || type === 'resource') return
  const patterns = resource.texts.map(({ value }) => padded(value.replaceAll(/\$\{[^}]*\}/g, '*')))
  const formats = new Set<string>()
  for (const id of actions) {
    const types = resourceTypesOf(id)
    // An action without resources is asked for on "*"; it may also be asked for on anything beside.
    if (types.length === 0) formats.add('*')
    for (const { arns } of types) for (const arn of arns) formats.add(arn.replaceAll(/\$\{[^}]*\}/g, '*'))
  }
  if (formats.has('*') ? patterns.includes('*') : false) return
  if (patterns.length === 0 || formats.size * patterns.length > MAX_PAIRS) return
  const touches = (pattern: string): boolean =>
    [...formats].some((format) => (format === '*' ? pattern === '*' : overlap(pattern, format)))
  if (patterns.some(touches)) return
  const [example = ''] = [...formats]
  const hint = example === '*' ? 'They work on "*" only.' : `Their resources look like ${example}.`
  const message = `None of these actions works on such a resource: the statement applies to nothing. ${hint}`
  report(effect === 'Deny' ? DENY_NEVER : ALLOW_NEVER, resource, { message })
}

/** IAM reads a short ARN as if wildcards followed. */
const padded = (pattern: string): string => (pattern.split(':').length < 6 && pattern !== '*' ? `${pattern}*` : pattern)
