/** One signed call to a query service, answered in JSON. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { signRequest } from '@brevet/sigv4/node'
import { CommandError } from '../command.ts'
import type { Arguments, Terminal } from '../command.ts'
import { credentialsOf } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** Parameters of a query call, flat: `Tags.member.1.Key`. */
export type Parameters = Readonly<Record<string, string | undefined>>

const TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 1_048_576

interface Answer {
  readonly status: number
  readonly text: string
}

type Headers = readonly (readonly [string, string])[]

function send(endpoint: Endpoint, headers: Headers, body: Buffer): Promise<Answer> {
  const { host, port, secure } = endpoint
  return new Promise((resolve, reject) => {
    const begin = secure ? httpsRequest : httpRequest
    const options = { host, port, method: 'POST', path: '/', headers: headers.flat(), timeout: TIMEOUT_MS }
    const call = begin(options, (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > MAX_ANSWER_BYTES) call.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)))
    call.on('error', reject)
    call.end(body)
  })
}

const formBody = (parameters: Parameters): Buffer =>
  Buffer.from(
    Object.entries(parameters)
      .filter((entry): entry is [string, string] => entry[1] !== undefined)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&'),
  )

const NEXT: ReadonlyMap<string, string> = new Map([
  [
    'InvalidClientTokenId',
    'The server does not know this key, or it is inactive: check which credentials are in use (environment, --profile).',
  ],
  ['SignatureDoesNotMatch', 'The secret is wrong for this key id, or the clocks differ by more than 15 minutes.'],
  ['ExpiredToken', 'The session is over or was revoked: get new credentials with the key or role it came from.'],
  ['AccessDenied', 'An administrator can see why: aws sts decode-authorization-message --encoded-message ...'],
])

function refusal(answer: Answer): CommandError {
  const error = parsed(answer.text)['Error'] as { Code?: unknown; Message?: unknown } | undefined
  const code = typeof error?.Code === 'string' ? error.Code : `HTTP ${answer.status}`
  const message = typeof error?.Message === 'string' ? error.Message : 'the server gave no reason'
  // Refusals by a rule, not by policy, carry nothing to decode.
  const undecodable = code === 'AccessDenied' && !message.includes('Encoded authorization failure message: ')
  return new CommandError(`${code}: ${message}`, undecodable ? undefined : NEXT.get(code))
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Where a call goes and whose credentials sign it. */
export interface Caller {
  readonly given: Arguments
  readonly terminal: Terminal
}

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
  { given, terminal }: Caller,
): Promise<Record<string, unknown>> {
  const endpoint = endpointOf(given, terminal)
  const credentials = credentialsOf(given, terminal)
  const region =
    given.values.get('region') ?? terminal.env['AWS_REGION'] ?? terminal.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const body = formBody({ Action: action, Version: version, ...parameters })
  const unsigned: Headers = [
    ['host', endpoint.authority],
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['accept', 'application/json'],
    ['content-length', String(body.length)],
  ]
  const wire = { method: 'POST', target: '/', headers: unsigned }
  // oxlint-disable-next-line no-restricted-globals -- a client signs with the machine's own clock
  const headers = signRequest(wire, credentials, { region, service, nowMs: Date.now(), body })
  const answer = await reach(endpoint, headers, body)
  if (answer.status !== 200) throw refusal(answer)
  const response = parsed(answer.text)[`${action}Response`] as Record<string, unknown> | undefined
  return (response?.[`${action}Result`] as Record<string, unknown> | undefined) ?? {}
}

async function reach(endpoint: Endpoint, headers: Headers, body: Buffer): Promise<Answer> {
  try {
    return await send(endpoint, headers, body)
  } catch (error) {
    const why = error instanceof Error && error.message !== '' ? error.message : 'connection failed'
    throw new CommandError(
      `cannot reach ${endpoint.authority}: ${why}`,
      'Is the server running? `brevet serve` starts one; --endpoint names another.',
    )
  }
}
