/** One idea of what might have allowed the request, and the words for it. */
import { Attachment } from '../engine/attachment.ts'
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
  readonly reach: Reach
}

/** What is changed: values of the context, a policy, or the call itself, which then is another. */
export type Reach = 'context' | 'policy' | 'call'

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

function one(change: Change, clause: string, rank: number): Idea {
  const { kind } = change
  const reach = kind === 'context' ? kind : kind === 'resource' || kind === 'action' ? 'call' : 'policy'
  return { changes: [change], clauses: [clause], rank, reach }
}

/** The context has another value of one key. */
export function keyIdea({ key, values, multi, phrase }: Proposal): Idea {
  return one({ kind: 'context', key, values, multi }, `${key} ${phrase}`, keyRank(key))
}

/** Several keys' other values at once, where none is enough. */
export function jointIdea(ideas: readonly Idea[]): Idea {
  return {
    changes: ideas.flatMap(({ changes }) => changes),
    clauses: ideas.flatMap(({ clauses }) => clauses),
    rank: Math.max(...ideas.map(({ rank }) => rank)),
    reach: 'context',
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

/** What may be said again and again of a statement, remembered for as long as its reports are. */
const removals = new Attachment<Idea>()
const places = new Attachment<string>()

/** A Deny statement less. */
export function removalIdea(statement: DecidingStatement): Idea {
  const known = removals.get(statement)
  if (known !== undefined) return known
  const idea = one({ kind: 'removeStatement', statement }, `${whereIs(statement)} were removed`, RANK.removal)
  removals.set(statement, idea)
  return idea
}

/** `statement "Sid" of the identity-based policy inline:own`. */
function whereIs(statement: DecidingStatement): string {
  const known = places.get(statement)
  if (known !== undefined) return known
  const place = `${statementText(statement)} of ${policyText(statement)}`
  places.set(statement, place)
  return place
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
  const where = whereIs(statement)
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
  place: Place,
  name?: PrincipalName,
): Idea {
  const { layer } = place
  // A short ARN in a policy stands for all that it begins, and for itself not at all (rule 2.1).
  const whole = resource.split(':', 6).length === 6 ? resource : '*'
  const change = additionOf(
    place,
    layer === 'rcp' ? ALLOW_ALL : allow(action, layer === 'trust' ? undefined : whole, name),
  )
  const given = layer === 'rcp' ? 'everything' : action
  const whom = name === undefined ? '' : ` to ${name.value}`
  const what = layer === 'trust' || layer === 'rcp' ? '' : ` on ${whole}`
  return one(change, `${placeText(place)} also allowed ${given}${whom}${what}`, RANK.statement)
}

const ALLOW_ALL: StatementJson = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }

function allow(Action: string, Resource: string | undefined, name: PrincipalName | undefined): StatementJson {
  const Principal = name === undefined ? undefined : { [name.type]: name.value }
  const Effect = 'Allow'
  if (Resource === undefined) return Principal === undefined ? { Effect, Action } : { Effect, Principal, Action }
  return Principal === undefined ? { Effect, Action, Resource } : { Effect, Principal, Action, Resource }
}

/** Levels are those of control policies, of which there may be many; a given policy stands in no level. */
function additionOf({ layer, level, policyId }: Place, statement: StatementJson): Change {
  const kind = 'addStatement'
  if (level !== undefined) return { kind, layer, level, statement }
  return policyId === undefined ? { kind, layer, statement } : { kind, layer, policyId, statement }
}

function placeText({ layer, level, policyId }: Place): string {
  if (policyId !== undefined) return policyText({ layer, policyId })
  if (level !== undefined)
    return `a ${POLICY_NAMES[layer]} at ${level === 0 ? 'the organization root' : `level ${level} below the organization root`}`
  return `${layer === 'identity' ? 'an' : 'a'} ${POLICY_NAMES[layer]}`
}
