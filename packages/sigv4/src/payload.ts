/** What a request declares about its body, and the payload line that follows from it. */

import type { Claim } from './claim.ts'
import type { PayloadMode, StreamingMode } from './parsedRequest.ts'
import type { ReceivedRequest } from './receiveRequest.ts'
import { refuse, refuseMismatch, type SigV4Refusal } from './refusal.ts'
import type { PayloadRules } from './wireRequest.ts'

const sha256Hex = /^[0-9a-f]{64}$/
const streamingModes: ReadonlySet<string> = new Set<StreamingMode>([
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-EVENTS',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
])

function isStreaming(name: string): name is StreamingMode {
  return streamingModes.has(name)
}

function declared(claim: Claim, received: ReceivedRequest): string | SigV4Refusal | undefined {
  const header = received.headers.get('x-amz-content-sha256')
  if (claim.form === 'header') return header
  const parameter = received.query.find(({ name }) => name.toLowerCase() === 'x-amz-content-sha256')?.value
  if (header !== undefined && parameter !== undefined && header !== parameter)
    return refuse('InvalidRequest', "'x-amz-content-sha256' is declared twice.")
  return header ?? parameter
}

/** Reads the payload mode. Under `body` rules anything but a hash is refused as a mismatch (the body would not be
 *  covered). Under `s3` rules a header-signed request must declare a mode, and a presigned one defaults to unsigned. */
export function readPayload(claim: Claim, received: ReceivedRequest, rules: PayloadRules): PayloadMode | SigV4Refusal {
  const value = declared(claim, received)
  if (typeof value === 'object') return value
  if (value === undefined && rules === 'body') return { kind: 'absent' }
  if (value === undefined)
    return claim.form === 'query'
      ? { kind: 'unsigned' }
      : refuse('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  if (sha256Hex.test(value)) return { kind: 'hash', sha256Hex: value }
  const unsigned = value === 'UNSIGNED-PAYLOAD'
  if (!unsigned && !isStreaming(value))
    return refuse(
      'InvalidRequest',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-..., or a valid sha256 value.',
    )
  if (rules === 'body') return refuseMismatch()
  return isStreaming(value) ? { kind: 'streaming', name: value } : { kind: 'unsigned' }
}

/** Whether the body's own hash is part of what was signed. */
export function coversBody(payload: PayloadMode): boolean {
  return payload.kind === 'hash' || payload.kind === 'absent'
}

/** The last line of the canonical request: the mode's name where the mode is a name, otherwise `bodySha256Hex`. */
export function payloadLine(payload: PayloadMode, bodySha256Hex: string): string {
  if (payload.kind === 'unsigned') return 'UNSIGNED-PAYLOAD'
  return payload.kind === 'streaming' ? payload.name : bodySha256Hex
}

/** Whether a declared hash is the hash of the body that arrived. True where none was declared. */
export function declarationHolds(payload: PayloadMode, bodySha256Hex: string): boolean {
  return payload.kind !== 'hash' || payload.sha256Hex === bodySha256Hex
}
