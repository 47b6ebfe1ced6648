/** Solved parts to a request: words to texts, variables to the values that their keys have. */
import type { ContextValue } from '../../types.ts'
import type { Caller } from '../principal/caller.ts'
import type { Variables } from '../text/compile.ts'
import { isVariable, textOf, type Word } from '../text/glob.ts'
import type { Core } from './arrange.ts'
import type { Demand, Part } from './solveDimension.ts'
import type { Solver } from './solver.ts'

/** The parts of one request, by dimension, with the demands that they meet. */
export interface Parts {
  readonly parts: ReadonlyMap<string, Part>
  readonly demands: ReadonlyMap<string, readonly Demand[]>
  readonly caller: Caller
}

/** Where role trust is asked, the role. */
const ROLE: string = 'arn:aws:iam::111122223333:role/this-role'

/** With what requests are composed. `defaults`: variables take their defaults where their keys may be absent. */
export interface Composing {
  readonly solver: Solver
  readonly variables: Variables
  readonly defaults: boolean
}

/** The request, or undefined where a part is not known. Throws BudgetSpent. */
export function compose(
  { parts, demands, caller }: Parts,
  { solver, variables, defaults }: Composing,
): Core | undefined {
  const context = new Map<string, ContextValue>()
  const pending = new Set<string>()
  for (const part of parts.values())
    for (const [symbol, value] of typeof part === 'string' ? [] : part.bound)
      if (!value.some(isVariable))
        context.set(variables.describe(symbol).name, { values: [textOf(value, () => '')], multi: false })
  const spellOut = (word: Word): string => textOf(word, valueOf)
  // A key whose value is used must have one, so it is solved again as present; a default stands in where it cannot be.
  function valueOf(symbol: number): string {
    const { name, fallback } = variables.describe(symbol)
    const held = context.get(name)
    if (held !== undefined) return held.multi ? '' : (held.values[0] ?? '')
    if (pending.has(name)) return ''
    if (defaults && fallback !== undefined && (parts.get(`key:${name}`) ?? 'absent') === 'absent') return fallback
    pending.add(name)
    const part = solver.solveSingle(name, demands.get(`key:${name}`) ?? [], caller)
    if (typeof part === 'string' || !('words' in part)) return fallback ?? ''
    const value = spellOut(part.words[0] ?? [])
    context.set(name, { values: [value], multi: false })
    return value
  }
  const texts = new Map<string, string>()
  for (const [dimension, part] of parts) {
    if (part === 'unsure' || part === 'none') return undefined
    if (typeof part !== 'string' && 'word' in part) texts.set(dimension, spellOut(part.word))
  }
  for (const [dimension, part] of parts) {
    const key = dimension.slice('key:'.length)
    if (typeof part === 'string' || !('words' in part) || context.has(key)) continue
    context.set(key, { values: part.words.map(spellOut), multi: part.multi })
  }
  return {
    action: texts.get('action') ?? '',
    resource: texts.get('resource') ?? ROLE,
    principal: principalOf(caller, context.get('aws:principalarn')?.values[0]),
    bounded: caller.bounded,
    context,
  }
}

function principalOf({ principal, withArn }: Caller, arn: string | undefined): Core['principal'] {
  return arn === undefined || withArn === undefined ? principal : withArn(arn)
}
