/** UpdateSigningCertificate. Source: IAM API reference, UpdateSigningCertificate. */
import type { UpdateSigningCertificateRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { settableStatus } from '../ownedResource.ts'
import { askOwner } from '../user/owner.ts'
import { requireSigningCertificate } from './certificateRecord.ts'

/** Activates or deactivates a certificate. */
export const updateSigningCertificate = writeOperation<UpdateSigningCertificateRequest, object>({
  name: 'UpdateSigningCertificate',

  authorize: (call, store) => askOwner('iam:UpdateSigningCertificate', call, store),

  async run(call, store) {
    const { id, facts } = await requireSigningCertificate(call, store)
    const status = settableStatus(call.input.Status)
    await store.write.resources.update('signingCertificate', id, { facts: { ...facts, status } })
    return {}
  },
})
