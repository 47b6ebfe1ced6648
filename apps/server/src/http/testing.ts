/** For tests over real sockets: a client that sends bytes exactly as given, and a listener whose requests are kept. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Received } from '../domain/request.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Log } from '../runtime/log.ts'
import { systemRandom } from '../runtime/random.ts'
import type { Limits } from './limits.ts'
import { listen } from './listen.ts'
import type { Listener } from './listen.ts'

/** What a server said on one connection. */
export interface Transcript {
  /** Every byte of it, one character each. */
  readonly text: string
  /** How it ended; `open`: it did not, while we waited. */
  readonly end: 'closed' | 'reset' | 'open'
}

/** One answer, taken apart. */
export interface Answer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** How long to wait, and what else to do on the connection. */
export interface TalkOptions {
  /** Give up waiting for the server to hang up after this long. */
  readonly waitMs?: number
  /** Called when the first bytes were written. */
  readonly onWritten?: (socket: Socket) => void
  /** Stop as soon as one whole answer is here. */
  readonly untilAnswered?: boolean
  readonly host?: string
}

const latin1 = (bytes: string | Uint8Array): Uint8Array =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes

/** Sends `bytes` and listens until the server hangs up. Never rejects. */
export function talk(port: number, bytes: string | Uint8Array, options: TalkOptions = {}): Promise<Transcript> {
  return new Promise((resolve) => {
    let text = ''
    let end: Transcript['end'] = 'closed'
    const socket = connect(port, options.host ?? '127.0.0.1')
    const timer = setTimeout(() => {
      end = 'open'
      socket.destroy()
    }, options.waitMs ?? 5_000)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (options.untilAnswered === true && answersIn(text).length > 0) socket.destroy()
    })
    socket.on('error', () => (end = 'reset'))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve({ text, end })
    })
    socket.write(latin1(bytes), () => options.onWritten?.(socket))
  })
}

/** Takes a transcript apart by Content-Length. Throws AssertionError where it is not a row of whole answers. */
export function answersIn(text: string): readonly Answer[] {
  const answers: Answer[] = []
  let rest = text
  while (rest !== '') {
    const head = rest.indexOf('\r\n\r\n')
    if (head === -1) break
    const [statusLine = '', ...lines] = rest.slice(0, head).split('\r\n')
    const status = /^HTTP\/1\.1 (\d{3}) [A-Z][A-Za-z -]+$/.exec(statusLine)?.[1]
    assert.ok(status !== undefined, `not a status line: ${statusLine}`)
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    )
    assert.equal(headers.size, lines.length, 'a header occurs twice')
    const from = head + 4
    const length = Number(headers.get('content-length'))
    assert.ok(Number.isInteger(length), `no Content-Length: ${rest.slice(0, head)}`)
    if (rest.length < from + length) break
    answers.push({ status: Number(status), headers, body: rest.slice(from, from + length) })
    rest = rest.slice(from + length)
  }
  return answers
}

/** The one answer of a transcript. Throws AssertionError where there is none or another byte. */
export function onlyAnswer({ text }: Transcript): Answer {
  const [answer, ...more] = answersIn(text)
  assert.ok(answer !== undefined && more.length === 0, `expected one answer, got: ${text.slice(0, 500)}`)
  return answer
}

/** 2026-01-02T03:04:05Z, where the clock of `openListener` stands still. */
export const NOW_MS = 1_767_323_045_000
/** The same as a `Date` header. */
export const DATE = 'Fri, 02 Jan 2026 03:04:05 GMT'

/** A listener with what it was asked. */
export interface Opened {
  readonly listener: Listener
  readonly port: number
  /** Requests that reached the pipeline's place, in order. */
  readonly requests: Received[]
  /** What was logged. */
  readonly logged: string[]
}

/** What a test may choose. */
export interface OpenOptions {
  readonly limits?: Partial<Limits>
  readonly host?: string
  readonly port?: number
  readonly handle?: (request: Received) => Promise<Encoded>
}

/** Answers with the request's own body, so that a test sees what was understood. */
export const echo = (request: Received): Promise<Encoded> =>
  Promise.resolve({
    status: 200,
    headers: [
      ['Content-Type', 'text/plain'],
      ['x-amzn-RequestId', request.requestId],
    ],
    body: request.body,
  })

const probe = (): Promise<Encoded> => Promise.resolve({ status: 200, headers: [], body: Buffer.from('well') })

/** Opens a listener on the loopback, with one probe, `/probe`. Drain it when the test ends. */
export async function openListener(options: OpenOptions = {}): Promise<Opened> {
  const requests: Received[] = []
  const logged: string[] = []
  const say: Log['info'] = (_facts, message) => void logged.push(message)
  const handle = options.handle ?? echo
  const listener = await listen({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 },
    random: systemRandom,
    log: { debug: say, info: say, warn: say, error: say },
    handle(request) {
      requests.push(request)
      return handle(request)
    },
    probes: { find: (target) => (target === '/probe' ? probe : undefined) },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  return { listener, port: listener.port, requests, logged }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const INSIDES = /\bat \S+ \(|node:|\.ts\b|\/apps\/|HPE_|Error:|Parse/

/** What holds for every refusal: one answer, readable by AWS's clients, our Date, no insides, and the connection ends. */
export function assertRefused(transcript: Transcript, status: number, date = DATE): Answer {
  const answer = onlyAnswer(transcript)
  assert.equal(answer.status, status)
  assert.equal(transcript.end, 'closed')
  assert.equal(answer.headers.get('connection'), 'close')
  assert.equal(answer.headers.get('date'), date)
  assert.equal(answer.headers.get('age'), undefined)
  assert.match(answer.headers.get('x-amzn-requestid') ?? '', UUID)
  assert.doesNotMatch(transcript.text, INSIDES)
  return answer
}
