/** How long work takes on a machine that does other things besides: the time that this thread had the processor. */

/** Milliseconds that `run` has the processor. What other programs and threads take meanwhile does not count. */
export function processorMs(run: () => void): number {
  const before = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

/** The least of `attempts` such times: a collection of garbage may fall into any of them. */
export const fastest = (run: () => void, attempts = 5): number =>
  Math.min(...Array.from({ length: attempts }, () => processorMs(run)))
