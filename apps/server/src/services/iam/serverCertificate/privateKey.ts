/** The private key of a server certificate. Source: IAM user guide, "Manage server certificates in IAM". */
import { createPrivateKey, type X509Certificate } from 'node:crypto'
import { ServiceError } from '../../../domain/errors.ts'
import { parsePem } from '../../../domain/keys/pem.ts'
import { malformedCertificate } from '../certificates.ts'

/** Labels of private keys that are not encrypted, and what OpenSSL calls their encoding. */
const ENCODINGS = new Map([
  ['PRIVATE KEY', 'pkcs8'],
  ['RSA PRIVATE KEY', 'pkcs1'],
  ['EC PRIVATE KEY', 'sec1'],
] as const)

/**
 * Throws MalformedCertificate unless `text` is one unencrypted PEM private key, KeyPairMismatch unless it is that of
 * `certificate`. The sentences are from memory.
 */
export function requireKeyOf(certificate: X509Certificate, text: string): void {
  const [block, ...more] = parsePem(text) ?? []
  const type = ENCODINGS.get((block?.label ?? '') as 'PRIVATE KEY')
  if (block === undefined || type === undefined || more.length > 0) throw unreadable()
  let matches: boolean
  try {
    matches = certificate.checkPrivateKey(createPrivateKey({ key: block.der, format: 'der', type }))
  } catch {
    throw unreadable()
  }
  if (!matches) throw new ServiceError('KeyPairMismatch', "The private key doesn't match the certificate's public key.")
}

const unreadable = (): ServiceError =>
  malformedCertificate('Unable to parse private key. Please ensure the key is in PEM format and is not encrypted.')
