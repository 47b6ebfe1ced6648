/** Solves the parts of a request one by one, and remembers what it solved. */
import type { Budget } from '../budget.ts'
import type { Caller } from '../principal/caller.ts'
import type { Variables } from '../text/compile.ts'
import { type Glob, isVariable, spell } from '../text/glob.ts'
import type { Domain } from '../value/domain.ts'
import { type Demand, type Part, solveAction, solveKeyDemands, solveResource } from './solveDimension.ts'

/** What a question knows about its requests. */
export interface Scene {
  readonly budget: Budget
  /** The requests are for the trust of a role. */
  readonly trust: boolean
  readonly variables: Variables
  /** The states of a key (lower case) in requests of a caller. */
  readonly domainOf: (key: string, caller: Caller) => Domain
}

/** Parts of requests. */
export interface Solver {
  /** A part that meets the demands, all of them about `dimension`. Throws BudgetSpent. */
  solve(dimension: string, demands: readonly Demand[], caller: Caller): Part
  /** The one value of a key that is present, whatever the demands would like better. Throws BudgetSpent. */
  solveSingle(key: string, demands: readonly Demand[], caller: Caller): Part
}

/** A solver for one question. */
export function createSolver(scene: Scene): Solver {
  const { budget, trust } = scene
  const known = new Map<string, Part>()
  const remember = (key: string, demands: readonly Demand[], find: () => Part): Part => {
    const ids = demands.map(({ literal, holds }) => (holds ? literal.id : -1 - literal.id)).sort((a, b) => a - b)
    const full = `${key} ${ids.join()}`
    budget.spend(1 + demands.length)
    const part = known.get(full) ?? find()
    known.set(full, part)
    return part
  }
  const numbers = new Map<Caller, number>()
  const numberOf = (caller: Caller): number => {
    const number = numbers.get(caller) ?? numbers.size
    numbers.set(caller, number)
    return number
  }
  return {
    solve(dimension, demands, caller) {
      if (dimension === 'action') return remember(dimension, demands, () => solveAction(demands, trust, budget))
      if (dimension === 'resource')
        return remember(`${dimension} ${numberOf(caller)}`, demands, () =>
          solveResource(demands, (glob) => specialise(glob, caller, scene), budget),
        )
      const key = dimension.slice('key:'.length)
      return remember(`${dimension} ${numberOf(caller)}`, demands, () =>
        solveKeyDemands(demands, scene.domainOf(key, caller), budget),
      )
    },
    solveSingle(key, demands, caller) {
      return remember(`one:${key} ${numberOf(caller)}`, demands, () =>
        solveKeyDemands(demands, { ...scene.domainOf(key, caller), absent: false, multi: false }, budget),
      )
    },
  }
}

/** The pattern with the variables that follow from who calls: no role has a user name, `Ann` has hers. */
function specialise(glob: Glob, caller: Caller, { variables, domainOf }: Scene): Glob | undefined {
  if (!glob.some(isVariable)) return glob
  const special: number[] = []
  for (const symbol of glob) {
    if (!isVariable(symbol)) {
      special.push(symbol)
      continue
    }
    const { name, fallback } = variables.describe(symbol)
    const { absent, single, multi, only } = domainOf(name, caller)
    if (!single && fallback === undefined) return undefined
    const fixed = single && !absent && !multi && only?.length === 1 ? only[0] : undefined
    const value = single || multi ? fixed : fallback
    special.push(...(value === undefined ? [symbol] : spell(value)))
  }
  return special
}
