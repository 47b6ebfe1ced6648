/** Server certificates: how operations find and show them. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import { serverCertificateArn } from '../../../domain/arn.ts'
import type { ServerCertificateMetadata } from '../../../protocol/types/iam.generated.ts'
import type { NamedKind } from '../accountResource.ts'
import { noSuchEntity } from '../entityErrors.ts'

/** A certificate in the store. */
export type ServerCertificateRecord = AccountResource<'serverCertificate'>

/** Server certificates as requests name them. */
export const serverCertificateKind: NamedKind<'serverCertificate', 'ServerCertificateName'> = {
  kind: 'serverCertificate',
  title: 'ServerCertificate',
  member: 'ServerCertificateName',
  find: (store, { accountId, named }) => store.resources.byName('serverCertificate', accountId, named),
  arn: ({ accountId, named }, found) => serverCertificateArn(found ?? { accountId, path: '/', name: named }),
  missing: ({ named }) => noSuchEntity(`The Server Certificate with name ${named} cannot be found.`),
}

/** What answers show beside the certificate itself. Never the private key. */
export const wireMetadata = (certificate: ServerCertificateRecord): ServerCertificateMetadata => ({
  Path: certificate.path,
  ServerCertificateName: certificate.name,
  ServerCertificateId: certificate.id,
  Arn: serverCertificateArn(certificate),
  UploadDate: certificate.createdAtMs,
  Expiration: certificate.facts.expiresAtMs,
})
