/** What the random cases are made of: counts of outcomes, operators, elements and reasons. A generator that starves a class tests nothing of it. */
import type { AuthorizationRequest, Decision, StatementReport } from '../src/index.ts'

/** Counts by name, such as `explicitDeny:scp`, `ForAnyValue:StringLike=true`, `why=malformed`. */
export type Tally = Map<string, number>

function count(tally: Tally, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1)
}

/** Adds one case to the tally: outcomes once, conditions and elements as often as they occur. */
export function tallyCase(tally: Tally, request: AuthorizationRequest, decision: Decision): void {
  count(tally, decision.outcome)
  if (decision.layer !== undefined) count(tally, `${decision.outcome}:${decision.layer}`)
  count(tally, `caller=${request.principal.kind}`)
  for (const layer of decision.layers) {
    count(tally, `layer ${layer.layer}=${layer.outcome}`)
    if (layer.grant !== undefined) count(tally, `grant=${layer.grant}`)
    for (const statement of layer.statements) tallyStatement(tally, statement)
  }
}

function tallyStatement(
  tally: Tally,
  { statement, applies, action, resource, conditions, unevaluable }: StatementReport,
): void {
  count(tally, `action=${action}`)
  if (!action) return
  count(tally, `${statement.effect} applies=${applies}`)
  count(tally, `resource=${resource}`)
  if (unevaluable !== undefined) count(tally, `${statement.effect} unevaluable`)
  for (const { operator, result, why } of conditions) {
    count(tally, `${operator}=${result}`)
    count(tally, `why=${why}`)
  }
}
