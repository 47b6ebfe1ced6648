/** @brevet/sigv4: the pure core. Parse and canonicalise here; verify and sign with `/node` or `/web`. */

export { formatAmzDate, parseAmzDate } from './amzDate.ts'
export { canonicalRequest, stringToSign } from './canonicalRequest.ts'
export { checkTime, s3TimeRules, stsTimeRules, type TimeRules } from './checkTime.ts'
export type { VerifiedRequest } from './claimedMac.ts'
export type { HeaderMap } from './headers.ts'
export type {
  CanonicalParts,
  CredentialScope,
  ParsedRequest,
  PayloadMode,
  SignedView,
  StreamingMode,
} from './parsedRequest.ts'
export { parseRequest } from './parseRequest.ts'
export type { CanonicalParameter, QueryParameter } from './query.ts'
export { type ReceivedRequest, receiveRequest } from './receiveRequest.ts'
export {
  refusalStatus,
  type SigV4Refusal,
  type SigV4RefusalCode,
  signatureMismatchMessage,
  unsignedHeadersMessage,
} from './refusal.ts'
export type { PresignOptions, SignedHeaderList, SigningCredentials, SigningOptions } from './signing.ts'
export type { SigningKeyCache } from './signingKeyCache.ts'
export type { SignedPath } from './target.ts'
export {
  defaultLimits,
  type ParseOptions,
  type PathRules,
  type PayloadRules,
  s3ParseOptions,
  type WireLimits,
  type WireRequest,
} from './wireRequest.ts'
