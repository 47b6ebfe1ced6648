/** Which condition keys policies look at, and which of them a request does not have. */
import { variableKeys } from './document/variable.ts'
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Decision,
  Layer,
  PolicyDocument,
  PolicySource,
  Statement,
  StatementReport,
} from './types.ts'

/** The first spelling of each key, in order; keys are compared ignoring case. */
function distinct(keys: Iterable<string>): readonly string[] {
  const first = new Map<string, string>()
  for (const key of keys) if (!first.has(key.toLowerCase())) first.set(key.toLowerCase(), key)
  return [...first.values()]
}

interface Referred {
  /** By variables of Resource: they decide what the statement is about. */
  readonly resource: readonly string[]
  readonly all: readonly string[]
}

/** Simulations ask about the same statements for a thousand resources. */
const known = new WeakMap<Statement, Referred>()

function referred(statement: Statement, document: PolicyDocument): Referred {
  const before = known.get(statement)
  if (before !== undefined) return before
  const variables = (texts: readonly string[]): readonly string[] =>
    document.version === '2012-10-17' ? texts.flatMap(variableKeys) : []
  const resource = variables(statement.resource?.patterns ?? [])
  const conditions = statement.conditions.flatMap(({ key, values }) => [key, ...variables(values)])
  const found = { resource, all: [...resource, ...conditions] }
  known.set(statement, found)
  return found
}

/**
 * Every condition key that the documents refer to, in conditions or in policy variables: as first written, without
 * repetition (ignoring case), in the order of statements, Resource before Condition.
 */
export function contextKeysOf(documents: readonly PolicyDocument[]): readonly string[] {
  return distinct(
    documents.flatMap((document) => document.statements.flatMap((statement) => referred(statement, document).all)),
  )
}

/**
 * The keys that statements about the request's action and resource refer to and the request does not have; `decision` is
 * the one on `request`. A resource that cannot be told without such a key counts as the request's.
 */
export function missingContextKeys(request: AuthorizationRequest, decision: Decision): readonly string[] {
  const missing = decision.layers.flatMap(({ layer, level, statements }) => {
    const written = sourcesOf(request.policies, layer, level).flatMap(statementsOf)
    return statements.flatMap((report, index) => keysOfReport(report, written[index], request))
  })
  return distinct(missing)
}

type Written = { readonly statement: Statement; readonly document: PolicyDocument } | undefined

/** One entry per report that a source gets: a document that cannot be read has one, and no statement. */
function statementsOf({ document }: PolicySource): readonly Written[] {
  return 'unreadable' in document ? [undefined] : document.statements.map((statement) => ({ statement, document }))
}

function keysOfReport(report: StatementReport, written: Written, { context }: AuthorizationRequest): readonly string[] {
  if (written === undefined || !report.action || report.principal === 'none') return []
  const absent = (keys: readonly string[]): readonly string[] =>
    keys.filter((key) => (context.get(key.toLowerCase())?.values.length ?? 0) === 0)
  const { resource, all } = referred(written.statement, written.document)
  return report.resource === false && absent(resource).length === 0 ? [] : absent(all)
}

function sourcesOf(policies: ApplicablePolicies, layer: Layer, level: number | undefined): readonly PolicySource[] {
  switch (layer) {
    case 'scp':
    case 'rcp':
      return policies[layer][level ?? 0] ?? []
    case 'identity':
      return policies.identity
    case 'session':
      return policies.session ?? []
    case 'boundary':
      return policies.boundary === undefined ? [] : [policies.boundary]
    case 'resource':
    case 'trust':
      return policies.resource === undefined ? [] : [policies.resource.source]
  }
}
