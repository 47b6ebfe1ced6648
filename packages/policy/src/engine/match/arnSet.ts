/** The values of ARN operators: six segments matched one by one (rule 2.2). */
import type { Scalar } from '../fact.ts'
import type { Frame } from '../frame.ts'
import { exactly, type Glob, globMatches } from './glob.ts'
import { type Answer, askText, type Compiled, compileText, MALFORMED, NO, UNRESOLVED, YES } from './template.ts'
import { type Reading, readVariable } from './token.ts'

/** A value without variables: the text up to its first wildcard's segment, and the segments that are left to ask. */
interface PlainArn {
  readonly head: string
  readonly places: readonly number[]
  readonly globs: readonly Glob[]
}

/** A value with variables: six texts, or one, a lone variable that stands for a whole ARN. */
type VariableArn = readonly Compiled[]

/** The values, by the effort that they need. */
export interface ArnSet {
  readonly exact: ReadonlySet<string>
  readonly plain: readonly PlainArn[]
  readonly variable: readonly VariableArn[]
  /** A value may turn out to have no meaning, so all must be looked at. */
  readonly fragile: boolean
}

/** Compiles the values. One with fewer than six segments, even `*`, matches nothing (question 3) and is left out. */
export function compileArns(texts: readonly string[], reading: Reading): ArnSet {
  const exact = new Set<string>()
  const plain: PlainArn[] = []
  const variable: VariableArn[] = []
  for (const text of texts) {
    const segments = splitArn(text, reading.variables)
    if (segments.length === 1 && isLoneVariable(text, reading)) variable.push([compileText(text, reading)])
    if (segments.length !== 6) continue
    const compiled = segments.map((segment) => compileText(segment, reading))
    const globs = compiled.flatMap((one) =>
      typeof one === 'string' ? [exactly(one)] : one.kind === 'glob' ? [one.glob] : [],
    )
    if (globs.length < 6) variable.push(compiled)
    else if (globs.every(({ shape }) => shape === 'exact')) exact.add(globs.map(({ prefix }) => prefix).join(':'))
    else plain.push(compilePlain(globs))
  }
  return { exact, plain, variable, fragile: variable.some((texts) => texts.some(isFragile)) }
}

function compilePlain(globs: readonly Glob[]): PlainArn {
  const literals = globs.findIndex(({ shape }) => shape !== 'exact')
  const head = globs.slice(0, literals).map(({ prefix }) => `${prefix}:`)
  const places = globs.flatMap(({ shape }, place) => (place < literals || shape === 'any' ? [] : [place]))
  return { head: head.join(''), places, globs }
}

function isLoneVariable(text: string, { variables }: Reading): boolean {
  return variables && text.startsWith('${') && readVariable(text, 0)?.end === text.length
}

function isFragile(one: Compiled): boolean {
  return typeof one === 'object' && (one.kind === 'malformed' || (one.kind === 'template' && one.template.malformed))
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
  const answer = (set.exact.size > 0 && set.exact.has(actual.text)) || matchesPlainly(set.plain, actual) ? YES : NO
  return set.variable.length === 0 || (answer === YES && !set.fragile)
    ? answer
    : askVariables(set, answer, { actual, frame })
}

function matchesPlainly(arns: readonly PlainArn[], { text, segments }: Scalar): boolean {
  for (let index = 0; index < arns.length; index += 1) {
    const arn = arns[index]
    if (arn !== undefined && matchesPlaces(arn, segments) && text.startsWith(arn.head)) return true
  }
  return false
}

function matchesPlaces({ places, globs }: PlainArn, segments: readonly string[]): boolean {
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0
    const glob = globs[place]
    if (glob !== undefined && !globMatches(glob, segments[place] ?? '')) return false
  }
  return true
}

function askVariables(
  set: ArnSet,
  plainly: Answer,
  { actual, frame }: { readonly actual: Scalar; readonly frame: Frame },
): Answer {
  let answer = plainly
  for (const texts of set.variable) {
    const [whole] = texts
    const lone = texts.length === 1 && whole !== undefined
    const found = lone ? askText(whole, actual.text, frame) : askSegments(texts, actual.segments, frame)
    if (found === MALFORMED) return MALFORMED
    if (found === YES || (found === UNRESOLVED && answer === NO)) answer = found
  }
  return answer
}

/** All segments must match; the first that cannot be judged is the answer, though another may differ plainly. */
function askSegments(texts: VariableArn, given: readonly string[], frame: Frame): Answer {
  let answer: Answer = YES
  for (const [place, text] of texts.entries()) {
    const found = askText(text, given[place] ?? '', frame)
    if (found === MALFORMED || found === UNRESOLVED) return found
    if (found === NO) answer = NO
  }
  return answer
}
