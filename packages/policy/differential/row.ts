/** A request as a case row: plain JSON, documents as built (also those that no text parses to), without spans. */
import type {
  AuthorizationRequest,
  Condition,
  ContextValue,
  PolicyDocument,
  PolicySource,
  Span,
  Statement,
  UnreadablePolicy,
} from '../src/index.ts'

type PlainStatement = Omit<Statement, 'index' | 'span' | 'conditions'> & {
  readonly conditions: readonly Omit<Condition, 'span'>[]
}
type PlainDocument =
  | (Omit<PolicyDocument, 'statements'> & { readonly statements: readonly PlainStatement[] })
  | UnreadablePolicy

/** `T` with plain documents in place of documents. */
type Plain<T> = T extends PolicySource
  ? Omit<PolicySource, 'document'> & { readonly document: PlainDocument }
  : T extends readonly (infer U)[]
    ? readonly Plain<U>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T

/** `AuthorizationRequest` as JSON has it. */
export type PlainRequest = Omit<AuthorizationRequest, 'context' | 'policies'> & {
  readonly context: Readonly<Record<string, ContextValue>>
  readonly policies: Plain<AuthorizationRequest['policies']>
}

/** A row of kind `differential`: what both engines must answer, reports included; `expect` is `outcome[:layer]`. */
export interface DifferentialRow {
  readonly id: string
  readonly expect: string
  readonly request: PlainRequest
}

/** The plain form of a request. */
export function plainRequest(request: AuthorizationRequest): PlainRequest {
  // `fromEntries` defines, and so takes `__proto__` for a name like any other.
  const context = Object.fromEntries(request.context)
  const text = JSON.stringify({ ...request, context }, (name, value: unknown) =>
    name === 'span' || name === 'index' ? undefined : value,
  )
  return JSON.parse(text) as PlainRequest
}

/** The request of a plain form: new objects throughout, spans numbered so that none can stand for another. */
export function requestOf(plain: PlainRequest): AuthorizationRequest {
  const copy = JSON.parse(JSON.stringify(plain)) as PlainRequest
  const { identity, boundary, session, scp, rcp, resource, ...rest } = copy.policies
  return {
    ...copy,
    context: new Map(Object.entries(copy.context)),
    policies: {
      ...rest,
      identity: identity.map(sourceOf),
      ...(boundary && { boundary: sourceOf(boundary) }),
      ...(session && { session: session.map(sourceOf) }),
      scp: scp.map((level) => level.map(sourceOf)),
      rcp: rcp.map((level) => level.map(sourceOf)),
      ...(resource && { resource: { ...resource, source: sourceOf(resource.source) } }),
    },
  }
}

function sourceOf({ document, ...source }: Plain<PolicySource>): PolicySource {
  return { ...source, document: 'unreadable' in document ? document : documentOf(document) }
}

function documentOf(document: Exclude<PlainDocument, UnreadablePolicy>): PolicyDocument {
  const statements = document.statements.map((statement, index): Statement => ({
    ...statement,
    index,
    span: spanAt(index),
    conditions: statement.conditions.map((condition, at) => ({ ...condition, span: spanAt(index * 100 + at) })),
  }))
  return { ...document, statements }
}

function spanAt(start: number): Span {
  return { start, end: start + 1, line: 1, column: start + 1 }
}
