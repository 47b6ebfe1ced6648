/**
 * AddClientIDToOpenIDConnectProvider, RemoveClientIDFromOpenIDConnectProvider and
 * UpdateOpenIDConnectProviderThumbprint. Source: IAM API reference, the operations of those names.
 */
import type {
  AddClientIDToOpenIDConnectProviderRequest,
  RemoveClientIDFromOpenIDConnectProviderRequest,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '../../../protocol/types/iam.generated.ts'
import { writeOperation } from '../../operation.ts'
import { requireResource, resourceAsk } from '../accountResource.ts'
import { checkedClientIds, checkedThumbprints, oidcProviderKind } from './providerRecord.ts'

/** Adds an audience; no effect where it is there. Throws NoSuchEntity, InvalidInput, LimitExceeded. */
export const addClientId = writeOperation<AddClientIDToOpenIDConnectProviderRequest, object>({
  name: 'AddClientIDToOpenIDConnectProvider',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    const action = 'iam:AddClientIDToOpenIDConnectProvider'
    return [await resourceAsk(oidcProviderKind, { action, accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named, ClientID }, caller: { accountId } }, store) {
    const { id, facts } = await requireResource(oidcProviderKind, store, { accountId, named })
    const clientIds = checkedClientIds([...facts.clientIds, ClientID])
    await store.write.resources.update('oidcProvider', id, { facts: { ...facts, clientIds } })
    return {}
  },
})

/** Removes an audience; no effect where it is not there. Throws NoSuchEntity, InvalidInput. */
export const removeClientId = writeOperation<RemoveClientIDFromOpenIDConnectProviderRequest, object>({
  name: 'RemoveClientIDFromOpenIDConnectProvider',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    const action = 'iam:RemoveClientIDFromOpenIDConnectProvider'
    return [await resourceAsk(oidcProviderKind, { action, accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named, ClientID }, caller: { accountId } }, store) {
    const { id, facts } = await requireResource(oidcProviderKind, store, { accountId, named })
    const clientIds = facts.clientIds.filter((clientId) => clientId !== ClientID)
    await store.write.resources.update('oidcProvider', id, { facts: { ...facts, clientIds } })
    return {}
  },
})

/** Replaces all thumbprints. Throws NoSuchEntity, InvalidInput. */
export const updateThumbprints = writeOperation<UpdateOpenIDConnectProviderThumbprintRequest, object>({
  name: 'UpdateOpenIDConnectProviderThumbprint',

  async authorize({ input: { OpenIDConnectProviderArn: named }, caller: { accountId } }, store) {
    const action = 'iam:UpdateOpenIDConnectProviderThumbprint'
    return [await resourceAsk(oidcProviderKind, { action, accountId, named }, store)]
  },

  async run({ input: { OpenIDConnectProviderArn: named, ThumbprintList }, caller: { accountId } }, store) {
    const { id, facts } = await requireResource(oidcProviderKind, store, { accountId, named })
    const thumbprints = checkedThumbprints(ThumbprintList)
    await store.write.resources.update('oidcProvider', id, { facts: { ...facts, thumbprints } })
    return {}
  },
})
