/** A decision as the server tells it, read into the engine's own explanation. */
import type { DecidingStatement, Explanation, Layer, LayerReport, Outcome } from '@brevet/policy'

type Json = Readonly<Record<string, unknown>>

/** A refused request and why. */
export interface Refusal {
  readonly subject: { readonly caller: string; readonly action: string; readonly resource: string }
  readonly explanation: Explanation
  /** The account whose policies the server does not show: the resource is its. */
  readonly withheldAccount?: string
}

const LAYERS: ReadonlySet<unknown> = new Set<Layer>([
  'rcp',
  'scp',
  'resource',
  'trust',
  'identity',
  'boundary',
  'session',
])
const OUTCOMES: ReadonlySet<unknown> = new Set<Outcome>(['allowed', 'explicitDeny', 'implicitDeny'])

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(object) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads the document of DecodeAuthorizationMessage and of audit records; undefined where it is no such document. */
export function readRefusal(document: Json): Refusal | undefined {
  const reasoning = object(document['reasoning'])
  const context = object(document['context'])
  const { outcome, layer, bypass, search, withheldAccount } = reasoning
  if (!OUTCOMES.has(outcome)) return undefined
  return {
    ...(typeof withheldAccount === 'string' ? { withheldAccount } : {}),
    subject: {
      caller: text(object(context['principal'])['arn']),
      action: text(context['action']),
      resource: text(context['resource']),
    },
    // The server made these of the same types; what has not even their outline is left out.
    explanation: {
      allowed: false,
      outcome: outcome as Outcome,
      ...(LAYERS.has(layer) ? { layer: layer as Layer } : {}),
      deciding: [],
      layers: list(reasoning['layers']).filter(isLayer).map(readLayer),
      ...(bypass === undefined ? {} : { bypass: bypass as NonNullable<Explanation['bypass']> }),
      nearMisses: list(reasoning['nearMisses']).filter(isNearMiss) as unknown as Explanation['nearMisses'],
      counterfactuals: list(reasoning['counterfactuals']).filter(isChange) as unknown as Explanation['counterfactuals'],
      search: search === 'budget' ? 'budget' : 'complete',
    },
  }
}

const isLayer = (report: Json): boolean => LAYERS.has(report['layer']) && OUTCOMES.has(report['outcome'])
const hasStatement = ({ statement }: Json): boolean =>
  LAYERS.has(object(statement)['layer']) && typeof object(statement)['policyId'] === 'string'
const isNearMiss = (near: Json): boolean =>
  hasStatement(near) && typeof near['element'] === 'string' && isTexts(near['expected']) && isTexts(near['actual'])
const isChange = ({ sentence }: Json): boolean => typeof sentence === 'string'
const isReport = (report: Json): boolean =>
  hasStatement(report) && list(report['conditions']).every(({ expected }) => isTexts(expected))
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string')

/** Layers of another account come without statements. */
function readLayer(report: Json): LayerReport {
  return { ...report, statements: list(report['statements']).filter(isReport) } as unknown as LayerReport
}

/** A policy that the decision speaks of, and what became of its text. */
export interface PolicyText {
  readonly layer: string
  readonly level?: number
  readonly policyId: string
  readonly version?: string
  readonly attachedTo?: string
  readonly status: string
  readonly text?: string
}

/** The policies of an answer. */
export function readPolicies(value: unknown): readonly PolicyText[] {
  return list(value).filter(({ policyId }) => typeof policyId === 'string') as unknown as readonly PolicyText[]
}

/** The text that a statement was read from, where the server still has it. */
export function textOf(policies: readonly PolicyText[], statement: DecidingStatement): string | undefined {
  return policies.find(
    ({ layer, level, policyId, version, attachedTo }) =>
      layer === statement.layer &&
      level === statement.level &&
      policyId === statement.policyId &&
      version === statement.version &&
      attachedTo === statement.attachedTo,
  )?.text
}
