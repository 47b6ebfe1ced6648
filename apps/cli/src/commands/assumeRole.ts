/** brevet assume-role: short-lived credentials of a role. */
import { userInfo } from 'node:os'
import { callSts } from '../client/callSts.ts'
import type { Parameters } from '../client/callSts.ts'
import { required, UsageError } from '../command.ts'
import type { Arguments, Command, ExitCode, Terminal } from '../command.ts'
import { credentialsIn, formatOf, printCredentials } from '../output.ts'
import { listOf, SESSION_OPTIONS, sessionParameters } from './sessionOptions.ts'

/** `Key=team,Value=blue Key=...`: AWS's shorthand; several tags are separated by blanks. */
function tagParameters(text: string | undefined): Parameters {
  const tags = (text ?? '').split(/\s+/).filter((tag) => tag !== '')
  const pairs = tags.map((tag) => {
    const match = /^Key=([^,]+),Value=(.*)$/.exec(tag)
    if (match === null)
      throw new UsageError(`'${tag}' is not a tag; for example --tags 'Key=team,Value=blue Key=stage,Value=dev'`)
    return [match[1], match[2]] as const
  })
  return Object.fromEntries(
    pairs.flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  )
}

const sessionName = (): string => `brevet-${userInfo().username.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 64)

/** Calls AssumeRole with the options given and prints its credentials. */
export async function printAssumedRole(given: Arguments, terminal: Terminal): Promise<ExitCode> {
  const format = formatOf(given.values.get('output'), given.switches.has('json'))
  const transitive = listOf(given.values.get('transitive-tag-keys'))
  const parameters = {
    RoleArn: required(given, 'role-arn'),
    RoleSessionName: given.values.get('role-session-name') ?? sessionName(),
    ExternalId: given.values.get('external-id'),
    SourceIdentity: given.values.get('source-identity'),
    ...tagParameters(given.values.get('tags')),
    ...Object.fromEntries(transitive.map((key, index) => [`TransitiveTagKeys.member.${index + 1}`, key])),
    ...(await sessionParameters(given, terminal)),
  }
  const answer = await callSts('AssumeRole', parameters, { given, terminal })
  terminal.out(printCredentials(format, credentialsIn(answer), answer))
  return 0
}

/** Source: STS API reference, AssumeRole. */
export const assumeRole: Command = {
  name: 'assume-role',
  summary: 'Short-lived credentials of a role.',
  options: [
    { flag: 'role-arn', placeholder: 'ARN', description: 'The role (needed).' },
    {
      flag: 'role-session-name',
      placeholder: 'NAME',
      description: 'Name of the session in logs and ARNs (default: brevet-<you>).',
    },
    { flag: 'external-id', placeholder: 'ID', description: "What the role's trust policy may ask for." },
    {
      flag: 'source-identity',
      placeholder: 'ID',
      description: 'Who is behind this; stays with all sessions made from it.',
    },
    { flag: 'tags', placeholder: "'Key=K,Value=V ...'", description: 'Session tags.' },
    { flag: 'transitive-tag-keys', placeholder: 'K,K', description: 'Tags that sessions made from this one inherit.' },
    ...SESSION_OPTIONS,
  ],
  run: printAssumedRole,
}
