/** A refusal as the refused caller may know it: where another account keeps the caller out, nothing depends on what is there. */
import { judge } from '@brevet/policy'
import type { ApplicablePolicies, AuthorizationRequest, Decision } from '@brevet/policy'
import type { Caller } from '../domain/caller.ts'
import { type Decided, NOBODY } from './decide.ts'
import { readStored } from './documents.ts'
import { RESOURCE_KEYS, RESOURCE_SIDE } from './reasoning.ts'

/** Refuses everybody expressly. */
const DENY_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'

/** Says nothing about anybody. */
const SILENT = Object.freeze({ type: 'resource', version: '2012-10-17', statements: [] } as const)

/** Whether the account of the resource lets the caller do it: its own policies, and what control policies say of them. */
const letsIn = ({ layers }: Decision, { resource }: ApplicablePolicies): boolean =>
  resource !== undefined && layers.every(({ layer, outcome }) => !RESOURCE_SIDE.has(layer) || outcome === 'allowed')

/** What stands in for the policy of the resource: nobody is trusted; one that callers know of refuses as it did. */
function refusing({
  request: { policies },
  decision,
  discloseResource = false,
}: Decided): Pick<ApplicablePolicies, 'resource'> {
  const { resource } = policies
  if (resource === undefined) return {}
  const { id } = resource.source
  if (resource.kind === 'trust') return { resource: { kind: 'trust', source: { id, document: NOBODY } } }
  const said = decision.layers.find(({ layer }) => layer === 'resource')?.outcome
  const document = discloseResource && said === 'explicitDeny' ? readStored(DENY_ALL, 'resource') : SILENT
  return { resource: { kind: 'resource', source: { id, document } } }
}

/**
 * The same refusal. The caller writes its own policies: asked about tags of a resource of another account, or about where
 * that account is, their answers (an explicit deny, above all) would tell them one guess at a time, and whether there is
 * such a resource. So a caller that the other account does not let in is answered as if there were nothing.
 */
export function asTold({ accountId }: Caller, decided: Decided): Decided {
  const { request, decision } = decided
  if (request.resourceAccount === accountId || letsIn(decision, request.policies)) return decided
  const { resource: _, ...own } = request.policies
  const told: AuthorizationRequest = {
    ...request,
    context: new Map([...request.context].filter(([key]) => !RESOURCE_KEYS.test(key))),
    policies: { ...own, rcp: [], ...refusing(decided) },
  }
  return { ...decided, request: told, decision: judge(told) }
}
