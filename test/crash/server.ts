/** A real `brevet serve` in a process of its own, to be killed, starved and stopped. */
import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { cleanEnv, run } from '../scenarios/child.ts'
import type { Ended } from '../scenarios/child.ts'
import type { Key } from '../scenarios/world.ts'

/** The program that `npm start` runs. */
const BREVET = resolve(import.meta.dirname, '../../apps/cli/bin/brevet.js')
const START_WITHIN_MS = 30_000

/** User `admin` of every server here. */
export const ADMIN: Key = {
  accessKeyId: 'AKIACRASHADMIN000001',
  secretAccessKey: 'the secret of the admin, 40 letters long',
}
export const ACCOUNT = '111122223333'

/** What a start may have beside its data directory. */
export interface Start {
  readonly flags?: readonly string[]
  /** Modules loaded into the process before `brevet`. */
  readonly preload?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** How a process ended: exit code or signal. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** `performance.now()` then. */
  readonly atMs: number
}

/** A server that said it is ready. */
export interface Server {
  readonly endpoint: string
  readonly pid: number
  readonly startedInMs: number
  readonly exited: Promise<Exit>
  running(): boolean
  /** Everything it printed. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** SIGKILL, if need be; resolves when it is gone. */
  kill(): Promise<Exit>
}

const serveArguments = (dataDir: string, { flags = [], preload = [] }: Start): string[] => [
  ...preload.map((module) => `--import=${module}`),
  BREVET,
  'serve',
  '--listen=127.0.0.1:0',
  `--data-dir=${dataDir}`,
  ...flags,
]

const serveEnv = (dataDir: string, { env = {} }: Start): Record<string, string> =>
  cleanEnv({
    cwd: dirname(dataDir),
    env: {
      BREVET_ACCOUNT_ID: ACCOUNT,
      BREVET_ADMIN_ACCESS_KEY_ID: ADMIN.accessKeyId,
      BREVET_ADMIN_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
      ...env,
    },
  })

/** The endpoint in the `ready` line; undefined before there is one. */
function readyEndpoint(output: string): string | undefined {
  const line = output.split('\n').find((text) => text.includes('"msg":"ready"') && text.endsWith('}'))
  return line === undefined ? undefined : (JSON.parse(line) as { endpoint: string }).endpoint
}

function exitOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Exit> {
  return new Promise((resolveExit, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolveExit({ code, signal, atMs: performance.now() }))
  })
}

/** Starts `brevet serve` and waits until it is ready. Rejects, with what it printed, where it ends or stays silent instead. */
export async function startServer(dataDir: string, start: Start = {}): Promise<Server> {
  const beganMs = performance.now()
  const child = spawn(process.execPath, serveArguments(dataDir, start), {
    cwd: dirname(dataDir),
    env: serveEnv(dataDir, start),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = exitOf(child)
  let output = ''
  let ready = false
  const endpoint = await new Promise<string>((resolveReady, reject) => {
    const failed = (why: string): void => reject(new Error(`brevet serve ${why}:\n${output}`))
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      failed(`was not ready within ${START_WITHIN_MS} ms`)
    }, START_WITHIN_MS)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const found = ready ? undefined : readyEndpoint(output)
        if (found === undefined) return
        ready = true
        clearTimeout(timer)
        resolveReady(found)
      })
    exited.then(({ code, signal }) => {
      clearTimeout(timer)
      failed(`ended (${code ?? signal})`)
    }, reject)
  })
  return {
    endpoint,
    pid: child.pid ?? 0,
    startedInMs: performance.now() - beganMs,
    exited,
    running: () => child.exitCode === null && child.signalCode === null,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    kill() {
      child.kill('SIGKILL')
      return exited
    },
  }
}

/** Any other `brevet` command, run to its end in `cwd`. */
export const brevet = (
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => run(process.execPath, [BREVET, ...args], { cwd, env })

/** What must be undone after a test, last things first. */
export interface Cleanup {
  after(work: () => unknown): void
}

/** Undoes in reverse order, all of it, whatever fails. (The runner's own hooks run first things first, and stop.) */
export function cleanup(t: TestContext): Cleanup {
  const works: (() => unknown)[] = []
  t.after(async () => {
    const failures: unknown[] = []
    for (const work of works.reverse())
      try {
        await work()
      } catch (error) {
        failures.push(error)
      }
    if (failures.length > 0) throw new AggregateError(failures, 'the test could not be undone')
  })
  return { after: (work) => void works.push(work) }
}

/** A place for one data directory, gone after the test. */
export function scratch(place: Cleanup): string {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-crash-'))
  place.after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
