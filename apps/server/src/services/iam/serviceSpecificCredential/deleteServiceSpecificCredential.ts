/** DeleteServiceSpecificCredential. Source: IAM API reference, DeleteServiceSpecificCredential. */
import type { DeleteServiceSpecificCredentialRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askCredential, requireCredential } from './credentialRecord.ts'

/** Deletes a credential. */
export const deleteServiceSpecificCredential = writeOperation<DeleteServiceSpecificCredentialRequest, object>({
  name: 'DeleteServiceSpecificCredential',

  authorize: (call, store) => askCredential('iam:DeleteServiceSpecificCredential', call, store),

  async run(call, store) {
    const { credential } = await requireCredential(call, store)
    await store.write.resources.delete('serviceSpecificCredential', credential.id)
    return {}
  },
})
