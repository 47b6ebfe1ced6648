/** From Node's message to the request the pipeline sees: everything as it was received. */
import type { IncomingMessage } from 'node:http'
import { received } from '../domain/request.ts'
import type { Received } from '../domain/request.ts'

/** `::ffff:10.0.0.1` is 10.0.0.1, `fe80::1%eth0` is fe80::1: conditions on aws:SourceIp are written for the address alone. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return ''
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  const zone = address.indexOf('%')
  return zone === -1 ? address : address.slice(0, zone)
}

function headerPairs(rawHeaders: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return pairs
}

/** What the message itself does not say. */
export type Facts = Pick<Received, 'body' | 'requestId' | 'receivedAtMs' | 'sourceIp'>

/** A whole request. `sourceIp` is the peer's, whatever headers say about others (STS-09). */
export const toReceived = ({ method = '', rawHeaders, url = '' }: IncomingMessage, facts: Facts): Received =>
  received({ method, target: url, headers: headerPairs(rawHeaders), ...facts, secureTransport: false })
