/** Parameters of a query string or form body: one strict parse for everybody. */
import { ServiceError } from '../domain/errors.ts'

/** A decoded name and value. */
export interface Parameter {
  readonly name: string
  readonly value: string
}

/**
 * The most parameters a request may have. The largest AssumeRole has some 180; IAM's SimulateCustomPolicy takes lists of
 * actions and context values, for which 1000 leaves room. More is cut off before any is decoded (RUN-02).
 */
export const MAX_PARAMETERS = 1000
/** The longest name, decoded. The longest in AWS's models is under 80. */
const MAX_NAME = 256

const syntaxError = (): ServiceError =>
  new ServiceError('MalformedQueryString', 'The query string contains a syntax error.')

/** Strict: a broken escape, or bytes that are not UTF-8, throw. A plus sign is a space, as every AWS query service reads it. */
function decoded(text: string): string {
  if (!/[%+\x80-\u{10ffff}]/v.test(text)) return text
  if (/[\u{100}-\u{10ffff}]/v.test(text)) throw syntaxError()
  // The text holds one character per byte; bytes above 127 are UTF-8 that a client did not escape.
  const escaped = text
    .replaceAll('+', ' ')
    .replace(/[\x80-\xff]/gv, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  try {
    return decodeURIComponent(escaped)
  } catch {
    throw syntaxError()
  }
}

function parameterOf(piece: string): Parameter {
  const equals = piece.indexOf('=')
  const name = decoded(equals < 0 ? piece : piece.slice(0, equals))
  if (name === '' || name.length > MAX_NAME) throw syntaxError()
  return { name, value: equals < 0 ? '' : decoded(piece.slice(equals + 1)) }
}

/**
 * The parameters in order of arrival, repeated names kept. `text` has one character per byte (Latin-1). Only `&`
 * separates; empty pieces are skipped. Throws MalformedQueryString on a broken escape, invalid UTF-8, an empty or
 * overlong name, or more than MAX_PARAMETERS.
 */
export function parseParameters(text: string): readonly Parameter[] {
  if (text === '') return []
  const pieces = text.split('&', MAX_PARAMETERS + 1)
  if (pieces.length > MAX_PARAMETERS)
    throw new ServiceError('MalformedQueryString', 'The request has too many parameters.')
  return pieces.filter((piece) => piece !== '').map(parameterOf)
}

/**
 * Parameters by name. Throws MalformedQueryString where a name occurs twice: readers that take the first or the last would
 * see different requests (SIG-06).
 */
export function uniqueParameters(parameters: readonly Parameter[]): ReadonlyMap<string, string> {
  const byName = new Map<string, string>()
  for (const { name, value } of parameters) {
    if (byName.has(name)) throw new ServiceError('MalformedQueryString', 'A parameter occurs more than once.')
    byName.set(name, value)
  }
  return byName
}

/** True for parameters that carry the signature (`X-Amz-...`), not the operation's input. */
export const isTransport = (name: string): boolean => name.toLowerCase().startsWith('x-amz-')
