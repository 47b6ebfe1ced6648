/** brevet import: applies an account's IAM from a file; a second time it finds nothing to do. */
import { resolve } from 'node:path'
import { printable } from '@brevet/policy'
import { callIam } from '../../client/callIam.ts'
import type { Caller } from '../../client/callService.ts'
import { callSts } from '../../client/callSts.ts'
import { CALL_OPTIONS, refuseCallOptions } from '../../client/endpoint.ts'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { DATA_OPTIONS } from '../dataOptions.ts'
import { type AccountFile, accountFile, accountOf, inAccounts } from './accountFile.ts'
import { isSealed, OPEN_OPTIONS, openSealed, readBounded } from './encryption.ts'
import { importHere, isHere } from './importHere.ts'
import { type Json, list, record, text } from './json.ts'
import type { Change } from './plan/change.ts'
import { planImport } from './plan/plan.ts'
import { readAccount } from './readAccount.ts'
import { printChanges } from './report.ts'

const TAKES = 'It takes what `brevet export` or the AWS CLI prints.'

/** The JSON of the file, and whether it was encrypted. */
async function readJson(given: Arguments, terminal: Terminal): Promise<{ value: unknown; wasSealed: boolean }> {
  const [name, ...more] = given.rest
  if (name === undefined || more.length > 0) throw new UsageError('name one file')
  const path = resolve(terminal.cwd, name)
  const bytes = readBounded(path)
  const wasSealed = isSealed(bytes)
  if (!wasSealed && ['identity', 'passphrase-file'].some((flag) => given.values.has(flag)))
    throw new CommandError(`${path} is not encrypted in the age format.`, TAKES)
  const text = wasSealed ? await openSealed(bytes, given, terminal) : bytes.toString('utf8')
  try {
    return { value: JSON.parse(text), wasSealed }
  } catch {
    throw new CommandError(`${path} is not JSON.`, TAKES)
  }
}

function accountMap(given: Arguments): ReadonlyMap<string, string> {
  const pairs = (given.lists.get('account-map') ?? []).map((pair) => {
    const match = /^(\d{12})=(\d{12})$/.exec(pair)
    if (match === null) throw new UsageError(`'${pair}' is not OLD=NEW with account ids of 12 digits`)
    return [match[1] ?? '', match[2] ?? ''] as const
  })
  return new Map(pairs)
}

/** The file as the target account's. Throws CommandError where it is another account's. */
function forTarget(file: AccountFile, accounts: ReadonlyMap<string, string>, target: string): AccountFile {
  const mapped = inAccounts(file, accounts)
  const of = accountOf(mapped)
  if (of === undefined || of === target) return mapped
  const from = accountOf(file) ?? of
  throw new CommandError(
    `the file is of account ${from}, the credentials are of ${target}.`,
    `--account-map ${from}=${target} writes its ARNs anew.`,
  )
}

const referred = (holder: Json): readonly string[] => [
  ...list(holder['AttachedManagedPolicies']).map(({ PolicyArn }) => text(PolicyArn)),
  text(record(holder['PermissionsBoundary'])['PermissionsBoundaryArn']),
]

/** Which of AWS's policies in the file the server has. */
async function awsPoliciesOf(file: AccountFile, caller: Caller): Promise<ReadonlySet<string>> {
  const holders = [...file.UserDetailList, ...file.GroupDetailList, ...file.RoleDetailList]
  const known = new Set<string>()
  for (const PolicyArn of new Set(holders.flatMap(referred).filter((arn) => arn.includes(':iam::aws:')))) {
    try {
      await callIam('GetPolicy', { PolicyArn }, caller)
      known.add(PolicyArn)
    } catch (error) {
      if (!(error instanceof CommandError) || !error.message.startsWith('NoSuchEntity')) throw error
    }
  }
  return known
}

/** Makes the calls. An entity ends with its first refusal; the others go on. Answers what was refused. */
async function apply(changes: readonly Change[], caller: Caller): Promise<readonly string[]> {
  const failures: string[] = []
  for (const { calls, entity } of changes)
    try {
      for (const { action, parameters } of calls) await callIam(action, parameters, caller)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      failures.push(`${entity}: ${error.message}`)
    }
  return failures
}

function print(changes: readonly Change[], given: Arguments, terminal: Terminal): void {
  if (given.switches.has('json')) {
    const facts = changes.map(({ calls, entity, kind, problems }) => ({
      entity,
      kind,
      actions: calls.map(({ action, words }) => ({ action, words })),
      problems,
    }))
    terminal.out(`${JSON.stringify(facts, null, 2)}\n`)
    return
  }
  printChanges(
    changes.map(({ calls, ...change }) => ({ ...change, words: calls.map(({ words }) => words) })),
    terminal,
  )
}

/** Calls IAM with the caller's own permissions. Exit code 1 where the server refused anything. */
export const importAccount: Command = {
  name: 'import',
  summary: "Apply an account's IAM from a file of `brevet export` or `aws iam get-account-authorization-details`.",
  operands: 'FILE',
  options: [
    { flag: 'dry-run', description: 'Only show what would be added (+), changed (~) or cannot be imported (!).' },
    {
      flag: 'account-map',
      placeholder: 'OLD=NEW',
      description: 'Write account OLD in the file as NEW, in ARNs and where it stands alone; may be repeated.',
    },
    { flag: 'json', description: 'The changes as JSON.' },
    ...OPEN_OPTIONS,
    ...DATA_OPTIONS,
    ...CALL_OPTIONS,
  ],
  notes: [
    'Without --data-dir (--config, --database) it calls the server, as you; with it, it restores an encrypted export --with-secrets into a directory whose server is stopped, all of it or nothing.',
    'Nothing is ever deleted, detached or untagged: what only the server has stays as it is.',
    'Exit status: 0 done, 1 refused (what was, is listed; run it again when that is mended), 2 wrong usage.',
  ],
  async run(given, terminal) {
    const caller = { given, terminal }
    const accounts = accountMap(given)
    if (isHere(given)) refuseCallOptions(given)
    const { value, wasSealed } = await readJson(given, terminal)
    if (isHere(given)) {
      if (!wasSealed)
        throw new CommandError(
          'the file is not encrypted.',
          'A data directory takes an encrypted export --with-secrets.',
        )
      return importHere(value, given, terminal)
    }
    const file = accountFile(value)
    const target = text((await callSts('GetCallerIdentity', {}, caller))['Account'])
    const wanted = forTarget(file, accounts, target)
    const present = await readAccount(caller)
    const changes = planImport(wanted, present, { awsPolicies: await awsPoliciesOf(wanted, caller) })
    print(changes, given, terminal)
    if (given.switches.has('dry-run')) return 0
    const failures = await apply(changes, caller)
    for (const failure of failures) terminal.err(`refused: ${printable(failure)}\n`)
    return failures.length === 0 ? 0 : 1
  },
}
