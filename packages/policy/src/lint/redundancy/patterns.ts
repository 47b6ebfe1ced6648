/** Actions and resources that others of the same list hold already. Inclusion is the analysis's. */
import { includes } from '../../analysis/text/includes.ts'
import type { PatternPlace } from '../../analysis/types.ts'
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

/** Steps for one pattern; and how many patterns of a list are asked about. */
const BUDGET = 5_000
const MAX_QUESTIONS = 100

/** From the end, so that of two equal patterns the first stays. */
function checkList(words: Words, { rule, place, variables, linting }: Question): void {
  const fold = (value: string): string => (place === 'action' ? value.toLowerCase() : value)
  const texts = words.texts.filter(({ kind }) => kind === 'string')
  if (texts.length < 2 || words.node.kind !== 'array') return
  const entries = texts.map((text) => ({ text, value: fold(text.value), ...beginning(fold(text.value)) }))
  const wild = new Set(entries.filter((entry) => entry.wildcard))
  const left = new Map<string, number>()
  for (const { value } of entries) left.set(value, (left.get(value) ?? 0) + 1)
  let questions = 0
  for (const entry of entries.toReversed()) {
    wild.delete(entry)
    const twice = (left.get(entry.value) ?? 0) > 1
    const others = twice ? [] : [...wild].filter((other) => mayCover(other.literal, entry))
    const ask = others.length > 0 && questions < MAX_QUESTIONS
    if (ask) questions += 1
    const by = twice ? [entry.text] : ask ? coveredBy(entry.text, others, { place, variables }) : undefined
    if (by !== undefined) {
      left.set(entry.value, (left.get(entry.value) ?? 1) - 1)
      report(rule, entry.text, { by, linting })
    } else if (entry.wildcard) wild.add(entry)
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
  const single = all.find((other) => covers([other]))
  return single === undefined ? all : [single]
}

interface Beginning {
  readonly wildcard: boolean
  readonly literal: string
}

/** The fixed beginning of a pattern; an ARN that is short stands for all that it begins. */
function beginning(value: string): Beginning {
  const end = value.search(/[*?]|\$\{/)
  const short = value.startsWith('arn:') && value.split(':').length < 6
  return { wildcard: end !== -1 || short, literal: end === -1 ? value : value.slice(0, end) }
}

const mayCover = (literal: string, entry: Beginning): boolean =>
  entry.literal.startsWith(literal) || (entry.wildcard && literal.startsWith(entry.literal))

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
