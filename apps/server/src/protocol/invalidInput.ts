/** The error a service answers to input that breaks its model. */
import { ServiceError } from '../domain/errors.ts'
import type { ServiceModel } from './model.ts'
import type { Schema } from './schema.ts'
import { type Rule, validationErrorOf, type Violation, violationsOf } from './validate.ts'

/**
 * Organizations answers InvalidInputException with a reason and a fixed sentence, and names no member.
 * Source: Organizations API reference, "InvalidInputException" (its list of reasons).
 */
const REASONS: Readonly<Record<Rule, readonly [reason: string, sentence: string]>> = {
  null: ['INPUT_REQUIRED', 'You must include a value for all required parameters.'],
  pattern: ['INVALID_PATTERN', 'You provided a value that does not match the required pattern.'],
  enum: ['INVALID_ENUM', 'You specified an invalid value.'],
  maxLength: ['MAX_LENGTH_EXCEEDED', 'You provided a string parameter that is longer than allowed.'],
  minLength: ['MIN_LENGTH_EXCEEDED', 'You provided a string parameter that is shorter than allowed.'],
  maxValue: ['MAX_VALUE_EXCEEDED', 'You provided a numeric parameter that has a larger value than allowed.'],
  minValue: ['MIN_VALUE_EXCEEDED', 'You provided a numeric parameter that has a smaller value than allowed.'],
}

/**
 * Services whose ValidationException has a reason and a list of fields say both beside the sentence.
 * Source: IAM Access Analyzer API reference, "ValidationException".
 */
function fieldValidationFailed(violations: readonly Violation[]): ServiceError {
  const { message } = validationErrorOf(violations)
  const fieldList = violations.map(({ path, sentence }) => ({ name: path, message: sentence }))
  return new ServiceError('ValidationException', message, { members: { reason: 'fieldValidationFailed', fieldList } })
}

/** Checks an input against its shape; throws the service's own error where it breaks the model. */
export type InputCheck = (schema: Schema, input: unknown) => void

/** The check of the service with this model. */
export function inputCheck({ shapes, metadata }: ServiceModel): InputCheck {
  const wording = metadata.serviceId === 'IAM' ? 'terse' : 'whole'
  const reasons = shapes['InvalidInputExceptionReason']?.enum?.includes('INVALID_PATTERN') === true
  const fields = shapes['ValidationExceptionReason']?.enum?.includes('fieldValidationFailed') === true
  return (schema, input) => {
    const violations = violationsOf(schema, input, wording)
    const [first] = violations
    if (first === undefined) return
    if (fields) throw fieldValidationFailed(violations)
    if (!reasons) throw validationErrorOf(violations)
    const [reason, sentence] = REASONS[first.rule]
    throw new ServiceError('InvalidInputException', sentence, {
      reason: first.sentence,
      members: { Reason: reason },
    })
  }
}
