/** @brevet/sigv4/web: asynchronous verification and signing on WebCrypto, for browsers, workers and Deno. */

export { createSigningKeyCache, deriveSigningKey } from './signingKey.ts'
export { presignRequest, signRequest } from './signRequest.ts'
export { refuseUnknownKey, type VerificationInput, verifySignature } from './verifySignature.ts'
