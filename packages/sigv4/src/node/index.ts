/** @brevet/sigv4/node: synchronous verification and signing on node:crypto. */

export { fromIncoming, type IncomingRequest } from './fromIncoming.ts'
export { createSigningKeyCache, deriveSigningKey } from './signingKey.ts'
export { presignRequest, signRequest } from './signRequest.ts'
export { refuseUnknownKey, type VerificationInput, verifySignature } from './verifySignature.ts'
