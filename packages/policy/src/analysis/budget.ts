/** Work counted in steps, so that every question ends. */

/** Steps of a question by default: about 50 ms on the reference machine. */
export const DEFAULT_BUDGET: number = 500_000

/** Thrown inside the analysis when the steps are spent; every question turns it into `unknown`. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent'
  readonly spent: number

  constructor(limit: number, spent: number) {
    super(`the budget of ${limit} steps is spent`)
    this.spent = spent
  }
}

/** A count of steps. */
export interface Budget {
  /** Steps spent so far. */
  readonly spent: number
  /** Spends `steps`; throws BudgetSpent when there are none left. */
  spend(steps: number): void
}

/** A budget of `limit` steps. */
export function createBudget(limit: number = DEFAULT_BUDGET): Budget {
  let spent = 0
  return {
    get spent() {
      return spent
    },
    spend(steps) {
      spent += steps
      if (spent > limit) throw new BudgetSpent(limit, spent)
    },
  }
}
