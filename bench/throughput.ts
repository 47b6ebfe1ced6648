/** Requests per second: bare HTTP, GetCallerIdentity and AssumeRole in turn; then few roles against many. */
import type { LoadOrder } from './load.ts'
import type { Loader, Measured } from './loader.ts'
import type { ServerProcess } from './processes.ts'
import type { RequestPlan } from './requests.ts'
import { spread } from './statistics.ts'
import type { Spread } from './statistics.ts'
import type { Stock } from './stock.ts'

/** How long and how often. */
export interface Effort {
  readonly connections: number
  readonly rounds: number
  readonly runMs: number
  /** Requests before anything counts: until then the server's code is still being compiled. */
  readonly warmUp: number
  readonly manyRoles: number
}

/** What one kind of request came to, over all rounds. */
export interface Series {
  readonly perSecond: Spread
  readonly p50Ms: Spread
  readonly p99Ms: Spread
  readonly cpuMicros: Spread
  /** Highest share of a processor that the load process needed. */
  readonly loadCpu: number
}

/** One line of the interleaving. */
interface Lane {
  readonly server: ServerProcess
  readonly plan: RequestPlan
}

const DISTINCT = 20_000
const HOT_ROLES = 1_000

/** The plan of an operation over the first `roles` roles of a stock. */
export const planFor = (operation: RequestPlan['operation'], stock: Stock, roles: number): RequestPlan => ({
  operation,
  credentials: stock.credentials,
  roles: Array.from({ length: roles }, (_, n) => stock.role(n)),
  distinct: DISTINCT,
})

/** Spread over all the roles there are, so that the hot ones do not lie side by side in the database. */
const hotPlan = (stock: Stock, roles: number): RequestPlan => ({
  ...planFor('AssumeRole', stock, 0),
  roles: Array.from({ length: Math.min(HOT_ROLES, roles) }, (_, n) => stock.role((n * 7919) % roles)),
})

const series = (runs: readonly Measured[]): Series => ({
  perSecond: spread(runs.map((run) => run.perSecond)),
  p50Ms: spread(runs.map((run) => run.p50Ms)),
  p99Ms: spread(runs.map((run) => run.p99Ms)),
  cpuMicros: spread(runs.map((run) => run.cpuMicros)),
  loadCpu: Math.max(...runs.map((run) => run.loadCpu)),
})

/** Runs the lanes in turn, round after round: a disturbance meets all of them. Answers each lane's runs. */
async function interleave(loader: Loader, lanes: readonly Lane[], effort: Effort): Promise<readonly Measured[][]> {
  const { connections, rounds, runMs, warmUp } = effort
  const order = (lane: Lane): Omit<LoadOrder, 'port'> => ({ connections, durationMs: runMs, plan: lane.plan })
  for (const lane of lanes) await loader.run(lane.server, { ...order(lane), durationMs: 60_000, count: warmUp })
  const runs = lanes.map((): Measured[] => [])
  for (let round = 0; round < rounds; round += 1)
    for (const [index, lane] of lanes.entries()) runs[index]?.push(await loader.run(lane.server, order(lane)))
  return runs
}

/** Round by round, so that what slows a whole round cancels out. */
const ratios = (runs: readonly Measured[], to: readonly Measured[]): Spread =>
  spread(runs.map((run, round) => run.perSecond / (to[round]?.perSecond ?? Number.NaN)))

/** The three kinds of request and the ratios between them. */
export interface Throughput {
  readonly bare: Series
  readonly getCallerIdentity: Series
  readonly assumeRole: Series
  readonly getCallerIdentityOfBare: Spread
  readonly assumeRoleOfBare: Spread
}

/** Bare, GetCallerIdentity, AssumeRole, bare, ...: `stock` is what `brevet` serves. */
export async function measureThroughput(
  loader: Loader,
  servers: { readonly bare: ServerProcess; readonly brevet: ServerProcess; readonly stock: Stock },
  effort: Effort,
): Promise<Throughput> {
  const { bare: bareServer, brevet, stock } = servers
  const assume = planFor('AssumeRole', stock, 10)
  const lanes = [
    { server: bareServer, plan: assume },
    { server: brevet, plan: planFor('GetCallerIdentity', stock, 0) },
    { server: brevet, plan: assume },
  ]
  const [bare = [], identity = [], role = []] = await interleave(loader, lanes, effort)
  return {
    bare: series(bare),
    getCallerIdentity: series(identity),
    assumeRole: series(role),
    getCallerIdentityOfBare: ratios(identity, bare),
    assumeRoleOfBare: ratios(role, bare),
  }
}

/** AssumeRole with few and with many roles. */
export interface ManyRoles {
  readonly few: Series
  readonly many: Series
  readonly manyOfFew: Spread
}

/** Two servers in turn: one with 10 roles, all hot; one with many, 1,000 of them hot. */
export async function measureManyRoles(
  loader: Loader,
  servers: { readonly few: [ServerProcess, Stock]; readonly many: [ServerProcess, Stock] },
  effort: Effort,
): Promise<ManyRoles> {
  const lanes = [
    { server: servers.few[0], plan: planFor('AssumeRole', servers.few[1], 10) },
    { server: servers.many[0], plan: hotPlan(servers.many[1], effort.manyRoles) },
  ]
  const [few = [], many = []] = await interleave(loader, lanes, effort)
  return { few: series(few), many: series(many), manyOfFew: ratios(many, few) }
}
