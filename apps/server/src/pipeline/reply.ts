/** How a request wants its answer written. */
import { acceptsJson } from '../protocol/query/awsQuery.ts'
import type { Received } from '../domain/request.ts'
import type { Reply } from '../protocol/protocol.ts'

/** The request's id, and JSON where a query service is asked for it (contract.md). */
export const replyTo = (request: Received): Reply => ({ requestId: request.requestId, json: acceptsJson(request) })
