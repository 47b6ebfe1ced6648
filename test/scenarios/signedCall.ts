/** Requests signed and sent by hand, for what no client does. */
import { request } from 'node:http'
import { presignRequest, signRequest } from '../../packages/sigv4/src/node/index.ts'
import type { Key, World } from './world.ts'

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

type Headers = readonly (readonly [string, string])[]

/** A request ready to be sent to the server's socket, whatever its Host says. */
export interface Wire {
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly body?: string
}

/** Sends a request as it is. */
export function send(world: World, wire: Wire): Promise<Answer> {
  const { hostname, port } = new URL(world.endpoint)
  return new Promise((resolve, reject) => {
    const call = request(
      { host: hostname, port, method: wire.method, path: wire.target, headers: wire.headers.flat(), agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    call.on('error', reject)
    call.end(wire.body)
  })
}

/** What may differ from an ordinary call. */
export interface Manner {
  readonly host?: string
  readonly headers?: Headers
  /** How old the signature is, milliseconds. */
  readonly ageMs?: number
  readonly region?: string
  /** Signing name (default: sts). */
  readonly service?: string
}

const hostOf = (world: World, manner: Manner): string => manner.host ?? new URL(world.endpoint).host

/** The parameters of a query call as a form. */
export const form = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')

/** The parameters of an STS action. */
export const stsForm = (action: string, parameters: Readonly<Record<string, string>> = {}): string =>
  form({ Action: action, Version: '2011-06-15', ...parameters })

const options = (world: World, { ageMs = 0, region = 'us-east-1', service = 'sts' }: Manner) => ({
  region,
  service,
  nowMs: world.clock.nowMs() - ageMs,
})

/** A signed POST; a form to STS unless `given` says otherwise. */
export function signedPost(
  world: World,
  key: Key,
  given: Manner & { readonly body: string; readonly contentType?: string; readonly target?: string },
): Wire {
  const { body, contentType = 'application/x-www-form-urlencoded; charset=utf-8', headers = [], target = '/' } = given
  const unsigned: Headers = [
    ['Host', hostOf(world, given)],
    ['Content-Type', contentType],
    ['Content-Length', String(Buffer.byteLength(body))],
    ...headers,
  ]
  const wire = { method: 'POST', target, headers: unsigned }
  return { ...wire, headers: signRequest(wire, key, { ...options(world, given), body: Buffer.from(body) }), body }
}

/** A GET of an STS action, signed in its headers. */
export function signedGet(world: World, key: Key, given: Manner & { readonly query: string }): Wire {
  const wire = {
    method: 'GET',
    target: `/?${given.query}`,
    headers: [['Host', hostOf(world, given)] as const, ...(given.headers ?? [])],
  }
  return { ...wire, headers: signRequest(wire, key, options(world, given)) }
}

/** A presigned GET of an STS action. */
export function presignedGet(
  world: World,
  key: Key,
  given: Manner & { readonly query: string; readonly expiresSeconds: number },
): Wire {
  const headers: Headers = [['Host', hostOf(world, given)], ...(given.headers ?? [])]
  const wire = { method: 'GET', target: `/?${given.query}`, headers }
  const { expiresSeconds } = given
  return { ...wire, target: presignRequest(wire, key, { ...options(world, given), expiresSeconds }) }
}
