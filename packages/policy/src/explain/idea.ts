/** One idea of what might have allowed the request, and the words for it. */
import type { AuthorizationRequest, DecidingStatement, Layer } from '../types.ts'
import type { Change, StatementJson } from './explanation.ts'
import { keyRank } from './keys.ts'
import type { Proposal } from './proposals.ts'
import { policyText, POLICY_NAMES, type PrincipalName, statementText } from './wording.ts'

/** Changes to be tried together. */
export interface Idea {
  readonly changes: readonly Change[]
  /** One clause per change: `aws:MultiFactorAuthPresent were true`. */
  readonly clauses: readonly string[]
  /** Lower is tried, and shown, first. */
  readonly rank: number
}

/** Ranks of what is no context key (those are in keys.ts). */
const RANK = {
  Principal: 3,
  Resource: 3.1,
  Action: 3.2,
  statement: 4,
  removal: 5,
  resource: 6,
  action: 7,
} as const

const one = (change: Change, clause: string, rank: number): Idea => ({ changes: [change], clauses: [clause], rank })

/** The context has other values. */
export function contextIdea(proposals: readonly Proposal[]): Idea {
  return {
    changes: proposals.map(({ key, values, multi }) => ({ kind: 'context', key, values, multi })),
    clauses: proposals.map(({ key, phrase }) => `${key} ${phrase}`),
    rank: Math.max(...proposals.map(({ key }) => keyRank(key))),
  }
}

/** The same call on another resource. */
export function resourceIdea(resource: string): Idea {
  return one({ kind: 'resource', resource }, `the resource were ${resource}`, RANK.resource)
}

/** Another action on the same resource. */
export function actionIdea(action: string): Idea {
  return one({ kind: 'action', action }, `the action were ${action}`, RANK.action)
}

/** A Deny statement less. */
export function removalIdea(statement: DecidingStatement): Idea {
  const clause = `${statementText(statement)} of ${policyText(statement)} were removed`
  return one({ kind: 'removeStatement', statement }, clause, RANK.removal)
}

/** An unreadable policy less. */
export function repairIdea(statement: DecidingStatement): Idea {
  const clause = `${policyText(statement)}, which cannot be read, were repaired or detached`
  return one({ kind: 'removePolicy', statement }, clause, RANK.removal)
}

/** One value more in an element that failed. */
export function valueIdea(
  statement: DecidingStatement,
  element: 'Action' | 'Resource' | 'Principal',
  { type, value }: { readonly type?: PrincipalName['type']; readonly value: string },
): Idea {
  const where = `${statementText(statement)} of ${policyText(statement)}`
  const verb =
    element === 'Principal' ? `also named the principal ${value}` : `also listed the ${element.toLowerCase()} ${value}`
  const change: Change = { kind: 'addValue', statement, element, ...(type === undefined ? {} : { type }), value }
  return one(change, `${where} ${verb}`, RANK[element])
}

/** Where a new statement goes. `policyId` where the layer is one given policy. */
export interface Place {
  readonly layer: Layer
  readonly level: number | undefined
  readonly policyId: string | undefined
}

/** A new Allow for exactly this request; `name` where the layer names principals. */
export function statementIdea(
  { action, resource }: Pick<AuthorizationRequest, 'action' | 'resource'>,
  { layer, level, policyId }: Place,
  name?: PrincipalName,
): Idea {
  // A short ARN in a policy stands for all that it begins, and for itself not at all (rule 2.1).
  const whole = resource.split(':', 6).length === 6 ? resource : '*'
  const statement: StatementJson =
    layer === 'rcp'
      ? { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
      : {
          Effect: 'Allow',
          ...(name === undefined ? {} : { Principal: { [name.type]: name.value } }),
          Action: action,
          ...(layer === 'trust' ? {} : { Resource: whole }),
        }
  const change: Change = {
    kind: 'addStatement',
    layer,
    ...(level === undefined ? {} : { level }),
    ...(policyId === undefined ? {} : { policyId }),
    statement,
  }
  const given = layer === 'rcp' ? 'everything' : action
  const whom = name === undefined ? '' : ` to ${name.value}`
  const what = layer === 'trust' || layer === 'rcp' ? '' : ` on ${whole}`
  return one(change, `${placeText({ layer, level, policyId })} also allowed ${given}${whom}${what}`, RANK.statement)
}

function placeText({ layer, level, policyId }: Place): string {
  if (policyId !== undefined) return policyText({ layer, policyId })
  if (level !== undefined)
    return `a ${POLICY_NAMES[layer]} at ${level === 0 ? 'the organization root' : `level ${level} below the organization root`}`
  return `${layer === 'identity' ? 'an' : 'a'} ${POLICY_NAMES[layer]}`
}
