/** Which member accounts administer which services for the whole organization. */
import type { AccountResource } from '../../../domain/accountResources.ts'
import type { Reader } from '../../../store/store.ts'
import type { IntegratedService } from './integratedServices.ts'

/** That an account administers a service. */
export type Registration = AccountResource<'delegatedAdministrator'>

/** The id and name of a registration. */
export const registrationId = (accountId: string, service: string): string => `${accountId}/${service}`

/** The service principal of a registration. */
export const serviceOf = ({ id }: Registration): string => id.slice(id.indexOf('/') + 1)

/** Whether a service may act across the organization (AWS's trusted access). */
export const hasServiceAccess = async (service: string, store: Reader): Promise<boolean> =>
  (await store.resources.byId('serviceAccess', service)) !== undefined

/**
 * Whether a member account acts for the whole organization in a service. A registration counts for nothing while the service
 * has no access. False for the management account, which needs no registration.
 * Source: Organizations user guide, "Delegated administrator for AWS services that work with Organizations".
 */
export const isDelegatedAdministrator = async (
  accountId: string,
  service: IntegratedService,
  store: Reader,
): Promise<boolean> =>
  (await store.resources.byId('delegatedAdministrator', registrationId(accountId, service))) !== undefined &&
  (await hasServiceAccess(service, store))

/** Whether a member account is a delegated administrator of any service: then it may read the organization. */
export async function administersAny(accountId: string, store: Reader): Promise<boolean> {
  for (const registration of await store.resources.ofOwner('delegatedAdministrator', accountId))
    if (await hasServiceAccess(serviceOf(registration), store)) return true
  return false
}
