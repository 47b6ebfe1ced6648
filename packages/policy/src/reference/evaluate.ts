/** The decision: every layer is read, then the verdict is a pure function of what they said (rules 1.1, 1.2). */
import type {
  AuthorizationRequest,
  DecidingStatement,
  Decision,
  Layer,
  LayerReport,
  Outcome,
  PolicySource,
  PrincipalMatch,
  StatementReport,
} from '../types.ts'
import { better } from './principal.ts'
import { describeSource, judgeStatement, type Position } from './statement.ts'

/** Decides one request. Total: it never throws, and an answer it cannot reach is a denial. */
export function evaluate(request: AuthorizationRequest): Decision {
  const layers = readLayers(request)
  const denying = layers.find(({ outcome }) => outcome === 'explicitDeny')
  if (denying !== undefined) return verdict(layers, 'explicitDeny', denying.layer)
  const closed = firstClosedGate(request, layers)
  return closed === undefined ? verdict(layers, 'allowed') : verdict(layers, 'implicitDeny', closed)
}

/** All layers that apply, in AWS's documented order (rule 1.1). */
function readLayers(request: AuthorizationRequest): readonly LayerReport[] {
  const { rcp, scp, resource, identity, boundary, session } = request.policies
  const layers = [
    ...rcp.map((sources, level) => readLayer({ layer: 'rcp', level }, sources, request)),
    ...scp.map((sources, level) => readLayer({ layer: 'scp', level }, sources, request)),
  ]
  if (resource !== undefined) layers.push(readLayer({ layer: resource.kind }, [resource.source], request))
  layers.push(readLayer({ layer: 'identity' }, identity, request))
  if (boundary !== undefined) layers.push(readLayer({ layer: 'boundary' }, [boundary], request))
  // A federated user without session policies has no permissions of its own.
  if (session !== undefined || request.principal.kind === 'federatedUser')
    layers.push(readLayer({ layer: 'session' }, session ?? [], request))
  return layers
}

/** Inside one layer and level, Allows are ORed and one Deny denies. */
function readLayer(position: Position, sources: readonly PolicySource[], request: AuthorizationRequest): LayerReport {
  const statements = sources.flatMap((source) => readPolicy(source, position, request))
  const applying = statements.filter(({ applies }) => applies)
  const denied = applying.some(({ statement }) => statement.effect === 'Deny')
  const allows = applying.filter(({ statement }) => statement.effect === 'Allow')
  const allowed = allows.length > 0 || (position.layer === 'identity' && hasEverything(request))
  const outcome: Outcome = denied ? 'explicitDeny' : allowed ? 'allowed' : 'implicitDeny'
  if (position.layer !== 'resource' && position.layer !== 'trust') return { ...position, outcome, statements }
  const grant = allows.reduce<PrincipalMatch>((best, { principal = 'none' }) => better(best, principal), 'none')
  return { ...position, outcome, grant, statements }
}

/** An unreadable policy may hold a Deny for this request: it denies (POL-07). */
function readPolicy(
  source: PolicySource,
  position: Position,
  request: AuthorizationRequest,
): readonly StatementReport[] {
  const { document } = source
  if ('unreadable' in document) {
    const { unreadable } = document
    const statement: DecidingStatement = { ...describeSource(source, position), effect: 'Deny', unreadable }
    return [{ statement, applies: true, action: true, conditions: [], unevaluable: unreadable }]
  }
  return document.statements.map((statement) => judgeStatement(statement, request, { source, document, position }))
}

/** The root user needs no identity policy; nor does a federated user whom it made. */
function hasEverything({ principal }: AuthorizationRequest): boolean {
  return principal.kind === 'root' || (principal.kind === 'federatedUser' && principal.issuer.kind === 'root')
}

/** The first gate that must be open and is not. */
function firstClosedGate(request: AuthorizationRequest, layers: readonly LayerReport[]): Layer | undefined {
  const guard = layers.find(({ layer, outcome }) => (layer === 'rcp' || layer === 'scp') && outcome !== 'allowed')
  if (guard !== undefined) return guard.layer
  const protecting = request.policies.resource?.kind ?? 'resource'
  const named = layers.find(({ layer }) => layer === protecting)?.grant ?? 'none'
  const grant = named === 'direct' && request.policies.sessionLimitsDirectGrant === true ? 'viaUser' : named
  const gates = requiredGates(request, grant)
  if (gates === 'unreachable') return protecting
  return layers.find(({ layer, outcome }) => gates.includes(layer) && outcome !== 'allowed')?.layer
}

const WHOLE_CHAIN: readonly Layer[] = ['identity', 'boundary', 'session']

/** Which of the caller's own gates must be open, given how the resource or trust policy names it (the table of rule 1.2). */
export function requiredGates(
  { principal, resourceAccount, policies }: AuthorizationRequest,
  grant: PrincipalMatch,
): readonly Layer[] | 'unreachable' {
  // Services, providers and anonymous callers have no policies of their own.
  if (!('account' in principal)) return grant === 'none' ? 'unreachable' : []
  // Across accounts both sides must agree, and nothing is skipped.
  if (principal.account !== resourceAccount) return grant === 'none' ? 'unreachable' : WHOLE_CHAIN
  switch (grant) {
    case 'direct':
      return []
    case 'viaRole':
    case 'viaUser':
      return ['boundary', 'session']
    case 'account':
      return WHOLE_CHAIN
    case 'none':
      // An ordinary resource leaves it to the identity side; a role trusts nobody whom its policy does not name (rule 1.4).
      return policies.resource?.kind === 'trust' ? 'unreachable' : WHOLE_CHAIN
  }
}

function verdict(layers: readonly LayerReport[], outcome: Outcome, layer?: Layer): Decision {
  const applying = layers.flatMap(({ statements }) => statements).filter(({ applies }) => applies)
  const deciding = applying
    .map(({ statement }) => statement)
    .filter(({ effect, layer: its }) =>
      outcome === 'allowed' ? effect === 'Allow' : outcome === 'explicitDeny' && effect === 'Deny' && its === layer,
    )
  return { allowed: outcome === 'allowed', outcome, ...(layer === undefined ? {} : { layer }), deciding, layers }
}
