/** The decision with all its reasons: what `evaluate` of the reference says, from the compiled rules. */
import type {
  AuthorizationRequest,
  DecidingStatement,
  Decision,
  Layer,
  LayerReport,
  Outcome,
  StatementReport,
} from '../../types.ts'
import { type Position, report } from './desk.ts'
import type { Frame } from '../frame.ts'
import { hasEverything, limitGrant, OWN_LAYERS, requiredGates, UNREACHABLE } from '../gates.ts'
import type { Place, Prepared } from './prepared.ts'
import { ACCOUNT, bestMatch, DIRECT, VIA_ROLE, VIA_USER } from '../rule/principal.ts'

/** Decides a request and says why. `prepared` is made of the request's policies, `frame` by its bundle of the request. */
export function judgeRequest(prepared: Prepared, request: AuthorizationRequest, frame: Frame): Decision {
  const layers: LayerReport[] = []
  for (const place of prepared.places) layers.push(reportLayer(place, request, frame))
  // A federated user without session policies has no permissions of its own.
  if (request.policies.session === undefined && request.principal.kind === 'federatedUser')
    layers.push({ layer: 'session', outcome: 'implicitDeny', statements: [] })
  for (const { outcome, layer } of layers)
    if (outcome === 'explicitDeny') return decision(layers, 'explicitDeny', layer)
  const closed = firstClosedGate(request, layers)
  return closed === undefined ? decision(layers, 'allowed') : decision(layers, 'implicitDeny', closed)
}

function reportLayer({ position, desks }: Place, request: AuthorizationRequest, frame: Frame): LayerReport {
  const statements: StatementReport[] = []
  for (const desk of desks) report({ desk, action: request.action, frame }, statements)
  return weigh(position, statements, request.principal)
}

/** What a layer says whose statements say this. Inside one layer and level, Allows are ORed and one Deny denies. */
export function weigh(
  { layer, level }: Position,
  statements: readonly StatementReport[],
  principal: AuthorizationRequest['principal'],
): LayerReport {
  let denied = false
  let allowed = layer === 'identity' && hasEverything(principal)
  let kinds = 0
  for (let index = 0; index < statements.length; index += 1) {
    const said = statements[index]
    if (said === undefined || !said.applies) continue
    if (said.statement.effect === 'Deny') denied = true
    else {
      allowed = true
      kinds |= bitOf(said.principal)
    }
  }
  const outcome: Outcome = denied ? 'explicitDeny' : allowed ? 'allowed' : 'implicitDeny'
  if (layer === 'resource' || layer === 'trust') return { layer, outcome, grant: bestMatch(kinds), statements }
  return level === undefined ? { layer, outcome, statements } : { layer, level, outcome, statements }
}

/** Whether the request is allowed if all its layers say this. */
export function passes(request: AuthorizationRequest, layers: readonly LayerReport[]): boolean {
  return layers.every(({ outcome }) => outcome !== 'explicitDeny') && firstClosedGate(request, layers) === undefined
}

function bitOf(match: StatementReport['principal']): number {
  switch (match) {
    case 'direct':
      return DIRECT
    case 'viaRole':
      return VIA_ROLE
    case 'viaUser':
      return VIA_USER
    case 'account':
      return ACCOUNT
    case 'none':
    case undefined:
      return 0
  }
}

/** The first gate that must be open and is not. */
function firstClosedGate(
  { principal, resourceAccount, policies }: AuthorizationRequest,
  layers: readonly LayerReport[],
): Layer | undefined {
  const guard = layers.find(({ layer, outcome }) => (layer === 'rcp' || layer === 'scp') && outcome !== 'allowed')
  if (guard !== undefined) return guard.layer
  const protecting = policies.resource?.kind
  const named = bitOf(layers.find(({ layer }) => layer === protecting)?.grant)
  const grant = limitGrant(named, policies.sessionLimitsDirectGrant === true)
  const required = requiredGates({ principal, resourceAccount }, protecting, grant)
  if (required === UNREACHABLE) return protecting ?? 'resource'
  const isRequired = (layer: Layer): boolean =>
    OWN_LAYERS.some((own, bit) => own === layer && ((required >> bit) & 1) === 1)
  return layers.find(({ layer, outcome }) => outcome !== 'allowed' && isRequired(layer))?.layer
}

function decision(layers: readonly LayerReport[], outcome: Outcome, layer?: Layer): Decision {
  const deciding: DecidingStatement[] = []
  for (const { statements } of layers)
    for (const { applies, statement } of statements) {
      if (!applies) continue
      if (outcome === 'allowed' ? statement.effect === 'Allow' : isDenying(statement, outcome, layer))
        deciding.push(statement)
    }
  const allowed = outcome === 'allowed'
  return layer === undefined ? { allowed, outcome, deciding, layers } : { allowed, outcome, layer, deciding, layers }
}

function isDenying(statement: DecidingStatement, outcome: Outcome, layer: Layer | undefined): boolean {
  return outcome === 'explicitDeny' && statement.effect === 'Deny' && statement.layer === layer
}
