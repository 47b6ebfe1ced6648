/** The forms of names that the database compares and sorts by. */

const BEYOND_ASCII = /\P{ASCII}/u

/**
 * The form in which names that differ only in case are equal, and in whose code-point order lists come. Only A-Z are
 * lowered: characters such as the Kelvin sign must not become equal to an ASCII letter.
 */
export const nameKey = (name: string): string =>
  BEYOND_ASCII.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name.toLowerCase()

/**
 * The form in which tag keys that are one condition key are equal: `aws:PrincipalTag/...` is looked up by all of its letters in
 * lower case. With another form a second tag could answer in place of the first.
 */
export const tagKey = (key: string): string => key.toLowerCase()

/**
 * A unique key that sorts by name first, for entities whose name is not unique by itself. A space separates: no name or
 * path of IAM contains one or anything that sorts before it.
 */
export const listKey = (name: string, rest: string): string => `${nameKey(name)} ${nameKey(rest)}`

/** Milliseconds since 1970 as text that sorts like the number. */
const DIGITS = 16

/** A unique key that sorts by when an entity was made, and stays when it is renamed: no page of a list misses or repeats it. */
export const creationKey = (atMs: number, id: string): string => `${String(atMs).padStart(DIGITS, '0')} ${id}`

/** The end (exclusive) of the range of texts that begin with `prefix`, in code-point order. */
export const prefixEnd = (prefix: string): string => `${prefix}\u{10ffff}`
