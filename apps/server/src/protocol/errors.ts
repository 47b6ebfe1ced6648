/** The one translation of errors to the wire. Source: "Common Error Types" of STS, IAM and Organizations; the models; contract.md "Errors". */
import { ServiceError } from '../domain/errors.ts'
import type { ServiceModel, Shape } from './model.ts'
import type { WireError } from './protocol.ts'

type Protocol = ServiceModel['metadata']['protocol']

/** How one common error looks in each protocol. */
interface CommonError {
  /** In query services the code is the table's key. */
  readonly queryStatus: number
  readonly jsonCode: string
  readonly awsJsonStatus: number
  readonly restJsonStatus: number
}

const common = (queryStatus: number, jsonCode: string, json: { aws: number; rest: number }): CommonError => ({
  queryStatus,
  jsonCode,
  awsJsonStatus: json.aws,
  restJsonStatus: json.rest,
})

/** awsJson answers 400 to whatever is the sender's fault, restJson 403 where a query service would. */
const REFUSED = { aws: 400, rest: 403 }
const INVALID = { aws: 400, rest: 400 }

const INTERNAL_FAILURE = 'InternalFailure'
const INTERNAL_SENTENCE = 'The request processing has failed because of an unknown error, exception or failure.'

const COMMON: ReadonlyMap<string, CommonError> = new Map([
  ['AccessDenied', common(403, 'AccessDeniedException', REFUSED)],
  ['ExpiredToken', common(403, 'ExpiredTokenException', REFUSED)],
  ['IncompleteSignature', common(400, 'IncompleteSignatureException', REFUSED)],
  [INTERNAL_FAILURE, common(500, INTERNAL_FAILURE, { aws: 500, rest: 500 })],
  ['InvalidAction', common(400, 'UnknownOperationException', { aws: 400, rest: 404 })],
  ['InvalidClientTokenId', common(403, 'UnrecognizedClientException', REFUSED)],
  ['InvalidParameterCombination', common(400, 'ValidationException', INVALID)],
  ['InvalidParameterValue', common(400, 'ValidationException', INVALID)],
  ['InvalidRequest', common(400, 'InvalidRequestException', INVALID)],
  ['MalformedInput', common(400, 'SerializationException', INVALID)],
  // AWS's page says 404 for this one; its own services answer 400, as the attack corpus expects (SIG-06).
  ['MalformedQueryString', common(400, 'MalformedQueryString', INVALID)],
  ['MissingAction', common(400, 'UnknownOperationException', { aws: 400, rest: 404 })],
  ['MissingAuthenticationToken', common(403, 'MissingAuthenticationTokenException', REFUSED)],
  ['MissingParameter', common(400, 'ValidationException', INVALID)],
  ['OptInRequired', common(403, 'OptInRequired', REFUSED)],
  ['RequestEntityTooLarge', common(413, 'RequestEntityTooLargeException', { aws: 413, rest: 413 })],
  ['RequestExpired', common(400, 'RequestExpired', INVALID)],
  ['ServiceUnavailable', common(503, 'ServiceUnavailableException', { aws: 503, rest: 503 })],
  ['SignatureDoesNotMatch', common(403, 'InvalidSignatureException', REFUSED)],
  ['Throttling', common(400, 'ThrottlingException', { aws: 400, rest: 429 })],
  ['ValidationError', common(400, 'ValidationException', INVALID)],
])

/** Where a service models its own exception for bad input, that one is used. In this order. */
const VALIDATION_EXCEPTIONS = ['ValidationException', 'InvalidInputException', 'InvalidParameterException']

/** An error on the wire and, where the model has it, the exception's shape. */
export interface ResolvedError extends WireError {
  readonly exception?: { readonly name: string; readonly shape: Shape }
  /** Further members of the exception. */
  readonly members: Readonly<Record<string, unknown>>
}

/** Exceptions that must give a reason get the one that names none. Source: Access Analyzer's ValidationExceptionReason. */
const requiredMembers = ({ required }: Shape): Readonly<Record<string, unknown>> =>
  required?.includes('reason') === true ? { reason: 'other' } : {}

const faultOf = (status: number): WireError['fault'] => (status >= 500 ? 'Receiver' : 'Sender')

/** One service's errors, looked up by either of their names. */
export class ErrorTable {
  readonly #protocol: Protocol
  readonly #modelled = new Map<string, { readonly name: string; readonly shape: Shape }>()
  readonly #validation: string

  /** A table without a model knows the common errors only. */
  constructor(protocol: Protocol, shapes: ServiceModel['shapes'] = {}) {
    this.#protocol = protocol
    for (const [name, shape] of Object.entries(shapes)) {
      if (shape.exception !== true) continue
      this.#modelled.set(name, { name, shape })
      if (shape.error?.code !== undefined) this.#modelled.set(shape.error.code, { name, shape })
    }
    this.#validation = VALIDATION_EXCEPTIONS.find((name) => this.#modelled.has(name)) ?? 'ValidationException'
  }

  /** What goes on the wire for anything that was thrown. */
  resolve(error: unknown): ResolvedError {
    if (!(error instanceof ServiceError) || error.code === INTERNAL_FAILURE) return this.#internalFailure()
    const { code, message, detail } = error
    const exception = this.#modelled.get(code)
    if (exception !== undefined) return this.#fromModel(exception, message, detail.members ?? {})
    const row = COMMON.get(code)
    return row === undefined ? this.#internalFailure() : this.#fromTable(code, row, message)
  }

  #fromModel(
    exception: { readonly name: string; readonly shape: Shape },
    message: string,
    members: Readonly<Record<string, unknown>>,
  ): ResolvedError {
    const { error, fault } = exception.shape
    const status = error?.httpStatusCode ?? (fault === true ? 500 : 400)
    const code = this.#protocol === 'query' ? (error?.code ?? exception.name) : exception.name
    return { code, status, fault: faultOf(status), message, exception, members }
  }

  #fromTable(code: string, row: CommonError, message: string): ResolvedError {
    if (this.#protocol === 'query') {
      return { code, status: row.queryStatus, fault: faultOf(row.queryStatus), message, members: {} }
    }
    const jsonCode = row.jsonCode === 'ValidationException' ? this.#validation : row.jsonCode
    const exception = this.#modelled.get(jsonCode)
    if (exception !== undefined) return this.#fromModel(exception, message, requiredMembers(exception.shape))
    const status = this.#protocol === 'json' ? row.awsJsonStatus : row.restJsonStatus
    return { code: jsonCode, status, fault: faultOf(status), message, members: {} }
  }

  #internalFailure(): ResolvedError {
    return { code: INTERNAL_FAILURE, status: 500, fault: 'Receiver', message: INTERNAL_SENTENCE, members: {} }
  }
}
