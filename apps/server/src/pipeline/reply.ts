/** How a request wants its answer written. */
import { firstHeader } from '../domain/request.ts'
import type { Received } from '../domain/request.ts'
import type { Reply } from '../protocol/protocol.ts'

/** Query services answer JSON when `Accept` names it and does not name XML (contract.md). */
export function replyTo(request: Received): Reply {
  const accept = firstHeader(request, 'accept')?.toLowerCase() ?? ''
  return { requestId: request.requestId, json: accept.includes('application/json') && !accept.includes('xml') }
}
