/** `npm run bench -- --iam` (with `--short`: less of all): IAM's reads beside bare HTTP, its writes, its long lists. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DetailsRun, measureDetails } from './iam/details.ts'
import { listAllRoles, type ListRun } from './iam/listRoles.ts'
import { startLoader } from './loader.ts'
import type { Loader, Measured } from './loader.ts'
import { startBare, startBrevet } from './processes.ts'
import type { ServerProcess } from './processes.ts'
import type { Operation, RequestPlan } from './requests.ts'
import { shown, spread } from './statistics.ts'
import { makeStock, WRITERS_POLICY } from './stock.ts'
import type { Stock } from './stock.ts'

/** How long and how much. */
export interface IamEffort {
  readonly rounds: number
  readonly runMs: number
  readonly manyRoles: number
  readonly detailsRoles: number
}

const READERS = 64
const WRITERS = 16
const HOT_ROLES = 1_000
const DISTINCT = 20_000
const WARM_UP = 20_000

interface World {
  readonly loader: Loader
  readonly bare: ServerProcess
  readonly brevet: ServerProcess
  readonly stock: Stock
}

const plan = (operation: Operation, stock: Stock, run = ''): RequestPlan => ({
  operation,
  credentials: stock.credentials,
  roles: Array.from({ length: HOT_ROLES }, (_, n) => stock.role(n)),
  distinct: DISTINCT,
  run,
})

async function reads({ loader, bare, brevet, stock }: World, effort: IamEffort): Promise<readonly string[]> {
  const lanes = [
    { server: bare, plan: plan('GetRole', stock) },
    { server: brevet, plan: plan('GetRole', stock) },
    { server: brevet, plan: plan('GetUser', stock) },
  ]
  const order = { connections: READERS, durationMs: effort.runMs }
  for (const lane of lanes)
    await loader.run(lane.server, { ...order, durationMs: 60_000, count: WARM_UP, plan: lane.plan })
  const runs = lanes.map((): Measured[] => [])
  for (let round = 0; round < effort.rounds; round += 1)
    for (const [index, lane] of lanes.entries())
      runs[index]?.push(await loader.run(lane.server, { ...order, plan: lane.plan }))
  const [yardstick = [], ...ours] = runs
  const ratios = ours.map((each) =>
    spread(each.map((run, round) => run.perSecond / (yardstick[round]?.perSecond ?? Number.NaN))),
  )
  const row = (name: string, each: readonly Measured[], ratio: string, target: string): string =>
    `| ${name} | ${shown(spread(each.map(({ perSecond }) => perSecond)), 0)} | ${ratio} | ${target} |`
  return [
    '| IAM, warm | requests/s | of bare HTTP | target |',
    '|---|---|---|---|',
    row('bare `node:http`', yardstick, '1', ''),
    ...ours.map((each, index) => {
      const ratio = ratios[index]
      const met = (ratio?.median ?? 0) >= 0.2 ? 'met' : 'missed'
      return row(index === 0 ? 'GetRole' : 'GetUser', each, ratio === undefined ? '' : shown(ratio, 3), `≥ 0.2: ${met}`)
    }),
  ]
}

async function writes({ loader, brevet, stock }: World, effort: IamEffort): Promise<readonly string[]> {
  const rows: string[] = []
  for (const operation of ['TagRole', 'CreateRole'] as const) {
    const runs: Measured[] = []
    for (let round = 0; round <= effort.rounds; round += 1) {
      const order = { connections: WRITERS, durationMs: effort.runMs, count: DISTINCT }
      const run = await loader.run(brevet, { ...order, plan: plan(operation, stock, `${operation}${round}`) })
      // The first one warms up.
      if (round > 0) runs.push(run)
    }
    const perSecond = spread(runs.map((run) => run.perSecond))
    const p99 = spread(runs.map(({ p99Ms }) => p99Ms))
    const met = perSecond.median >= 1_000 ? 'met' : 'missed'
    rows.push(`| ${operation} | ${shown(perSecond, 0)} | ${shown(p99, 1)} | ≥ 1,000/s: ${met} |`)
  }
  return [`| durable writes, ${WRITERS} at a time | per second | p99 ms | target |`, '|---|---|---|---|', ...rows]
}

const listRow = (maxItems: number, { pages, medianMs, p99Ms, longestMs }: ListRun): string =>
  `| ${maxItems} | ${pages} | ${medianMs.toFixed(1)} | ${p99Ms.toFixed(1)} | ${longestMs.toFixed(1)} | < 20 ms: ${longestMs < 20 ? 'met' : 'missed'} |`

async function lists({ brevet, stock }: World, { manyRoles: roles }: IamEffort): Promise<readonly string[]> {
  const rows: string[] = []
  for (const maxItems of [100, 1_000]) {
    await listAllRoles(brevet, stock, { roles, maxItems })
    rows.push(listRow(maxItems, await listAllRoles(brevet, stock, { roles, maxItems })))
  }
  return [
    `| ListRoles over ${roles.toLocaleString('en-US')} roles, MaxItems | pages | median ms | p99 ms | longest ms | target |`,
    '|---|---|---|---|---|---|',
    ...rows,
  ]
}

function details(roles: number, runs: readonly DetailsRun[]): readonly string[] {
  const took = spread(runs.map(({ tookMs }) => tookMs))
  const p99 = spread(runs.map(({ p99Ms }) => p99Ms))
  const longest = spread(runs.map(({ longestMs }) => longestMs))
  const met = took.median < 3_000 && longest.min < 20 ? 'met' : 'missed'
  return [
    `| GetAccountAuthorizationDetails, ${roles.toLocaleString('en-US')} roles | all pages, ms | event loop delay p99 ms | longest ms | target |`,
    '|---|---|---|---|---|',
    `| read and encoded in one process | ${shown(took, 0)} | ${shown(p99, 1)} | ${shown(longest, 1)} | < 3,000 ms, < 20 ms: ${met} |`,
  ]
}

/** Measures, and writes the tables. */
export async function iamTables(effort: IamEffort, say: (text: string) => void): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'brevet-bench-iam-'))
  say(`making a data directory with ${effort.manyRoles} roles`)
  const stock = await makeStock(join(scratch, 'many'), effort.manyRoles, [WRITERS_POLICY])
  const [bare, brevet] = [await startBare(), await startBrevet(stock.dataDir)]
  const loader = startLoader()
  const world: World = { loader, bare, brevet, stock }
  try {
    say('bare HTTP, GetRole, GetUser, in turn')
    const read = await reads(world, effort)
    say('ListRoles')
    const listed = await lists(world, effort)
    say('writes')
    const written = await writes(world, effort)
    say('GetAccountAuthorizationDetails')
    const detailed = details(effort.detailsRoles, await measureDetails(effort.detailsRoles, effort.rounds))
    return [...read, '', ...written, '', ...listed, '', ...detailed].join('\n')
  } finally {
    loader.stop()
    await bare.stop()
    await brevet.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}
