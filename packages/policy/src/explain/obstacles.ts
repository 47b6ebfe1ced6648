/** Everything that stands between a denied request and an allowed one. */
import type { Court } from '../engine/engine.ts'
import type { AuthorizationRequest, Decision, Layer, LayerReport, StatementReport } from '../types.ts'
import { needsOf, protectingLayer } from './gates.ts'
import { trace, type Traced } from './trace.ts'

/** A denied request, and what rules see of it. */
export interface Denied extends Court {
  readonly request: AuthorizationRequest
}

/** A Deny that applies, or a gate that no Allow opens. */
export type Obstacle = Denial | Closed

export interface Denial {
  readonly kind: 'deny'
  readonly layer: Layer
  readonly level: number | undefined
  readonly denying: Traced
}

export interface Closed {
  readonly kind: 'closed'
  readonly layer: Layer
  readonly level: number | undefined
  /** What its statements said; nothing where the layer is not even there. */
  readonly statements: readonly StatementReport[]
}

/** One bit each; more obstacles than this are not looked into, since no small change clears them. */
export const MAX_OBSTACLES: number = 16

const NONE: readonly Traced[] = []

/** All obstacles in the documented order of layers, at most `MAX_OBSTACLES + 1`. Empty for an allowed request. */
export function obstaclesOf(request: AuthorizationRequest, decision: Decision): readonly Obstacle[] {
  if (decision.allowed) return []
  const found: Obstacle[] = []
  const { gates, named } = needsOf(request, decision.layers)
  const protecting = protectingLayer(request)
  for (const report of decision.layers) {
    const { layer, level } = report
    const needed = layer === 'rcp' || layer === 'scp' || gates.includes(layer) || (named && layer === protecting)
    const closed = needed && !isOpen(request, report)
    const denies = report.outcome === 'explicitDeny' ? trace(request, report, isDenying) : NONE
    for (const denying of denies) {
      found.push({ kind: 'deny', layer, level, denying })
      if (found.length > MAX_OBSTACLES) return found
    }
    if (closed) found.push({ kind: 'closed', layer, level, statements: report.statements })
    if (found.length > MAX_OBSTACLES) return found
  }
  const absent = named && !decision.layers.some(({ layer }) => layer === protecting)
  if (absent) found.push({ kind: 'closed', layer: protecting, level: undefined, statements: [] })
  return found
}

function isDenying({ applies, statement }: StatementReport): boolean {
  return applies && statement.effect === 'Deny'
}

/** Whether a layer would allow once nothing in it denies. */
function isOpen(request: AuthorizationRequest, { layer, outcome, statements }: LayerReport): boolean {
  if (outcome !== 'explicitDeny') return outcome === 'allowed'
  if (layer === 'identity' && ownsEverything(request)) return true
  return statements.some(({ applies, statement }) => applies && statement.effect === 'Allow')
}

/** The root user and federated users whom it made need no identity policy. */
function ownsEverything({ principal }: AuthorizationRequest): boolean {
  return principal.kind === 'root' || (principal.kind === 'federatedUser' && principal.issuer.kind === 'root')
}
