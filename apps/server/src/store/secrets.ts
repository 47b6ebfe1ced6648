/** Secrets on their way into and out of SQL: sealed for their row, as base64 text. */
import { decodeBase64, encodeBase64 } from '../domain/base64.ts'
import { Secret, type SecretBox } from '../domain/secret.ts'

/** What a ciphertext is bound to: it opens nowhere else. */
export const secretContext = {
  accessKey: (id: string): string => `accesskey/${id}`,
  mfaSeed: (serialNumber: string): string => `mfa/${serialNumber}`,
  resource: (kind: string, id: string): string => `resource/${kind}/${id}`,
}

/** Base64 of the sealed secret. */
export const sealSecret = (box: SecretBox, secret: Secret, context: string): string =>
  encodeBase64(box.seal(Buffer.from(secret.reveal(), 'utf8'), context))

/** The secret again. Throws where the text was changed, or was sealed for another row. */
export function openSecret(box: SecretBox, sealed: string, context: string): Secret {
  const bytes = decodeBase64(sealed)
  if (bytes === undefined) throw new Error(`the sealed secret of ${context} is not base64`)
  return new Secret(Buffer.from(box.open(bytes, context)).toString('utf8'))
}
