/** A request as it would be after a change. */
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Layer,
  PolicyDocument,
  PolicySource,
  PolicyType,
  PrincipalSet,
  Statement,
} from '../../types.ts'
import { Edits } from './edits.ts'
import type { Change, StatementJson } from '../explanation.ts'
import { sourcesOf } from '../trace.ts'

const edits = new Edits<PolicyDocument, PolicyDocument>()

/** The request with all `changes` made. Documents are copied, never altered. */
export function applyChanges(request: AuthorizationRequest, changes: readonly Change[]): AuthorizationRequest {
  return changes.reduce(applyChange, request)
}

function applyChange(request: AuthorizationRequest, change: Change): AuthorizationRequest {
  switch (change.kind) {
    case 'context': {
      const context = new Map(request.context)
      const key = change.key.toLowerCase()
      if (change.values.length === 0) context.delete(key)
      else context.set(key, { values: change.values, multi: change.multi })
      return { ...request, context }
    }
    case 'resource':
      return { ...request, resource: change.resource }
    case 'action':
      return { ...request, action: change.action }
    case 'addStatement':
      return addStatement(request, change)
    case 'addValue':
      return editStatement(request, change, (statement) => [withValue(statement, change)])
    case 'removeStatement':
      return editStatement(request, change, () => [])
    case 'removePolicy':
      return removePolicy(request, change.statement)
  }
}

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>
type Where = ChangeOf<'removeStatement'>['statement']

/** The request with other policies in one layer (and level). Layers of one policy take the first; none leaves it out. */
function withSources(
  request: AuthorizationRequest,
  { layer, level = 0 }: { readonly layer: Layer; readonly level?: number },
  sources: readonly PolicySource[],
): AuthorizationRequest {
  const { policies } = request
  const [source] = sources
  const changed = (change: Partial<ApplicablePolicies>): AuthorizationRequest => ({
    ...request,
    policies: { ...policies, ...change },
  })
  switch (layer) {
    case 'rcp':
    case 'scp':
      return changed({ [layer]: policies[layer].with(level, sources) })
    case 'identity':
    case 'session':
      return changed({ [layer]: sources })
    case 'boundary': {
      const { boundary: _boundary, ...others } = policies
      return { ...request, policies: source === undefined ? others : { ...others, boundary: source } }
    }
    case 'resource':
    case 'trust':
      return source === undefined ? request : changed({ resource: { kind: layer, source } })
  }
}

/** A layer of one policy has it edited; elsewhere the statement comes as a policy of its own. */
function addStatement(request: AuthorizationRequest, change: ChangeOf<'addStatement'>): AuthorizationRequest {
  const { layer, level, statement } = change
  const sources = sourcesOf(request, layer, level)
  const single = isSingle(layer)
  const [source] = sources
  const base = single && source !== undefined && !('unreadable' in source.document) ? source.document : EMPTY[layer]
  const document = edits.of(base, `+${JSON.stringify(statement)}`, () => ({
    ...base,
    statements: [...base.statements, statementOf(statement, base.statements.length)],
  }))
  return withSources(
    request,
    change,
    single ? [{ id: 'new', ...source, document }] : [...sources, { id: 'new', document }],
  )
}

/** Whether the layer is one policy. */
export function isSingle(layer: Layer): boolean {
  return layer === 'boundary' || layer === 'resource' || layer === 'trust'
}

/** Without variables: version 2008-10-17 takes a resource that holds `${` as it is. */
const empty = (type: PolicyType): PolicyDocument => ({ type, version: '2008-10-17', statements: [] })

/** What a layer's new policies begin as. */
export const EMPTY: Readonly<Record<Layer, PolicyDocument>> = {
  rcp: empty('rcp'),
  scp: empty('scp'),
  resource: empty('resource'),
  trust: empty('trust'),
  identity: empty('identity'),
  boundary: empty('boundary'),
  session: empty('session'),
}

const NOWHERE = { start: 0, end: 0, line: 1, column: 1 }

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

/** A new statement as parsing would give it. */
export function statementOf({ Effect, Principal, Action, Resource }: StatementJson, index: number): Statement {
  const action = { negated: false, patterns: [Action] }
  const statement: Mutable<Statement> = { index, effect: Effect, span: NOWHERE, action, conditions: [] }
  if (Resource !== undefined) statement.resource = { negated: false, patterns: [Resource] }
  if (Principal !== undefined) statement.principal = principalOf(Principal)
  return statement
}

function principalOf(principal: NonNullable<StatementJson['Principal']>): PrincipalSet {
  const lists = { aws: [], service: [], federated: [], canonicalUser: [] }
  if (principal === '*') return { negated: false, everyone: true, ...lists }
  const list = (type: string): readonly string[] => (principal[type] === undefined ? [] : [principal[type]])
  return {
    ...lists,
    negated: false,
    everyone: false,
    aws: list('AWS'),
    service: list('Service'),
    federated: list('Federated'),
  }
}

/** Replaces one statement in the policy where it stands. */
function editStatement(
  request: AuthorizationRequest,
  change: ChangeOf<'addValue'> | ChangeOf<'removeStatement'>,
  edit: (statement: Statement) => readonly Statement[],
): AuthorizationRequest {
  const where = change.statement
  const name = `${change.kind} ${where.index ?? ''} ${change.kind === 'addValue' ? `${change.element} ${change.value}` : ''}`
  const sources = sourcesOf(request, where.layer, where.level).map((source): PolicySource => {
    const { document } = source
    if (!isSource(source, where) || 'unreadable' in document) return source
    const changed = edits.of(document, name, () => ({
      ...document,
      statements: document.statements.flatMap((one) => (one.index === where.index ? edit(one) : [one])),
    }))
    return { ...source, document: changed }
  })
  return withSources(request, where, sources)
}

/** Whether this is the policy that a change speaks of. */
export function isSource({ id, version, attachedTo }: PolicySource, where: Where): boolean {
  return id === where.policyId && version === where.version && attachedTo === where.attachedTo
}

/** The statement with the value added. */
export function withValue(statement: Statement, { element, type = 'AWS', value }: ChangeOf<'addValue'>): Statement {
  if (element === 'Principal') {
    const nobody = { negated: false, everyone: false, aws: [], service: [], federated: [], canonicalUser: [] }
    const principal: PrincipalSet = statement.principal ?? nobody
    const list = PRINCIPAL_LISTS[type]
    return { ...statement, principal: { ...principal, [list]: [...principal[list], value] } }
  }
  const name = element === 'Action' ? 'action' : 'resource'
  const set = statement[name] ?? { negated: false, patterns: [] }
  return { ...statement, [name]: { ...set, patterns: [...set.patterns, value] } }
}

const PRINCIPAL_LISTS = { AWS: 'aws', Service: 'service', Federated: 'federated' } as const

/** The policy that cannot be read is gone; a role's trust policy then trusts nobody. */
function removePolicy(request: AuthorizationRequest, where: Where): AuthorizationRequest {
  const kept = sourcesOf(request, where.layer, where.level).filter((source) => !isSource(source, where))
  if (where.layer !== 'resource' && where.layer !== 'trust') return withSources(request, where, kept)
  const document: PolicyDocument = { type: where.layer, version: '2012-10-17', statements: [] }
  return withSources(request, where, [{ id: where.policyId, document }])
}
