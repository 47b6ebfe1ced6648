/** UpdateServiceSpecificCredential. Source: IAM API reference, UpdateServiceSpecificCredential. */
import type { UpdateServiceSpecificCredentialRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { settableStatus } from '../ownedResource.ts'
import { askCredential, requireCredential } from './credentialRecord.ts'

/** Activates or deactivates a credential. One that has expired stays expired. */
export const updateServiceSpecificCredential = writeOperation<UpdateServiceSpecificCredentialRequest, object>({
  name: 'UpdateServiceSpecificCredential',

  authorize: (call, store) => askCredential('iam:UpdateServiceSpecificCredential', call, store),

  async run(call, store) {
    const { credential } = await requireCredential(call, store)
    const facts = { ...credential.facts, status: settableStatus(call.input.Status) }
    await store.write.resources.update('serviceSpecificCredential', credential.id, { facts })
    return {}
  },
})
