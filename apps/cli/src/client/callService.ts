/** One signed call to a query service, answered in JSON. */
import { CommandError } from '../command.ts'
import { CREDENTIAL_STEPS } from './nextSteps.ts'
import { type Answer, type Caller, signedPost } from './signedPost.ts'

/** Parameters of a query call, flat: `Tags.member.1.Key`. */
export type Parameters = Readonly<Record<string, string | undefined>>

const formBody = (parameters: Parameters): Buffer =>
  Buffer.from(
    Object.entries(parameters)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&'),
  )

const EXPLAIN = 'An administrator can see why: brevet explain, with the message above or the request id.'

function refusal(answer: Answer): CommandError {
  const error = parsed(answer.text)['Error'] as { Code?: unknown; Message?: unknown } | undefined
  const code = typeof error?.Code === 'string' ? error.Code : `HTTP ${answer.status}`
  const message = typeof error?.Message === 'string' ? error.Message : 'the server gave no reason'
  // Refusals by a rule, not by policy, carry nothing to decode.
  const isDecodable = code === 'AccessDenied' && message.includes('Encoded authorization failure message: ')
  return new CommandError(`${code}: ${message}`, isDecodable ? EXPLAIN : CREDENTIAL_STEPS.get(code))
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

export type { Caller } from './signedPost.ts'

/** What is called: the signing name, and the version and action of the query protocol. */
export interface ServiceCall {
  readonly service: 'sts' | 'iam'
  readonly version: string
  readonly action: string
}

/** Calls `action` and answers its result element. Throws CommandError for refusals and for servers that cannot be reached. */
export async function callService(
  { service, version, action }: ServiceCall,
  parameters: Parameters,
  caller: Caller,
): Promise<Record<string, unknown>> {
  const headers = [
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['accept', 'application/json'],
  ] as const
  const body = formBody({ Action: action, Version: version, ...parameters })
  const answer = await signedPost({ service, target: '/', headers, body }, caller)
  if (answer.status !== 200) throw refusal(answer)
  const response = parsed(answer.text)[`${action}Response`] as Record<string, unknown> | undefined
  return (response?.[`${action}Result`] as Record<string, unknown> | undefined) ?? {}
}
