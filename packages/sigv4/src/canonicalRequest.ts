/** The two texts of SigV4: the canonical request and the string to sign. */

import type { CredentialScope, ParsedRequest } from './parsedRequest.ts'
import { payloadLine } from './payload.ts'

/** The canonical request of "Create a signed AWS API request" (IAM User Guide), to be hashed as UTF-8.
 *  `payloadSha256Hex` is the lower-case SHA-256 of the body as received; the unsigned and streaming modes ignore it. */
export function canonicalRequest(parsed: ParsedRequest, payloadSha256Hex: string): string {
  const { path, query, headers, signedHeaders } = parsed.canonical
  const payload = payloadLine(parsed.payload, payloadSha256Hex)
  return `${parsed.signed.method}\n${path}\n${query}\n${headers}\n${signedHeaders}\n${payload}`
}

/** A scope as it enters the string to sign and the credential: `date/region/service/aws4_request`. */
export function scopeText(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`
}

/** The string to sign. `canonicalRequestSha256Hex` is the lower-case SHA-256 of the canonical request. */
export function stringToSign(parsed: ParsedRequest, canonicalRequestSha256Hex: string): string {
  return `AWS4-HMAC-SHA256\n${parsed.timestamp}\n${scopeText(parsed.scope)}\n${canonicalRequestSha256Hex}`
}
