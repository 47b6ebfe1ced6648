/** Lists of policy texts that are asked about one text: the values of String operators, actions, resources. */
import { Automaton } from './automaton.ts'
import type { Scalar } from '../fact.ts'
import type { Frame } from '../frame.ts'
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
  /** The texts without wildcards and variables: none, one, or several. */
  readonly exact: string | ReadonlySet<string> | undefined
  readonly globs: readonly Glob[]
  /** Further ones, asked all at once. */
  readonly many: Many | undefined
  readonly templates: readonly Template[]
  /** One of them has no meaning, whatever the request. */
  readonly malformed: boolean
  /** One of them may turn out to have none. */
  readonly fragile: boolean
}

/** Patterns that are searched for together, and those that are not. */
interface Many {
  readonly quick: readonly Glob[]
  readonly searched: readonly Glob[]
  readonly automaton: Automaton
}

/** Compiles a list of texts. `fold` is applied to those without wildcards and variables. */
export function compileTexts(texts: readonly string[], reading: Reading, fold?: (text: string) => string): TextSet {
  let exact: string | Set<string> | undefined
  let globs: Glob[] = NO_GLOBS
  let templates: Template[] = NO_TEMPLATES
  let everything = false
  let malformed = false
  for (const text of texts.length > 1 ? new Set(texts) : texts) {
    const compiled = compileText(text, reading)
    if (typeof compiled === 'string') exact = add(exact, fold === undefined ? compiled : fold(compiled))
    else if (compiled.kind === 'malformed') malformed = true
    else if (compiled.kind === 'template')
      (templates = templates === NO_TEMPLATES ? [] : templates).push(compiled.template)
    else if (compiled.glob.shape === 'any') everything = true
    else if (globs === NO_GLOBS) globs = [compiled.glob]
    else globs.push(compiled.glob)
  }
  const fragile = malformed || templates.some((template) => template.malformed)
  const many = globs.length < MANY ? undefined : gather(globs)
  return { everything, exact, globs: many?.quick ?? globs, many, templates, malformed, fragile }
}

/** Shared by all sets that have none; never added to. */
const NO_GLOBS: Glob[] = []
const NO_TEMPLATES: Template[] = []

function add(exact: string | Set<string> | undefined, text: string): string | Set<string> {
  if (exact === undefined) return text
  if (typeof exact === 'string') return exact === text ? exact : new Set([exact, text])
  return exact.add(text)
}

/** From how many patterns on that must be searched for they are searched for together. */
const MANY = 12

/** Joins patterns that must be searched for, if there are many; the others, which are quick, are one comparison each. */
function gather(globs: readonly Glob[]): Many | undefined {
  const searched = globs.filter(({ shape }) => shape === 'greedy' || shape === 'automaton')
  if (searched.length < MANY) return undefined
  const quick = globs.filter(({ shape }) => shape !== 'greedy' && shape !== 'automaton')
  return { quick, searched, automaton: new Automaton(searched.map(({ tokens }) => tokens)) }
}

/** The texts without wildcards and variables. */
export function exactTexts({ exact }: TextSet): readonly string[] {
  return exact === undefined ? [] : typeof exact === 'string' ? [exact] : [...exact]
}

/** The patterns, one by one. */
export function allGlobs({ globs, many }: TextSet): readonly Glob[] {
  return many === undefined ? globs : [...globs, ...many.searched]
}

function isExact({ exact }: TextSet, text: string): boolean {
  return typeof exact === 'object' ? exact.has(text) : exact === text
}

/** Whether a text without variables covers `text`. */
export function coversPlainly(set: TextSet, text: string): boolean {
  if (set.everything || isExact(set, text)) return true
  const { globs } = set
  for (let index = 0; index < globs.length; index += 1) {
    const glob = globs[index]
    if (glob !== undefined && globMatches(glob, text)) return true
  }
  return set.many?.automaton.matches(text) ?? false
}

/** Whether any covers `text`. One without meaning spoils the list; one without a value is only worth telling. */
export function askTexts(set: TextSet, text: string, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  const answer = coversPlainly(set, text) ? YES : NO
  return set.templates.length === 0
    ? answer
    : askTemplates(set, answer, (template) => askTemplate(template, text, frame))
}

/** The same without regard to case; `exact` holds lower-cased texts. */
export function askFolded(set: TextSet, actual: Scalar, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  const answer = isExact(set, actual.lower) ? YES : NO
  if (set.templates.length === 0) return answer
  return askTemplates(set, answer, (template) => {
    const text = expandTemplate(template, frame)
    if (typeof text !== 'string') return text
    return text.toLowerCase() === actual.lower ? YES : NO
  })
}

/** Bool: the texts are `true` or `false` once variables are replaced. A variable with another value matches nothing. */
export function askBoolean(set: TextSet, actual: Scalar, frame: Frame): Answer {
  if (set.malformed) return MALFORMED
  const answer = isExact(set, actual.lower) ? YES : NO
  if (set.templates.length === 0) return answer
  return askTemplates({ ...set, fragile: true }, answer, (template) => {
    const text = expandTemplate(template, frame)
    if (typeof text !== 'string') return text
    const wanted = text.toLowerCase()
    // A variable that stands for its own text has been replaced by nothing new: no boolean was ever meant.
    if (wanted !== 'true' && wanted !== 'false') return text === template.written ? MALFORMED : NO
    return actual.lower === wanted ? YES : NO
  })
}

/** Adds the templates' answers to that of the plain texts. A match settles it, unless one may still prove malformed. */
function askTemplates({ templates, fragile }: TextSet, plainly: Answer, ask: (template: Template) => Answer): Answer {
  let answer = plainly
  for (const template of templates) {
    if (answer === YES && !fragile) return YES
    const found = ask(template)
    if (found === MALFORMED) return MALFORMED
    // Failing a match, a missing value is the reason.
    if (found === YES || (found === UNRESOLVED && answer === NO)) answer = found
  }
  return answer
}
