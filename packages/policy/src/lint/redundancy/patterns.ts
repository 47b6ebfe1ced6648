/** Actions and resources that others of the same list hold already. Inclusion is the analysis's. */
import { includes } from '../../analysis/text/includes.ts'
import type { PatternPlace } from '../../analysis/types.ts'
import { covers } from '../../data/index.ts'
import { overlap } from '../facts/overlap.ts'
import { remove } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { Text, Words } from '../source/draft.ts'

const ACTION: Rule = {
  code: 'REDUNDANT_ACTION',
  severity: 'SUGGESTION',
  about: 'Other actions of the same list cover this one: it can go without changing the policy.',
}
const RESOURCE: Rule = {
  code: 'REDUNDANT_RESOURCE',
  severity: 'SUGGESTION',
  about: 'Other resources of the same list cover this one: it can go without changing the policy.',
}

/** Rules of lists of patterns. */
export const patternCheck: Check = {
  rules: [ACTION, RESOURCE],
  statement({ action, resource }, linting) {
    const { type, draft } = linting
    if (action !== undefined) checkList(action, { rule: ACTION, place: 'action', variables: false, linting })
    if (resource === undefined || type === 'trust') return
    const place = type === 'resource' || type === 'rcp' ? 'resource' : 'paddedResource'
    checkList(resource, { rule: RESOURCE, place, variables: draft.version === '2012-10-17', linting })
  },
}

interface Question {
  readonly rule: Rule
  readonly place: PatternPlace
  readonly variables: boolean
  readonly linting: Linting
}

/** Steps for one pattern; how many patterns of a list are asked about; how many others each is asked against. */
const BUDGET = 1_000
const MAX_QUESTIONS = 12
const MAX_OTHERS = 8
/** Of those that cover a pattern together, so many are tried alone: the likely ones stand first. */
const MAX_SINGLES = 3
/** Others that are looked at for what they have in common with a pattern. */
const MAX_TRIED = 32
/** Patterns times wildcards beyond this are not compared, and patterns longer than this neither: lists of people are short. */
const MAX_PAIRS = 250_000
const MAX_LENGTH = 300

/** From the end, so that of two equal patterns the first stays. */
function checkList(words: Words, { rule, place, variables, linting }: Question): void {
  const texts = words.texts.filter(({ kind }) => kind === 'string')
  if (texts.length < 2 || words.node.kind !== 'array') return
  const entries = texts.map((text) => entryOf(text, place))
  const wild = new Set(entries.filter((entry) => entry.wildcard && entry.glob.length <= MAX_LENGTH))
  if (wild.size * entries.length > MAX_PAIRS) wild.clear()
  const left = new Map<string, number>()
  for (const { value } of entries) left.set(value, (left.get(value) ?? 0) + 1)
  let questions = 0
  for (const entry of entries.toReversed()) {
    const wasWild = wild.delete(entry)
    const twice = (left.get(entry.value) ?? 0) > 1
    const others = twice ? [] : candidates(entry, wild)
    const ask = others.length > 0 && questions < MAX_QUESTIONS
    if (ask) questions += 1
    const by = twice ? [entry.text] : ask ? coveredBy(entry.text, others, { place, variables }) : undefined
    if (by !== undefined) {
      left.set(entry.value, (left.get(entry.value) ?? 1) - 1)
      report(rule, entry.text, { by, linting })
    } else if (wasWild) wild.add(entry)
  }
}

/** One of the others that covers `text`, else all of them where they do together; undefined where they do not. */
function coveredBy(
  text: Text,
  others: readonly { readonly text: Text }[],
  reading: Pick<Question, 'place' | 'variables'>,
): readonly Text[] | undefined {
  const covers = (texts: readonly Text[]): boolean =>
    includes(
      text.value,
      texts.map(({ value }) => value),
      { ...reading, budget: BUDGET },
    ).answer === 'included'
  const all = others.map((other) => other.text)
  if (!covers(all)) return undefined
  const single = all.slice(0, MAX_SINGLES).find((other) => covers([other]))
  return single === undefined ? all : [single]
}

/** One pattern of a list. */
interface Entry {
  readonly text: Text
  /** As it is compared: actions in lower case. */
  readonly value: string
  readonly wildcard: boolean
  /** As one glob: a short ARN stands for all that it begins, a variable for any text. */
  readonly glob: string
}

function entryOf(text: Text, place: PatternPlace): Entry {
  const value = place === 'action' ? text.value.toLowerCase() : text.value
  const short = place === 'paddedResource' && value.startsWith('arn:') && value.split(':').length < 6
  const glob = `${value.replaceAll(/\$\{[^}]*\}/g, '*')}${short ? '*' : ''}`
  return { text, value, glob, wildcard: /[*?]/.test(glob) }
}

/**
 * Patterns that may cover an entry together. Some texts of the entry are tried on each: where one of the texts is in none
 * of them, they do not cover it, and the question need not be asked. Nearly every list ends here.
 */
function candidates(entry: Entry, wild: ReadonlySet<Entry>): readonly Entry[] {
  const likely = new Set<Entry>()
  for (const by of entry.wildcard ? SAMPLES : ['']) {
    const sample = entry.glob.replaceAll('*', by).replaceAll('?', 'z')
    const before = likely.size
    let covered = false
    for (const other of wild)
      if (covers(other.glob, sample)) {
        covered = true
        if (likely.size < before + MAX_OTHERS / 2) likely.add(other)
      }
    if (!covered) return []
  }
  let tried = 0
  for (const other of wild) {
    if (likely.size >= MAX_OTHERS || tried === MAX_TRIED) break
    tried += 1
    if (overlap(other.glob, entry.glob)) likely.add(other)
  }
  return [...likely]
}

/** What stands for `*` in the texts that are tried. */
const SAMPLES = ['', 'zq/zq']

function report(
  rule: Rule,
  text: Text,
  { by, linting }: { readonly by: readonly Text[]; readonly linting: Linting },
): void {
  const shown = by.slice(0, 3).map(({ value }) => JSON.stringify(value))
  const why =
    by[0] === text
      ? 'it stands twice in this list'
      : `${shown.join(', ')} in the same list ${by.length === 1 ? 'covers' : 'cover'} it`
  linting.report(rule, text, {
    message: `${JSON.stringify(text.value)} is redundant: ${why}.`,
    fix: [remove(text.location)],
  })
}
