/** ResetServiceSpecificCredential. Source: IAM API reference, ResetServiceSpecificCredential. */
import type {
  ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredentialResponse,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { askCredential, newSecret, requireCredential, wireCredential, wireMetadata } from './credentialRecord.ts'
import { requireForm } from './services.ts'

/** A new secret for a credential, shown in this answer only. The old one is void at once. */
export const resetServiceSpecificCredential = writeOperation<
  ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredentialResponse
>({
  name: 'ResetServiceSpecificCredential',

  authorize: (call, store) => askCredential('iam:ResetServiceSpecificCredential', call, store),

  async run(call, store, { clock, random }) {
    const { userName, credential } = await requireCredential(call, store)
    const { facts } = credential
    const secret = newSecret(requireForm(facts.serviceName), facts.loginName, random)
    await store.write.resources.update('serviceSpecificCredential', credential.id, {
      facts: { ...facts, secretHash: secret.hash },
    })
    return { ServiceSpecificCredential: wireCredential(wireMetadata(userName, credential, clock.nowMs()), secret) }
  },
})
