/** What to do about refusals that any call may meet, by their codes. */

/** What to do about a refusal, by its code. */
export type NextSteps = ReadonlyMap<string, string>

const UNKNOWN_KEY =
  'The server does not know this key, or it is inactive: check which credentials are in use (environment, --profile).'
const WRONG_SECRET = 'The secret is wrong for this key id, or the clocks differ by more than 15 minutes.'
const OVER = 'The session is over or was revoked: get new credentials with the key or role it came from.'

/** Credentials that are no good. Source of the codes: the query protocol's, and the JSON protocols' (server, protocol/errors.ts). */
export const CREDENTIAL_STEPS: NextSteps = new Map([
  ['InvalidClientTokenId', UNKNOWN_KEY],
  ['UnrecognizedClientException', UNKNOWN_KEY],
  ['SignatureDoesNotMatch', WRONG_SECRET],
  ['InvalidSignatureException', WRONG_SECRET],
  ['ExpiredToken', OVER],
  ['ExpiredTokenException', OVER],
])
