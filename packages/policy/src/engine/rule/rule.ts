/** One statement, compiled. Three-valued: what cannot be evaluated denies, and does not allow (rule 0.8). */
import type { Layer, PatternSet, PolicyDocument, Statement } from '../../types.ts'
import { compileTest, find, type Finding, HOLDS, type Test, UNEVALUABLE } from './condition.ts'
import type { Frame } from '../frame.ts'
import { DIRECT, compilePrincipals, isSpared, matchPrincipals, matchTrusted, type Principals } from './principal.ts'
import { askTemplate, MALFORMED, YES } from '../match/template.ts'
import { compileTexts, coversPlainly, type TextSet } from '../match/textSet.ts'
import type { Reading } from '../match/token.ts'

/**
 * How a statement is read, which depends on where its policy stands: `own` policies (identity, boundary, session, SCP)
 * pad short ARNs and name no principals; `named` ones (resource, RCP) do neither; `trust` ones have no resources either.
 */
export type Mode = 'own' | 'named' | 'trust'

/** The mode of a layer. */
export function modeOf(layer: Layer): Mode {
  return layer === 'trust' ? 'trust' : layer === 'resource' || layer === 'rcp' ? 'named' : 'own'
}

/** True, false, or neither. */
export const FALSE = 0
export const TRUE = 1
export const NEITHER = 2
export type Truth = typeof FALSE | typeof TRUE | typeof NEITHER

/** Resources as compiled. `sure`: `*` is among them, or the mode asks for none. `missing`: the statement has none. */
export type Resources =
  | { readonly kind: 'sure' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly set: TextSet; readonly written: readonly string[] }

/** Principals as compiled. `ignored`: the mode has none, or all are named. `foreign`: there are some where none belong. */
export type Naming =
  | { readonly kind: 'ignored' | 'foreign' | 'missing' | 'meaningless' }
  | { readonly kind: 'plain' | 'trusted' | 'not'; readonly principals: Principals }

/** A compiled statement. */
export interface Rule {
  readonly statement: Statement
  readonly deny: boolean
  readonly resources: Resources
  readonly naming: Naming
  readonly tests: readonly Test[]
}

/** Compiles a statement. `slotOf` interns the keys of its policy. */
export function compileRule(
  statement: Statement,
  {
    document,
    mode,
    slotOf,
  }: { readonly document: PolicyDocument; readonly mode: Mode; readonly slotOf: Reading['slotOf'] },
): Rule {
  const reading = { variables: document.version === '2012-10-17', wildcards: true, arn: false, slotOf }
  return {
    statement,
    deny: statement.effect === 'Deny',
    resources: mode === 'trust' ? { kind: 'sure' } : compileResources(statement.resource, mode, reading),
    naming: compileNaming(statement, mode),
    tests: statement.conditions.map((condition) => compileTest(condition, reading)),
  }
}

function compileResources(resource: PatternSet | undefined, mode: Mode, reading: Reading): Resources {
  if (resource === undefined) return { kind: 'missing' }
  const written = mode === 'own' ? resource.patterns.map(pad) : resource.patterns
  const set = compileTexts(written, { ...reading, arn: true })
  if (set.everything && !resource.negated) return { kind: 'sure' }
  return { kind: 'set', negated: resource.negated, set, written }
}

/** `arn:aws:sqs:us-east-1` means `arn:aws:sqs:us-east-1:*:*`. */
function pad(text: string): string {
  if (text === '*') return text
  let colons = 0
  for (let at = 0; at < text.length && colons < 5; at += 1) if (text.charCodeAt(at) === 0x3a) colons += 1
  return colons < 5 ? text + ':*'.repeat(5 - colons) : text
}

function compileNaming({ principal, effect }: Statement, mode: Mode): Naming {
  if (mode === 'own') return { kind: principal === undefined ? 'ignored' : 'foreign' }
  if (principal === undefined) return { kind: 'missing' }
  if (principal.negated && effect === 'Allow') return { kind: 'meaningless' }
  const trusting = mode === 'trust' && effect === 'Allow'
  if (principal.everyone && !principal.negated && !trusting) return { kind: 'ignored' }
  const principals = compilePrincipals(principal)
  if (principal.negated) return { kind: 'not', principals }
  return { kind: trusting ? 'trusted' : 'plain', principals }
}

/** Whether the statement's resources are those of the request. A match settles it, whatever else is malformed. */
export function askResources(resources: Resources, frame: Frame): Truth {
  if (resources.kind === 'sure') return TRUE
  if (resources.kind === 'missing') return NEITHER
  const { set, negated } = resources
  const matching = negated ? FALSE : TRUE
  if (coversPlainly(set, frame.resource)) return matching
  let malformed = set.malformed
  for (const template of set.templates) {
    const answer = askTemplate(template, frame.resource, frame)
    if (answer === YES) return matching
    if (answer === MALFORMED) malformed = true
  }
  // A variable without a value matches nothing, so NotResource excludes nothing with it.
  return malformed ? NEITHER : negated ? TRUE : FALSE
}

/** The kinds of match between the statement's principals and the caller (0: none), or undefined if that has no answer. */
export function askPrincipals(naming: Naming, { caller, bounded }: Frame): number | undefined {
  switch (naming.kind) {
    case 'ignored':
      return DIRECT
    case 'missing':
      return 0
    case 'foreign':
    case 'meaningless':
      return undefined
    case 'plain':
      return matchPrincipals(naming.principals, caller)
    case 'trusted':
      return matchTrusted(naming.principals, caller)
    case 'not':
      return isSpared(naming.principals, caller, bounded) ? 0 : DIRECT
  }
}

/** Whether all conditions let the statement take effect. */
export function meetsTests({ tests, deny }: Rule, frame: Frame): boolean {
  const enough = enoughFor(deny)
  for (let index = 0; index < tests.length; index += 1) {
    const test = tests[index]
    if (test !== undefined && (find(test, frame) & enough) === 0) return false
  }
  return true
}

/** The bits of findings of which each condition must have one: for an Allow it must hold, for a Deny it must not fail plainly. */
export function enoughFor(deny: boolean): Finding {
  return deny ? HOLDS | UNEVALUABLE : HOLDS
}
