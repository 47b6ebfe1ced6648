/** From `node:http` to a wire request. */

import type { WireRequest } from '../wireRequest.ts'

/** The fields of `http.IncomingMessage` that are signed. `rawHeaders` and not `headers`, which drops duplicates. */
export interface IncomingRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly rawHeaders: readonly string[]
}

/** Takes the raw method, target and header list of an incoming message, unchanged. */
export function fromIncoming(message: IncomingRequest): WireRequest {
  const { rawHeaders } = message
  const headers: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''])
  return { method: message.method ?? '', target: message.url ?? '', headers }
}
