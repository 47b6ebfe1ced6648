/** Signing certificates of users: how operations find and show them. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import type { SigningCertificate } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { requireOwned } from '../ownedResource.ts'
import { type AboutOwner, type Owner, ownerName, requireOwner } from '../user/owner.ts'

/** A certificate in the store. */
export type SigningCertificateRecord = AccountResource<'signingCertificate'>

/** The root user's certificates are answered without `UserName`, though the model requires it. */
export type ShownCertificate = Omit<SigningCertificate, 'UserName'> & Partial<Pick<SigningCertificate, 'UserName'>>

/** As answers show it. */
export const wireCertificate = (
  owner: Owner,
  { id, facts, createdAtMs }: SigningCertificateRecord,
): ShownCertificate => ({
  ...ownerName(owner),
  CertificateId: id,
  CertificateBody: facts.body,
  Status: facts.status,
  UploadDate: createdAtMs,
})

/** The certificate that a call names by its id. Throws NoSuchEntity for the user and for the certificate. */
export async function requireSigningCertificate(
  call: AboutOwner & { readonly input: { readonly CertificateId: string } },
  store: Reader,
): Promise<SigningCertificateRecord> {
  const named = { kind: 'signingCertificate' as const, id: call.input.CertificateId, noun: 'Certificate' }
  return requireOwned(store, await requireOwner(call, store), named)
}
