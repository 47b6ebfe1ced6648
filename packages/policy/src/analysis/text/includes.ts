/** Is every text that a pattern matches matched by a union of patterns? */
import { BudgetSpent, createBudget } from '../budget.ts'
import type { AnalysisOptions, Inclusion, PatternPlace } from '../types.ts'
import { compileText, createVariables, type TextKind, type TextReading } from './compile.ts'
import { findWord } from './findWord.ts'
import { type Glob, isVariable, matchesWord, spell, textOf, VARIABLE, type Word } from './glob.ts'

/** Where the patterns stand, and the version of their policy. */
export interface InclusionOptions extends AnalysisOptions {
  /**
   * `action`: letter case is ignored, no variables. `resource`: a Resource of a resource policy or RCP; `paddedResource`:
   * of any other type, where a short ARN stands for all that it begins. `text`: a value of StringLike.
   */
  readonly place: PatternPlace
  /** Version 2012-10-17: `${` begins a variable. Default true; without meaning for actions. */
  readonly variables?: boolean
}

const KINDS: Readonly<Record<PatternPlace, TextKind>> = {
  action: 'action',
  resource: 'resource',
  paddedResource: 'paddedResource',
  text: 'like',
}

/**
 * Whether each text that `pattern` matches is matched by one of `union`, in the language of the reference interpreter
 * (rules 2.1, 2.3). A variable stands for one unknown text, the same on both sides: the answer `included` holds for all its
 * values; a witness spells it as in the policy. Never throws: what cannot be decided within the budget is `unknown`.
 */
export function includes(pattern: string, union: readonly string[], options: InclusionOptions): Inclusion {
  const variables = createVariables()
  const reading: TextReading = {
    kind: KINDS[options.place],
    ...(options.variables === false ? {} : { variables }),
  }
  const inside = compileText(pattern, reading)
  if (inside === 'nothing') return { answer: 'included' }
  if (inside === 'opaque') return { answer: 'unknown', why: `"${pattern}" cannot be read as a pattern` }
  const outside = union
    .map((text) => compileText(text, reading))
    .filter((glob): glob is Glob => typeof glob !== 'string')
  return decide(inside, outside, { budget: options.budget, variables })
}

function decide(
  inside: Glob,
  outside: readonly Glob[],
  {
    budget,
    variables,
  }: { readonly budget: number | undefined; readonly variables: ReturnType<typeof createVariables> },
): Inclusion {
  try {
    const word = findWord({ inside: [inside], outside }, createBudget(budget))
    if (word === undefined) return { answer: 'included' }
    if (!SAMPLES.some((sample) => escapes(word, outside, sample)))
      return { answer: 'unknown', why: 'it depends on the values of variables' }
    return { answer: 'witness', witness: textOf(word, (symbol) => `\${${variables.describe(symbol).name}}`) }
  } catch (error) {
    if (error instanceof BudgetSpent) return { answer: 'unknown', why: error.message }
    throw error
  }
}

/** Values for variables that tell most patterns apart: nothing, one letter, a long text; the last two differ by variable. */
const SAMPLES: readonly ((symbol: number) => string)[] = [
  () => '',
  (symbol) => String.fromCodePoint(0x61 + ((VARIABLE - symbol) % 26)),
  (symbol) => `value-of-variable-${VARIABLE - symbol}`,
]

/** Whether the word is outside the union where variables have the values that `sample` gives. */
function escapes(word: Word, outside: readonly Glob[], sample: (symbol: number) => string): boolean {
  const fill = (glob: Glob): Glob => glob.flatMap((symbol) => (isVariable(symbol) ? spell(sample(symbol)) : [symbol]))
  const text = fill(word)
  return !outside.some((glob) => matchesWord(fill(glob), text))
}
