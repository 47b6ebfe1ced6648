/** RegisterDelegatedAdministrator and DeregisterDelegatedAdministrator. Source: Organizations API reference. */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  DeregisterDelegatedAdministratorRequest,
  DeregisterDelegatedAdministratorResponse,
  RegisterDelegatedAdministratorRequest,
  RegisterDelegatedAdministratorResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { writeOperation } from '../../operation.ts'
import { managementOnly, requireManagementAccount } from '../membership.ts'
import { partAsk, servicePrincipalKey } from '../parts.ts'
import { accountNotFound, accountNotRegistered, constraintViolation } from '../refusals.ts'
import { hasServiceAccess, registrationId } from './delegatedAdministrators.ts'
import { requireIntegrated } from './integratedServices.ts'

const notTheManagementAccount = () =>
  constraintViolation(
    'You cannot register master account/yourself as delegated administrator for your organization.',
    'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
  )

/** Throws AccountNotFoundException, ConstraintViolationException for a closed account. */
async function requireOpenAccount(id: string, store: Reader): Promise<void> {
  const account = await store.accounts.byId(id)
  if (account === undefined) throw accountNotFound()
  if (account.status !== 'ACTIVE')
    throw constraintViolation(
      'You cannot register a suspended account as a delegated administrator.',
      'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
    )
}

/**
 * Makes a member account act for the organization in a service that has access to it, and read the organization, at its very
 * next call. Throws AccountAlreadyRegisteredException, AccountNotFoundException, ConstraintViolationException,
 * InvalidInputException.
 */
export const registerDelegatedAdministrator = writeOperation<
  RegisterDelegatedAdministratorRequest,
  RegisterDelegatedAdministratorResponse
>({
  name: 'RegisterDelegatedAdministrator',

  authorize: managementOnly(async ({ input }, store) => {
    const context = [servicePrincipalKey(input.ServicePrincipal)]
    return [await partAsk({ action: 'RegisterDelegatedAdministrator', context }, input.AccountId, store)]
  }),

  async run({ input: { AccountId, ServicePrincipal }, caller }, store, { clock }) {
    const { managementAccountId } = await requireManagementAccount(store, caller)
    const service = requireIntegrated(ServicePrincipal)
    if (AccountId === managementAccountId) throw notTheManagementAccount()
    await requireOpenAccount(AccountId, store)
    const id = registrationId(AccountId, service)
    if ((await store.resources.byId('delegatedAdministrator', id)) !== undefined)
      throw new ServiceError(
        'AccountAlreadyRegisteredException',
        'The provided account is already a delegated administrator for your organization.',
      )
    if (!(await hasServiceAccess(service, store)))
      throw constraintViolation(
        'You must enable service access before you delegate an administrator for this service. Call the AWS API EnableAWSServiceAccess first.',
        'SERVICE_ACCESS_NOT_ENABLED',
      )
    await store.write.resources.create({
      kind: 'delegatedAdministrator',
      accountId: managementAccountId,
      id,
      name: id,
      path: '/',
      ownerId: AccountId,
      createdAtMs: clock.nowMs(),
      tags: [],
      facts: {},
    })
    return {}
  },
})

/** Ends that for one service, at once. Throws AccountNotRegisteredException, AccountNotFoundException. */
export const deregisterDelegatedAdministrator = writeOperation<
  DeregisterDelegatedAdministratorRequest,
  DeregisterDelegatedAdministratorResponse
>({
  name: 'DeregisterDelegatedAdministrator',

  authorize: managementOnly(async ({ input }, store) => {
    const context = [servicePrincipalKey(input.ServicePrincipal)]
    return [await partAsk({ action: 'DeregisterDelegatedAdministrator', context }, input.AccountId, store)]
  }),

  async run({ input: { AccountId, ServicePrincipal }, caller }, store) {
    const { managementAccountId } = await requireManagementAccount(store, caller)
    const service = requireIntegrated(ServicePrincipal)
    if (AccountId === managementAccountId) throw notTheManagementAccount()
    if ((await store.accounts.byId(AccountId)) === undefined) throw accountNotFound()
    const id = registrationId(AccountId, service)
    if ((await store.resources.byId('delegatedAdministrator', id)) === undefined) throw accountNotRegistered()
    await store.write.resources.delete('delegatedAdministrator', id)
    return {}
  },
})
