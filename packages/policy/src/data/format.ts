/** The letters and codes of the compacted facts: scripts/generate/serviceData.ts writes them, decode.ts reads them. */
import type { AccessLevel, ConditionKeyType } from './types.ts'

export const LEVELS: ReadonlyMap<string, AccessLevel> = new Map([
  ['R', 'Read'],
  ['W', 'Write'],
  ['L', 'List'],
  ['T', 'Tagging'],
  ['P', 'Permissions management'],
])

export const TYPES: ReadonlyMap<string, ConditionKeyType> = new Map([
  ['s', 'String'],
  ['S', 'ArrayOfString'],
  ['a', 'ARN'],
  ['A', 'ArrayOfARN'],
  ['b', 'Bool'],
  ['B', 'ArrayOfBool'],
  ['n', 'Numeric'],
  ['d', 'Date'],
  ['i', 'IPAddress'],
  ['y', 'Binary'],
])

/** The characters that begin the two-character code of a word. No action's name holds one, and none separates names. */
export const MARKS: string = '!"%&\'()*+,./:<>?@[]^_{}'
const SECONDS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** How many words can have a code. */
export const CODES: number = MARKS.length * SECONDS.length

/** The code of the word at `place` in the table of words. */
export const codeOf = (place: number): string =>
  MARKS.charAt(Math.floor(place / SECONDS.length)) + SECONDS.charAt(place % SECONDS.length)

/** Ends the number of a resource type that every call of an action involves. */
export const REQUIRED: string = '!'
