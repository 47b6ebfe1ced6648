/** Whether a text is a value that a condition key of some kind can have. */
import { parseAddress } from './address.ts'
import { isBase64 } from './base64.ts'
import { isDecimal } from './decimal.ts'
import { parseInstant } from './instant.ts'

/** Kinds of condition key, as IAM's `ContextKeyType` names them (without its `List` forms). */
export type ContextKind = 'string' | 'numeric' | 'boolean' | 'ip' | 'binary' | 'date'

const FORMS: Readonly<Record<ContextKind, (text: string) => boolean>> = {
  string: () => true,
  numeric: isDecimal,
  boolean: (text) => /^(?:true|false)$/i.test(text),
  // A request comes from one address: blocks stand in policies only.
  ip: (text) => parseAddress(text) !== undefined,
  binary: isBase64,
  date: (text) => parseInstant(text) !== undefined,
}

/** Whether the operators of `kind` can read `text` in a request. */
export function isContextValue(text: string, kind: ContextKind): boolean {
  return FORMS[kind](text)
}
