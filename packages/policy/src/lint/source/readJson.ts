/**
 * JSON read for its faults: where the strict scanner stops at the first, this one notes it, assumes what was meant and
 * reads on. For texts without fault both give the same tree (a property test says so).
 */
import { type JsonMember, type JsonNode, MAX_DEPTH } from '../../document/json.ts'

/** Something that is not strict JSON, or a name that stands twice in an object. */
export interface TextFault {
  readonly kind: 'syntax' | 'duplicate'
  readonly start: number
  readonly end: number
  readonly reason: string
}

/** What could be read, and what is wrong with the text. Duplicate members stay in the tree. */
export interface Reading {
  readonly root: JsonNode | undefined
  readonly faults: readonly TextFault[]
}

interface Reader {
  readonly text: string
  readonly faults: TextFault[]
  at: number
  depth: number
  /** Set where nothing sensible can follow. */
  lost: boolean
}

/** More faults than this help nobody. */
const MAX_FAULTS = 50

/** Reads the whole of `text`. Never throws; linear in the text. */
export function readJson(text: string): Reading {
  const reader: Reader = { text, faults: [], at: 0, depth: 0, lost: false }
  const root = readValue(reader)
  if (!reader.lost && skipSpace(reader) < text.length) note(reader, 'text after the document', [reader.at, text.length])
  return { root, faults: reader.faults }
}

type Stretch = readonly [start: number, end: number]

function note(reader: Reader, reason: string, [start, end]: Stretch = [reader.at, reader.at + 1]): void {
  reader.faults.push({ kind: 'syntax', start, end: Math.min(end, reader.text.length), reason })
  if (reader.faults.length >= MAX_FAULTS) reader.lost = true
}

function giveUp(reader: Reader, reason: string, start: number = reader.at): undefined {
  if (!reader.lost) note(reader, reason, [start, start + 1])
  reader.lost = true
  return undefined
}

const SPACE = /[ \n\r\t]*/y
/** White space and comments, which people expect to work. */
const FILLER = /(?:[ \n\r\t]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y

function skipSpace(reader: Reader): number {
  SPACE.lastIndex = reader.at
  reader.at += SPACE.exec(reader.text)?.[0].length ?? 0
  if (reader.text[reader.at] !== '/') return reader.at
  FILLER.lastIndex = reader.at
  const comment = FILLER.exec(reader.text)?.[0] ?? ''
  if (comment !== '') {
    note(reader, 'JSON has no comments', [reader.at, reader.at + comment.length])
    reader.at += comment.length
  }
  return reader.at
}

function take(reader: Reader, unit: string): boolean {
  skipSpace(reader)
  if (reader.text[reader.at] !== unit) return false
  reader.at += 1
  return true
}

function readValue(reader: Reader): JsonNode | undefined {
  const start = skipSpace(reader)
  const unit = reader.text[start]
  if (unit === undefined) return giveUp(reader, 'unexpected end')
  if (unit === '{' || unit === '[') return readNested(reader, start)
  if (unit === '"' || unit === "'") {
    const value = readString(reader)
    return value === undefined ? undefined : { kind: 'string', start, end: reader.at, value }
  }
  return readLiteral(reader, start)
}

function readNested(reader: Reader, start: number): JsonNode | undefined {
  if (reader.depth === MAX_DEPTH) return giveUp(reader, `nested deeper than ${MAX_DEPTH}`)
  reader.depth += 1
  reader.at += 1
  // Properties are evaluated in order: `end` is where the members left the reader.
  const node: JsonNode =
    reader.text[start] === '{'
      ? { kind: 'object', start, members: readMembers(reader), end: reader.at }
      : { kind: 'array', start, items: readItems(reader), end: reader.at }
  reader.depth -= 1
  return node
}

/** Whether another item follows; notes missing, doubled and trailing commas. */
function another(reader: Reader, close: string, index: number): boolean {
  if (take(reader, close)) return false
  if (index === 0) return true
  const before = reader.at
  if (!take(reader, ',')) {
    if (reader.text[reader.at] === undefined) return giveUp(reader, `expected "," or "${close}"`) ?? false
    if (reader.text[reader.at] === (close === '}' ? ']' : '}')) {
      note(reader, `expected "${close}"`)
      reader.at += 1
      return false
    }
    note(reader, `expected "," or "${close}"`)
    return true
  }
  while (take(reader, ',')) note(reader, 'a comma too many', [reader.at - 1, reader.at])
  if (!take(reader, close)) return true
  note(reader, `a comma before "${close}"`, [before, before + 1])
  return false
}

function readMembers(reader: Reader): readonly JsonMember[] {
  const members: JsonMember[] = []
  const seen = new Set<string>()
  for (let index = 0; !reader.lost && another(reader, '}', index); index += 1) {
    const start = skipSpace(reader)
    const key = readKey(reader)
    if (key === undefined) break
    if (seen.has(key))
      reader.faults.push({
        kind: 'duplicate',
        start,
        end: reader.at,
        reason: `${JSON.stringify(key)} stands twice in the same object`,
      })
    seen.add(key)
    if (!take(reader, ':')) {
      if (take(reader, '=')) note(reader, 'expected ":"', [reader.at - 1, reader.at])
      else note(reader, 'expected ":"')
    }
    const value = readValue(reader)
    if (value === undefined) break
    members.push({ key, start, value })
  }
  return members
}

const WORD = /[\w$:*./-]+/y

/** A member name; one without quotes is noted and read. */
function readKey(reader: Reader): string | undefined {
  const start = reader.at
  const unit = reader.text[start]
  if (unit === '"' || unit === "'") return readString(reader)
  WORD.lastIndex = start
  const word = WORD.exec(reader.text)?.[0].replace(/:.*$/, '')
  if (word === undefined || word === '') return giveUp(reader, 'expected a string key')
  reader.at += word.length
  note(reader, 'a name needs double quotes', [start, reader.at])
  return word
}

function readItems(reader: Reader): readonly JsonNode[] {
  const items: JsonNode[] = []
  for (let index = 0; !reader.lost && another(reader, ']', index); index += 1) {
    const item = readValue(reader)
    if (item === undefined) break
    items.push(item)
  }
  return items
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])/y

function readLiteral(reader: Reader, start: number): JsonNode | undefined {
  LITERAL.lastIndex = start
  const text = LITERAL.exec(reader.text)?.[0]
  if (text !== undefined) {
    reader.at = start + text.length
    const kind = text === 'null' ? 'null' : text === 'true' || text === 'false' ? 'boolean' : 'number'
    return { kind, start, end: reader.at, text }
  }
  WORD.lastIndex = start
  const word = WORD.exec(reader.text)?.[0]
  if (word === undefined) return giveUp(reader, 'expected a value')
  reader.at = start + word.length
  note(reader, 'a text needs double quotes', [start, reader.at])
  return { kind: 'string', start, end: reader.at, value: word }
}

/** A string up to its closing quote, or to the end of its line where that is missing. */
function readString(reader: Reader): string | undefined {
  const { text, at: start } = reader
  const quote = text[start] ?? '"'
  let at = start + 1
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  const closed = text[at] === quote
  reader.at = Math.min(closed ? at + 1 : at, text.length)
  if (quote === "'") note(reader, 'a text needs double quotes', [start, reader.at])
  if (!closed) {
    note(reader, 'unterminated string', [start, start + 1])
    if (at >= text.length) reader.lost = true
  }
  const inside = text.slice(start + 1, Math.min(at, text.length))
  return closed && quote === '"' ? unescape(reader, inside, start) : inside.toWellFormed()
}

const ESCAPES = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/g
// oxlint-disable-next-line no-control-regex -- these are what JSON forbids
const CONTROL = /[\u0000-\u001f]/

/** What a string's inside stands for; as it is written where it is wrong. */
function unescape(reader: Reader, inside: string, start: number): string {
  const end = start + inside.length + 2
  if (CONTROL.test(inside)) note(reader, 'control character in a string', [start, end])
  else if (inside.replaceAll(ESCAPES, '').includes('\\')) note(reader, 'unknown escape', [start, end])
  else {
    const value = inside.includes('\\') ? (JSON.parse(`"${inside}"`) as string) : inside
    if (value.isWellFormed()) return value
    note(reader, 'lone surrogate in a string', [start, end])
  }
  return inside.toWellFormed()
}
