/** What a refused caller is told: AWS's sentence, and the encrypted reasoning that DecodeAuthorizationMessage opens. */
import { describeDenial } from '@brevet/policy'
import type { DecidingStatement, LayerReport, StatementReport } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { accessDenied } from '../domain/errors.ts'
import type { ServiceError } from '../domain/errors.ts'
import type { MessageSealer } from '../token/token.ts'
import type { Decided } from './decide.ts'

/** Statement reports kept per layer: the message has to stay under 10,240 characters. */
const MAX_STATEMENTS = 12

/** Layers whose policy belongs to the resource's account. */
const RESOURCE_SIDE: ReadonlySet<string> = new Set(['resource', 'trust', 'rcp'])

/** What may be said about one layer to a caller of `account`: other accounts' policies are never named. */
function layerDetail(report: LayerReport, foreign: boolean): object {
  const { layer, level, outcome } = report
  const place = level === undefined ? { layer, outcome } : { layer, level, outcome }
  if (foreign && RESOURCE_SIDE.has(layer)) return place
  return { ...place, statements: report.statements.slice(0, MAX_STATEMENTS).map(statementDetail) }
}

function statementDetail(report: StatementReport): object {
  const { action, applies, conditions, principal, resource, unevaluable } = report
  return {
    ...statementName(report.statement),
    applies,
    action,
    ...(resource === undefined ? {} : { resource }),
    ...(principal === undefined ? {} : { principal }),
    ...(unevaluable === undefined ? {} : { unevaluable }),
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

const statementName = ({ policyId, version, sid, index, span, effect }: DecidingStatement): object => ({
  policy: policyId,
  effect,
  ...(version === undefined ? {} : { version }),
  ...(sid === undefined ? {} : { sid }),
  ...(index === undefined ? {} : { index }),
  ...(span === undefined ? {} : { line: span.line, column: span.column }),
})

/**
 * The document DecodeAuthorizationMessage answers, in AWS's shape (allowed, explicitDeny, matchedStatements, failures,
 * context), with our reasoning per layer under `reasoning`.
 * Source: STS API reference, DecodeAuthorizationMessage; IAM user guide, "Troubleshoot access denied error messages".
 */
export function denialDocument(caller: Caller, { request, decision }: Decided): string {
  const foreign = request.resourceAccount !== caller.accountId
  const visible = decision.deciding.filter(({ layer }) => !(foreign && RESOURCE_SIDE.has(layer)))
  const conditions = [...request.context].map(([key, { values }]) => ({
    key,
    values: { items: values.map((value) => ({ value })) },
  }))
  return JSON.stringify({
    allowed: false,
    explicitDeny: decision.outcome === 'explicitDeny',
    matchedStatements: { items: visible.map((statement) => statementName(statement)) },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, arn: caller.arn },
      action: request.action,
      resource: request.resource,
      conditions: { items: conditions },
    },
    reasoning: {
      layer: decision.layer ?? null,
      layers: decision.layers.map((report) => layerDetail(report, foreign)),
    },
  })
}

/** AccessDenied for a refused ask. `reason` (for the audit record) is the deciding layer. */
export function denial(caller: Caller, decided: Decided, messages: MessageSealer): ServiceError {
  const { request, decision } = decided
  const sentence = describeDenial(request, decision, { disclosePolicy: request.resourceAccount === caller.accountId })
  const message = messages.seal(caller.accountId, denialDocument(caller, decided))
  return accessDenied(
    `${sentence}. Encoded authorization failure message: ${message}`,
    `${decision.outcome} by ${decision.layer ?? 'no layer'} on ${request.action}`,
  )
}
