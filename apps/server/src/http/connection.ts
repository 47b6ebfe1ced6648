/** One connection: one request at a time, and how it ends. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Received } from '../domain/request.ts'
import type { Encoded } from '../protocol/protocol.ts'
import { ONE_WRITE_BYTES, send } from './answer.ts'
import { BodyReader } from './body.ts'
import type { BodyBudget } from './body.ts'
import { checkHead } from './head.ts'
import type { Limits } from './limits.ts'
import type { Probes } from './probes.ts'
import { BODY_TOO_LARGE, METHOD, refusalOf, refusalText, wantsJson } from './refusal.ts'
import type { Refused } from './refusal.ts'
import { plainAddress, toReceived } from './toReceived.ts'
import type { UntakenAnswers } from './untaken.ts'

/** What all connections of a listener share. */
export interface Shared {
  readonly limits: Limits
  readonly budget: BodyBudget
  readonly untaken: UntakenAnswers
  readonly handle: (request: Received) => Promise<Encoded>
  readonly probes: Probes
  readonly nowMs: () => number
  /** The `Date` header's value now. */
  readonly date: () => string
  readonly newRequestId: () => string
  /** `handle` rejected, which it never should. */
  readonly failed: (error: unknown) => void
  /** No further requests: every answer is its connection's last. */
  draining: boolean
}

/**
 * `idle`: between requests. `reading`: a head was accepted, its body is arriving. `answering`: the request is whole.
 * `over`: the last answer was given; whatever else arrives is swallowed.
 */
type Phase = 'idle' | 'reading' | 'answering' | 'over'

/** Requests that may arrive while one is answered: the connection ends after that one anyway, and beyond this at once. */
const MAX_EARLY = 16

/** Reads requests off a socket one after the other. A second one before the answer to the first is never acted on (SIG-19). */
export class Connection {
  readonly #socket: Socket
  readonly #shared: Shared
  readonly #body: BodyReader
  readonly #sourceIp: string
  #phase: Phase = 'idle'
  /** The answer under way is the last one. */
  #last = false
  #early = 0
  /** `socket.bytesRead` where the request began, was refused, or was answered. */
  #mark = 0
  #message: IncomingMessage | undefined
  #response: ServerResponse | undefined

  constructor(socket: Socket, shared: Shared) {
    this.#socket = socket
    this.#shared = shared
    this.#body = new BodyReader(shared.limits, shared.budget)
    this.#sourceIp = plainAddress(socket.remoteAddress)
    socket.once('close', () => {
      this.#phase = 'over'
      this.#forget()
      shared.untaken.forget(this)
    })
  }

  /** Takes the next request of the connection. */
  request(message: IncomingMessage, response: ServerResponse): void {
    if (this.#phase !== 'idle') return this.#tooEarly(message)
    this.#mark = this.#socket.bytesRead
    message.on('data', this.#onData)
    const refused = checkHead(message, this.#shared.limits)
    if (refused !== undefined) return this.#refuse(refused, wantsJson(message.rawHeaders))
    this.#message = message
    this.#response = response
    this.#phase = 'reading'
    const probe = message.method === 'GET' ? this.#shared.probes.find(message.url ?? '') : undefined
    if (probe !== undefined) return this.#answerWith(probe())
    message.on('end', this.#onEnd)
  }

  /** The parser gave up on what arrived, or it took too long. */
  broken(code: string | undefined): void {
    if (!this.#socket.writable && this.#phase !== 'over') this.#socket.destroy()
    else if (this.#phase === 'over') this.#swallow()
    else if (this.#whole()) this.#last = true
    else this.#refuse(refusalOf(code), this.#message !== undefined && wantsJson(this.#message.rawHeaders))
  }

  /** The client asked for a tunnel: Node's parser has let go of the socket. */
  tunnel(): void {
    this.#socket.on('data', this.#onData)
    if (this.#whole()) this.#last = true
    else if (this.#phase !== 'over') this.#refuse(METHOD, false)
  }

  /** Hangs up as soon as all answers are delivered, unless a request is under way or has begun to arrive. */
  closeIfIdle(): void {
    if (this.#phase === 'idle' && this.#socket.bytesRead === this.#mark) this.#socket.destroySoon()
  }

  /** Hangs up, whatever is under way. */
  destroy(): void {
    this.#socket.destroy()
  }

  readonly #onData = (piece: Buffer): void => {
    if (this.#phase === 'over') return this.#swallow()
    if (this.#phase !== 'reading') return
    const refused =
      this.#socket.bytesRead - this.#mark > this.#shared.limits.wireBytes ? BODY_TOO_LARGE : this.#body.add(piece)
    if (refused !== undefined) this.#refuse(refused, wantsJson(this.#message?.rawHeaders ?? []))
  }

  readonly #onEnd = (): void => {
    const message = this.#message
    if (this.#phase !== 'reading' || message === undefined) return
    this.#answerWith(this.#shared.handle(this.#received(message)))
  }

  readonly #onAnswer = (encoded: Encoded): void => {
    const response = this.#response
    if (this.#phase !== 'answering' || response === undefined) return
    // A probe is answered before its body is read: what is left of that must not be taken for another request.
    const last = this.#last || this.#shared.draining || this.#message?.complete === false
    this.#forget()
    this.#phase = last ? 'over' : 'idle'
    this.#mark = this.#socket.bytesRead
    this.#keepTrack(response, encoded.body.length)
    send(response, encoded, { date: this.#shared.date(), last })
  }

  /** A long answer counts until the last of it has gone to the system. */
  #keepTrack(response: ServerResponse, bytes: number): void {
    if (bytes <= ONE_WRITE_BYTES) return
    const { untaken } = this.#shared
    response.once('finish', () => untaken.take(this, bytes))
    untaken.add(this, bytes)
  }

  readonly #onFailure = (error: unknown): void => {
    this.#shared.failed(error)
    this.#socket.destroy()
  }

  #answerWith(answer: Promise<Encoded>): void {
    this.#phase = 'answering'
    answer.then(this.#onAnswer, this.#onFailure)
  }

  #received(message: IncomingMessage): Received {
    return toReceived(message, {
      body: this.#body.whole(),
      requestId: this.#shared.newRequestId(),
      receivedAtMs: this.#shared.nowMs(),
      sourceIp: this.#sourceIp,
    })
  }

  /** True when the request under way has arrived completely: its answer is owed. */
  #whole(): boolean {
    return this.#phase === 'answering' || (this.#phase === 'reading' && this.#message?.complete === true)
  }

  #tooEarly(message: IncomingMessage): void {
    this.#last = true
    this.#early += 1
    if (this.#early > MAX_EARLY) this.#socket.destroy()
    else message.on('data', this.#onData)
  }

  #refuse(refused: Refused, json: boolean): void {
    this.#phase = 'over'
    this.#forget()
    this.#mark = this.#socket.bytesRead
    const { date, limits, newRequestId } = this.#shared
    this.#socket.end(refusalText(refused, { requestId: newRequestId(), date: date(), json }), 'latin1')
    // Closing with unread bytes makes the kernel send a reset, which would overtake the answer.
    const cut = setTimeout(() => this.#socket.destroy(), limits.lingerMs)
    this.#socket.once('close', () => clearTimeout(cut))
  }

  #swallow(): void {
    if (this.#socket.bytesRead - this.#mark > this.#shared.limits.lingerBytes) this.#socket.destroy()
  }

  #forget(): void {
    this.#body.clear()
    this.#message = undefined
    this.#response = undefined
  }
}
