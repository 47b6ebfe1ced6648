/** Account Management's refusals. Codes and members: the exceptions of models/account.json. */
import type { Caller } from '../../domain/caller.ts'
import { accessDenied, ServiceError } from '../../domain/errors.ts'

/** 400 ValidationException about one member of the input. `reason` is a value of the model's ValidationExceptionReason. */
export const badField = (
  name: string,
  message: string,
  reason: 'invalidRegionOptTarget' | 'fieldValidationFailed' = 'fieldValidationFailed',
): ServiceError =>
  new ServiceError('ValidationException', message, { members: { reason, fieldList: [{ name, message }] } })

/** 404 ResourceNotFoundException */
export const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message)

/** 403 AccessDeniedException: what policies allow and the organization does not, in AWS's words; `because` is in brackets. */
export const notPermitted = ({ arn }: Caller, operation: string, because?: string): ServiceError =>
  accessDenied(
    `User: ${arn} is not authorized to perform: account:${operation}${because === undefined ? '' : ` (${because})`}`,
    because ?? 'not an account that the caller manages',
  )
