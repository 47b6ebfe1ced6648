/** Operations on who acts for the organization besides its management account. */
import type { Operation } from '../../operation.ts'
import { listDelegatedAdministrators, listDelegatedServicesForAccount } from './listDelegatedAdministrators.ts'
import { deregisterDelegatedAdministrator, registerDelegatedAdministrator } from './registerDelegatedAdministrator.ts'
import { deleteResourcePolicy, describeResourcePolicy, putResourcePolicy } from './resourcePolicy.ts'
import {
  disableAWSServiceAccess,
  enableAWSServiceAccess,
  listAWSServiceAccessForOrganization,
} from './serviceAccess.ts'

/** One line per operation. */
export const delegationOperations: readonly Operation[] = [
  deleteResourcePolicy,
  deregisterDelegatedAdministrator,
  describeResourcePolicy,
  disableAWSServiceAccess,
  enableAWSServiceAccess,
  listAWSServiceAccessForOrganization,
  listDelegatedAdministrators,
  listDelegatedServicesForAccount,
  putResourcePolicy,
  registerDelegatedAdministrator,
]
