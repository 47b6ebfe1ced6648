/**
 * LeaveOrganization, RemoveAccountFromOrganization and DeleteOrganization: AWS's refusals, as an account outside the
 * organization could not exist here. Source: Organizations API reference.
 */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  DeleteOrganizationRequest,
  DeleteOrganizationResponse,
  LeaveOrganizationRequest,
  LeaveOrganizationResponse,
  RemoveAccountFromOrganizationRequest,
  RemoveAccountFromOrganizationResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { managementOnly, requireManagementAccount, requireOrganization } from '../membership.ts'
import { partAsk } from '../parts.ts'
import { accountNotFound, constraintViolation } from '../refusals.ts'

/** Says why the account stays: MasterCannotLeaveOrganizationException or ConstraintViolationException; the sentence about standing alone is ours. */
async function whyItStays(accountId: string, store: Reader): Promise<ServiceError> {
  const { managementAccountId } = await requireOrganization(store)
  if (accountId === managementAccountId)
    return new ServiceError(
      'MasterCannotLeaveOrganizationException',
      "You can't remove a management account from an organization.",
    )
  const registrations = await store.resources.ofOwner('delegatedAdministrator', accountId)
  if (registrations.length > 0)
    return constraintViolation(
      'You attempted to remove an account that is registered as a delegated administrator for a service integrated with your organization.',
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
    )
  return constraintViolation(
    'An account cannot stand alone on this server: use CloseAccount to end it, or MoveAccount to free it of the policies of a unit.',
    'ACCOUNT_CANNOT_LEAVE_ORGANIZATION',
  )
}

/** Always throws MasterCannotLeaveOrganizationException or ConstraintViolationException. */
export const leaveOrganization = readOperation<LeaveOrganizationRequest, LeaveOrganizationResponse>({
  name: 'LeaveOrganization',

  authorize: () => [{ action: 'organizations:LeaveOrganization', resource: '*' }],

  async run({ caller }, store) {
    throw await whyItStays(caller.accountId, store)
  },
})

/** Always throws: as LeaveOrganization, or AccountNotFoundException. */
export const removeAccountFromOrganization = readOperation<
  RemoveAccountFromOrganizationRequest,
  RemoveAccountFromOrganizationResponse
>({
  name: 'RemoveAccountFromOrganization',

  authorize: managementOnly(async ({ input }, store) => [
    await partAsk({ action: 'RemoveAccountFromOrganization' }, input.AccountId, store),
  ]),

  async run({ input, caller }, store) {
    await requireManagementAccount(store, caller)
    if ((await store.accounts.byId(input.AccountId)) === undefined) throw accountNotFound()
    throw await whyItStays(input.AccountId, store)
  },
})

/** Always throws OrganizationNotEmptyException or ConstraintViolationException (the sentence is ours): the organization is what the server is about. */
export const deleteOrganization = readOperation<DeleteOrganizationRequest, DeleteOrganizationResponse>({
  name: 'DeleteOrganization',

  authorize: () => [{ action: 'organizations:DeleteOrganization', resource: '*' }],

  async run({ caller }, store) {
    await requireManagementAccount(store, caller)
    if ((await store.accounts.list({ limit: 2 })).items.length > 1)
      throw new ServiceError(
        'OrganizationNotEmptyException',
        'To delete an organization you must first remove all member accounts (except the master).',
      )
    throw new ServiceError(
      'ConstraintViolationException',
      'The organization of this server cannot be deleted: its management account belongs to it.',
    )
  },
})
