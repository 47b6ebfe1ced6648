/** `brevet serve` as a process of its own. */
import { spawn } from 'node:child_process'
import { BREVET, cleanEnv } from './child.ts'
import type { Place } from './child.ts'

/** A server that said it is ready. */
export interface ServeProcess {
  readonly endpoint: string
  readonly accountId: string
  /** Everything it printed so far. */
  output(): string
  /** Sends SIGTERM; resolves with the exit code and how long it took, milliseconds. */
  stop(): Promise<{ readonly code: number | null; readonly afterMs: number }>
}

/** Starts `brevet serve` on a free port in `place` and waits for its ready line. Rejects where it ends before that. */
export function startServe(place: Place, args: readonly string[] = []): Promise<ServeProcess> {
  const child = spawn(BREVET, ['serve', '--listen', '127.0.0.1:0', ...args], { cwd: place.cwd, env: cleanEnv(place) })
  let output = ''
  const exit = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  const stop = async () => {
    const start = performance.now()
    child.kill('SIGTERM')
    return { code: await exit, afterMs: performance.now() - start }
  }
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const ready = output.split('\n').find((line) => line.includes('"msg":"ready"'))
      if (ready === undefined) return
      const { accountId, endpoint } = JSON.parse(ready) as { accountId: string; endpoint: string }
      resolve({ accountId, endpoint, output: () => output, stop })
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    void exit.then((code) => reject(new Error(`brevet serve ended with ${code}: ${output}`)))
  })
}
