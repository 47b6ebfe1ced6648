/** The only ambient time. Everything else receives a Clock. */

/** Where time comes from. Wall time may jump; monotonic time never does. */
export interface Clock {
  /** Wall-clock time, UTC epoch milliseconds (integer). */
  nowMs(): number
  /** Milliseconds since an arbitrary point; only differences mean anything. */
  monotonicMs(): number
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
