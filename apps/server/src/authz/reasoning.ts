/** The reasons of a refusal as data: what DecodeAuthorizationMessage answers and the audit record keeps, redacted and bounded. */
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  ConditionReport,
  Context,
  Counterfactual,
  DecidingStatement,
  Explanation,
  Layer,
  LayerReport,
  NearMiss,
  PolicySource,
  StatementReport,
} from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { fingerprintOf } from './documents.ts'

/** A refused ask and why. */
export interface Explained {
  readonly request: AuthorizationRequest
  readonly explanation: Explanation
  /** Whether a caller from another account is told what the resource's own policy said. */
  readonly discloseResource?: boolean
}

/**
 * How much is said. Where there is no room for more, less is: `relevant` leaves out Denies that did not apply and the
 * conditions of what did; `statements` all conditions; `outcomes` everything but what each layer said.
 */
export const DETAILS = ['everything', 'relevant', 'statements', 'outcomes'] as const
export type Detail = (typeof DETAILS)[number]

/** Layers whose policy belongs to the resource's account. */
export const RESOURCE_SIDE: ReadonlySet<Layer> = new Set<Layer>(['resource', 'trust', 'rcp'])

/** Keys that tell of the resource, or whether and where its account is; another account's is not described to the caller. */
export const RESOURCE_KEYS = /^(?:(?:aws|iam):resourcetag\/|aws:resourceorg(?:id|paths)$)/i

/** A referring page's address may hold what it should not: policies see it, nobody else does. */
const UNTOLD_KEY = 'aws:referer'

/** Whether the request's value of a key may be shown. */
const isTold = (key: string, { foreign }: Pick<View, 'foreign'>): boolean =>
  key.toLowerCase() !== UNTOLD_KEY && !(foreign && RESOURCE_KEYS.test(key))

/** A context value longer than this is cut, so that a client's headers cannot crowd out the reasoning. */
const MAX_VALUE = 256

/** What is said, and about whose policies. */
interface View {
  readonly detail: Detail
  /** The resource belongs to another account: nothing is said of its policies, tags and statements. */
  readonly foreign: boolean
  /** Values of the request that are not told, as JSON writes them. */
  readonly untold: readonly string[]
  readonly discloseResource: boolean
}

const cut = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text)

/** A policy in force: its edition and the fingerprint of its text, by which it can be told later whether that has changed. */
interface PolicyInForce extends Pick<PolicySource, 'id' | 'version' | 'attachedTo'> {
  readonly layer: Layer
  readonly level?: number
  readonly fingerprint?: string
}

/**
 * The document DecodeAuthorizationMessage answers, in AWS's shape (allowed, explicitDeny, matchedStatements, failures,
 * context), with an Explanation of @brevet/policy under `reasoning`: statements that do not concern the action are left
 * out, and `policies` lists what was in force. Nothing of another account's policies is in it.
 * Source: STS API reference, DecodeAuthorizationMessage; IAM user guide, "Troubleshoot access denied error messages".
 */
export function reasoningOf(
  caller: Caller,
  { request, explanation, discloseResource = false }: Explained,
  detail: Detail,
): Record<string, unknown> {
  const foreign = request.resourceAccount !== caller.accountId
  const view: View = { detail, foreign, untold: untoldValues(request.context, foreign), discloseResource }
  const outline = outlineOf(explanation, view)
  const shown = detail !== 'outcomes'
  const deciding = explanation.deciding.filter(({ layer }) => isVisible(layer, view))
  return {
    allowed: false,
    explicitDeny: outline.outcome === 'explicitDeny',
    matchedStatements: { items: shown ? deciding.map(matchedStatement) : [] },
    failures: { items: [] },
    context: {
      principal: { id: caller.userId, arn: caller.arn },
      action: cut(request.action),
      resource: request.resource,
      conditions: { items: shown ? contextItems(request.context, view) : [] },
    },
    reasoning: {
      outcome: outline.outcome,
      layer: outline.layer ?? null,
      ...(view.foreign ? { withheldAccount: request.resourceAccount } : {}),
      ...(explanation.bypass === undefined ? {} : { bypass: explanation.bypass }),
      layers: outline.layers.map((report) => layerOf(report, view)),
      ...(shown ? helpOf(explanation, view) : {}),
      ...(detail === 'everything' || detail === 'relevant'
        ? { policies: policiesInForce(request.policies, view) }
        : {}),
    },
  }
}

/** A statement that matched, with AWS's names beside the explanation's. */
const matchedStatement = (statement: DecidingStatement): object => ({
  statementId: statement.sid ?? '',
  effect: statement.effect,
  policy: statement.policyId,
  ...(statement.version === undefined ? {} : { version: statement.version }),
  ...(statement.index === undefined ? {} : { index: statement.index }),
  ...(statement.span === undefined ? {} : { line: statement.span.line, column: statement.span.column }),
})

const isVisible = (layer: Layer, { foreign }: View): boolean => !(foreign && RESOURCE_SIDE.has(layer))

type Outline = Pick<Explanation, 'outcome' | 'layer' | 'layers'>

/**
 * What each layer said. What the policies of another account said comes down to whether they let the caller: not which of
 * them refused, or how expressly, nor how many levels of control policies there are, which would tell where the account is.
 */
function outlineOf(explanation: Explanation, { foreign, discloseResource }: View): Outline {
  const { layer, layers, outcome } = explanation
  const theirs = layers.filter((report) => RESOURCE_SIDE.has(report.layer))
  const own = theirs.find((report) => report.layer !== 'rcp')
  const isTold = discloseResource && own?.layer === 'resource' && theirs.length === 1
  if (!foreign || isTold) return explanation
  const said = theirs.every((report) => report.outcome === 'allowed') ? 'allowed' : 'implicitDeny'
  const shown = layers.flatMap((report) => {
    if (!RESOURCE_SIDE.has(report.layer)) return [report]
    return report === own ? [{ ...own, outcome: said } as const] : []
  })
  if (layer !== undefined && RESOURCE_SIDE.has(layer))
    return { outcome: 'implicitDeny', layer: own?.layer ?? 'resource', layers: shown }
  return { outcome, ...(layer === undefined ? {} : { layer }), layers: shown }
}

/** Near misses and counterfactuals that were read off visible policies only. */
function helpOf({ nearMisses, counterfactuals, search }: Explanation, view: View): object {
  const most = view.detail === 'statements' ? 2 : Infinity
  return {
    nearMisses: nearMisses
      .filter(({ statement }) => isVisible(statement.layer, view))
      .slice(0, most)
      .map((near) => nearMissOf(near, view)),
    counterfactuals: counterfactuals
      .filter((one) => one.layers.every((layer) => isVisible(layer, view)) && tellsNothing(one, view))
      .slice(0, most)
      .map((one) => (view.detail === 'statements' ? sentenceOf(one) : one)),
    search,
  }
}

/** Variables bring values of the request into changes: none may be one that is not told. */
function tellsNothing(counterfactual: Counterfactual, { untold }: View): boolean {
  const text = untold.length === 0 ? '' : JSON.stringify(counterfactual)
  return !untold.some((value) => text.includes(value))
}

function untoldValues(context: Context, foreign: boolean): readonly string[] {
  const untold = [...context].filter(([key]) => !isTold(key, { foreign }))
  return untold.flatMap(([, { values }]) => values.map((value) => JSON.stringify(value).slice(1, -1)))
}

const sentenceOf = ({ kind, sentence, layers }: Counterfactual): Counterfactual => ({
  kind,
  changes: [],
  sentence,
  layers,
})

function nearMissOf(near: NearMiss, view: View): NearMiss {
  const { condition, ...rest } = near
  if (condition === undefined) return near
  const visible = conditionOf(condition, view)
  return { ...rest, actual: visible.actual ?? [], condition: visible }
}

/** What a condition said, without values that are not told. */
function conditionOf(condition: ConditionReport, view: View): ConditionReport {
  const { actual, ...rest } = condition
  if (actual === undefined || !isTold(condition.key, view)) return rest
  return { ...rest, actual: actual.map(cut) }
}

/** What may be said about one layer. Statements about other actions say nothing. */
function layerOf(report: LayerReport, view: View): Partial<LayerReport> {
  const { layer, level, outcome, grant } = report
  const place = { layer, ...(level === undefined ? {} : { level }), outcome }
  if (view.detail === 'outcomes' || !isVisible(layer, view)) return place
  const relevant = report.statements.filter(
    ({ action, applies, statement }) =>
      applies || (action && (view.detail === 'everything' || statement.effect === 'Allow')),
  )
  return {
    ...place,
    ...(grant === undefined ? {} : { grant }),
    statements: relevant.map((statement) => statementOf(statement, view)),
  }
}

function statementOf(report: StatementReport, view: View): StatementReport {
  const { detail } = view
  const shown = detail === 'everything' || (detail === 'relevant' && (!report.applies || isDeny(report)))
  return { ...report, conditions: shown ? report.conditions.map((one) => conditionOf(one, view)) : [] }
}

const isDeny = ({ statement }: StatementReport): boolean => statement.effect === 'Deny'

function contextItems(context: Context, view: View): object[] {
  const shown = [...context].filter(([key]) => isTold(key, view))
  return shown.map(([key, { values }]) => ({ key, values: { items: values.map((value) => ({ value: cut(value) })) } }))
}

/** Every policy that had a say, in AWS's order of layers. */
function policiesInForce(
  { rcp, scp, resource, identity, boundary, session }: ApplicablePolicies,
  view: View,
): readonly PolicyInForce[] {
  const levels = (layer: 'rcp' | 'scp', all: ApplicablePolicies['scp']): PolicyInForce[] =>
    all.flatMap((sources, level) => sources.map((source) => inForce(source, { layer, level })))
  const own = (layer: Layer, sources: readonly PolicySource[]): PolicyInForce[] =>
    sources.map((source) => inForce(source, { layer }))
  const found = [
    ...levels('rcp', rcp),
    ...levels('scp', scp),
    ...(resource === undefined ? [] : own(resource.kind, [resource.source])),
    ...own('identity', identity),
    ...(boundary === undefined ? [] : own('boundary', [boundary])),
    ...own('session', session ?? []),
  ]
  return found.filter(({ layer }) => isVisible(layer, view))
}

function inForce(
  { id, version, attachedTo, document }: PolicySource,
  place: Pick<PolicyInForce, 'layer' | 'level'>,
): PolicyInForce {
  const fingerprint = fingerprintOf(document)
  return {
    ...place,
    id,
    ...(version === undefined ? {} : { version }),
    ...(attachedTo === undefined ? {} : { attachedTo }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }
}
