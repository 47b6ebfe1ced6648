/** Simulation of policy files: no server takes part. */
import { judge, missingContextKeys } from '@brevet/policy'
import type { DecidingStatement, Decision, Layer } from '@brevet/policy'
import type { Scene } from './scene.ts'
import type { SimulatedRequest } from './simulated.ts'

const SUBJECTS: Readonly<Record<Layer, string>> = {
  rcp: 'a level of resource control policies does not allow it',
  scp: 'a level of service control policies does not allow it',
  resource: 'no resource policy allows it to this principal',
  trust: 'the trust policy does not trust this principal with it',
  identity: 'no identity policy allows it',
  boundary: 'the permissions boundary does not allow it',
  session: 'no session policy allows it',
}

/** A decision for machines: AWS's words for outcomes, our layers, places in the files. */
export interface DecidedRequest {
  readonly action: string
  readonly resource: string
  readonly decision: Decision['outcome']
  /** Whose policies are responsible for a denial. */
  readonly layer?: Layer
  readonly statements: readonly {
    readonly policy: string
    readonly layer: Layer
    readonly effect: 'Allow' | 'Deny'
    readonly sid?: string
    readonly line?: number
    readonly column?: number
  }[]
  readonly missingContextKeys: readonly string[]
}

const placeOf = ({ policyId, layer, effect, sid, span }: DecidingStatement): DecidedRequest['statements'][number] => ({
  policy: policyId,
  layer,
  effect,
  ...(sid === undefined ? {} : { sid }),
  ...(span === undefined ? {} : { line: span.line, column: span.column }),
})

/** Decides every request of the scene. */
export const decideScene = (scene: Scene): readonly DecidedRequest[] =>
  scene.actions.flatMap((action) =>
    scene.resources.map((resource) => {
      const request = scene.request(action, resource)
      const decision = judge(request)
      const { outcome, layer, deciding } = decision
      return {
        action,
        resource,
        decision: outcome,
        ...(layer === undefined ? {} : { layer }),
        statements: deciding.map(placeOf),
        missingContextKeys: missingContextKeys(request, decision),
      }
    }),
  )

/** Layers that grant; the others only limit. */
const GRANTING: ReadonlySet<Layer> = new Set<Layer>(['identity', 'resource', 'trust'])

/** The decision as the table shows it: of what allows, only what grants. */
export function shownDecision(decided: DecidedRequest): SimulatedRequest {
  const { action, resource, decision, layer, statements, missingContextKeys: missing } = decided
  const deciding = statements.filter((one) => decision !== 'allowed' || GRANTING.has(one.layer))
  const unconditional = decision === 'allowed' && deciding.length === 0
  return {
    action,
    resource,
    decision,
    deciding,
    ...(decision === 'implicitDeny' && layer !== undefined ? { why: SUBJECTS[layer] } : {}),
    ...(unconditional ? { why: 'the root user needs no policy' } : {}),
    missing,
  }
}
