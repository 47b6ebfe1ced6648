/** A strict JSON reader. Source: RFC 8259. Unlike JSON.parse it refuses repeated keys and deep nesting, and keeps numbers as written. */

/** A number as it was written: `1e3` and `1000` are different texts. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What JSON text can say. Objects are Maps: their keys are the sender's. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | ReadonlyMap<string, JsonValue>

/** The text is not JSON, or not JSON that this reader takes. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
}

/** AWS's deepest input nests 9 levels. */
const MAX_DEPTH = 32

const SPACE = /[\x20\t\n\r]*/vy
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/vy
/** Control characters are refused unescaped; everything else stands for itself or follows a backslash. */
const STRING = /"[^"\\[\p{Cc}--[\x7f-\x9f]]]*(?:\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\[\p{Cc}--[\x7f-\x9f]]]*)*"/vy
const LITERALS: readonly (readonly [text: string, value: JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): JsonValue {
    const value = this.#value(0)
    this.#space()
    return this.#at === this.#text.length ? value : this.#fail()
  }

  #fail(why = 'unexpected text'): never {
    throw new JsonSyntaxError(`${why} at character ${this.#at}`)
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #space(): void {
    this.#match(SPACE)
  }

  /** Takes `text` after blanks. */
  #take(text: string): boolean {
    this.#space()
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.#fail('nested too deeply')
    if (this.#take('{')) return this.#object(depth)
    if (this.#take('[')) return this.#array(depth)
    if (this.#text[this.#at] === '"') return this.#string()
    const number = this.#match(NUMBER)
    if (number !== undefined) return new JsonNumber(number)
    for (const [text, value] of LITERALS) if (this.#take(text)) return value
    return this.#fail()
  }

  #object(depth: number): JsonValue {
    const members = new Map<string, JsonValue>()
    if (this.#take('}')) return members
    do {
      this.#space()
      const key = this.#string()
      if (members.has(key)) this.#fail('repeated key')
      if (!this.#take(':')) this.#fail()
      members.set(key, this.#value(depth + 1))
    } while (this.#take(','))
    return this.#take('}') ? members : this.#fail()
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = []
    if (this.#take(']')) return items
    do items.push(this.#value(depth + 1))
    while (this.#take(','))
    return this.#take(']') ? items : this.#fail()
  }

  #string(): string {
    const raw = this.#match(STRING)
    if (raw === undefined) return this.#fail()
    const text = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1)
    // Half a surrogate pair has no UTF-8 form: it could be stored as one thing and compared as another.
    return text.isWellFormed() ? text : this.#fail('lone surrogate')
  }
}

/** The value of JSON text. Throws JsonSyntaxError; the message tells a position and repeats nothing of the text. */
export const parseJson = (text: string): JsonValue => new Reader(text).document()
