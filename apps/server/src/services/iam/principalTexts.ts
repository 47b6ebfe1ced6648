/** Finds and replaces the AWS principals in a trust policy's text without touching anything else in it. */

/** A string of the text: what it says and where its JSON literal stands (end exclusive). */
interface Found {
  readonly value: string
  readonly start: number
  readonly end: number
}

const WORD = /[^\s,\]}]+/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const BLANK = /\s*/y

/** Reads JSON that is known to be valid, left to right, noting the strings under Statement > (Not)Principal > AWS. */
class Scan {
  readonly found: Found[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(path: readonly string[]): void {
    this.#take(BLANK)
    const start = this.#at
    const first = this.#text[start]
    if (first === '{') return this.#members(path)
    if (first === '[') return this.#items(path)
    if (first !== '"') return void this.#take(WORD)
    const value = this.#string()
    if (isAwsPrincipal(path)) this.found.push({ value, start, end: this.#at })
  }

  #members(path: readonly string[]): void {
    this.#list('}', () => {
      const name = this.#string()
      this.#punctuation()
      this.value([...path, name])
    })
  }

  #items(path: readonly string[]): void {
    this.#list(']', () => this.value(path))
  }

  #list(close: string, read: () => void): void {
    for (let mark = this.#punctuation(); mark !== close; mark = this.#punctuation()) {
      if (mark === undefined) throw new Error('a trust policy that is not JSON')
      this.#take(BLANK)
      if (this.#text[this.#at] !== close) read()
    }
  }

  #string(): string {
    this.#take(BLANK)
    return JSON.parse(this.#take(STRING)) as string
  }

  #punctuation(): string | undefined {
    this.#take(BLANK)
    return this.#text[this.#at++]
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += taken.length
    return taken
  }
}

const isAwsPrincipal = (path: readonly string[]): boolean =>
  path[0] === 'Statement' && (path[1] === 'Principal' || path[1] === 'NotPrincipal') && path[2] === 'AWS'

/**
 * `document`, a policy text that parsePolicy accepted, with every AWS principal in it replaced by what `replace` answers.
 * White space, order and the spelling of numbers stay as they are. Rejects when `replace` does.
 */
export async function replacePrincipals(
  document: string,
  replace: (principal: string) => Promise<string>,
): Promise<string> {
  const scan = new Scan(document)
  scan.value([])
  let result = ''
  let at = 0
  for (const { value, start, end } of scan.found) {
    result += document.slice(at, start) + JSON.stringify(await replace(value))
    at = end
  }
  return result + document.slice(at)
}
