/** DeleteSigningCertificate. Source: IAM API reference, DeleteSigningCertificate. */
import type { DeleteSigningCertificateRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askOwner } from '../user/owner.ts'
import { requireSigningCertificate } from './certificateRecord.ts'

/** Forgets a certificate. */
export const deleteSigningCertificate = writeOperation<DeleteSigningCertificateRequest, object>({
  name: 'DeleteSigningCertificate',

  authorize: (call, store) => askOwner('iam:DeleteSigningCertificate', call, store),

  async run(call, store) {
    const { id } = await requireSigningCertificate(call, store)
    await store.write.resources.delete('signingCertificate', id)
    return {}
  },
})
