/** `npm run bench -- --policy` (with `--short`: a tenth of the time): decisions per second of the policy engine, beside a calibration loop in the same run, in a process of their own. */
import { execFileSync } from 'node:child_process'
import { decide, evaluate, explain, judge, readStoredPolicy } from '../packages/policy/src/index.ts'
import { unitOf } from '../packages/policy/src/engine/unit.ts'
import { percentiles, type PolicyEffort, race, type Subject } from './policy/clock.ts'
import { type Case, large, moderate, small } from './policy/prepare.ts'

const FULL: PolicyEffort = { rounds: 7, runMs: 500 }
const SHORT: PolicyEffort = { rounds: 3, runMs: 150 }

/** With what the server's launcher starts its process, as far as it matters to the speed of one core. */
const SERVER_FLAGS = ['--max-semi-space-size=8', '--no-allocation-site-pretenuring']

/** Keeps results alive, so that no loop is optimised away. */
let sink = 0

const CALIBRATION = JSON.stringify({
  list: Array.from({ length: 24 }, (_, index) => ({ name: `n${index}`, value: index })),
})

/** What every machine can do: parse 600 bytes of JSON and fill a Map with them. */
function calibrate(times: number): void {
  for (let index = 0; index < times; index += 1) {
    const { list } = JSON.parse(CALIBRATION) as { list: { name: string; value: number }[] }
    const map = new Map(list.map(({ name, value }) => [name, value]))
    sink += map.get('n7') ?? 0
  }
}

const each =
  <Item>(items: readonly Item[], run: (item: Item) => number): Subject['run'] =>
  (times) => {
    for (let index = 0; index < times;)
      for (let at = 0; at < items.length; at += 1, index += 1) sink += run(items[at] as Item)
  }

const prepared = ({ bundle, asks }: Pick<Case, 'bundle' | 'asks'>): Subject['run'] =>
  each(asks, (ask) => bundle.decide(ask).outcome.length)

/** A session policy near its limit of 2,048 characters, as it comes with AssumeRole. */
function sessionPolicy(): string {
  const statements = Array.from({ length: 9 }, (_, index) => ({
    Sid: `Part${index}`,
    Effect: index === 3 ? 'Deny' : 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket', `sqs:Send${index}*`],
    Resource: [`arn:aws:s3:::bucket-${index}/*`, `arn:aws:sqs:eu-central-1:111122223333:queue-${index}`],
    ...(index % 2 === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': ['blue', 'green'] } } } : {}),
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

const compile = (text: string): number => {
  const document = readStoredPolicy(text, 'session')
  return unitOf(document, 'own').rules.length
}

interface Line {
  readonly name: string
  readonly run: Subject['run']
  /** Decisions per second that are wanted. */
  readonly target?: number
}

const LONG_TEXT = sessionPolicy()

function linesOf(cases: { readonly small: Case; readonly moderate: Case; readonly large: Case }): readonly Line[] {
  const { template, bundle, asks, loose, entries, requests } = cases.moderate
  const indexes = asks.map((_, index) => index)
  return [
    { name: 'calibration: JSON.parse of 0.7 KB into a Map', run: calibrate },
    { name: `${cases.small.name}, context made`, run: prepared(cases.small), target: 6e6 },
    { name: `${cases.moderate.name}, context made`, run: prepared(cases.moderate), target: 2e6 },
    { name: `${cases.large.name}, context made`, run: prepared(cases.large), target: 1e6 },
    {
      name: `${cases.moderate.name}, context made without a template`,
      run: prepared({ bundle, asks: loose }),
    },
    {
      name: `${cases.moderate.name}, context made from the request`,
      run: each(indexes, (index) => {
        const ask = asks[index]
        if (ask === undefined) return 0
        return bundle.decide({ ...ask, context: template.context(entries[index] ?? []) }).outcome.length
      }),
      target: 8e5,
    },
    {
      name: `${cases.moderate.name}, plain \`decide(request)\``,
      run: each(requests, (request) => decide(request).outcome.length),
    },
    {
      name: `${cases.moderate.name}, \`judge\``,
      run: each(requests, (request) => judge(request).layers.length),
      target: 2.5e5,
    },
    {
      name: `${cases.moderate.name}, \`explain\``,
      run: each(requests, (request) => explain(request).layers.length),
      target: 1e5,
    },
    {
      name: `${cases.moderate.name}, \`explain\`, near misses and changes read`,
      run: each(requests, (request) => explain(request).counterfactuals.length),
      target: 1e5,
    },
    {
      name: `${cases.moderate.name}, reference interpreter`,
      run: each(requests, (request) => evaluate(request).layers.length),
    },
    {
      name: `JSON.parse of a session policy (${LONG_TEXT.length} characters)`,
      run: each([LONG_TEXT], (text) => (JSON.parse(text) as unknown[]).length | 0),
    },
    { name: 'the same scanned, validated and compiled', run: each([LONG_TEXT], compile) },
  ]
}

const million = (perSecond: number): string =>
  perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(2)} M` : `${(perSecond / 1e3).toFixed(1)} k`

/** Measures in a process that begins as the server does, and gives the table. What the caller has loaded counts for nothing. */
export function policyTable(short: boolean): string {
  const args = [...SERVER_FLAGS, import.meta.filename, ...(short ? ['--short'] : [])]
  return execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trimEnd()
}

function measure(effort: PolicyEffort): string {
  const cases = { small: small(), moderate: moderate(), large: large() }
  const lines = linesOf(cases)
  const results = race(lines, effort)
  const base = results.get(lines[0]?.name ?? '') ?? Number.NaN
  const rows = lines.map(({ name, target }) => {
    const perSecond = results.get(name) ?? Number.NaN
    const verdict = target === undefined ? '' : `≥ ${million(target)}: ${perSecond >= target ? 'met' : 'missed'}`
    return `| ${name} | ${million(perSecond)} | ${(perSecond / base).toFixed(2)} | ${verdict} |`
  })
  const { bundle, asks } = cases.moderate
  const { p50, p99 } = percentiles((index) => {
    const ask = asks[index % asks.length]
    if (ask !== undefined) sink += bundle.decide(ask).outcome.length
  }, 200_000)
  const at = (start: string): number =>
    results.get(lines.find(({ name }) => name.includes(start))?.name ?? '') ?? Number.NaN
  return [
    '| policy engine, one core | per second | of calibration | target |',
    '|---|---:|---:|---|',
    ...rows,
    '',
    `Single decisions of the 53 statements: p50 ${p50} ns, p99 ${p99} ns.`,
    `500 statements take ${(at('53 statements, context made') / at('503 statements')).toFixed(2)} times as long as 53 (wanted: at most 2).`,
    `Scan and compile take ${(at('JSON.parse of a session') / at('the same scanned')).toFixed(2)} times as long as JSON.parse (wanted: at most 5).`,
    `Best of ${effort.rounds} rounds of about ${effort.runMs} ms in turn, by the time of the processor.${sink === 0 ? ' ' : ''}`,
  ].join('\n')
}

if (import.meta.main) process.stdout.write(`${measure(process.argv.includes('--short') ? SHORT : FULL)}\n`)
