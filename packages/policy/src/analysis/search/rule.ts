/** Statements taken apart into what must come together for them to apply: action, resource, and each condition. */
import type { Condition, Effect, PolicyDocument, PolicyType, Statement } from '../../types.ts'
import { compileText, type TextReading, type Variables } from '../text/compile.ts'
import type { Glob } from '../text/glob.ts'

/** A statement in its document. */
export interface Rule {
  readonly statement: Statement
  readonly document: PolicyDocument
  /** What must hold, its principals apart. */
  readonly literals: readonly Literal[]
}

/** One thing that must hold. Equal ones of a question are one object. */
export type Literal = TextLiteral | KeyLiteral

/** The request's action or resource is (or, negated, is not) matched by one of `globs`. */
export interface TextLiteral {
  readonly dimension: 'action' | 'resource'
  readonly id: number
  readonly globs: readonly Glob[]
  readonly negated: boolean
  /** Some pattern could not be read: nothing is known about the literal. */
  readonly opaque: boolean
}

/** A condition holds. */
export interface KeyLiteral {
  /** `key:` and the key in lower case. */
  readonly dimension: `key:${string}`
  readonly id: number
  readonly key: string
  readonly condition: Condition
  readonly effect: Effect
  readonly variables: Variables | undefined
}

/** The literals of one question. */
export interface Literals {
  readonly variables: Variables
  ruleOf(statement: Statement, document: PolicyDocument): Rule
  /** Any of these patterns, read without variables. */
  anyOf(dimension: 'action' | 'resource', patterns: readonly string[]): TextLiteral
}

/** Policy types in which a short ARN stands for all that it begins (rule 2.1). */
const PADS_ARNS: ReadonlySet<PolicyType> = new Set<PolicyType>(['identity', 'boundary', 'session', 'scp'])

/** A table of literals over `variables`. */
export function createLiterals(variables: Variables): Literals {
  const known = new Map<string, Literal>()
  const intern = <T extends Literal>(parts: readonly unknown[], make: (id: number) => T): T => {
    const key = JSON.stringify(parts)
    const found = known.get(key) ?? make(known.size)
    known.set(key, found)
    // The parts say which kind it is.
    return found as T
  }
  const text = (
    dimension: 'action' | 'resource',
    patterns: readonly string[],
    how: TextReading & { readonly negated: boolean },
  ) =>
    intern([dimension, how.kind, how.negated, how.variables !== undefined, patterns], (id): TextLiteral => {
      const compiled = patterns.map((pattern) => compileText(pattern, how))
      const globs = compiled.filter((glob) => typeof glob !== 'string')
      return { dimension, id, globs, negated: how.negated, opaque: compiled.includes('opaque') }
    })
  return {
    variables,
    anyOf: (dimension, patterns) =>
      text(dimension, patterns, { kind: dimension === 'action' ? 'action' : 'paddedResource', negated: false }),
    ruleOf(statement, document) {
      const { action, resource, conditions, effect } = statement
      const withVariables = document.version === '2012-10-17' ? { variables } : {}
      const literals: Literal[] = [text('action', action.patterns, { kind: 'action', negated: action.negated })]
      if (resource !== undefined) {
        const kind = PADS_ARNS.has(document.type) ? 'paddedResource' : 'resource'
        literals.push(text('resource', resource.patterns, { kind, negated: resource.negated, ...withVariables }))
      }
      for (const condition of conditions) literals.push(keyLiteral(condition, { effect, intern, ...withVariables }))
      return { statement, document, literals: [...new Set(literals)] }
    },
  }
}

type Intern = <T extends Literal>(parts: readonly unknown[], make: (id: number) => T) => T

function keyLiteral(
  condition: Condition,
  { effect, intern, variables }: { readonly effect: Effect; readonly intern: Intern; readonly variables?: Variables },
): KeyLiteral {
  const key = condition.key.toLowerCase()
  const { operator, quantifier, ifExists, values } = condition
  return intern([key, operator, quantifier, ifExists, values, variables !== undefined, effect], (id): KeyLiteral => ({
    dimension: `key:${key}`,
    id,
    key,
    condition,
    effect,
    variables,
  }))
}
