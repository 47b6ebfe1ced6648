/** The handle on the load process. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { LoadOrder, LoadReport } from './load.ts'
import type { ServerProcess } from './processes.ts'

/** One measured run. */
export interface Measured extends LoadReport {
  readonly perSecond: number
  /** Processor time of the server for one request, microseconds, all its threads; NaN where the system does not tell. */
  readonly cpuMicros: number
}

/** A load process; it keeps its compiled code and its signed requests between runs. */
export interface Loader {
  /** Runs one order against `server`. Throws where a request was not answered with 200. */
  run(server: ServerProcess, order: Omit<LoadOrder, 'port'>): Promise<Measured>
  stop(): void
}

type Answer = { readonly report: LoadReport } | { readonly failed: string }

/** Starts the load process. */
export function startLoader(): Loader {
  // Without this process's own flags: under the test runner they would make the child another one.
  const child = fork(join(import.meta.dirname, 'load.ts'), { execArgv: [] })
  const ask = (order: LoadOrder): Promise<LoadReport> =>
    new Promise((resolve, reject) => {
      const onEnd = (code: number | null, signal: string | null): void =>
        reject(new Error(`the load process ended with ${String(code ?? signal)}`))
      child.once('exit', onEnd)
      child.once('message', (answer: Answer) => {
        child.off('exit', onEnd)
        if ('report' in answer) resolve(answer.report)
        else reject(new Error(answer.failed))
      })
      child.send(order)
    })
  return {
    async run(server, order) {
      const before = server.cpuMs() ?? Number.NaN
      const report = await ask({ ...order, port: server.port })
      const cpuMs = (server.cpuMs() ?? Number.NaN) - before
      if (report.failures > 0) throw new Error(`${report.failures} of ${report.answers} answers were not 200`)
      return {
        ...report,
        perSecond: (report.answers * 1000) / report.elapsedMs,
        cpuMicros: (cpuMs * 1000) / report.answers,
      }
    },
    stop: () => child.disconnect(),
  }
}
