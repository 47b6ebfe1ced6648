/** The table of the README. */
import type { Startup } from './startup.ts'
import { shown } from './statistics.ts'
import type { Spread } from './statistics.ts'
import type { Effort, ManyRoles, Series, Throughput } from './throughput.ts'

/** Everything one run of the benchmark found. */
export interface Results {
  readonly effort: Effort
  readonly machine: string
  readonly load: readonly [before: number, after: number]
  readonly throughput: Throughput
  readonly manyRoles: ManyRoles
  readonly startup: Startup
}

/** The ratios that are kept and compared from one release to the next. */
export type Ratios = Readonly<Record<'getCallerIdentity' | 'assumeRole' | 'manyRoles', number>>

/** What a run is compared by. */
export const ratiosOf = ({ throughput, manyRoles }: Results): Ratios => ({
  getCallerIdentity: throughput.getCallerIdentityOfBare.median,
  assumeRole: throughput.assumeRoleOfBare.median,
  manyRoles: manyRoles.manyOfFew.median,
})

const verdict = (met: boolean, target: string): string => `${target}: ${met ? 'met' : 'missed'}`

function row(name: string, series: Series, ratio: Spread | undefined, targets: readonly string[]): string {
  const { perSecond, p50Ms, p99Ms, cpuMicros } = series
  const cells = [
    name,
    shown(perSecond, 0),
    ratio === undefined ? '1' : shown(ratio, 3),
    shown(p50Ms, 1),
    shown(p99Ms, 1),
    Number.isNaN(cpuMicros.median) ? 'not told' : shown(cpuMicros, 0),
    targets.join('; '),
  ]
  return `| ${cells.join(' | ')} |`
}

function throughputTable({ throughput, manyRoles, effort }: Results): readonly string[] {
  const { bare, getCallerIdentity, assumeRole, getCallerIdentityOfBare, assumeRoleOfBare } = throughput
  const many = effort.manyRoles.toLocaleString('en-US')
  return [
    '| | requests/s | of bare HTTP | p50 ms | p99 ms | server µs/request | target |',
    '|---|---|---|---|---|---|---|',
    row('bare `node:http`', bare, undefined, []),
    row('GetCallerIdentity', getCallerIdentity, getCallerIdentityOfBare, [
      verdict(getCallerIdentityOfBare.median >= 0.25, '≥ 0.25'),
    ]),
    row('AssumeRole', assumeRole, assumeRoleOfBare, [
      verdict(assumeRoleOfBare.median >= 0.12, '≥ 0.12'),
      verdict(assumeRole.p99Ms.median < 40, 'p99 < 40 ms'),
    ]),
    '',
    '| | requests/s | of 10 roles | target |',
    '|---|---|---|---|',
    `| AssumeRole, 10 roles | ${shown(manyRoles.few.perSecond, 0)} | 1 | |`,
    `| AssumeRole, ${many} roles, 1,000 of them hot | ${shown(manyRoles.many.perSecond, 0)} | ${shown(manyRoles.manyOfFew, 3)} | ${verdict(manyRoles.manyOfFew.median >= 0.75, '≥ 0.75')} |`,
  ]
}

function startupTable({ startup, effort }: Results): readonly string[] {
  const { cold, warm, manyRoles } = startup
  const many = effort.manyRoles.toLocaleString('en-US')
  return [
    '| from the start of the process to ready | ms | target |',
    '|---|---|---|',
    `| empty data directory, empty compile cache (a machine's first start) | ${shown(cold, 0)} | |`,
    `| empty data directory | ${shown(warm, 0)} | ${verdict(warm.median < 500, '< 500')} |`,
    `| ${many} roles | ${shown(manyRoles, 0)} | ${verdict(manyRoles.median < 1_000, '< 1,000')} |`,
  ]
}

/** Bare HTTP keeps both processors of a small machine busy, AssumeRole little more than one: what else runs slows the former most. */
const BUSY_ABOVE = 1.5

/** Markdown: medians, with the lowest and highest run in brackets. */
export function table(results: Results): string {
  const { effort, load, machine, throughput } = results
  const { connections, rounds, runMs, warmUp } = effort
  const [before, after] = load.map((each) => each.toFixed(1))
  const most = Math.max(throughput.bare.loadCpu, throughput.assumeRole.loadCpu)
  return [
    ...throughputTable(results),
    '',
    ...startupTable(results),
    '',
    `Medians of ${rounds} interleaved rounds of ${runMs / 1000} s (lowest–highest), ${connections} connections, one request in flight on each, after ${warmUp.toLocaleString('en-US')} requests to warm up.`,
    'Requests are signed beforehand, in the form of the AWS CLI; the load is a process of its own, which used at most',
    `${most.toFixed(2)} of a processor. AssumeRole: trust policy with a condition, identity policy, audit record durable before the answer.`,
    `Bare HTTP reads the same bodies and answers 800 bytes. Machine: ${machine}; load average ${before ?? ''} before, ${after ?? ''} after.`,
    ...(load[0] > BUSY_ABOVE
      ? ['The machine was busy with other things, which flatters the ratios to bare HTTP.']
      : []),
  ].join('\n')
}

/** How a run stands to the ratios that are committed. For people: it gates nothing. */
export function comparison(now: Ratios, baseline: Ratios): string {
  const line = (name: keyof Ratios): string => {
    const change = (now[name] / baseline[name] - 1) * 100
    return `${name}: ${now[name].toFixed(3)}, baseline ${baseline[name].toFixed(3)} (${change >= 0 ? '+' : ''}${change.toFixed(0)} %)`
  }
  return (Object.keys(baseline) as (keyof Ratios)[]).map(line).join('\n')
}
