/** What Access Analyzer answers to input that it cannot use. Source: its API reference, "ValidationException", "InvalidParameterException". */
import { ServiceError } from '../../domain/errors.ts'

/** Why a value is refused: it is wrong, or it is right at AWS and not served here. */
type Reason = 'fieldValidationFailed' | 'notSupported'

/** 400 ValidationException about one member of the input. */
export const badField = (name: string, message: string, reason: Reason = 'fieldValidationFailed'): ServiceError =>
  new ServiceError('ValidationException', message, { members: { reason, fieldList: [{ name, message }] } })

/**
 * 400 InvalidParameterException: a value that has its form and still cannot be used. `message` may repeat parts of a
 * policy, which the model calls sensitive: the audit record shows `sentence` in its place.
 */
export const unusable = (message: string, sentence: string): ServiceError =>
  new ServiceError('InvalidParameterException', message, { sentence })
