/** Organizations' refusals, in its own sentences. Codes and members: the exceptions of models/organizations.json. */
import { accessDenied, ServiceError } from '../../domain/errors.ts'

/** AccessDeniedException as a member account gets it for what only the management account may do. */
export const notManagementAccount = (): ServiceError =>
  accessDenied("You don't have permissions to access this resource.", 'the caller is not in the management account')

/** AWSOrganizationsNotInUseException: the caller's account belongs to no organization. */
export const notInOrganization = (): ServiceError =>
  new ServiceError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.')

/** AccountNotFoundException */
export const accountNotFound = (): ServiceError =>
  new ServiceError('AccountNotFoundException', "You specified an account that doesn't exist.")

/** CreateAccountStatusNotFoundException */
export const createAccountStatusNotFound = (): ServiceError =>
  new ServiceError(
    'CreateAccountStatusNotFoundException',
    "We can't find a create account request with the CreateAccountRequestId that you specified.",
  )

/** InvalidInputException. `reason` is a value of the model's InvalidInputExceptionReason. */
export const invalidInput = (message: string, reason: string): ServiceError =>
  new ServiceError('InvalidInputException', message, { members: { Reason: reason } })
