/** DeleteOpenIDConnectProvider. Source: IAM API reference, DeleteOpenIDConnectProvider. */
import type { DeleteOpenIDConnectProviderRequest } from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireArn, resourceAsk } from '../accountResource.ts'
import { endSessions } from '../endSessions.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { oidcProviderKind } from './providerRecord.ts'

/**
 * Deletes a provider and ends the sessions that came by it at once. Throws InvalidInput for what is no provider's ARN,
 * NoSuchEntity where there is none: the API reference says otherwise, AWS's answers of 2026 are so.
 */
export const deleteOidcProvider = writeOperation<DeleteOpenIDConnectProviderRequest, object>({
  name: 'DeleteOpenIDConnectProvider',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    return [await resourceAsk(oidcProviderKind, { action: 'iam:DeleteOpenIDConnectProvider', accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store, { clock }) {
    requireArn('oidc-provider', named)
    const provider = await oidcProviderKind.find(store, { accountId, named })
    if (provider === undefined) throw noSuchEntity(`OpenId connect Provider ${named} cannot be found.`)
    await store.write.resources.delete('oidcProvider', provider.id)
    await endSessions(store, { kind: 'provider', subject: provider.id, reason: 'provider deleted' }, clock.nowMs())
    return {}
  },
})
