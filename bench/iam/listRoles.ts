/** ListRoles from the first page to the last, over one connection: how long each page takes. */
import { connect } from 'node:net'
import { signRequest } from '@brevet/sigv4/node'
import type { ServerProcess } from '../processes.ts'
import type { Stock } from '../stock.ts'

/** What reading all pages once came to. */
export interface ListRun {
  readonly pages: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly longestMs: number
}

const HOST = '127.0.0.1'
const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

/** The bytes of one call; the signature covers the host as sent, whatever the port. */
function requestBytes(body: string, { credentials }: Stock): string {
  const headers = [
    ['Host', HOST],
    ['Content-Type', FORM],
  ] as const
  const signed = signRequest({ method: 'POST', target: '/', headers }, credentials, {
    region: 'us-east-1',
    service: 'iam',
    nowMs: Date.now(),
    body: Buffer.from(body),
  })
  const head = signed.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `POST / HTTP/1.1\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

const LENGTH = /^content-length: *(\d+)/im
const ANSWER_BYTES = 4 * 1024 * 1024

/** Calls over one connection, one after the other. */
interface Connection {
  /** The whole answer, good until the next call, and how long it took. Rejects with what breaks the connection. */
  call(request: string): Promise<{ readonly answer: Buffer; readonly tookMs: number }>
  close(): void
}

/** Answers come into memory that is there already: the pauses in which a client collects its garbage are not the server's. */
function openConnection(port: number): Connection {
  const all = Buffer.alloc(ANSWER_BYTES)
  let [length, whole, sentAtMs] = [0, Number.POSITIVE_INFINITY, 0]
  let waiting: PromiseWithResolvers<{ readonly answer: Buffer; readonly tookMs: number }> | undefined
  const callback = (count: number, bytes: Uint8Array): boolean => {
    all.set(bytes.subarray(0, count), length)
    length += count
    const head = whole === Number.POSITIVE_INFINITY ? all.indexOf('\r\n\r\n') : -1
    if (head >= 0) whole = head + 4 + Number(LENGTH.exec(all.toString('latin1', 0, head))?.[1])
    if (length < whole) return true
    waiting?.resolve({ answer: all.subarray(0, length), tookMs: performance.now() - sentAtMs })
    return true
  }
  const onread = { buffer: Buffer.allocUnsafeSlow(65_536), callback }
  const socket = connect({ port, host: HOST, noDelay: true, onread })
  socket.on('error', (error) => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')))
  return {
    call(request) {
      ;[length, whole, sentAtMs] = [0, Number.POSITIVE_INFINITY, performance.now()]
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

const ROLE = Buffer.from('<RoleId>')

function rolesIn(answer: Buffer): number {
  let count = 0
  for (let at = answer.indexOf(ROLE); at >= 0; at = answer.indexOf(ROLE, at + 1)) count += 1
  return count
}

const MARKER = /<Marker>([^<]+)<\/Marker>/

/** Every page of `maxItems` roles; throws unless all `roles` come. */
export async function listAllRoles(
  server: ServerProcess,
  stock: Stock,
  { roles, maxItems }: { readonly roles: number; readonly maxItems: number },
): Promise<ListRun> {
  const connection = openConnection(server.port)
  const times: number[] = []
  let marker: string | undefined
  let seen = 0
  do {
    const after = marker === undefined ? '' : `&Marker=${encodeURIComponent(marker)}`
    const body = `Action=ListRoles&Version=2010-05-08&MaxItems=${maxItems}${after}`
    const { answer, tookMs } = await connection.call(requestBytes(body, stock))
    times.push(tookMs)
    seen += rolesIn(answer)
    // It stands before the roles.
    marker = MARKER.exec(answer.toString('latin1', 0, 2_000))?.[1]
  } while (marker !== undefined)
  connection.close()
  if (seen < roles) throw new Error(`${seen} of ${roles} roles`)
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { pages: times.length, medianMs: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
}
