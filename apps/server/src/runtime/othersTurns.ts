/** Long work in slices. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * A call goes through about as many turns of the event loop: from its socket to its batch, from the log's batch to the
 * disk and back. With one turn after each slice it would wait for as many slices.
 */
const TURNS = 5

/** To be awaited between slices of long work, of a millisecond or so: others get several turns. A few microseconds where there are none. */
export async function othersTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn()
}
