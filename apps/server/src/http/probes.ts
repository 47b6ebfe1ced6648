/** What orchestrators and Prometheus ask: alive, ready, how it goes. Unsigned, unaudited, telling nothing about anybody. */
import type { Encoded } from '../protocol/protocol.ts'

/** Facts behind the probes. */
export interface ProbeSource {
  /** Why the server is not ready; empty when it is. */
  notReady(): Promise<readonly string[]>
  /** Prometheus text format 0.0.4. */
  metrics(): string
}

/** Probes by path. */
export interface Probes {
  find(target: string): (() => Promise<Encoded>) | undefined
}

const text = (status: number, body: string, type = 'text/plain; charset=utf-8'): Encoded => ({
  status,
  headers: [
    ['Content-Type', type],
    ['Cache-Control', 'no-store'],
  ],
  body: Buffer.from(body),
})

/** `/livez` answers while the process runs; `/readyz` 503 names what is missing; `/metrics` is for Prometheus. */
export function createProbes(source: ProbeSource): Probes {
  const probes = new Map<string, () => Promise<Encoded>>([
    ['/livez', () => Promise.resolve(text(200, 'ok\n'))],
    [
      '/readyz',
      async () => {
        const missing = await source.notReady()
        return missing.length === 0 ? text(200, 'ok\n') : text(503, `${missing.join('\n')}\n`)
      },
    ],
    ['/metrics', () => Promise.resolve(text(200, source.metrics(), 'text/plain; version=0.0.4; charset=utf-8'))],
  ])
  return { find: (target) => probes.get(target) }
}
