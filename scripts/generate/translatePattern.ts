/** Java regular expressions to JavaScript ones. Source: java.util.regex.Pattern (syntax), ECMA-262 section 22.2.1 with the `v` flag. */

/** What Java's shorthand classes hold, written for the inside of a JavaScript class. Java's are ASCII; JavaScript's `\s` is not. */
const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['w', 'a-zA-Z0-9_'],
  ['d', '0-9'],
  ['s', '\\t\\n\\v\\f\\r\\x20'],
])

/** Java's POSIX classes (ASCII only). */
const POSIX: ReadonlyMap<string, string> = new Map([
  ['Alpha', 'a-zA-Z'],
  ['Digit', '0-9'],
  ['Alnum', 'a-zA-Z0-9'],
  ['Upper', 'A-Z'],
  ['Lower', 'a-z'],
  ['ASCII', '\\x00-\\x7f'],
  ['Space', '\\t\\n\\v\\f\\r\\x20'],
])

/** Unicode general categories that both languages name alike. */
const CATEGORIES: ReadonlySet<string> = new Set(['L', 'M', 'N', 'P', 'S', 'Z', 'Lu', 'Ll', 'Nd', 'IsL'])

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['t', 0x09],
  ['n', 0x0a],
  ['f', 0x0c],
  ['r', 0x0d],
])

/**
 * In Java `\u10000-\u10FFFF` is U+1000, then the range `0` to U+10FF, then two `F`: nothing that anybody can have wanted.
 * It stands where XML 1.0's Char production has #x10000-#x10FFFF (after `\uE000-\uFFFD`), so it means the supplementary
 * planes and is translated as them.
 */
const SUPPLEMENTARY = '\\u10000-\\u10FFFF'

const isSurrogate = (code: number, from: number): boolean => code >= from && code < from + 0x400

/** A code point as a class or pattern may spell it: never mistaken for syntax. */
function literal(code: number): string {
  const character = String.fromCodePoint(code)
  if (/[a-zA-Z0-9_]/v.test(character)) return character
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** Reads one pattern from left to right. */
class Translator {
  readonly #source: string
  #at = 0
  #dotAll = false

  constructor(source: string) {
    this.#source = source
  }

  translate(): string {
    if (this.#take('(?s)')) this.#dotAll = true
    const body = this.#alternatives(0)
    if (this.#at < this.#source.length) this.#fail('unbalanced )')
    return `/^(?:${body})$/v`
  }

  #fail(why: string): never {
    throw new Error(`cannot translate the pattern ${this.#source}: ${why} at ${this.#at}`)
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #next(): string {
    const code = this.#source.codePointAt(this.#at)
    if (code === undefined) return this.#fail('the pattern ends too early')
    const character = String.fromCodePoint(code)
    this.#at += character.length
    return character
  }

  /** Everything up to the end or the closing parenthesis of this `depth`. */
  #alternatives(depth: number): string {
    const end = depth > 0 ? ')' : undefined
    let result = ''
    while (this.#at < this.#source.length && this.#source[this.#at] !== end) {
      if (this.#take('|')) result += '|'
      else if (this.#take('^')) result += '^'
      else if (this.#take('$')) result += '$'
      else result += this.#atom(depth) + this.#quantifier()
    }
    return result
  }

  #atom(depth: number): string {
    if (this.#take('(?:')) return this.#group('(?:', depth)
    if (this.#take('(?!')) return this.#group('(?!', depth)
    if (this.#take('(?=')) return this.#group('(?=', depth)
    if (this.#source.startsWith('(?', this.#at)) this.#fail('unknown group')
    if (this.#take('(')) return this.#group('(?:', depth)
    if (this.#take('[')) return this.#class()
    if (this.#take('.')) return this.#dotAll ? '[\\s\\S]' : '[^\\n\\r\\x85\\u{2028}\\u{2029}]'
    if (this.#source[this.#at] === '\\') return this.#escapeOutsideClass()
    const character = this.#next()
    if ('*+?{})'.includes(character)) this.#fail(`misplaced ${character}`)
    return literal(character.codePointAt(0) ?? 0)
  }

  #group(opening: string, depth: number): string {
    const body = this.#alternatives(depth + 1)
    if (!this.#take(')')) this.#fail('unclosed group')
    return `${opening}${body})`
  }

  #quantifier(): string {
    const found = /^(?:[*+?]|\{\d+(?:,\d*)?\})/v.exec(this.#source.slice(this.#at))?.[0] ?? ''
    this.#at += found.length
    if (found !== '' && this.#take('+')) this.#fail('possessive quantifiers have no JavaScript form')
    return found !== '' && this.#take('?') ? `${found}?` : found
  }

  #escapeOutsideClass(): string {
    const item = this.#escape()
    if (typeof item === 'number') return literal(item)
    return `[${item}]`
  }

  /** After the opening bracket. Java's nested classes and intersections are not used by any model: they fail. */
  #class(): string {
    const negated = this.#take('^') ? '^' : ''
    let body = ''
    // A class that begins with `]` fails on the next character it cannot place.
    while (!this.#take(']')) body += this.#classItem()
    if (body === '') this.#fail('empty class')
    return `[${negated}${body}]`
  }

  #classItem(): string {
    if (this.#take(SUPPLEMENTARY)) return '\\u{10000}-\\u{10ffff}'
    if (this.#source.startsWith('&&', this.#at)) this.#fail('class intersection')
    const from = this.#classCharacter()
    if (typeof from === 'string') return from
    // A hyphen before the closing bracket, and any hyphen that begins an item, is itself.
    const ranged = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']'
    if (!ranged) return literal(from)
    this.#at += 1
    const to = this.#classCharacter()
    if (typeof to === 'string' || to < from) return this.#fail('bad range')
    return `${literal(from)}-${literal(to)}`
  }

  #classCharacter(): number | string {
    if (this.#source[this.#at] === '\\') return this.#escape()
    if (this.#source[this.#at] === '[') this.#fail('nested class')
    return this.#next().codePointAt(0) ?? 0
  }

  /** A code point, or the inside of a class. */
  #escape(): number | string {
    this.#at += 1
    const letter = this.#next()
    const shorthand = SHORTHANDS.get(letter)
    if (shorthand !== undefined) return shorthand
    if (letter === 'u') return this.#unicode()
    if (letter === 'x') return this.#hexadecimal()
    if (letter === 'p') return this.#property()
    if (letter === 'S') return `[^${SHORTHANDS.get('s')}]`
    if (letter === 'W') return `[^${SHORTHANDS.get('w')}]`
    if (letter === 'D') return `[^${SHORTHANDS.get('d')}]`
    const control = CONTROLS.get(letter)
    if (control !== undefined) return control
    if (/[a-zA-Z0-9]/v.test(letter)) this.#fail(`unknown escape \\${letter}`)
    return letter.codePointAt(0) ?? 0
  }

  /** Java reads exactly four digits, and joins an escaped surrogate pair into one code point. */
  #unicode(): number {
    const high = this.#hex(4)
    if (!isSurrogate(high, 0xd800) || !this.#take('\\u')) return high
    const low = this.#hex(4)
    if (!isSurrogate(low, 0xdc00)) this.#fail('lone surrogate')
    return 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00)
  }

  #hexadecimal(): number {
    if (!this.#take('{')) return this.#hex(2)
    const end = this.#source.indexOf('}', this.#at)
    const code = this.#hex(end - this.#at)
    this.#at += 1
    return code
  }

  #hex(length: number): number {
    const digits = this.#source.slice(this.#at, this.#at + length)
    if (length < 1 || digits.length !== length || !/^[0-9a-fA-F]+$/v.test(digits)) this.#fail('bad hexadecimal escape')
    this.#at += length
    const code = Number.parseInt(digits, 16)
    return code <= 0x10ffff ? code : this.#fail('code point out of range')
  }

  #property(): string {
    const name = this.#take('{') ? this.#source.slice(this.#at, this.#source.indexOf('}', this.#at)) : this.#next()
    if (this.#source[this.#at - 1] === '{') this.#at += name.length + 1
    const posix = POSIX.get(name)
    if (posix !== undefined) return posix
    if (!CATEGORIES.has(name)) this.#fail(`unknown property ${name}`)
    return `\\p{${name.replace(/^Is/v, '')}}`
  }
}

/**
 * The text of a JavaScript expression literal that matches a string exactly where Java's `matches()` does: the whole
 * string, by code points, ASCII shorthand classes. Throws on syntax that no AWS model uses: an unknown construct must not
 * become a check that lets everything through.
 */
export const translatePattern = (pattern: string): string => new Translator(pattern).translate()
