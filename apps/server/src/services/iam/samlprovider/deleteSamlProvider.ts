/** DeleteSAMLProvider. Source: IAM API reference, DeleteSAMLProvider. */
import type { DeleteSAMLProviderRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { endSessions } from '../endSessions.ts'
import { samlProviderKind } from './providerRecord.ts'

/** Deletes a provider and ends the sessions that came by it at once. Throws NoSuchEntity, InvalidInput. */
export const deleteSamlProvider = writeOperation<DeleteSAMLProviderRequest, object>({
  name: 'DeleteSAMLProvider',

  async authorize({ input: { SAMLProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(samlProviderKind, { action: 'iam:DeleteSAMLProvider', accountId, named }, store)]
  },

  async run({ input: { SAMLProviderArn: named }, caller: { accountId } }, store, { clock }) {
    const { id } = await requireResource(samlProviderKind, store, { accountId, named })
    await store.write.resources.delete('samlProvider', id)
    await store.write.resources.delete('samlMetadata', id)
    await endSessions(store, { kind: 'provider', subject: id, reason: 'provider deleted' }, clock.nowMs())
    return {}
  },
})
