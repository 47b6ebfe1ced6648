/** DeleteServerCertificate. Source: IAM API reference, DeleteServerCertificate. */
import type { DeleteServerCertificateRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { serverCertificateKind } from './certificateRecord.ts'

/** Deletes a certificate and its private key. */
export const deleteServerCertificate = writeOperation<DeleteServerCertificateRequest, object>({
  name: 'DeleteServerCertificate',

  async authorize({ input: { ServerCertificateName: named }, caller: { accountId } }, store) {
    return [
      await resourceAsk(serverCertificateKind, { action: 'iam:DeleteServerCertificate', accountId, named }, store),
    ]
  },

  async run({ input: { ServerCertificateName: named }, caller: { accountId } }, store) {
    const { id } = await requireResource(serverCertificateKind, store, { accountId, named })
    await store.write.resources.delete('serverCertificate', id)
    return {}
  },
})
