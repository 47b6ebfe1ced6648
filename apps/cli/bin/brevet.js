#!/usr/bin/env node
/** Starts the command line on a Node that can run it: this one, or the pinned one that the registry brought. Plain JavaScript for old Nodes. */
import { spawn } from 'node:child_process'
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
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
 * How the server's process begins: both can be set at no later time. What a request makes dies with it, so a young heap of
 * two times 8 MB holds it all, and one malloc arena serves threads that seldom allocate. After 150,000 AssumeRole calls:
 * 147 MB resident instead of 270, at the same speed.
 */
const YOUNG_HEAP = '--max-semi-space-size'
const serving = process.argv[2] === 'serve'
const flags = serving && !(process.env.NODE_OPTIONS ?? '').includes(YOUNG_HEAP) ? [`${YOUNG_HEAP}=8`] : []
const environment = serving ? { MALLOC_ARENA_MAX: '1', ...process.env } : process.env

const script = () => [fileURLToPath(import.meta.url), ...process.argv.slice(2)]

/** True where this process was not begun as a server should be, and can begin again: same process id, some 80 ms later. */
const beginsAgain = () =>
  flags.length > 0 &&
  process.platform !== 'win32' &&
  process.execve !== undefined &&
  !process.execArgv.some((flag) => flag.startsWith(YOUNG_HEAP))

function runOn(node) {
  const child = spawn(node, [...flags, ...script()], { stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)))
}

if (Number.parseInt(process.versions.node, 10) >= MINIMUM) {
  if (beginsAgain())
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...script()], environment)
  nodeModule.enableCompileCache?.()
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
