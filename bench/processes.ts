/** Servers under measurement: child processes that say when they are ready and what they cost. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..')
/** The command as users run it. */
export const BREVET: string = join(ROOT, 'apps/cli/bin/brevet.js')
const BARE = join(import.meta.dirname, 'bareServer.ts')

/** A server that is up. */
export interface ServerProcess {
  readonly port: number
  /** From the spawn of the process to its ready line, milliseconds. */
  readonly readyMs: number
  /** Processor time used so far, milliseconds, all threads; undefined where the system does not tell. */
  cpuMs(): number | undefined
  /** Resident memory, bytes; undefined where the system does not tell. */
  residentBytes(): number | undefined
  /** SIGTERM, then waits for the end. Throws where the exit code is not 0. */
  stop(): Promise<void>
}

interface Proc {
  readonly cpuMs: number
  readonly residentBytes: number
}

/** Source: proc_pid_stat(5): fields 14, 15 (clock ticks of 10 ms) and 24 (pages of 4 KiB), counted after the name. */
function readProc(pid: number): Proc | undefined {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, residentBytes: Number(fields[21]) * 4096 }
}

/** The port in the ready line. What the server says after it is read and forgotten. */
function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onText = (piece: string): void => {
      text += piece
      const line = text.split('\n').find((each) => each.includes('"msg":"ready"') && each.endsWith('}'))
      if (line === undefined) return
      child.stdout?.off('data', onText).resume()
      resolve(Number((JSON.parse(line) as { endpoint: string }).endpoint.split(':').pop()))
    }
    child.stdout?.setEncoding('utf8').on('data', onText)
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)} before it was ready`)))
  })
}

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const startedMs = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await readyPort(child)
  const readyMs = performance.now() - startedMs
  const pid = child.pid ?? 0
  return {
    port,
    readyMs,
    cpuMs: () => readProc(pid)?.cpuMs,
    residentBytes: () => readProc(pid)?.residentBytes,
    async stop() {
      child.kill('SIGTERM')
      const code = await ended
      if (code !== 0) throw new Error(`the server ended with ${String(code)}`)
    },
  }
}

/** The bare node:http server. */
export const startBare = (): Promise<ServerProcess> => start([BARE], {})

/** `brevet serve` on a data directory, as a user starts it; `env` wins over this process's environment. */
export const startBrevet = (
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<ServerProcess> => start([...flags, BREVET, 'serve', '--listen', '127.0.0.1:0', '--data-dir', dataDir], env)
