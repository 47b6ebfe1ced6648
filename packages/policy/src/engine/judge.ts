/** The decision with all its reasons: what `evaluate` of the reference says, from the compiled rules. */
import type {
  AuthorizationRequest,
  DecidingStatement,
  Decision,
  Layer,
  LayerReport,
  Outcome,
  PolicySource,
  StatementReport,
} from '../types.ts'
import { Caller } from './caller.ts'
import { Facts, Frame, Slots } from './frame.ts'
import { hasEverything, limitGrant, OWN_LAYERS, requiredGates, UNREACHABLE } from './gates.ts'
import { ACCOUNT, bestMatch, DIRECT, VIA_ROLE, VIA_USER } from './principal.ts'
import {
  describeOrigin,
  describeStatement,
  type Position,
  reportRule,
  reportSilence,
  reportUnreadable,
} from './report.ts'
import { modeOf } from './rule.ts'
import { unitOf } from './unit.ts'

const NO_SLOTS = new Int32Array(0)

/** Decides a request and says why. */
export function judgeRequest(request: AuthorizationRequest): Decision {
  const { context, policies } = request
  const bounded = policies.boundary !== undefined
  const facts = new Facts(new Slots(), [], [context])
  const frame = new Frame(request.resource, facts, { caller: new Caller(request.principal), bounded })
  const layers = placesOf(request).map((place) => reportLayer(place, request, frame))
  const denying = layers.find(({ outcome }) => outcome === 'explicitDeny')
  if (denying !== undefined) return decision(layers, 'explicitDeny', denying.layer)
  const closed = firstClosedGate(request, layers)
  return closed === undefined ? decision(layers, 'allowed') : decision(layers, 'implicitDeny', closed)
}

/** A layer with its policies. */
interface Place {
  readonly position: Position
  readonly sources: readonly PolicySource[]
}

/** All layers that apply, in AWS's documented order (rule 1.1). */
function placesOf({ policies, principal }: AuthorizationRequest): readonly Place[] {
  const { rcp, scp, resource, identity, boundary, session } = policies
  const places: Place[] = []
  for (const [level, sources] of rcp.entries()) places.push({ position: { layer: 'rcp', level }, sources })
  for (const [level, sources] of scp.entries()) places.push({ position: { layer: 'scp', level }, sources })
  if (resource !== undefined) places.push({ position: { layer: resource.kind }, sources: [resource.source] })
  places.push({ position: { layer: 'identity' }, sources: identity })
  if (boundary !== undefined) places.push({ position: { layer: 'boundary' }, sources: [boundary] })
  // A federated user without session policies has no permissions of its own.
  if (session !== undefined || principal.kind === 'federatedUser')
    places.push({ position: { layer: 'session' }, sources: session ?? [] })
  return places
}

/** Inside one layer and level, Allows are ORed and one Deny denies. */
function reportLayer({ position, sources }: Place, request: AuthorizationRequest, frame: Frame): LayerReport {
  const statements: StatementReport[] = []
  for (const source of sources) reportSource(source, { position, action: request.action, statements }, frame)
  let denied = false
  let allowed = position.layer === 'identity' && hasEverything(request.principal)
  let kinds = 0
  for (const { applies, statement, principal } of statements) {
    if (!applies) continue
    if (statement.effect === 'Deny') denied = true
    else {
      allowed = true
      kinds |= bitOf(principal)
    }
  }
  const outcome: Outcome = denied ? 'explicitDeny' : allowed ? 'allowed' : 'implicitDeny'
  if (position.layer !== 'resource' && position.layer !== 'trust') return { ...position, outcome, statements }
  return { ...position, outcome, grant: bestMatch(kinds), statements }
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

interface Reports {
  readonly position: Position
  readonly action: string
  readonly statements: StatementReport[]
}

function reportSource(source: PolicySource, { position, action, statements }: Reports, frame: Frame): void {
  const unit = unitOf(source.document, modeOf(position.layer))
  const origin = describeOrigin(source, position)
  if (unit.unreadable !== undefined) statements.push(reportUnreadable(origin, unit.unreadable))
  const { rules } = unit.concern(action)
  frame.binding = { keys: unit.keys, slots: NO_SLOTS }
  let next = 0
  for (const [index, rule] of unit.rules.entries()) {
    const statement = describeStatement(origin, rule)
    if (rules[next] === index) {
      next += 1
      statements.push(reportRule(rule, statement, frame))
    } else statements.push(reportSilence(statement))
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
