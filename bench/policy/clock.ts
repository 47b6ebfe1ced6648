/** Measuring loops that take less than a microsecond, on a machine that is never quiet. */

/** How long and how often. */
export interface PolicyEffort {
  readonly rounds: number
  readonly runMs: number
}

/** A thing to measure: `run` does it `times` times. */
export interface Subject {
  readonly name: string
  readonly run: (times: number) => void
}

/** Operations per second of each subject: the best of the rounds, in which they take turns. */
export function race(subjects: readonly Subject[], { rounds, runMs }: PolicyEffort): ReadonlyMap<string, number> {
  const times = subjects.map(({ run }) => {
    for (let warm = 0; warm < 3; warm += 1) timed(() => run(2_000))
    let count = 1_000
    while (timed(() => run(count)) < runMs) count *= 2
    return count
  })
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1)
    for (const [index, { name, run }] of subjects.entries()) {
      const count = times[index] ?? 1
      const perSecond = (count / timed(() => run(count))) * 1_000
      best.set(name, Math.max(best.get(name) ?? 0, perSecond))
    }
  return best
}

/** Milliseconds of the processor, all threads of the process together: what else the machine does counts little. */
function timed(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Median and 99th percentile of single runs in nanoseconds, the timer's own cost taken off. */
export function percentiles(
  run: (index: number) => void,
  samples: number,
): { readonly p50: number; readonly p99: number } {
  const sorted = (each: (index: number) => void): readonly number[] => {
    const taken: number[] = []
    for (let index = 0; index < samples; index += 1) {
      const before = process.hrtime.bigint()
      each(index)
      taken.push(Number(process.hrtime.bigint() - before))
    }
    return taken.sort((one, other) => one - other)
  }
  const empty = sorted(() => undefined)[samples >> 1] ?? 0
  const all = sorted(run)
  const at = (part: number): number => Math.max(0, (all[Math.floor(samples * part)] ?? 0) - empty)
  return { p50: at(0.5), p99: at(0.99) }
}
