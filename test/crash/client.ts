/** A lean client: one connection kept alive, one signed call at a time, and a strict idea of what it has received. */
import { Agent, request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { signRequest } from '../../packages/sigv4/src/node/index.ts'
import { form } from '../scenarios/signedCall.ts'
import type { Key } from '../scenarios/world.ts'

const VERSIONS = { sts: '2011-06-15', iam: '2010-05-08' } as const

/** One call of a query service. */
export interface Call {
  readonly service: keyof typeof VERSIONS
  readonly action: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** An answer received to its last byte. */
export interface Answer {
  readonly call: Call
  readonly status: number
  /** `x-amzn-RequestId`: by it the audit record is found. */
  readonly requestId: string
  readonly body: string
  /** `performance.now()` when the call began and when its last byte was here. */
  readonly sentMs: number
  readonly gotMs: number
}

/** A call that was not answered, or not wholly. What it did is unknown. */
export class Lost extends Error {
  override readonly name = 'Lost'
  readonly sentMs: number
  constructor(call: Call, sentMs: number, cause: unknown) {
    super(`${call.action} was not answered`, { cause })
    this.sentMs = sentMs
  }
}

/** A client of one server. */
export interface Client {
  /** Rejects with Lost unless the whole answer came. */
  call(key: Key | undefined, call: Call): Promise<Answer>
  close(): void
}

/** How clients may differ. */
export interface Manner {
  /** How far the client's clock is ahead of the machine's, milliseconds. */
  readonly aheadMs?: number
}

const bodyOf = ({ action, parameters = {}, service }: Call): string =>
  form({ Action: action, Version: VERSIONS[service], ...parameters })

/** The headers of a call, signed where there is a key. */
export function signedHeaders(
  authority: string,
  key: Key | undefined,
  given: Manner & { call: Call; body: string },
): string[] {
  const { aheadMs = 0, body, call } = given
  const unsigned = [
    ['host', authority],
    ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
    ['accept', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
  ] as const
  if (key === undefined) return unsigned.flat()
  const options = { region: 'us-east-1', service: call.service, nowMs: Date.now() + aheadMs, body: Buffer.from(body) }
  return signRequest({ method: 'POST', target: '/', headers: unsigned }, key, options).flat()
}

/** The whole answer to a request; rejects where its end never came. */
export function whole(outgoing: ClientRequest): Promise<IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('close', () => {
        if (!response.complete) return reject(new Error('the answer was cut off'))
        resolve(Object.assign(response, { text: Buffer.concat(chunks).toString('utf8') }))
      })
    })
  })
}

/** A client with a connection of its own. */
export function newClient(endpoint: string, { aheadMs = 0 }: Manner = {}): Client {
  const { host: authority, hostname, port } = new URL(endpoint)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    async call(key, call) {
      const body = bodyOf(call)
      const headers = signedHeaders(authority, key, { call, body, aheadMs })
      const sentMs = performance.now()
      try {
        const outgoing = request({ host: hostname, port, method: 'POST', path: '/', headers, agent })
        const answer = whole(outgoing)
        outgoing.end(body)
        const { headers: got, statusCode: status = 0, text } = await answer
        const requestId = String(got['x-amzn-requestid'])
        return { call, status, requestId, body: text, sentMs, gotMs: performance.now() }
      } catch (error) {
        throw new Lost(call, sentMs, error)
      }
    },
    close: () => agent.destroy(),
  }
}

/** A probe's answer. */
export async function probe(endpoint: string, path: '/livez' | '/readyz'): Promise<{ status: number; text: string }> {
  const outgoing = request(`${endpoint}${path}`, { agent: false })
  const answer = whole(outgoing)
  outgoing.end()
  const { statusCode: status = 0, text } = await answer
  return { status, text }
}

/** The result element of an answer 200. */
export function resultOf({ body, call }: Answer): Readonly<Record<string, unknown>> {
  const response = (JSON.parse(body) as Record<string, Record<string, unknown>>)[`${call.action}Response`]
  return (response?.[`${call.action}Result`] ?? {}) as Record<string, unknown>
}

/** The error code of any other answer. */
export const errorOf = ({ body }: Answer): string | undefined =>
  (JSON.parse(body) as { Error?: { Code?: string } }).Error?.Code

/** The credential that an answer 200 holds. */
export function credentialOf(answer: Answer): Key {
  const { AccessKeyId, SecretAccessKey, SessionToken } = resultOf(answer)['Credentials'] as Record<string, string>
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Error(`no credentials in ${answer.body.length} bytes of ${answer.call.action}`)
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}
