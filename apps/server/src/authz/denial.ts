/** What a refused caller is told: AWS's sentence, and the encrypted reasoning that DecodeAuthorizationMessage opens. */
import { describeDenial } from '@brevet/policy'
import type { Context, DecidingStatement, LayerReport, StatementReport } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import type { MessageSealer } from '../token/token.ts'
import type { Decided } from './decide.ts'

/** Layers whose policy belongs to the resource's account. */
const RESOURCE_SIDE: ReadonlySet<string> = new Set(['resource', 'trust', 'rcp'])

/** Keys that tell of the resource; another account's resource is not described to the caller. */
const RESOURCE_KEYS = /^(aws|iam):resourcetag\//

/** How much is said. A message that gets too long is sealed again with less. */
const DETAILS = ['conditions', 'statements', 'outcomes'] as const
type Detail = (typeof DETAILS)[number]

/** A context value longer than this is cut, so that a client's headers cannot crowd out the reasoning. */
const MAX_VALUE = 256

const cut = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text)

/** What may be said about one layer: other accounts' policies are never named. Statements about other actions say nothing. */
function layerDetail(report: LayerReport, foreign: boolean, detail: Detail): object {
  const { layer, level, outcome } = report
  const place = level === undefined ? { layer, outcome } : { layer, level, outcome }
  if (detail === 'outcomes' || (foreign && RESOURCE_SIDE.has(layer))) return place
  const relevant = report.statements.filter(({ action, applies }) => action || applies)
  return { ...place, statements: relevant.map((statement) => statementDetail(statement, detail)) }
}

function statementDetail(report: StatementReport, detail: Detail): object {
  const { applies, conditions, principal, resource, unevaluable } = report
  return {
    ...statementName(report.statement),
    applies,
    ...(resource === undefined ? {} : { resource }),
    ...(principal === undefined ? {} : { principal }),
    ...(unevaluable === undefined ? {} : { unevaluable }),
    ...(conditions.length === 0 || detail !== 'conditions' ? {} : { conditions }),
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

function contextItems(context: Context, foreign: boolean): object[] {
  const shown = [...context].filter(([key]) => !(foreign && RESOURCE_KEYS.test(key)))
  return shown.map(([key, { values }]) => ({ key, values: { items: values.map((value) => ({ value: cut(value) })) } }))
}

/**
 * The document DecodeAuthorizationMessage answers, in AWS's shape (allowed, explicitDeny, matchedStatements, failures,
 * context), with our reasoning per layer under `reasoning`.
 * Source: STS API reference, DecodeAuthorizationMessage; IAM user guide, "Troubleshoot access denied error messages".
 */
export function denialDocument(caller: Caller, { request, decision }: Decided, detail: Detail = 'conditions'): string {
  const foreign = request.resourceAccount !== caller.accountId
  const visible = decision.deciding.filter(({ layer }) => !(foreign && RESOURCE_SIDE.has(layer)))
  return JSON.stringify({
    allowed: false,
    explicitDeny: decision.outcome === 'explicitDeny',
    matchedStatements: { items: detail === 'outcomes' ? [] : visible.map((statement) => statementName(statement)) },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, arn: caller.arn },
      action: request.action,
      resource: request.resource,
      conditions: { items: detail === 'outcomes' ? [] : contextItems(request.context, foreign) },
    },
    reasoning: {
      layer: decision.layer ?? null,
      layers: decision.layers.map((report) => layerDetail(report, foreign, detail)),
    },
  })
}

/** The longest account of the denial that fits into a message. */
function sealedReasoning(caller: Caller, decided: Decided, messages: MessageSealer): string {
  for (const detail of DETAILS) {
    try {
      return messages.seal(caller.accountId, denialDocument(caller, decided, detail))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return messages.seal(caller.accountId, '{"allowed":false}')
}

/** AccessDenied for a refused ask. What follows the sentence is for DecodeAuthorizationMessage; the audit record leaves it out. */
export function denial(caller: Caller, decided: Decided, messages: MessageSealer): ServiceError {
  const { request, decision } = decided
  const sentence = describeDenial(request, decision, { disclosePolicy: request.resourceAccount === caller.accountId })
  const encoded = sealedReasoning(caller, decided, messages)
  return new ServiceError('AccessDenied', `${sentence}. Encoded authorization failure message: ${encoded}`, {
    reason: `${decision.outcome} by ${decision.layer ?? 'no layer'} on ${request.action}`,
    sentence,
  })
}
