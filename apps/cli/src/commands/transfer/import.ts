/** brevet import: applies an account's IAM from a file; a second time it finds nothing to do. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { callIam } from '../../client/callIam.ts'
import type { Caller } from '../../client/callService.ts'
import { callSts } from '../../client/callSts.ts'
import { CALL_OPTIONS } from '../../client/endpoint.ts'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Command, Terminal } from '../../command.ts'
import { type AccountFile, accountFile, accountOf, inAccounts } from './accountFile.ts'
import { type Json, list, record, text } from './json.ts'
import type { Change } from './plan/change.ts'
import { planImport } from './plan/plan.ts'
import { readAccount } from './readAccount.ts'

function readFile(given: Arguments, { cwd }: Terminal): AccountFile {
  const [name, ...more] = given.rest
  if (name === undefined || more.length > 0) throw new UsageError('name one file')
  const path = resolve(cwd, name)
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch {
    throw new CommandError(`cannot read ${path}.`, 'It takes what `brevet export` or the AWS CLI prints.')
  }
  try {
    return accountFile(JSON.parse(content))
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${path} is not JSON.`, 'It takes what `brevet export` or the AWS CLI prints.')
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

const SIGNS = { added: '+', changed: '~', unchanged: '=', 'not importable': '!' } as const

const shown = ({ calls, entity, kind, problems }: Change): string =>
  [
    `${SIGNS[kind]} ${entity}${calls.length === 0 ? '' : `: ${calls.map(({ words }) => words).join('; ')}`}\n`,
    ...problems.map((problem) => `    not importable: ${problem}\n`),
  ].join('')

function summary(changes: readonly Change[]): string {
  const count = (kind: Change['kind']): string => `${changes.filter((change) => change.kind === kind).length} ${kind}`
  return `${count('added')}, ${count('changed')}, ${count('unchanged')}, ${count('not importable')}\n`
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
  terminal.out(
    `${changes
      .filter(({ kind }) => kind !== 'unchanged')
      .map(shown)
      .join('')}${summary(changes)}`,
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
    ...CALL_OPTIONS,
  ],
  notes: [
    'Nothing is ever deleted, detached or untagged: what only the server has stays as it is.',
    'Exit status: 0 done, 1 refused (what was, is listed; run it again when that is mended), 2 wrong usage.',
  ],
  async run(given, terminal) {
    const caller = { given, terminal }
    const accounts = accountMap(given)
    const file = readFile(given, terminal)
    const target = text((await callSts('GetCallerIdentity', {}, caller))['Account'])
    const wanted = forTarget(file, accounts, target)
    const present = await readAccount(caller)
    const changes = planImport(wanted, present, { awsPolicies: await awsPoliciesOf(wanted, caller) })
    print(changes, given, terminal)
    if (given.switches.has('dry-run')) return 0
    const failures = await apply(changes, caller)
    for (const failure of failures) terminal.err(`refused: ${failure}\n`)
    return failures.length === 0 ? 0 : 1
  },
}
