/** What must hold of any calls of IAM. A failure prints its seed and the shortest sequence of calls that fails. */
import * as fc from 'fast-check'
import { compare, openGame } from './play.ts'
import { sequences } from './steps.ts'
import type { Step } from './steps.ts'

const pageSizes = fc.constantFrom(1, 2, 3, 100)

/** Makes the calls one after the other, each of which must be answered as the model says; then looks at everything. */
export async function playAndCheck(steps: readonly Step[], pageSize = 100): Promise<void> {
  const game = await openGame()
  try {
    for (const step of steps) compare(game.state, await game.play(step))
    await game.check(game.state, pageSize)
  } finally {
    await game.close()
  }
}

/** Each call is answered as the model says; then everything is shown as the model says. */
export const oneAfterTheOther = (maxLength: number) => fc.asyncProperty(sequences(maxLength), pageSizes, playAndCheck)

/**
 * Hashing a password takes place outside of transactions, and what it is refused for is seen there. A new device of the
 * same name has another seed than the one that a call was made for.
 */
const inOneTransaction = ({ operation }: Step): boolean =>
  !/^(Create|Update)LoginProfile$|^DeleteVirtualMFADevice$/.test(operation)

/** The codes of a device come in their order: one caller shows them. */
const withoutCodes = ({ input }: Step): boolean => input['AuthenticationCode1'] === undefined

/** What two callers do. */
export interface Both {
  /** Before they begin. */
  readonly first?: readonly Step[]
  readonly left: readonly Step[]
  readonly right: readonly Step[]
  readonly pageSize?: number
}

/** Two callers at once: some order of all calls explains every answer and everything that is shown. */
export async function playBoth({ first = [], left, right, pageSize = 100 }: Both): Promise<void> {
  const game = await openGame()
  try {
    const playAll = async (steps: readonly Step[]) => {
      for (const step of steps) await game.play(step)
    }
    await playAll(first)
    await Promise.all([
      playAll(left.filter(inOneTransaction)),
      playAll(right.filter(inOneTransaction).filter(withoutCodes)),
    ])
    for (const played of game.order) compare(game.state, played)
    await game.check(game.state, pageSize)
  } finally {
    await game.close()
  }
}

/** The same for any calls. */
export const sideBySide = (maxLength: number) => {
  const steps = sequences(maxLength)
  return fc.asyncProperty(fc.record({ left: steps, right: steps, pageSize: pageSizes }), playBoth)
}
