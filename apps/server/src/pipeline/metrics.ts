/** Counters for Prometheus. Labels come from our own tables, never from requests, so their number is bounded. */
import type { Progress } from './stages.ts'

/** One answered request. */
export interface Counted {
  readonly progress: Progress
  readonly status: number
}

/** Counts answers. */
export interface Metrics {
  count(outcome: Counted): void
  /** Prometheus text format 0.0.4. */
  text(gauges: Readonly<Record<string, number>>): string
}

/** Counters that start at zero. */
export function createMetrics(): Metrics {
  const answers = new Map<string, number>()
  return {
    count({ progress, status }) {
      const service = progress.served?.service.signingName ?? 'none'
      const operation = progress.decoded?.operation.name ?? 'none'
      const labels = `service="${service}",operation="${operation}",status="${status}"`
      answers.set(labels, (answers.get(labels) ?? 0) + 1)
    },
    text(gauges) {
      const lines = ['# HELP brevet_answers_total Answered requests.', '# TYPE brevet_answers_total counter']
      for (const [labels, value] of answers) lines.push(`brevet_answers_total{${labels}} ${value}`)
      for (const [name, value] of Object.entries(gauges))
        lines.push(`# TYPE brevet_${name} gauge`, `brevet_${name} ${value}`)
      return `${lines.join('\n')}\n`
    },
  }
}
