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

function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)))
}

if (Number.parseInt(process.versions.node, 10) >= MINIMUM) {
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
