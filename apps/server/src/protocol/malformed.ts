/** Refusals of input that cannot even be read as what the model says it is. */
import { ServiceError } from '../domain/errors.ts'

/** As much of an attacker's text as a sentence repeats. */
const ECHO = 256

/** `text`, cut to what a sentence may repeat. */
export const echo = (text: string, limit: number = ECHO): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}...`

/** 400: a value does not have its type's form. `path` is the member's path in sentences; `what` ends the sentence. */
export const malformedInput = (path: string, what: string): ServiceError =>
  new ServiceError('MalformedInput', path === '' ? `The request ${what}.` : `The value at '${echo(path)}' ${what}.`)

/**
 * 400: a parameter that the operation does not have. AWS documents no answer for this on its query services; ignoring it
 * could drop a restriction that a newer client asked for, so it is refused, in the words EC2 has for it.
 */
export const unknownParameter = (path: string): ServiceError =>
  new ServiceError('ValidationError', `The parameter ${echo(path)} is not recognized.`)
