/** Lists of policy texts that are asked about one text: the values of String operators, and resources. */
import type { Scalar } from './fact.ts'
import type { Frame } from './frame.ts'
import { type Glob, globMatches } from './glob.ts'
import {
  type Answer,
  askTemplate,
  compileText,
  expandTemplate,
  MALFORMED,
  NO,
  type Template,
  UNRESOLVED,
  YES,
} from './template.ts'
import type { Reading } from './token.ts'

/** The texts, by the effort that they need. */
export interface TextSet {
  /** One of them is `*`. */
  readonly everything: boolean
  readonly exact: ReadonlySet<string>
  readonly globs: readonly Glob[]
  readonly templates: readonly Template[]
  /** One of them has no meaning, whatever the request. */
  readonly malformed: boolean
  /** One of them may turn out to have none. */
  readonly fragile: boolean
}

/** Compiles a list of texts. */
export function compileTexts(texts: readonly string[], reading: Reading): TextSet {
  const exact = new Set<string>()
  const globs: Glob[] = []
  const templates: Template[] = []
  let everything = false
  let malformed = false
  for (const text of texts) {
    const compiled = compileText(text, reading)
    if (compiled.kind === 'malformed') malformed = true
    else if (compiled.kind === 'template') templates.push(compiled.template)
    else if (compiled.glob.shape === 'any') everything = true
    else if (compiled.glob.shape === 'exact') exact.add(compiled.glob.prefix)
    else globs.push(compiled.glob)
  }
  const fragile = malformed || templates.some((template) => template.malformed)
  return { everything, exact, globs, templates, malformed, fragile }
}

/** Whether a text without variables covers `text`. */
export function coversPlainly(set: TextSet, text: string): boolean {
  if (set.everything || set.exact.has(text)) return true
  for (const glob of set.globs) if (globMatches(glob, text)) return true
  return false
}

/** Whether any covers `text`. One without meaning spoils the list; one without a value is only worth telling. */
export function askTexts(set: TextSet, text: string, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  const plainly = coversPlainly(set, text)
  if (set.templates.length === 0 || (plainly && !set.fragile)) return plainly ? YES : NO
  let answer: Answer = plainly ? YES : NO
  for (const template of set.templates) {
    const found = askTemplate(template, text, frame)
    if (found === MALFORMED) return MALFORMED
    if (found === YES && !set.fragile) return YES
    answer = stronger(answer, found)
  }
  return answer
}

/** A match settles it; failing that, a missing value is the reason. */
function stronger(left: Answer, right: Answer): Answer {
  if (left === YES || right === YES) return YES
  return left === UNRESOLVED || right === UNRESOLVED ? UNRESOLVED : NO
}

/** The same without regard to case; `exact` holds lower-cased texts. */
export function askFolded(set: TextSet, actual: Scalar, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  let answer: Answer = set.exact.has(actual.lower) ? YES : NO
  for (const template of set.templates) {
    const found = foldedTemplate(template, actual, frame)
    if (found === MALFORMED) return MALFORMED
    answer = stronger(answer, found)
  }
  return answer
}

function foldedTemplate(template: Template, actual: Scalar, frame: Frame): Answer {
  const text = expandTemplate(template, frame)
  if (typeof text !== 'string') return text
  return text.toLowerCase() === actual.lower ? YES : NO
}

/** Bool: the texts are `true` or `false` once variables are replaced. A variable with another value matches nothing. */
export function askBoolean(set: TextSet, actual: Scalar, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  let answer: Answer = set.exact.has(actual.lower) ? YES : NO
  for (const template of set.templates) {
    const found = booleanTemplate(template, actual, frame)
    if (found === MALFORMED) return MALFORMED
    answer = stronger(answer, found)
  }
  return answer
}

function booleanTemplate(template: Template, actual: Scalar, frame: Frame): Answer {
  const text = expandTemplate(template, frame)
  if (typeof text !== 'string') return text
  const wanted = text.toLowerCase()
  // A variable that stands for its own text has been replaced by nothing new: no boolean was ever meant.
  if (wanted !== 'true' && wanted !== 'false') return text === template.written ? MALFORMED : NO
  return actual.lower === wanted ? YES : NO
}
