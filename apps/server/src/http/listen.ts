/** The HTTP listener: bytes to Received, and Encoded to bytes. Knows nothing of AWS. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { uuid } from '../domain/ids.ts'
import { received } from '../domain/request.ts'
import type { Received } from '../domain/request.ts'
import { httpDate } from '../domain/time.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Random } from '../runtime/random.ts'
import { readBody } from './body.ts'
import * as limits from './limits.ts'
import type { Refused } from './limits.ts'
import type { Probes } from './probes.ts'

/** What the listener needs. */
export interface ListenerOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly clock: Clock
  readonly random: Random
  /** Answers one whole request. Never rejects. */
  readonly handle: (request: Received) => Promise<Encoded>
  readonly probes: Probes
}

/** A listener that is up. */
export interface Listener {
  readonly host: string
  readonly port: number
  /** Stops accepting, answers what is in flight, closes. Connections still open after `graceMs` are cut. */
  drain(graceMs: number): Promise<void>
}

/** `::ffff:10.0.0.1` is 10.0.0.1: conditions on aws:SourceIp are written for the address, not for the socket's family. */
const plainAddress = (address: string | undefined): string =>
  address?.startsWith('::ffff:') === true ? address.slice(7) : (address ?? '')

function headerPairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return pairs
}

function toReceived(message: IncomingMessage, body: Buffer, options: ListenerOptions): Received {
  return received({
    method: message.method ?? '',
    target: message.url ?? '',
    headers: headerPairs(message.rawHeaders),
    body,
    requestId: uuid(options.random),
    receivedAtMs: options.clock.nowMs(),
    sourceIp: plainAddress(message.socket.remoteAddress),
    secureTransport: false,
  })
}

/** `Date` is on every answer, errors too: clients repair their clocks by it. */
function send(response: ServerResponse, encoded: Encoded, nowMs: number): void {
  const headers = [...encoded.headers, ['Date', httpDate(nowMs)], ['Content-Length', String(encoded.body.length)]]
  response.writeHead(encoded.status, headers.flat())
  response.end(encoded.body)
}

/** An answer to what is not a proper request; the connection is not trusted any further. */
function refuse(response: ServerResponse, refused: Refused, nowMs: number): void {
  const body = Buffer.from(JSON.stringify({ __type: refused.code, message: refused.message }))
  const headers = [
    ['Content-Type', 'application/json'],
    ['Connection', 'close'],
  ] as const
  send(response, { status: refused.status, headers, body }, nowMs)
}

async function serve(message: IncomingMessage, response: ServerResponse, options: ListenerOptions): Promise<void> {
  const now = (): number => options.clock.nowMs()
  const bad = limits.checkHead(message)
  if (bad !== undefined) return refuse(response, bad, now())
  const probe = message.method === 'GET' ? options.probes.find(message.url ?? '') : undefined
  if (probe !== undefined) return send(response, await probe(), now())
  const body = await readBody(message)
  if (body === 'aborted') return undefined
  if (body === 'too large') return refuse(response, limits.tooLarge, now())
  return send(response, await options.handle(toReceived(message, body, options)), now())
}

const STATUS_LINE: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 Payload Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
])

/** What the parser itself refuses never becomes a request: answer and hang up. */
function refuseBytes(error: Error & { code?: string }, socket: Socket, nowMs: number): void {
  if (!socket.writable) return void socket.destroy()
  const status = STATUS_LINE.get(error.code ?? '') ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nDate: ${httpDate(nowMs)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

/** A connection carries one request at a time: a second one before the answer is how smuggled requests look. */
function onePerConnection(serveOne: (message: IncomingMessage, response: ServerResponse) => void) {
  const busy = new WeakSet<Socket>()
  return (message: IncomingMessage, response: ServerResponse): void => {
    const { socket } = message
    if (busy.has(socket)) return void socket.destroy()
    busy.add(socket)
    response.on('close', () => busy.delete(socket))
    serveOne(message, response)
  }
}

function create(options: ListenerOptions): Server {
  const server = createServer({
    maxHeaderSize: limits.MAX_HEADER_BYTES,
    headersTimeout: limits.HEADERS_TIMEOUT_MS,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_MS,
    connectionsCheckingInterval: limits.CHECK_INTERVAL_MS,
    insecureHTTPParser: false,
    requireHostHeader: false,
    noDelay: true,
  })
  // One more than is allowed, so that the excess is seen and refused instead of silently dropped.
  server.maxHeadersCount = limits.MAX_HEADERS + 1
  server.maxConnections = limits.MAX_CONNECTIONS
  const now = (): number => options.clock.nowMs()
  const expectation = { status: 417, code: 'ExpectationFailed', message: 'Expect is not supported.' }
  server.on(
    'request',
    onePerConnection((message, response) => {
      response.sendDate = false
      serve(message, response, options).catch(() => message.socket.destroy())
    }),
  )
  for (const event of ['checkContinue', 'checkExpectation'] as const) {
    server.on(event, (_message: IncomingMessage, response: ServerResponse) => {
      response.sendDate = false
      refuse(response, expectation, now())
    })
  }
  server.on('upgrade', (_message, socket) => refuseBytes(new Error('upgrade'), socket as Socket, now()))
  server.on('connect', (_message, socket) => refuseBytes(new Error('connect'), socket as Socket, now()))
  server.on('clientError', (error, socket) => refuseBytes(error, socket as Socket, now()))
  return server
}

/** Starts listening; resolves when connections are accepted. Rejects with the system's error (EADDRINUSE, EACCES, ...). */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = create(options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    host: options.host,
    port,
    async drain(graceMs) {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(cut)
    },
  }
}
