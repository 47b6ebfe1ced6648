/** The HTTP listener: bytes to Received, and Encoded to bytes. Knows nothing of AWS. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as SocketServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Received } from '../domain/request.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { createServer } from '../runtime/nodeHttp.ts'
import type { Random } from '../runtime/random.ts'
import { dateOf } from './answer.ts'
import { BodyBudget } from './body.ts'
import { Connection } from './connection.ts'
import type { Shared } from './connection.ts'
import { LIMITS } from './limits.ts'
import type { Limits } from './limits.ts'
import type { Probes } from './probes.ts'
import { requestIds } from './requestIds.ts'
import { together } from './together.ts'
import { UntakenAnswers } from './untaken.ts'

/** What the listener needs. */
export interface ListenerOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Answers one whole request. Never rejects. */
  readonly handle: (request: Received) => Promise<Encoded>
  readonly probes: Probes
  /** Bounds that differ from LIMITS. */
  readonly limits?: Partial<Limits>
}

/** A listener that is up. */
export interface Listener {
  readonly host: string
  readonly port: number
  /**
   * Stops accepting, hangs up on idle clients, answers what is in flight with `Connection: close`. Resolves when no
   * connection is left; those still open after `graceMs` are cut.
   */
  drain(graceMs: number): Promise<void>
}

type Connections = Map<Socket, Connection>

function sharedBy(options: ListenerOptions, limits: Limits): Shared {
  const { clock, handle, log, probes, random } = options
  return {
    limits,
    budget: new BodyBudget(limits.largeBodiesBytes),
    untaken: new UntakenAnswers(limits.untakenBytes),
    handle: together(handle),
    probes,
    nowMs: () => clock.nowMs(),
    date: dateOf(clock),
    newRequestId: requestIds(random),
    failed: (error) => log.error({ err: error }, 'a request was left without an answer'),
    draining: false,
  }
}

function create(limits: Limits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    // Explicit, so that no command-line flag can make the parser lenient.
    insecureHTTPParser: false,
    // Checked with the rest of the head, which answers more usefully.
    requireHostHeader: false,
    noDelay: true,
  })
  // One more than is allowed, so that the excess is seen and refused instead of silently dropped.
  server.maxHeadersCount = limits.headers + 1
  server.maxConnections = limits.connections
  server.timeout = limits.stallMs
  return server
}

function wire(server: Server, connections: Connections, shared: Shared): void {
  server.on('connection', (socket) => {
    connections.set(socket, new Connection(socket, shared))
    socket.once('close', () => connections.delete(socket))
  })
  const serve = (message: IncomingMessage, response: ServerResponse): void =>
    connections.get(message.socket)?.request(message, response)
  // Expect is refused with the rest of the head; without these events Node would ask for the body first.
  for (const event of ['request', 'checkContinue', 'checkExpectation'] as const) server.on(event, serve)
  // Node takes its own listeners off such a socket: without an error listener a reset would end the process.
  server.on('connect', (message) => {
    message.socket.on('error', () => message.socket.destroy())
    connections.get(message.socket)?.tunnel()
  })
  server.on('clientError', (error: Error & { code?: string }, socket) =>
    connections.get(socket as Socket)?.broken(error.code),
  )
}

/**
 * The HTTP server's own close() would at once cut every connection whose answer is written but not delivered yet; the
 * socket server's waits for them. What is idle is known better here.
 */
async function drain(server: Server, connections: Connections, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => void SocketServer.prototype.close.call(server, () => resolve()))
  for (const connection of connections.values()) connection.closeIfIdle()
  const cut = setTimeout(() => {
    for (const connection of connections.values()) connection.destroy()
  }, graceMs)
  await closed
  clearTimeout(cut)
  // With nothing left to cut: ends the HTTP server's timer.
  server.close(() => undefined)
}

/** Starts listening; resolves when connections are accepted. Rejects with the system's error (EADDRINUSE, EACCES, ...). */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const limits = { ...LIMITS, ...options.limits }
  const shared = sharedBy(options, limits)
  const server = create(limits)
  const connections: Connections = new Map()
  wire(server, connections, shared)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // A connection that could not be accepted (no file descriptors left) is no reason to stop serving the others.
  server.on('error', (error) => options.log.error({ err: error }, 'a connection could not be accepted'))
  const { port } = server.address() as AddressInfo
  return {
    host: options.host,
    port,
    drain(graceMs) {
      shared.draining = true
      return drain(server, connections, graceMs)
    },
  }
}
