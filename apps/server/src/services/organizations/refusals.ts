/**
 * Organizations' refusals. Codes and members: the exceptions of models/organizations.json. Sentences, here and beside the
 * operations, are AWS's: as its reference words the exception or its reason, or as moto and error reports record them. Those
 * from memory, and our own for rules that AWS has not, say so.
 */
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

/** ConstraintViolationException. `reason` is a value of the model's ConstraintViolationExceptionReason. */
export const constraintViolation = (message: string, reason: string): ServiceError =>
  new ServiceError('ConstraintViolationException', message, { members: { Reason: reason } })

/** OrganizationalUnitNotFoundException */
export const unitNotFound = (): ServiceError =>
  new ServiceError('OrganizationalUnitNotFoundException', "You specified an organizational unit that doesn't exist.")

/** ParentNotFoundException */
export const parentNotFound = (): ServiceError =>
  new ServiceError('ParentNotFoundException', "You specified parent that doesn't exist.")

/** ChildNotFoundException */
export const childNotFound = (): ServiceError =>
  new ServiceError(
    'ChildNotFoundException',
    "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
  )

/** RootNotFoundException */
export const rootNotFound = (): ServiceError =>
  new ServiceError('RootNotFoundException', "You specified a root that doesn't exist.")

/** TargetNotFoundException */
export const targetNotFound = (): ServiceError =>
  new ServiceError('TargetNotFoundException', "You specified a target that doesn't exist.")

/** PolicyNotFoundException */
export const policyNotFound = (message = "You specified a policy that doesn't exist."): ServiceError =>
  new ServiceError('PolicyNotFoundException', message)

/** PolicyTypeNotEnabledException */
export const policyTypeNotEnabled = (): ServiceError =>
  new ServiceError('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.')

/** AccountNotRegisteredException */
export const accountNotRegistered = (): ServiceError =>
  new ServiceError(
    'AccountNotRegisteredException',
    'The provided account is not a registered delegated administrator for your organization.',
  )
