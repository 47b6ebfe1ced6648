/** Options that AssumeRole and GetSessionToken share, and how they become parameters. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CALL_OPTIONS } from '../client/endpoint.ts'
import type { Parameters } from '../client/callSts.ts'
import { CommandError, UsageError } from '../command.ts'
import type { Arguments, Option, Terminal } from '../command.ts'
import { OUTPUT_OPTION } from '../output.ts'

/** In the order of the help text. */
export const SESSION_OPTIONS: readonly Option[] = [
  { flag: 'duration-seconds', placeholder: 'N', description: 'Lifetime of the credentials.' },
  {
    flag: 'policy',
    placeholder: 'JSON|file://PATH',
    description: 'Session policy: the credentials may do no more than it allows.',
  },
  { flag: 'policy-arns', placeholder: 'ARN,ARN', description: 'Managed policies as session policies, up to 10.' },
  {
    flag: 'serial-number',
    placeholder: 'ARN',
    description: 'Your MFA device; the code is asked for where --token-code is not given.',
  },
  { flag: 'token-code', placeholder: 'NNNNNN', description: 'The code the device shows.' },
  OUTPUT_OPTION,
  { flag: 'json', description: 'The same as --output json.' },
  ...CALL_OPTIONS,
]

function textOrFile(value: string, { cwd }: Terminal): string {
  if (!value.startsWith('file://')) return value
  const path = resolve(cwd, value.slice('file://'.length))
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandError(`cannot read ${path}.`, 'file:// takes a path, absolute or from here: file://policy.json')
  }
}

async function tokenCode(given: Arguments, terminal: Terminal): Promise<string | undefined> {
  const code = given.values.get('token-code')
  if (code !== undefined || !given.values.has('serial-number')) return code
  if (!terminal.interactive) throw new UsageError('--serial-number needs --token-code where nobody can be asked')
  return (await terminal.ask('MFA code: ')).trim()
}

/** A list option: values separated by commas. */
export const listOf = (value: string | undefined): readonly string[] =>
  value === undefined
    ? []
    : value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')

/** The parameters of the shared options. Throws UsageError, CommandError (unreadable policy file). */
export async function sessionParameters(given: Arguments, terminal: Terminal): Promise<Parameters> {
  const policy = given.values.get('policy')
  const arns = listOf(given.values.get('policy-arns'))
  return {
    DurationSeconds: given.values.get('duration-seconds'),
    Policy: policy === undefined ? undefined : textOrFile(policy, terminal),
    ...Object.fromEntries(arns.map((arn, index) => [`PolicyArns.member.${index + 1}.arn`, arn])),
    SerialNumber: given.values.get('serial-number'),
    TokenCode: await tokenCode(given, terminal),
  }
}
