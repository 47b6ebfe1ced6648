/** Parts of a received request that every protocol reads. */
import { ServiceError } from '../domain/errors.ts'
import { isCalled, type Received } from '../domain/request.ts'

/** The raw path and query of an origin-form target. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** The only header called `name` (lower case), or undefined. Throws InvalidRequest where there are several. */
export function soleHeader(request: Received, name: string): string | undefined {
  const found = request.headers.filter(([key]) => isCalled(key, name))
  if (found.length > 1) throw new ServiceError('InvalidRequest', `The header ${name} occurs more than once.`)
  return found[0]?.[1]
}

/** The content type without its parameters, in lower case; undefined where the client sent none. */
export const mediaType = (request: Received): string | undefined =>
  soleHeader(request, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The body as text. Throws MalformedInput where it is not UTF-8. */
export function bodyText(request: Received): string {
  try {
    return utf8.decode(request.body)
  } catch {
    throw new ServiceError('MalformedInput', 'The body is not valid UTF-8.')
  }
}

/** The bytes as text of one character per byte: what the parameter parser decodes. */
export const byteText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
