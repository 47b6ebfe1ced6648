/** `npm run bench [-- --short] [-- --policy | --iam] [-- --save-baseline]`: prints the README's tables of speed; `--policy` only the engine's, `--iam` IAM's. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IamEffort, iamTables } from './iam.ts'
import { startLoader } from './loader.ts'
import { policyTable } from './policy.ts'
import { startBare, startBrevet } from './processes.ts'
import { measureStartup } from './startup.ts'
import { makeStock } from './stock.ts'
import { comparison, ratiosOf, table } from './table.ts'
import type { Ratios, Results } from './table.ts'
import { measureManyRoles, measureThroughput } from './throughput.ts'
import type { Effort } from './throughput.ts'

const FULL: Effort = { connections: 64, rounds: 7, runMs: 4_000, warmUp: 60_000, manyRoles: 100_000 }
/** For CI: the same path in under a minute, with wider spreads. */
const SHORT: Effort = { connections: 64, rounds: 3, runMs: 1_500, warmUp: 20_000, manyRoles: 10_000 }

const IAM_FULL: IamEffort = { rounds: 7, runMs: 4_000, manyRoles: 100_000, detailsRoles: 10_000 }
const IAM_SHORT: IamEffort = { rounds: 3, runMs: 1_500, manyRoles: 10_000, detailsRoles: 2_000 }

const BASELINE = join(import.meta.dirname, 'baseline.json')
const LATEST = join(import.meta.dirname, 'results/latest.json')

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const average = (): number => loadavg()[0] ?? Number.NaN

function machine(): string {
  const all = cpus()
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`
}

async function measure(scratch: string, effort: Effort): Promise<Results> {
  const before = average()
  say(`making data directories with 10 and ${effort.manyRoles} roles`)
  const few = await makeStock(join(scratch, 'few'), 10)
  const many = await makeStock(join(scratch, 'many'), effort.manyRoles)
  say('starting and stopping')
  const startup = await measureStartup(scratch, many.dataDir, effort.rounds)
  const loader = startLoader()
  const [bare, small, large] = [await startBare(), await startBrevet(few.dataDir), await startBrevet(many.dataDir)]
  try {
    say('bare HTTP, GetCallerIdentity, AssumeRole, in turn')
    const throughput = await measureThroughput(loader, { bare, brevet: small, stock: few }, effort)
    say('few roles, many roles, in turn')
    const manyRoles = await measureManyRoles(loader, { few: [small, few], many: [large, many] }, effort)
    return { effort, machine: machine(), load: [before, average()], throughput, manyRoles, startup }
  } finally {
    loader.stop()
    for (const server of [bare, small, large]) await server.stop()
  }
}

function keep(results: Results): void {
  mkdirSync(join(LATEST, '..'), { recursive: true })
  writeFileSync(LATEST, `${JSON.stringify(results, undefined, 2)}\n`)
}

const short = process.argv.includes('--short')
const policy = (): string => policyTable(short)

async function whole(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'brevet-bench-'))
  try {
    const results = await measure(scratch, short ? SHORT : FULL)
    keep(results)
    const ratios = ratiosOf(results)
    process.stdout.write(`${table(results)}\n`)
    if (process.argv.includes('--save-baseline')) writeFileSync(BASELINE, `${JSON.stringify(ratios, undefined, 2)}\n`)
    if (existsSync(BASELINE)) say(`\n${comparison(ratios, JSON.parse(readFileSync(BASELINE, 'utf8')) as Ratios)}`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  say('policy engine')
  process.stdout.write(`\n${policy()}\n`)
}

if (process.argv.includes('--policy')) process.stdout.write(`${policy()}\n`)
else if (process.argv.includes('--iam')) process.stdout.write(`${await iamTables(short ? IAM_SHORT : IAM_FULL, say)}\n`)
else await whole()
