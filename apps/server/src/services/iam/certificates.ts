/** X.509 certificates that callers upload: read strictly, valid now, in order. Source: RFC 5280; IAM API reference. */
import { X509Certificate } from 'node:crypto'
import { ServiceError } from '../../domain/errors.ts'
import { parsePem } from '../../domain/keys/pem.ts'

/** No chain in the world is as long; each certificate of it costs a signature check. */
const LONGEST_CHAIN = 10

/** 400 MalformedCertificate. */
export const malformedCertificate = (message: string): ServiceError => new ServiceError('MalformedCertificate', message)

const unreadable = (): ServiceError =>
  malformedCertificate('Unable to parse certificate. Please ensure the certificate is in PEM format.')

/** The certificates of `text` (PEM); undefined where any part of it is something else. */
function certificatesOf(text: string): readonly X509Certificate[] | undefined {
  const blocks = parsePem(text)
  if (blocks === undefined || blocks.some(({ label }) => label !== 'CERTIFICATE')) return undefined
  if (blocks.length > LONGEST_CHAIN) throw malformedCertificate(`More than ${LONGEST_CHAIN} certificates.`)
  try {
    return blocks.map(({ der }) => exact(new X509Certificate(der), der))
  } catch {
    return undefined
  }
}

/** OpenSSL reads the certificate that bytes begin with: refuse what follows it. */
function exact(certificate: X509Certificate, der: Buffer): X509Certificate {
  if (!certificate.raw.equals(der)) throw new Error('bytes follow the certificate')
  return certificate
}

/** The one certificate of `text` (PEM); undefined where it is not exactly that. */
export function oneCertificate(text: string): X509Certificate | undefined {
  const [certificate, ...more] = certificatesOf(text) ?? []
  return more.length > 0 ? undefined : certificate
}

/** The one certificate of `text` (PEM). Throws MalformedCertificate, in the words that AWS has for server certificates. */
export function requireCertificate(text: string): X509Certificate {
  const certificate = oneCertificate(text)
  if (certificate === undefined) throw unreadable()
  return certificate
}

/** What OpenSSL prints of a date that it cannot read. Node's Date of it holds whatever was in memory (Node 26). */
const UNREADABLE_DATE = 'Bad time value'

/** A date of a certificate in milliseconds; NaN where it cannot be read. */
const dateMs = (printed: string, date: Date): number => (printed === UNREADABLE_DATE ? NaN : date.getTime())

/** Why a certificate is not valid at `nowMs`; undefined where it is. The sentences are from memory. */
export function validityError(certificate: X509Certificate, nowMs: number): string | undefined {
  const { validFrom, validFromDate, validTo, validToDate } = certificate
  // Written so that a date that cannot be read is none that has come, or is still to come.
  if (!(nowMs >= dateMs(validFrom, validFromDate)))
    return "Certificate is not yet valid. The 'Not Before' date restriction on the certificate has not passed."
  if (!(nowMs <= dateMs(validTo, validToDate)))
    return "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed."
  return undefined
}

/**
 * Throws MalformedCertificate, in AWS's words, unless each certificate of `text` (PEM) signed the one before it, the first
 * of them `leaf`.
 */
export function requireChain(leaf: X509Certificate, text: string): void {
  const chain = certificatesOf(text)
  if (chain === undefined) throw unreadable()
  let subject = leaf
  for (const [index, issuer] of chain.entries()) {
    if (!signedBy(subject, issuer))
      throw malformedCertificate(
        `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index - 1}`,
      )
    subject = issuer
  }
}

function signedBy(subject: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
  } catch {
    return false
  }
}
