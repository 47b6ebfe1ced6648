/** Refusals: the one way this package says no. Nothing here throws on input. */

/** Why a request was refused, in AWS's vocabulary. `InvalidRequest` is a request that two readers could understand
 *  differently; the last three occur only under S3's rules. */
export type SigV4RefusalCode =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'InvalidRequest'
  | 'SignatureDoesNotMatch'
  | 'RequestTimeTooSkewed'
  | 'AccessDenied'
  | 'AuthorizationQueryParametersError'

/** A refusal. It carries no secret and no text of the Authorization header but the credential scope. */
export interface SigV4Refusal {
  readonly ok: false
  readonly code: SigV4RefusalCode
  /** AWS's own sentence where it is known. */
  readonly message: string
}

/** The HTTP status AWS's query and XML services send with each code. */
export const refusalStatus: Readonly<Record<SigV4RefusalCode, 400 | 403>> = {
  MissingAuthenticationToken: 403,
  IncompleteSignature: 400,
  InvalidRequest: 400,
  SignatureDoesNotMatch: 403,
  RequestTimeTooSkewed: 403,
  AccessDenied: 403,
  AuthorizationQueryParametersError: 400,
}

/** AWS's sentence for a signature that is not the expected one, whatever the cause. */
export const signatureMismatchMessage: string =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.'

/** AWS's sentence for an `x-amz-*` header that the signature does not cover. */
export const unsignedHeadersMessage: string = 'There were headers present in the request which were not signed'

/** Makes a refusal. */
export function refuse(code: SigV4RefusalCode, message: string): SigV4Refusal {
  return { ok: false, code, message }
}

/** The refusal for every wrong or malformed signature, hash or scope: one text, so that it tells nothing apart. */
export function refuseMismatch(): SigV4Refusal {
  return refuse('SignatureDoesNotMatch', signatureMismatchMessage)
}
