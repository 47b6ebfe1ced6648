/** UploadSigningCertificate. Source: IAM API reference, UploadSigningCertificate. */
import type { X509Certificate } from 'node:crypto'
import { encodeBase32 } from '../../../domain/base32.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { QUOTAS } from '../../../domain/quotas.ts'
import type {
  UploadSigningCertificateRequest,
  UploadSigningCertificateResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { oneCertificate, validityError } from '../certificates.ts'
import { limitExceeded } from '../entityErrors.ts'
import { askOwner, requireOwner } from '../user/owner.ts'
import { type ShownCertificate, type SigningCertificateRecord, wireCertificate } from './certificateRecord.ts'

/** 20 bytes make 32 characters of id. */
const ID_BYTES = 20
const MIN_RSA_BITS = 1024

interface UploadAnswer extends Omit<UploadSigningCertificateResponse, 'Certificate'> {
  readonly Certificate: ShownCertificate
}

/** Keeps an X.509 certificate of a user, or of the root user that calls without naming one. */
export const uploadSigningCertificate = writeOperation<UploadSigningCertificateRequest, UploadAnswer>({
  name: 'UploadSigningCertificate',

  authorize: (call, store) => askOwner('iam:UploadSigningCertificate', call, store),

  async run(call, store, { clock, random }) {
    const { accountId } = call.caller
    const owner = await requireOwner(call, store)
    const nowMs = clock.nowMs()
    const certificate = readCertificate(call.input.CertificateBody)
    refuseUnusable(certificate, nowMs)
    // The name: fingerprints are unique in an account by the store's own rule.
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    if ((await store.resources.byName('signingCertificate', accountId, fingerprint)) !== undefined)
      throw new ServiceError('DuplicateCertificate', 'The certificate is already associated with an IAM user.')
    const present = await store.resources.ofOwner('signingCertificate', owner.id)
    if (present.length >= QUOTAS.CertificatesPerUser)
      throw limitExceeded('CertificatesPerUser', QUOTAS.CertificatesPerUser)
    const record: SigningCertificateRecord = {
      kind: 'signingCertificate',
      accountId,
      id: encodeBase32(random.bytes(ID_BYTES)),
      name: fingerprint,
      path: '/',
      ownerId: owner.id,
      createdAtMs: nowMs,
      tags: [],
      facts: { body: call.input.CertificateBody, status: 'Active' },
    }
    await store.write.resources.create(record)
    return { Certificate: wireCertificate(owner, record) }
  },
})

/** Throws MalformedCertificate, which repeats what was sent as AWS does: to the caller alone, it may be a key sent by mistake. */
function readCertificate(body: string): X509Certificate {
  const certificate = oneCertificate(body)
  if (certificate === undefined)
    throw new ServiceError('MalformedCertificate', `Certificate ${body} is malformed.`, {
      sentence: 'The certificate is malformed.',
    })
  return certificate
}

/** Throws InvalidCertificate for one that is not valid now, or whose key signs nothing that AWS takes. */
function refuseUnusable(certificate: X509Certificate, nowMs: number): void {
  const invalid = validityError(certificate, nowMs) ?? keyError(certificate)
  if (invalid !== undefined) throw new ServiceError('InvalidCertificate', invalid)
}

function keyError(certificate: X509Certificate): string | undefined {
  if (rsaBits(certificate) >= MIN_RSA_BITS) return undefined
  return `The certificate must hold an RSA key of at least ${MIN_RSA_BITS} bits.`
}

/** Bits of an RSA key; 0 for other kinds, those that OpenSSL does not know included. */
function rsaBits(certificate: X509Certificate): number {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    return asymmetricKeyType === 'rsa' ? (asymmetricKeyDetails?.modulusLength ?? 0) : 0
  } catch {
    return 0
  }
}
