/** The values of ARN operators: six segments matched one by one (rule 2.2). */
import type { Scalar } from './fact.ts'
import type { Frame } from './frame.ts'
import { globMatches } from './glob.ts'
import { type Answer, askText, type Compiled, compileText, MALFORMED, NO, UNRESOLVED, YES } from './template.ts'
import { type Reading, readVariable } from './token.ts'

/** One value. `whole`: a lone variable, which stands for a whole ARN. */
type ArnPattern =
  | { readonly kind: 'whole'; readonly text: Compiled }
  | { readonly kind: 'segments'; readonly segments: readonly Compiled[]; readonly plain: boolean }

/** The values, those without wildcards and variables apart. */
export interface ArnSet {
  readonly exact: ReadonlySet<string>
  readonly patterns: readonly ArnPattern[]
  /** A value may turn out to have no meaning, so all must be looked at. */
  readonly fragile: boolean
}

/** Compiles the values. One with fewer than six segments, even `*`, matches nothing (question 3) and is left out. */
export function compileArns(texts: readonly string[], reading: Reading): ArnSet {
  const exact = new Set<string>()
  const patterns: ArnPattern[] = []
  for (const text of texts) {
    const segments = splitArn(text, reading.variables)
    if (segments.length === 1 && isLoneVariable(text, reading)) {
      patterns.push({ kind: 'whole', text: compileText(text, reading) })
    } else if (segments.length === 6) {
      const compiled = segments.map((segment) => compileText(segment, reading))
      const literals = compiled.map((one) =>
        one.kind === 'glob' && one.glob.shape === 'exact' ? one.glob.prefix : undefined,
      )
      if (literals.includes(undefined)) {
        const plain = compiled.every(({ kind }) => kind === 'glob')
        patterns.push({ kind: 'segments', segments: compiled, plain })
      } else exact.add(literals.join(':'))
    }
  }
  return { exact, patterns, fragile: patterns.some(isFragile) }
}

function isLoneVariable(text: string, { variables }: Reading): boolean {
  return variables && text.startsWith('${') && readVariable(text, 0)?.end === text.length
}

function isFragile(pattern: ArnPattern): boolean {
  const texts = pattern.kind === 'whole' ? [pattern.text] : pattern.segments
  return texts.some((one) => one.kind === 'malformed' || (one.kind === 'template' && one.template.malformed))
}

/** Splits at the first five colons outside variables, so that a value never shifts the segments. */
function splitArn(text: string, variables: boolean): readonly string[] {
  const segments: string[] = []
  let from = 0
  for (let at = 0; at < text.length && segments.length < 5; at += 1) {
    const variable = variables && text.startsWith('${', at) ? readVariable(text, at) : undefined
    if (variable !== undefined) at = variable.end - 1
    else if (text[at] === ':') {
      segments.push(text.slice(from, at))
      from = at + 1
    }
  }
  segments.push(text.slice(from))
  return segments
}

/** Whether any value covers the ARN. A request value that is no ARN matches nothing, before anything else is looked at. */
export function askArns(set: ArnSet, actual: Scalar, frame: Frame): Answer {
  const given = actual.segments
  if (given.length === 0) return NO
  let answer: Answer = set.exact.has(actual.text) ? YES : NO
  for (const pattern of set.patterns) {
    if (answer === YES && !set.fragile) return YES
    const found =
      pattern.kind === 'whole' ? askText(pattern.text, actual.text, frame) : askSegments(pattern, given, frame)
    if (found === MALFORMED) return MALFORMED
    if (found === YES || answer === NO) answer = found
  }
  return answer
}

/** All segments must match; the first that cannot be judged is the answer, though another may differ plainly. */
function askSegments(
  { segments, plain }: { readonly segments: readonly Compiled[]; readonly plain: boolean },
  given: readonly string[],
  frame: Frame,
): Answer {
  let answer: Answer = YES
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index]
    if (segment === undefined) continue
    const text = given[index] ?? ''
    if (segment.kind === 'glob') {
      if (globMatches(segment.glob, text)) continue
      if (plain) return NO
      answer = NO
      continue
    }
    const found = askText(segment, text, frame)
    if (found === MALFORMED || found === UNRESOLVED) return found
    if (found === NO) answer = NO
  }
  return answer
}
