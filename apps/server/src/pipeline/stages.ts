/**
 * The stages of a request, in order: Received -> Routed -> Authenticated -> Decoded -> Authorized -> Completed | Refused.
 * Each carries a brand that only its own stage can make, so that skipping a stage is a type error.
 */
import type { ParsedRequest } from '@brevet/sigv4'
import type { Asks } from '../authz/ask.ts'
import type { Authorized, Call } from '../authz/authorized.ts'
import type { Authenticated } from '../authn/authenticated.ts'
import type { Received } from '../domain/request.ts'
import type { Encoded, OperationCodec, ServiceProtocol } from '../protocol/protocol.ts'
import type { Operation, Service } from '../services/operation.ts'

export type { Authenticated, Authorized, Received }

declare const routedBrand: unique symbol
declare const decodedBrand: unique symbol
declare const completedBrand: unique symbol

/** A service as it is served: its operations by name, and its wire format. */
export interface Served {
  readonly service: Service
  readonly protocol: ServiceProtocol
  readonly operations: ReadonlyMap<string, Operation>
}

/** A signed request and the service its signature names. */
export interface Routed {
  readonly [routedBrand]: true
  readonly request: Received
  readonly served: Served
  readonly signature: ParsedRequest
}

/** An authenticated call whose input satisfies the operation's model. */
export interface Decoded {
  readonly [decodedBrand]: true
  readonly call: Call<unknown>
  readonly operation: Operation
  readonly codec: OperationCodec
}

/** An answer whose audit record is durable: its bytes may leave. */
export interface Completed {
  readonly [completedBrand]: true
  readonly encoded: Encoded
}

/** What has been learned about a request so far. Refusals are audited with as much of it as there is. */
export interface Progress {
  readonly request: Received
  served?: Served
  signature?: ParsedRequest
  authenticated?: Authenticated
  /** Known before the input is: an invalid input is audited under its operation's name. */
  operationName?: string
  decoded?: Decoded
  asks?: Asks
}

/** Brands for the pipeline's own stages; nothing outside pipeline/ may call them. */
export const routed = (facts: Omit<Routed, typeof routedBrand>): Routed => Object.freeze({ ...facts }) as Routed
export const decoded = (facts: Omit<Decoded, typeof decodedBrand>): Decoded => Object.freeze({ ...facts }) as Decoded
export const completed = (encoded: Encoded): Completed => Object.freeze({ encoded }) as Completed
