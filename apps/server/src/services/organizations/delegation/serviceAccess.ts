/** EnableAWSServiceAccess, DisableAWSServiceAccess and ListAWSServiceAccessForOrganization. Source: Organizations API reference. */
import type {
  DisableAWSServiceAccessRequest,
  DisableAWSServiceAccessResponse,
  EnableAWSServiceAccessRequest,
  EnableAWSServiceAccessResponse,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { requireManagementAccount, requireOrganization } from '../membership.ts'
import { listQuery, nextToken } from '../paging.ts'
import { servicePrincipalKey } from '../parts.ts'
import { delegable } from './delegable.ts'
import { hasServiceAccess } from './delegatedAdministrators.ts'
import { requireIntegrated } from './integratedServices.ts'

/** Lets a service act across the organization; no effect where it may already. */
export const enableAWSServiceAccess = writeOperation<EnableAWSServiceAccessRequest, EnableAWSServiceAccessResponse>({
  name: 'EnableAWSServiceAccess',

  authorize: ({ input }) => [
    {
      action: 'organizations:EnableAWSServiceAccess',
      resource: '*',
      context: [servicePrincipalKey(input.ServicePrincipal)],
    },
  ],

  async run({ input, caller }, store, { clock }) {
    const { managementAccountId: accountId } = await requireManagementAccount(store, caller)
    const id = requireIntegrated(input.ServicePrincipal)
    if (await hasServiceAccess(id, store)) return {}
    const createdAtMs = clock.nowMs()
    const access = {
      kind: 'serviceAccess',
      accountId,
      id,
      name: id,
      path: '/',
      createdAtMs,
      tags: [],
      facts: {},
    } as const
    await store.write.resources.create(access)
    return {}
  },
})

/** Ends that; delegated administrators of the service are none until it has access again. */
export const disableAWSServiceAccess = writeOperation<DisableAWSServiceAccessRequest, DisableAWSServiceAccessResponse>({
  name: 'DisableAWSServiceAccess',

  authorize: ({ input }) => [
    {
      action: 'organizations:DisableAWSServiceAccess',
      resource: '*',
      context: [servicePrincipalKey(input.ServicePrincipal)],
    },
  ],

  async run({ input, caller }, store) {
    await requireManagementAccount(store, caller)
    const id = requireIntegrated(input.ServicePrincipal)
    if (await hasServiceAccess(id, store)) await store.write.resources.delete('serviceAccess', id)
    return {}
  },
})

/** Services that may act across the organization. */
export const listAWSServiceAccessForOrganization = readOperation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
>({
  name: 'ListAWSServiceAccessForOrganization',

  authorize: delegable(() => [{ action: 'organizations:ListAWSServiceAccessForOrganization', resource: '*' }]),

  async run({ input }, store) {
    const { managementAccountId } = await requireOrganization(store)
    const page = await store.resources.list('serviceAccess', managementAccountId, listQuery(input))
    return {
      EnabledServicePrincipals: page.items.map(({ id, createdAtMs }) => ({
        ServicePrincipal: id,
        DateEnabled: createdAtMs,
      })),
      ...nextToken(page),
    }
  },
})
