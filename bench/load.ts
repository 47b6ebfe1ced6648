/** The load: a process of its own that replays signed requests over raw sockets, one in flight on each. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { signAll } from './requests.ts'
import type { RequestPlan } from './requests.ts'

/** One run. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly durationMs: number
  /** Stop after so many answers, where that comes first. */
  readonly count?: number
  readonly plan: RequestPlan
}

/** What a run saw. */
export interface LoadReport {
  readonly answers: number
  /** Answers with another status than 200. Any is a fault of the measurement. */
  readonly failures: number
  readonly elapsedMs: number
  /** Of single requests, from write to whole answer. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Share of one processor that the load itself used. Near 1, the load is what limits. */
  readonly loadCpu: number
}

const CRLF2 = Buffer.from('\r\n\r\n')
const LENGTH = 'content-length: '
/** Signatures older than this are made anew: servers refuse them after 15 minutes. */
const FRESH_MS = 8 * 60_000
const MAX_SAMPLES = 2_000_000

const signedPlans = new Map<string, { readonly atMs: number; readonly requests: readonly Buffer[] }>()

function requestsOf(plan: RequestPlan): readonly Buffer[] {
  const key = JSON.stringify(plan)
  const known = signedPlans.get(key)
  if (known !== undefined && performance.now() - known.atMs < FRESH_MS) return known.requests
  const fresh = { atMs: performance.now(), requests: signAll(plan) }
  signedPlans.set(key, fresh)
  return fresh.requests
}

/** The state of a run that its connections share. */
class Run {
  readonly requests: readonly Buffer[]
  readonly untilMs: number
  readonly most: number
  readonly samples = new Float64Array(MAX_SAMPLES)
  sent = 0
  answers = 0
  failures = 0

  constructor({ plan, durationMs, count = Number.MAX_SAFE_INTEGER }: LoadOrder) {
    this.requests = requestsOf(plan)
    this.untilMs = performance.now() + durationMs
    this.most = count
  }

  /** The next request, or undefined when the run is over. */
  next(nowMs: number): Buffer | undefined {
    if (nowMs >= this.untilMs || this.sent >= this.most) return undefined
    const request = this.requests[this.sent % this.requests.length]
    this.sent += 1
    return request
  }

  answered(ok: boolean, tookMs: number): void {
    this.samples[this.answers % MAX_SAMPLES] = tookMs
    this.answers += 1
    if (!ok) this.failures += 1
  }
}

/** Length of a whole answer at the start of `bytes`, or undefined while its head is not there yet. */
function answerLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(CRLF2)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end).toLowerCase()
  const at = head.indexOf(LENGTH)
  if (at < 0) throw new Error('an answer without a length')
  return end + 4 + Number.parseInt(head.slice(at + LENGTH.length, at + LENGTH.length + 8), 10)
}

/** One connection: sends, waits for the whole answer, sends the next. Resolves when the run is over. */
function converse(run: Run, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAtMs = 0
    let got: Buffer = Buffer.alloc(0)
    let socket: Socket
    const send = (nowMs: number): void => {
      const request = run.next(nowMs)
      if (request === undefined) return void socket.end()
      sentAtMs = nowMs
      socket.write(request)
    }
    const receive = (length: number, buffer: Buffer): boolean => {
      got = got.length === 0 ? buffer.subarray(0, length) : Buffer.concat([got, buffer.subarray(0, length)])
      const whole = answerLength(got)
      // The buffer is used again for the next piece: what stays is copied.
      if (whole === undefined || got.length < whole) got = Buffer.from(got)
      else {
        const nowMs = performance.now()
        run.answered(got.toString('latin1', 9, 12) === '200', nowMs - sentAtMs)
        got = Buffer.alloc(0)
        send(nowMs)
      }
      return true
    }
    const onread = {
      buffer: Buffer.allocUnsafeSlow(16_384),
      callback: (length: number, bytes: Uint8Array) => receive(length, bytes as Buffer),
    }
    socket = connect({ port, host: '127.0.0.1', noDelay: true, onread }, () => send(performance.now()))
    socket.once('error', reject)
    socket.once('close', () => resolve())
  })
}

async function measure(order: LoadOrder): Promise<LoadReport> {
  // Signing counts for neither time nor processor.
  requestsOf(order.plan)
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  const run = new Run(order)
  await Promise.all(Array.from({ length: order.connections }, () => converse(run, order.port)))
  const elapsedMs = performance.now() - startedMs
  const used = process.cpuUsage(cpu)
  const sorted = run.samples.subarray(0, Math.min(run.answers, MAX_SAMPLES)).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return {
    answers: run.answers,
    failures: run.failures,
    elapsedMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    loadCpu: (used.user + used.system) / 1000 / elapsedMs,
  }
}

process.on('message', (order: LoadOrder) => {
  measure(order).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
