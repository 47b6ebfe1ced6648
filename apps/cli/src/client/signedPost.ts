/** One signed POST and its answer, whatever that says. */
import { signRequest } from '@brevet/sigv4/node'
import { CommandError, UsageError } from '../command.ts'
import type { Arguments, Terminal } from '../command.ts'
import { type Credentials, credentialsOf } from './credentials.ts'
import { endpointOf } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** Got and not imported: an `import` of `node:http` loads all of Node's fetch, 20 ms of every command. */
const { request: httpRequest } = process.getBuiltinModule('node:http')
const { request: httpsRequest } = process.getBuiltinModule('node:https')

const TIMEOUT_MS = 30_000
const MAX_ANSWER_BYTES = 1_048_576

/** What the server answered. */
export interface Answer {
  readonly status: number
  readonly text: string
}

type Headers = readonly (readonly [string, string])[]

interface Request {
  readonly endpoint: Endpoint
  readonly target: string
  readonly headers: Headers
  readonly body: Buffer
}

function send({ endpoint, target, headers, body }: Request): Promise<Answer> {
  const { host, port, secure } = endpoint
  return new Promise((resolve, reject) => {
    const begin = secure ? httpsRequest : httpRequest
    const options = { host, port, method: 'POST', path: target, headers: headers.flat(), timeout: TIMEOUT_MS }
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

/** Where a call goes and whose credentials sign it. */
export interface Caller {
  readonly given: Arguments
  readonly terminal: Terminal
}

/** What is sent, and the name of the service in the signature. */
export interface Post {
  readonly service: string
  /** The path. */
  readonly target: string
  /** Beside `host` and `content-length`. */
  readonly headers: Headers
  readonly body: Buffer
}

/** Signs and sends. Throws CommandError where the server cannot be reached. */
export async function signedPost(
  { service, target, body, ...post }: Post,
  { given, terminal }: Caller,
): Promise<Answer> {
  const endpoint = endpointOf(given, terminal)
  const credentials = credentialsOf(given, terminal)
  const region = regionOf(given, terminal)
  const unsigned: Headers = [['host', endpoint.authority], ...post.headers, ['content-length', String(body.length)]]
  const wire = { method: 'POST', target, headers: unsigned }
  const headers = signed(wire, credentials, { region, service, body })
  return reach({ endpoint, target, headers, body })
}

const REGION = /^[a-z0-9-]+$/

function regionOf(given: Arguments, { env }: Terminal): string {
  const region = given.values.get('region') ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1')
  if (!REGION.test(region)) throw new UsageError(`'${region}' is not a region; for example us-east-1`)
  return region
}

function signed(
  wire: Parameters<typeof signRequest>[0],
  credentials: Credentials,
  scope: Omit<Parameters<typeof signRequest>[2], 'nowMs'>,
): Headers {
  try {
    // oxlint-disable-next-line no-restricted-globals -- a client signs with the machine's own clock
    return signRequest(wire, credentials, { ...scope, nowMs: Date.now() })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CommandError(
      'the credentials cannot be sent: the key id or the session token has characters that no request may have.',
      'Look for blanks and line breaks in them: AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN, or the profile.',
    )
  }
}

async function reach(request: Request): Promise<Answer> {
  try {
    return await send(request)
  } catch (error) {
    const [first = ''] = error instanceof Error ? error.message.split('\n') : []
    const isPlain = error instanceof Error && 'code' in error && error.code === 'EPROTO' && request.endpoint.secure
    const why = isPlain ? 'it does not speak HTTPS; http:// may be right' : first || 'connection failed'
    throw new CommandError(
      `cannot reach ${request.endpoint.authority}: ${why}`,
      'Is the server running? `brevet serve` starts one; --endpoint names another.',
    )
  }
}
