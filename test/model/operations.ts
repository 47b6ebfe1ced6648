/** Every operation that the model has, and how it meets a call. */
import { belongings } from './belongings.ts'
import { identities } from './identities.ts'
import { permissions } from './permissions.ts'
import { demandNames } from './rules.ts'
import { Refused } from './state.ts'
import type { Apply, Input, ModelOperation, State } from './state.ts'

/** By the operation's name in the service model. */
export const OPERATIONS: ReadonlyMap<string, ModelOperation> = new Map(
  Object.entries({ ...identities, ...permissions, ...belongings }),
)

/** What the model says of a call: the code of a refusal, or what to do with the server's answer. */
export function predict(state: State, operation: string, input: Input): Apply | string {
  const known = OPERATIONS.get(operation)
  if (known === undefined) throw new Error(`the model has no ${operation}`)
  try {
    demandNames(input)
    return known(state, input)
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}
