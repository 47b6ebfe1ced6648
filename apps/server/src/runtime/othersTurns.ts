/** Long work in slices. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * A call goes through about as many turns of the event loop: from its socket to its batch, from the log's batch to the
 * disk and back. With one turn after each slice it would wait for as many slices.
 */
const TURNS = 5

const waiting: (() => void)[] = []
let letting = false

/** One slice, whosever it is, after so many turns: sixty long calls hold up the others no longer than one does. */
async function letIn(): Promise<void> {
  letting = true
  while (waiting.length > 0) {
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn()
    waiting.shift()?.()
  }
  letting = false
}

/**
 * To be awaited between slices of long work, of a millisecond or so, and before the first where many may begin together:
 * others get several turns, and of all long work one slice goes on, in the order of asking. A few microseconds where there
 * are none.
 */
export function othersTurns(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (!letting) void letIn()
  })
}
