/** Lists of policy texts that are asked about one text: the values of String operators, actions, resources. */
import { Automaton } from './automaton.ts'
import type { Scalar } from '../fact.ts'
import type { Frame } from '../frame.ts'
import { type Glob, globMatches, tailMatches } from './glob.ts'
import {
  type Answer,
  askTemplate,
  compileText,
  expandTemplate,
  settleTemplate,
  MALFORMED,
  NO,
  type Template,
  UNRESOLVED,
  YES,
} from './template.ts'
import type { Reading } from './token.ts'
import { buildTrie, follow, type Node } from './trie.ts'

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

/** Many patterns, so ordered that a text meets few of them. */
interface Many {
  /** All of them. */
  readonly all: readonly Glob[]
  /** Those that are quick to ask and begin with a wildcard. */
  readonly quick: readonly Glob[]
  /** Those that begin with a literal text, by that. */
  readonly tree: Node<Glob>
  /** Those that must be searched for, together. */
  readonly automaton: Automaton | undefined
}

/** Compiles a list of texts. `fold` is applied to those without wildcards and variables. */
export function compileTexts(texts: readonly string[], reading: Reading, fold?: (text: string) => string): TextSet {
  let exact: string | Set<string> | undefined
  let globs: Glob[] = NO_GLOBS
  let templates: Template[] = NO_TEMPLATES
  let everything = false
  let malformed = false
  // A text that stands twice in a short list does no harm.
  for (const text of texts.length > FEW ? new Set(texts) : texts) {
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

/** Up to how many texts are not looked through for those that stand twice. */
const FEW = 4

/** Shared by all sets that have none; never added to. */
const NO_GLOBS: Glob[] = []
const NO_TEMPLATES: Template[] = []

function add(exact: string | Set<string> | undefined, text: string): string | Set<string> {
  if (exact === undefined) return text
  if (typeof exact === 'string') return exact === text ? exact : new Set([exact, text])
  return exact.add(text)
}

/** From how many patterns on a list is put in order. */
const MANY = 12

function gather(all: readonly Glob[]): Many {
  const searched = all.filter(isSearched)
  const together = searched.length >= MANY
  const others = together ? all.filter((glob) => !isSearched(glob)) : all
  const leaves = others.filter(({ prefix }) => prefix !== '').map((glob) => ({ prefix: glob.prefix, value: glob }))
  return {
    all,
    quick: others.filter(({ prefix }) => prefix === ''),
    tree: buildTrie(leaves),
    automaton: together ? new Automaton(searched.map(({ tokens }) => tokens)) : undefined,
  }
}

function isSearched({ shape }: Glob): boolean {
  return shape === 'greedy' || shape === 'automaton'
}

function matchesMany({ tree, automaton }: Many, text: string): boolean {
  for (let node: Node<Glob> | undefined = tree, at = 0; node !== undefined;) {
    for (const glob of node.values) if (tailMatches(glob, text)) return true
    node = follow(node, text, at)
    if (node !== undefined) at += node.label.length
  }
  return automaton?.matches(text) ?? false
}

/** The texts without wildcards and variables. */
export function exactTexts({ exact }: TextSet): readonly string[] {
  return exact === undefined ? [] : typeof exact === 'string' ? [exact] : [...exact]
}

/** The patterns, one by one. */
export function allGlobs({ globs, many }: TextSet): readonly Glob[] {
  return many?.all ?? globs
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
  return set.many !== undefined && matchesMany(set.many, text)
}

/**
 * The set with its variables replaced, for asking about many texts; `unresolved` says whether one had no value, which is the
 * reason when nothing matches.
 */
export function settle(set: TextSet, frame: Frame): { readonly set: TextSet; readonly unresolved: boolean } {
  const globs = [...allGlobs(set)]
  let unresolved = false
  let { malformed } = set
  for (const template of set.templates) {
    const glob = settleTemplate(template, frame)
    if (glob === UNRESOLVED) unresolved = true
    else if (glob === MALFORMED) malformed = true
    else globs.push(glob)
  }
  const many = globs.length < MANY ? undefined : gather(globs)
  return {
    set: { ...set, globs: many?.quick ?? globs, many, templates: [], malformed, fragile: malformed },
    unresolved,
  }
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
    // No letter is shorter in lower case, so a longer text is another.
    const text = expandTemplate(template, frame, actual.lower.length)
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
    // The text of a long list of variables is not worth making.
    const text = expandTemplate(template, frame, Math.max('false'.length, template.written.length))
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
