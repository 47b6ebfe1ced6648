/** Reads `Credential=<key id>/<date>/<region>/<service>/aws4_request`. */

import type { CredentialScope } from './parsedRequest.ts'
import { refuse, refuseMismatch, type SigV4Refusal } from './refusal.ts'

/** A claimed access key id and the scope its signing key must have. */
export interface Credential {
  readonly accessKeyId: string
  readonly scope: CredentialScope
}

const keyId = /^[\x21-\x7e]{1,128}$/
const day = /^[0-9]{8}$/
const scopeName = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/i

/** Reads a credential. A wrong count of elements is `IncompleteSignature`; a malformed element or terminator is the
 *  common mismatch sentence, which does not say which one. */
export function readCredential(text: string): Credential | SigV4Refusal {
  const parts = text.split('/', 6)
  if (parts.length !== 5)
    return refuse(
      'IncompleteSignature',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    )
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = parts
  const wellFormed = keyId.test(accessKeyId) && day.test(date) && scopeName.test(region) && scopeName.test(service)
  if (!wellFormed || terminator !== 'aws4_request') return refuseMismatch()
  return { accessKeyId, scope: { date, region, service } }
}
