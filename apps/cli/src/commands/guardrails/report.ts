/** Guardrails as a table for people. */
import { printable } from '@brevet/policy'
import { fromWire } from './shape.ts'
import { shownValue } from './setting.ts'

type Json = Readonly<Record<string, unknown>>

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(cell.length, all[at] ?? 0)), [])
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
}

const rowsOf = (settings: ReadonlyMap<string, unknown>, last: (name: string) => string): readonly string[] =>
  columns([...settings].map(([name, value]) => [printable(name), shownValue(name, value), printable(last(name))]))

function ofOrganization(answer: Json): readonly string[] {
  const own = fromWire(answer['guardrails'])
  if (own.size === 0)
    return [
      'No guardrail is set for the organization.',
      'One is set by, for example: brevet guardrails set --organization maxSessionDuration.any=2h',
    ]
  return ['Set for every account of the organization:', '', ...rowsOf(own, () => '')]
}

const ORIGINS = new Map([
  ['ACCOUNT', 'set in this account'],
  ['ORGANIZATION', "the organization's default"],
])

/** What the account set itself and a stricter default of the organization holds instead of. */
function overruled(own: ReadonlyMap<string, unknown>, inForce: ReadonlyMap<string, unknown>): readonly string[] {
  const laxer = [...own].filter(([name, value]) => inForce.get(name) !== value)
  return laxer.map(
    ([name, value]) =>
      `${printable(name)} is set to ${shownValue(name, value)} in this account; the organization's default is stricter.`,
  )
}

function ofAccount(answer: Json): readonly string[] {
  const [own, inForce] = [fromWire(answer['guardrails']), fromWire(answer['inForce'])]
  const account = printable(String(answer['accountId']))
  if (inForce.size === 0)
    return [
      `No guardrail is in force in account ${account}.`,
      'One is set by, for example: brevet guardrails set maxSessionDuration.any=2h',
    ]
  const sources = fromWire(answer['sources'])
  const table = rowsOf(inForce, (name) => ORIGINS.get(String(sources.get(name))) ?? '')
  const notes = overruled(own, inForce)
  return [`In force in account ${account}:`, '', ...table, ...(notes.length === 0 ? [] : ['', ...notes])]
}

/** The answer of GetGuardrails or PutGuardrails, newline at the end. */
export const guardrailsReport = (answer: Json): string =>
  `${(answer['scope'] === 'ORGANIZATION' ? ofOrganization(answer) : ofAccount(answer)).join('\n')}\n`
