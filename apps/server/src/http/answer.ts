/** Answers onto the wire. */
import type { ServerResponse } from 'node:http'
import { httpDate } from '../domain/time.ts'
import type { Encoded } from '../protocol/protocol.ts'
import type { Clock } from '../runtime/clock.ts'

/** Prints the `Date` header's value from the clock, once a second. */
export function dateOf(clock: Clock): () => string {
  let second = Number.NaN
  let text = ''
  return () => {
    const now = Math.floor(clock.nowMs() / 1000)
    if (now !== second) {
      second = now
      text = httpDate(now * 1000)
    }
    return text
  }
}

/** What the listener adds to an answer. */
export interface Delivery {
  /** The `Date` header: on every answer, errors too, because clients repair their clocks by it. */
  readonly date: string
  /** Close the connection behind it. */
  readonly last: boolean
}

/** Up to this size an answer leaves as one string, head and body together: one write without a list of buffers. */
export const ONE_WRITE_BYTES = 16_384

const bytes = (body: Uint8Array): Buffer => Buffer.from(body.buffer, body.byteOffset, body.length)

/** Sends a whole answer. The headers go as one flat list, which Node writes without building an object of them. */
export function send(response: ServerResponse, { body, headers, status }: Encoded, { date, last }: Delivery): void {
  const flat = ['Date', date, 'Content-Length', String(body.length)]
  for (const [name, value] of headers) flat.push(name, value)
  if (last) flat.push('Connection', 'close')
  response.sendDate = false
  response.writeHead(status, flat)
  // Latin-1 maps each byte to one character and back, so any bytes may go this way.
  if (body.length <= ONE_WRITE_BYTES) response.end(bytes(body).toString('latin1'), 'latin1')
  else response.end(body)
}
