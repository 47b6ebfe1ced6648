/** One value that passes some tests, if there is one. */
import type { Budget } from '../budget.ts'
import { compileText } from '../text/compile.ts'
import { type Glob, matchesWord, spell, textOf, type Word } from '../text/glob.ts'
import { solveText, type Text } from '../text/solveText.ts'
import { suggestArns, suggestTexts } from '../text/suggest.ts'
import type { OperatorName } from '../../types.ts'
import type { Domain, ValueType } from './domain.ts'
import { addressesAround, decimalsAround, instantsAround } from './representatives.ts'
import { hasVariable, isTextTest, isWithin, patternsOf, prepare, type ValueTest } from './valueTest.ts'

/** A value; `none` where there is none; `unsure` where neither could be told. */
export type Solution = Text | 'none' | 'unsure'

/** Looks for a value in `domain` that passes all tests. Throws BudgetSpent. */
export function solveValue(tests: readonly ValueTest[], domain: Domain, budget: Budget): Solution {
  const texts = tests.filter(isTextTest)
  const others = tests.filter((test) => !isTextTest(test))
  if (domain.only !== undefined || domain.type === 'Bool') {
    const word = firstThatPasses(domain.only ?? ['true', 'false'], tests, { domain, budget })
    return word !== undefined ? plain(word) : tests.some(hasVariable) ? 'unsure' : 'none'
  }
  const isText = domain.type === undefined || domain.type === 'ARN'
  if (isText && others.length === 0) return solveAsText(texts, domain, budget)
  const word = firstThatPasses(representatives(tests, domain), tests, { domain, budget })
  if (word !== undefined) return plain(word)
  return refute(texts, others, { domain, budget })
}

const plain = (word: Word): Text => ({ word, bound: new Map() })

interface Setting {
  readonly domain: Domain
  readonly budget: Budget
}

function firstThatPasses(
  candidates: readonly string[],
  tests: readonly ValueTest[],
  { domain, budget }: Setting,
): Word | undefined {
  const ready = tests.map(prepare)
  const cost = ready.reduce((sum, one) => sum + one.cost, 1)
  return candidates.map(spell).find((word) => {
    budget.spend(cost)
    return admits(domain, word) && ready.every((test) => test.passes(word))
  })
}

/** Whether the word is a value of the domain, types apart. */
function admits({ inside = [], outside = [], outsideBlocks = [] }: Domain, word: Word): boolean {
  if (!inside.every((union) => union.some((glob) => matchesWord(glob, word)))) return false
  if (outside.some((glob) => matchesWord(glob, word))) return false
  return (
    outsideBlocks.length === 0 ||
    !isWithin(
      outsideBlocks,
      textOf(word, () => ''),
    )
  )
}

/** Every test compares texts: the automaton decides. */
function solveAsText(tests: readonly ValueTest[], domain: Domain, budget: Budget): Solution {
  const inside: (readonly Glob[])[] = [...(domain.inside ?? []), ...(domain.type === 'ARN' ? [ANY_ARN] : [])]
  const outside: Glob[] = [...(domain.outside ?? [])]
  for (const test of tests) {
    const globs = patternsOf(test)
    if (globs === undefined) return 'unsure'
    if (test.matches) inside.push(globs)
    else outside.push(...globs)
  }
  const suggest = domain.type === 'ARN' ? suggestArns : suggestTexts
  const named = inside.flatMap((union) => union.flatMap(suggest))
  const suggestions = [...named, ...(domain.type === 'ARN' ? SOME_ARNS : SOME_TEXTS)]
  return solveText({ inside, outside, suggestions }, budget) ?? 'none'
}

/** Six segments, whatever they are. */
const ANY_ARN: readonly Glob[] = [compileText('arn:*:*:*:*:*', { kind: 'arn' })].filter(
  (glob) => typeof glob !== 'string',
)
const SOME_TEXTS: readonly Word[] = ['example', 'other', '1'].map(spell)
const SOME_ARNS: readonly Word[] = ['arn:aws:iam::111122223333:role/example', 'arn:aws:s3:::example'].map(spell)

/** Values that stand for all others where only numbers, dates, addresses and booleans are compared; some more where texts are. */
function representatives(tests: readonly ValueTest[], { type, outsideBlocks }: Domain): readonly string[] {
  const valuesOf = (family: RegExp): readonly string[] =>
    tests.filter(({ condition }) => family.test(condition.operator)).flatMap(({ condition }) => condition.values)
  const all = tests.flatMap(({ condition }) => condition.values)
  const numbers = decimalsAround(valuesOf(/^Numeric/))
  const instants = instantsAround(valuesOf(/^Date/))
  const addresses = addressesAround(valuesOf(/IpAddress$/), outsideBlocks)
  if (type === 'Numeric') return [...numbers, ...decimalsAround(all)]
  // Requests write aws:EpochTime as a number, which Numeric operators compare.
  if (type === 'Date')
    return [...instants, ...instantsAround(all), ...numbers.filter((text) => /^[0-9]{1,12}$/.test(text))]
  if (type === 'IPAddress') return [...addresses, ...addressesAround(all)]
  return ['true', 'false', ...numbers, ...instants, ...addresses, 'example', ...all]
}

/** No example was found: none of the texts, or none of the rest, may pass even by itself. */
function refute(texts: readonly ValueTest[], others: readonly ValueTest[], { domain, budget }: Setting): Solution {
  if (texts.length > 0 && solveAsText(texts, domain, budget) === 'none') return 'none'
  if (!areComplete(others, domain)) return 'unsure'
  return firstThatPasses(representatives(others, domain), others, { domain, budget }) === undefined ? 'none' : 'unsure'
}

/** Whether the representatives of these tests stand for every value: one kind of comparison, and no other bounds. */
function areComplete(tests: readonly ValueTest[], { type, inside = [], outside = [] }: Domain): boolean {
  if (tests.some(hasVariable) || inside.length + outside.length > 0) return false
  const families = new Set(tests.map(({ condition }) => familyOf(condition.operator)))
  const [family] = families
  if (families.size > 1) return false
  if (family === undefined || type === undefined || family === type) return true
  // aws:EpochTime: whole seconds, of which the neighbours of the numbers compared with are representatives.
  return type === 'Date' && family === 'Numeric' && tests.every(({ condition }) => condition.values.every(isWhole))
}

const isWhole = (text: string): boolean => /^[0-9]+$/.test(text)

function familyOf(operator: OperatorName): ValueType {
  if (operator.startsWith('Numeric')) return 'Numeric'
  if (operator.startsWith('Date')) return 'Date'
  return operator === 'Bool' ? 'Bool' : 'IPAddress'
}
