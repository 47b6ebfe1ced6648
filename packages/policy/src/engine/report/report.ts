/** What a statement says about a request, in the reference's words. */
import type { ConditionReport, DecidingStatement, PrincipalMatch, StatementReport } from '../../types.ts'
import { type Finding, find, HOLDS, type Test, UNEVALUABLE, whyOf } from '../rule/condition.ts'
import type { Frame } from '../frame.ts'
import { bestMatch } from '../rule/principal.ts'
import { askPrincipals, askResources, FALSE, NEITHER, type Rule, TRUE, type Truth } from '../rule/rule.ts'

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

/** What a rule about this action says. `frame.binding` must be that of its policy. */
export function reportRule(rule: Rule, statement: DecidingStatement, frame: Frame): StatementReport {
  const resources = askResources(rule.resources, frame)
  const kinds = askPrincipals(rule.naming, frame)
  let failed = resources === FALSE || kinds === 0
  let unevaluable = whyNoResource(rule, resources) ?? whyNoPrincipal(rule, kinds)
  const conditions: ConditionReport[] = []
  for (const test of rule.tests) {
    const found = find(test, frame)
    const report = reportTest(test, found, frame)
    conditions.push(report)
    if ((found & UNEVALUABLE) !== 0) unevaluable ??= `condition ${report.operator} on ${report.key}: ${report.why}`
    else if ((found & HOLDS) === 0) failed = true
  }
  const applies = !failed && (unevaluable === undefined || rule.deny)
  const report: Mutable<StatementReport> = { statement, applies, action: true, conditions }
  const { layer } = statement
  if (layer !== 'trust') report.resource = resources === NEITHER ? isNegated(rule) : resources === TRUE
  if (layer === 'trust' || layer === 'resource' || layer === 'rcp') report.principal = nameOf(kinds)
  if (unevaluable !== undefined) report.unevaluable = unevaluable
  return report
}

/** A malformed list matches nothing, so that its negation says yes. */
function isNegated({ resources }: Rule): boolean {
  return resources.kind === 'set' && resources.negated
}

function nameOf(kinds: number | undefined): PrincipalMatch {
  return bestMatch(kinds ?? 0)
}

function whyNoResource({ resources }: Rule, truth: Truth): string | undefined {
  if (truth !== NEITHER) return undefined
  return resources.kind === 'missing' ? 'no Resource' : 'malformed Resource'
}

function whyNoPrincipal({ naming }: Rule, kinds: number | undefined): string | undefined {
  if (kinds !== undefined) return undefined
  return naming.kind === 'foreign' ? 'Principal in a policy that names none' : 'Allow with NotPrincipal'
}

function reportTest({ condition, operator, slot }: Test, found: Finding, frame: Frame): ConditionReport {
  const { key, values: expected } = condition
  const fact = frame.fact(slot)
  const result = (found & HOLDS) !== 0
  const why = whyOf(found)
  return fact.present
    ? { operator, key, expected, result, why, actual: fact.values }
    : { operator, key, expected, result, why }
}
