/** Building the request context. */
import type { Context, ContextValue } from './types.ts'

/**
 * A context from pairs: a string makes a single-valued key, a list a multivalued one (also when it holds one value or
 * none). Keys are folded to lower case; of keys that then coincide the first stands, so put the server's own first.
 */
export function requestContext(entries: Iterable<readonly [key: string, value: string | readonly string[]]>): Context {
  const context = new Map<string, ContextValue>()
  for (const [key, value] of entries) {
    const folded = key.toLowerCase()
    if (context.has(folded)) continue
    context.set(folded, typeof value === 'string' ? { values: [value], multi: false } : { values: value, multi: true })
  }
  return context
}
