#!/usr/bin/env node
/** Starts the command line on a Node that can run it: this one, or the pinned one that the registry brought. Plain JavaScript for old Nodes. */
import { spawn } from 'node:child_process'
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MINIMUM = 24
const PACKAGES = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]

function pinnedNode() {
  const require = nodeModule.createRequire(import.meta.url)
  for (const name of PACKAGES) {
    try {
      return require.resolve(`${name}/bin/node`)
    } catch {
      // Not for this platform, or not installed.
    }
  }
  return undefined
}

/**
 * How the server's process begins; none of it can be set later. What a request makes dies with it: a young heap of two
 * times 8 MB holds it, freed pages go back to the system, the old heap is collected when it has grown by half. What is
 * parsed at the start stays, which makes V8 put what the same code makes later into the old heap at once, where it keeps
 * other garbage alive: told not to, the server does 9 % more.
 */
const HEAP = ['--max-semi-space-size=8']
/** V8's own flags come and go, and Node does not start with one it does not know: only for the version that is pinned here. */
const HEAP_26 = ['--no-memory-pool', '--heap-growing-percent=50', '--no-allocation-site-pretenuring']
/**
 * For glibc: two arenas serve all threads; and what V8's compiler takes, in pieces of up to 32 KB, is mapped by itself
 * from 16 KB on, so that it goes back when the code is made. Otherwise some 20 MB stay, full of holes. Speed is the same.
 * With all this 180 MB are resident after 300,000 AssumeRole calls, without it 210 to 285.
 */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '16384' }
const serving = process.argv[2] === 'serve'
/** Somebody who has sized the young heap otherwise knows better. */
const sized = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some(
  (flag) => flag.includes('semi-space-size') && !HEAP.includes(flag),
)
const flagsFor = (major) => (serving && !sized ? [...HEAP, ...(major === 26 ? HEAP_26 : [])] : [])
const MAJOR = Number.parseInt(process.versions.node, 10)
const missing = flagsFor(MAJOR).filter((flag) => !process.execArgv.includes(flag))
const environment = serving ? { ...MALLOC, ...process.env } : process.env

/**
 * What V8 compiled, for the next start: beside the program, where whoever can write could change the program as well. Node's
 * own choice is a directory below /tmp, and it does not look at whose that is: any user of the machine could make it first
 * and leave code there that this process runs.
 */
const COMPILED =
  process.env.NODE_COMPILE_CACHE ??
  join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'brevet')

const script = () => [fileURLToPath(import.meta.url), ...process.argv.slice(2)]

/** Whether to begin again with those flags: the process id stays, some 30 ms go by. Windows has no execve. */
const beginsAgain = missing.length > 0 && process.platform !== 'win32' && process.execve !== undefined

function runOn(node) {
  const child = spawn(node, [...flagsFor(26), ...script()], { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)))
}

if (MAJOR >= MINIMUM) {
  if (beginsAgain)
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...missing, ...script()], environment)
  nodeModule.enableCompileCache?.(COMPILED)
  const { main } = await import('../src/main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  const node = pinnedNode()
  if (node !== undefined) runOn(node)
  else {
    process.stderr.write(
      `brevet needs Node ${MINIMUM} or newer; this is ${process.versions.node}.\nInstall a newer Node, or run npm ci (it brings one for ${process.platform} ${process.arch} where the registry has it).\n`,
    )
    process.exitCode = 2
  }
}
