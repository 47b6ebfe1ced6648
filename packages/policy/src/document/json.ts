/** Strict JSON (RFC 8259) with offsets: refuses duplicate keys, deep nesting, lone surrogates, anything after the value. */

/** A JSON value with its place in the text (UTF-16 offsets, end exclusive). Objects stay lists: no key becomes a property. */
export type JsonNode =
  | { readonly kind: 'object'; readonly start: number; readonly end: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly start: number; readonly end: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly start: number; readonly end: number; readonly value: string }
  | {
      readonly kind: 'number' | 'boolean' | 'null'
      readonly start: number
      readonly end: number
      readonly text: string
    }

export interface JsonMember {
  readonly key: string
  readonly start: number
  readonly value: JsonNode
}

/** Where and why a text is not strict JSON. */
export interface JsonFault {
  readonly at: number
  readonly reason: string
}

/** No policy nests deeper than about eight; `JSON.stringify` and recursion overflow near 10 000 (POL-02). */
export const MAX_DEPTH = 20

interface Scanner {
  readonly text: string
  /** The last UTF-16 unit that may stand in a string. */
  readonly last: number
  at: number
  depth: number
  fault: JsonFault | undefined
}

/** Reads one JSON value that fills `text`, written in units up to `last`. Never throws; time is linear in the text. */
export function scanJson(text: string, last = 0xffff): JsonNode | JsonFault {
  const scanner: Scanner = { text, last, at: 0, depth: 0, fault: undefined }
  const node = value(scanner)
  if (node !== undefined && skipSpace(scanner) < text.length) fail(scanner, 'text after the document')
  return scanner.fault ?? node ?? { at: 0, reason: 'no value' }
}

/** Keeps the first fault; `undefined` unwinds the recursion. */
function fail(scanner: Scanner, reason: string, at: number = scanner.at): undefined {
  scanner.fault ??= { at, reason }
  return undefined
}

function skipSpace(scanner: Scanner): number {
  const { text } = scanner
  let { at } = scanner
  for (; ; at += 1) {
    const unit = text.charCodeAt(at)
    // Nearly always nothing is to be skipped, which one comparison tells.
    if (unit > 0x20 || (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09)) break
  }
  scanner.at = at
  return at
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Takes `unit` if it comes next (after white space). */
function take(scanner: Scanner, unit: number): boolean {
  const at = skipSpace(scanner)
  if (scanner.text.charCodeAt(at) !== unit) return false
  scanner.at = at + 1
  return true
}

function value(scanner: Scanner): JsonNode | undefined {
  const start = skipSpace(scanner)
  switch (scanner.text.charCodeAt(start)) {
    case QUOTE: {
      const text = string(scanner)
      return text === undefined ? undefined : { kind: 'string', start, end: scanner.at, value: text }
    }
    case OPEN_OBJECT:
      return nested(scanner, object)
    case OPEN_LIST:
      return nested(scanner, array)
    default:
      return start === scanner.text.length ? fail(scanner, 'unexpected end') : literal(scanner, start)
  }
}

function nested(
  scanner: Scanner,
  read: (scanner: Scanner, start: number) => JsonNode | undefined,
): JsonNode | undefined {
  if (scanner.depth === MAX_DEPTH) return fail(scanner, `nested deeper than ${MAX_DEPTH}`)
  const start = scanner.at
  scanner.depth += 1
  scanner.at += 1
  const node = read(scanner, start)
  scanner.depth -= 1
  return node
}

/** Up to so many keys are compared one by one. */
const FEW = 8

function object(scanner: Scanner, start: number): JsonNode | undefined {
  const members: JsonMember[] = []
  let seen: Set<string> | undefined
  if (!take(scanner, CLOSE_OBJECT)) {
    do {
      const keyAt = skipSpace(scanner)
      if (scanner.text.charCodeAt(keyAt) !== QUOTE) return fail(scanner, 'expected a string key')
      const key = string(scanner)
      if (key === undefined) return undefined
      if (members.length === FEW) seen = new Set(members.map((member) => member.key))
      const known = seen === undefined ? hasKey(members, key) : seen.has(key)
      if (known) return fail(scanner, `duplicate key ${JSON.stringify(key)}`, keyAt)
      seen?.add(key)
      if (!take(scanner, COLON)) return fail(scanner, 'expected ":"')
      const member = value(scanner)
      if (member === undefined) return undefined
      members.push({ key, start: keyAt, value: member })
    } while (take(scanner, COMMA))
    if (!take(scanner, CLOSE_OBJECT)) return fail(scanner, 'expected "," or "}"')
  }
  return { kind: 'object', start, end: scanner.at, members }
}

function hasKey(members: readonly JsonMember[], key: string): boolean {
  for (let index = 0; index < members.length; index += 1) if (members[index]?.key === key) return true
  return false
}

function array(scanner: Scanner, start: number): JsonNode | undefined {
  const items: JsonNode[] = []
  if (!take(scanner, CLOSE_LIST)) {
    do {
      const item = value(scanner)
      if (item === undefined) return undefined
      items.push(item)
    } while (take(scanner, COMMA))
    if (!take(scanner, CLOSE_LIST)) return fail(scanner, 'expected "," or "]"')
  }
  return { kind: 'array', start, end: scanner.at, items }
}

const LITERAL = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

function literal(scanner: Scanner, start: number): JsonNode | undefined {
  LITERAL.lastIndex = start
  const text = LITERAL.exec(scanner.text)?.[0]
  if (text === undefined) return fail(scanner, 'expected a value')
  scanner.at = start + text.length
  const kind = text === 'null' ? 'null' : text === 'true' || text === 'false' ? 'boolean' : 'number'
  return { kind, start, end: scanner.at, text }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** Reads the string that starts at `scanner.at` and leaves `at` after its closing quote. */
function string(scanner: Scanner): string | undefined {
  const { text, last: highest } = scanner
  const opening = scanner.at
  let from = opening + 1
  let result = ''
  // Only then can there be a surrogate.
  let unusual = false
  for (let at = from; ; at += 1) {
    if (at >= text.length) return fail(scanner, 'unterminated string', opening)
    const unit = text.charCodeAt(at)
    if (unit > BACKSLASH) {
      if (unit > highest) return fail(scanner, 'foreign character in a string', at)
      if (unit >= 0xd800) unusual = true
    } else if (unit === QUOTE) {
      scanner.at = at + 1
      const last = text.slice(from, at)
      if (!unusual) return last
      result += last
      return result.isWellFormed() ? result : fail(scanner, 'lone surrogate in a string', opening)
    } else if (unit < 0x20) return fail(scanner, 'control character in a string', at)
    else if (unit === BACKSLASH) {
      const unescaped = escape(text, at + 1)
      unusual = true
      if (unescaped === undefined) return fail(scanner, 'unknown escape', at)
      result += text.slice(from, at) + unescaped
      at += text[at + 1] === 'u' ? 5 : 1
      from = at + 1
    }
  }
}

const HEX4 = /^[0-9A-Fa-f]{4}$/

/** The UTF-16 unit that the escape after a backslash at `at - 1` stands for. */
function escape(text: string, at: number): string | undefined {
  const letter = text[at] ?? ''
  if (letter !== 'u') return ESCAPES.get(letter)
  const digits = text.slice(at + 1, at + 5)
  return HEX4.test(digits) ? String.fromCharCode(Number.parseInt(digits, 16)) : undefined
}
