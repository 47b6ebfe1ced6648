/** What the pipeline uses of a service's wire protocol. */
import type { Received } from '../domain/request.ts'
import type { Parameter } from './parameters.ts'

/** An answer, whole: the listener adds only `Date`, `Content-Length` and connection headers. */
export interface Encoded {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** What an answer needs to know of its request. */
export interface Reply {
  readonly requestId: string
  /** The client asked a query service for JSON (`acceptsJson`). JSON services ignore it. */
  readonly json: boolean
}

/** One operation on the wire. */
export interface OperationCodec {
  /** The operation's name in the model. */
  readonly name: string
  /** The answer of a call that succeeded. Throws TypeError where the output does not fit the model: a defect of ours. */
  encodeOutput(output: unknown, reply: Reply): Encoded
  /** The same answer; where it is long, others get their turn while it is written. Rejects as the other throws. */
  encodeInTurns(output: unknown, reply: Reply): Promise<Encoded>
  /** The decoded input for the audit record: plain JSON, secrets hidden, bounded; null where there is nothing in it. */
  redactInput(input: unknown): Record<string, unknown> | null
  /** The same for the output. */
  redactOutput(output: unknown): Record<string, unknown> | null
}

/** A request whose operation is known and whose input is not read yet. */
export interface Identified {
  readonly operation: OperationCodec
  /**
   * Reads and validates the input. Throws ServiceError: `MalformedInput` where a value does not have its type's form, the
   * service's validation error where one breaks a constraint of the model or is unknown to it.
   */
  readonly decode: () => unknown
}

/** An error as the client sees it. The audit record names it the same way. */
export interface WireError {
  readonly code: string
  readonly status: number
  readonly fault: 'Sender' | 'Receiver'
  readonly message: string
}

/** Errors to answers, in one protocol's form. */
export interface ErrorCodec {
  /** The code, status and sentence that `encodeError` puts on the wire. */
  describeError(error: unknown): WireError
  /** The answer to a refusal. Anything but a ServiceError with a known code becomes InternalFailure without detail. */
  encodeError(error: unknown, reply: Reply): Encoded
}

/** What the signature covers of a request's target. */
export interface SignedTarget {
  /** Normalized as the signature's rules say, escapes as received. */
  readonly path: string
  readonly query: readonly Parameter[]
}

/** A service's wire protocol, compiled from its model. */
export interface ServiceProtocol extends ErrorCodec {
  /** The service's name in signatures. */
  readonly signingName: string
  readonly apiVersion: string
  readonly protocol: 'query' | 'json' | 'rest-json'
  /** What precedes the operation's name in `X-Amz-Target`. */
  readonly targetPrefix?: string
  /** Every operation name of the model. */
  readonly operationNames: readonly string[]
  /** The operation of that name; undefined where the model has none. */
  operation(name: string): OperationCodec | undefined
  /**
   * Which operation the request asks for. `signed` is what the signature check read of the target: one reading for both, so
   * that nothing is acted upon that was not signed (SIG-06, SIG-08). Without it the target is read as it stands, for calls
   * that are not signed. Throws
   * ServiceError: `MissingAction`, `InvalidAction`, `MalformedQueryString`, `InvalidRequest`, `MalformedInput`.
   */
  identify(request: Received, signed?: SignedTarget): Identified
}
