/** Time to ready: from the spawn of the process to its ready line. */
import { join } from 'node:path'
import { startBrevet } from './processes.ts'
import { spread } from './statistics.ts'
import type { Spread } from './statistics.ts'

/** Milliseconds from spawn to ready. */
export interface Startup {
  /** Empty data directory, empty compile cache: the very first start on a machine. */
  readonly cold: Spread
  /** Empty data directory, filled compile cache. */
  readonly warm: Spread
  /** A data directory with many roles, filled compile cache. */
  readonly manyRoles: Spread
}

async function readyMs(dataDir: string, compileCache: string): Promise<number> {
  const server = await startBrevet(dataDir, { NODE_COMPILE_CACHE: compileCache })
  await server.stop()
  return server.readyMs
}

/** Starts and stops servers; everything but `manyRoles` (a stocked data directory) lies below `scratch`. */
export async function measureStartup(scratch: string, manyRoles: string, rounds: number): Promise<Startup> {
  const cold: number[] = []
  const warm: number[] = []
  const stocked: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const cache = join(scratch, `compile-cache-${round}`)
    cold.push(await readyMs(join(scratch, `cold-${round}`), cache))
    warm.push(await readyMs(join(scratch, `warm-${round}`), cache))
    stocked.push(await readyMs(manyRoles, cache))
  }
  return { cold: spread(cold), warm: spread(warm), manyRoles: spread(stocked) }
}
