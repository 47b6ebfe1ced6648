/** brevet policy lint: what is wrong with policy files, what is dangerous, and what could be said more simply. */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PolicyType } from '@brevet/policy'
import type { LintOptions, Severity } from '@brevet/policy/lint'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { listOf } from '../sessionOptions.ts'
import { fixedText, guessType, isPolicyType, POLICY_TYPES } from './linting.ts'
import { jsonReport, type Linted, sarifReport, textReport } from './lintReport.ts'
import { readPolicyText } from './policyFile.ts'

const SEVERITIES: ReadonlyMap<string, readonly Severity[]> = new Map([
  ['error', ['ERROR']],
  ['security', ['ERROR', 'SECURITY_WARNING']],
  ['warning', ['ERROR', 'SECURITY_WARNING', 'WARNING']],
  ['suggestion', ['ERROR', 'SECURITY_WARNING', 'WARNING', 'SUGGESTION']],
])
const REPORTS = new Map([
  ['text', textReport],
  ['json', jsonReport],
  ['sarif', sarifReport],
])

/** The value of `flag` in a table. Throws UsageError for names that are not in it. */
function chosen<T>(
  given: Arguments,
  flag: string,
  { table, fallback }: { table: ReadonlyMap<string, T>; fallback: string },
): T {
  const found = table.get(given.values.get(flag) ?? fallback)
  if (found === undefined) throw new UsageError(`--${flag} must be one of: ${[...table.keys()].join(', ')}`)
  return found
}

function typeOf(given: Arguments): PolicyType | undefined {
  const type = given.values.get('type')
  if (type === undefined || isPolicyType(type)) return type
  throw new UsageError(`--type must be one of: ${POLICY_TYPES.join(', ')}`)
}

function optionsOf(given: Arguments): LintOptions {
  const account = given.values.get('account')
  if (account !== undefined && !/^[0-9]{12}$/.test(account))
    throw new UsageError(`--account takes the 12 digits of an account, not '${account}'`)
  const knownServices = (given.lists.get('known-service') ?? []).flatMap((value) => listOf(value))
  return {
    knownServices: knownServices.map((prefix) => prefix.toLowerCase()),
    ...(account === undefined ? {} : { account }),
    ...(given.switches.has('managed') ? { managed: true } : {}),
    ...(given.switches.has('private-network') ? { privateNetwork: true } : {}),
  }
}

const STDIN = '-'

const textOf = (path: string, terminal: Terminal): string =>
  path === STDIN ? (terminal.input?.() ?? readFileSync(0, 'utf8')) : readPolicyText(path, terminal)

/** Writes what `--fix` has made of a file; of standard input, to standard output. */
function writeFixed(path: string, text: string, terminal: Terminal): void {
  if (path === STDIN) return terminal.out(text)
  try {
    writeFileSync(resolve(terminal.cwd, path), text)
  } catch {
    throw new CommandError(`cannot write ${path}.`, 'Nothing of it was changed.')
  }
}

/** Exit code 0 where nothing as bad as `--fail-on` is found, 1 where something is, 2 for wrong usage. */
export const lint: Command = {
  name: 'policy lint',
  summary: 'Check policy files: errors, dangers, and what could be simpler.',
  operands: 'FILE...',
  options: [
    { flag: 'type', placeholder: 'TYPE', description: `${POLICY_TYPES.join(', ')} (default: told from its elements).` },
    { flag: 'format', placeholder: 'text|json|sarif', description: 'Form of the report (default text).' },
    {
      flag: 'fail-on',
      placeholder: [...SEVERITIES.keys()].join('|'),
      description: 'The least finding that makes the exit status 1 (default error).',
    },
    { flag: 'fix', description: 'Repair what has a sure repair, in the file; from - to standard output.' },
    { flag: 'known-service', placeholder: 'P[,P]', description: 'Prefix of a service of your own; may be repeated.' },
    { flag: 'account', placeholder: 'ID', description: 'Your account: principals of others are then told from it.' },
    { flag: 'managed', description: 'The files are managed policies: at most 6144 characters.' },
    { flag: 'private-network', description: 'Private addresses in aws:SourceIp are real: the server is inside.' },
  ],
  notes: [
    '- reads standard input. Rules and their codes: docs/lint.md; codes without BREVET_ are those of AWS Access Analyzer.',
    'Exit status: 0 nothing as bad as --fail-on, 1 something is, 2 wrong usage.',
    '',
    'brevet policy lint --fail-on security policies/*.json',
    'aws iam get-policy-version ... --query PolicyVersion.Document | brevet policy lint -',
  ],
  async run(given, terminal) {
    if (given.rest.length === 0) throw new UsageError('name policy files, or - for standard input')
    const type = typeOf(given)
    const report = chosen(given, 'format', { table: REPORTS, fallback: 'text' })
    const failing = chosen(given, 'fail-on', { table: SEVERITIES, fallback: 'error' })
    const options = optionsOf(given)
    // The linter knows all of AWS's actions: only commands that need it load it.
    const linter = await import('@brevet/policy/lint')
    const linted = given.rest.map((path): Linted => {
      const written = textOf(path, terminal)
      const kind = type ?? guessType(written)
      const text = given.switches.has('fix') ? fixedText(written, { type: kind, options, linter }) : written
      if (given.switches.has('fix') && (text !== written || path === STDIN)) writeFixed(path, text, terminal)
      return {
        path: path === STDIN ? '<stdin>' : path,
        type: kind,
        text,
        findings: linter.lintPolicy(text, kind, options),
      }
    })
    const out = report(linted, linter)
    // Standard output is the repaired policy's where that goes there.
    if (given.switches.has('fix') && given.rest.includes(STDIN)) terminal.err(out)
    else terminal.out(out)
    return linted.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity))) ? 1 : 0
  },
}
