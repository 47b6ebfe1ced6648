/** The one error type inside the server. The edge (protocol/errors.ts) turns it into each protocol's own code and status. */
import type { Caller } from './caller.ts'

/**
 * Codes that any operation may answer with. They are the query protocol's names; protocol/errors.ts maps them to the JSON
 * protocols' names. Source: AWS "Common Error Types" pages of STS and IAM.
 */
export type CommonErrorCode =
  | 'AccessDenied'
  | 'ExpiredToken'
  | 'IncompleteSignature'
  | 'InternalFailure'
  | 'InvalidAction'
  | 'InvalidClientTokenId'
  | 'InvalidParameterCombination'
  | 'InvalidParameterValue'
  | 'InvalidRequest'
  | 'MalformedQueryString'
  | 'MissingAction'
  | 'MissingAuthenticationToken'
  | 'MissingParameter'
  | 'OptInRequired'
  | 'RequestEntityTooLarge'
  | 'RequestExpired'
  | 'ServiceUnavailable'
  | 'SignatureDoesNotMatch'
  | 'Throttling'
  | 'ValidationError'

/** What a refusal may carry besides its code and sentence. */
export interface ErrorDetail {
  /** Why, for the audit record and the log only: never sent to the caller. */
  readonly reason?: string
  /** The message without what only the caller has a use for: what the audit record shows. */
  readonly sentence?: string
  /** The whole reasoning behind a refusal by policy, plain JSON: for the audit record, like `reason`. */
  readonly decision?: Readonly<Record<string, unknown>>
  /** Whose secret signed, where the credential is refused all the same: for the audit record only. */
  readonly signedBy?: Caller
  /** Further members of a modelled exception, as its shape names them. */
  readonly members?: Readonly<Record<string, unknown>>
}

/**
 * A refusal with a stable code. `code` is a CommonErrorCode or the wire code of an exception in the service's model
 * (`NoSuchEntity`, `MalformedPolicyDocument`, `AccountNotFoundException`, ...). Anything else that is thrown becomes
 * `InternalFailure` with no detail.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: string
  readonly detail: ErrorDetail

  constructor(code: CommonErrorCode | (string & {}), message: string, detail: ErrorDetail = {}) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

/** 403: policy, or a rule of the service, says no. `reason` goes to the audit record only. */
export const accessDenied = (message: string, reason?: string): ServiceError =>
  new ServiceError('AccessDenied', message, reason === undefined ? {} : { reason })

/** 400: a parameter breaks its model's constraint or a rule that spans parameters. */
export const validationError = (message: string): ServiceError => new ServiceError('ValidationError', message)

/** 400: a parameter is well-formed and still not usable. */
export const invalidParameter = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message)
