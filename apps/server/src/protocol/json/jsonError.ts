/** Errors of the JSON protocols. Source: Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol", operation error serialization. */
import { encoded } from '../encoded.ts'
import type { ResolvedError } from '../errors.ts'
import type { Shape } from '../model.ts'
import type { Encoded, Reply } from '../protocol.ts'
import { jsonObject } from './jsonOutput.ts'

/** The name under which an exception carries its sentence: `Message` in Organizations, `message` elsewhere. */
const messageMember = (shape: Shape | undefined): string =>
  Object.keys(shape?.members ?? {}).find((name) => name.toLowerCase() === 'message') ?? 'message'

/**
 * The answer to a refused call. Clients read the code from the header or from `__type`, whichever they find. Members that
 * the exception's model puts into headers (`Retry-After`) travel there.
 */
export function jsonError(error: ResolvedError, reply: Reply, contentType: string): Encoded {
  const shape = error.exception?.shape
  const body = jsonObject()
  body['__type'] = error.code
  body[messageMember(shape)] = error.message
  const headers: (readonly [string, string])[] = [['x-amzn-ErrorType', error.code]]
  for (const [name, reference] of Object.entries(shape?.members ?? {})) {
    const value = error.members[name]
    if (value === undefined) continue
    if (reference.location === 'header' && typeof value === 'number')
      headers.push([reference.locationName ?? name, String(value)])
    else body[reference.locationName ?? name] = value
  }
  return encoded({ status: error.status, contentType, body: JSON.stringify(body) }, reply, headers)
}
