/**
 * Reads a small part of XML strictly: elements, attributes, text, namespaces. No document types, no entities but the five
 * and character references, no processing instructions, nothing from outside. Bounds hold while it reads; every position
 * of the text is looked at a fixed number of times. Source: XML 1.0 (fifth edition), Namespaces in XML 1.0 (third edition).
 */
import { XmlFault } from './fault.ts'
import { expandedAttributes, type Scope, scopeOf, splitName } from './namespaces.ts'
import { attributeText, contentText } from './references.ts'

/** An element. Names are expanded: `name` is the local part, `namespace` is empty where there is none. */
export interface XmlElement {
  readonly namespace: string
  readonly name: string
  /** By local name where the attribute has no namespace, else by `{namespace}local`. Without namespace declarations. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The text directly inside it, in one piece. */
  readonly text: string
}

/** What a document may cost: the depth of its tree, and counts of elements and of attributes of one element. */
export interface XmlLimits {
  readonly depth: number
  readonly elements: number
  readonly attributes: number
}

/** The root element, or why the text is not read: a sentence without the text's own words. */
export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly fault: string }

interface OpenElement {
  readonly raw: string
  readonly element: XmlElement & { readonly children: XmlElement[] }
  readonly scope: Scope
  readonly pieces: string[]
}

const BOM = '\uFEFF'
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(?:"1\.0"|'1\.0')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:\s+standalone\s*=\s*(?:"yes"|"no"|'yes'|'no'))?\s*\?>/
/** Anything that XML 1.0 does not allow in a document. Source: section 2.2, Char. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_CHAR = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/

/** A name with a prefix or without, at `lastIndex`. */
const QNAME = /[\p{L}_][\p{L}\p{N}\p{M}._\u00B7-]*(?::[\p{L}_][\p{L}\p{N}\p{M}._\u00B7-]*)?/uy
const ATTRIBUTE = /[ \t\n]+([\p{L}_:][\p{L}\p{N}\p{M}._\u00B7:-]*)[ \t\n]*=[ \t\n]*(?:"([^"<]*)"|'([^'<]*)')/uy
const TAG_END = /[ \t\n]*(\/?)>/y
const CLOSING = /[ \t\n]*>/y

/** Reads `text` as one document within `limits`. */
export function readXml(text: string, limits: XmlLimits): XmlResult {
  try {
    return { ok: true, root: new Reader(text, limits).read() }
  } catch (error) {
    if (error instanceof XmlFault) return { ok: false, fault: error.message }
    throw error
  }
}

class Reader {
  readonly #text: string
  readonly #limits: XmlLimits
  readonly #open: OpenElement[] = []
  #at = 0
  #elements = 0
  #root: XmlElement | undefined

  constructor(text: string, limits: XmlLimits) {
    const whole = text.startsWith(BOM) ? text.slice(1) : text
    this.#text = whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
    this.#limits = limits
  }

  read(): XmlElement {
    if (NOT_CHAR.test(this.#text) || !this.#text.isWellFormed()) throw new XmlFault('has a character that XML forbids')
    this.#at = DECLARATION.exec(this.#text)?.[0].length ?? 0
    while (this.#at < this.#text.length) this.#piece()
    if (this.#open.length > 0 || this.#root === undefined) throw new XmlFault('ends too early')
    return this.#root
  }

  /** Text up to the next tag, and that tag. */
  #piece(): void {
    const tag = this.#text.indexOf('<', this.#at)
    const end = tag < 0 ? this.#text.length : tag
    this.#content(this.#text.slice(this.#at, end))
    this.#at = end
    if (tag < 0) return
    const mark = this.#text[tag + 1]
    if (mark === '/') this.#close()
    else if (mark === '!') this.#declaration()
    else if (mark === '?') throw new XmlFault('has a processing instruction')
    else this.#start()
  }

  #content(raw: string): void {
    const inside = this.#open.at(-1)
    if (inside !== undefined) inside.pieces.push(contentText(raw))
    else if (raw.trim() !== '') throw new XmlFault('has text outside of its root element')
  }

  /** Comments are passed over and CDATA is text; anything else that begins so is a document type. */
  #declaration(): void {
    if (this.#text.startsWith('<!--', this.#at)) {
      const end = this.#text.indexOf('--', this.#at + 4)
      if (end < 0 || this.#text[end + 2] !== '>') throw new XmlFault('has a comment that is not closed')
      this.#at = end + 3
      return
    }
    const inside = this.#open.at(-1)
    if (inside === undefined || !this.#text.startsWith('<![CDATA[', this.#at))
      throw new XmlFault('has a document type declaration')
    const end = this.#text.indexOf(']]>', this.#at)
    if (end < 0) throw new XmlFault('has a CDATA section that is not closed')
    inside.pieces.push(this.#text.slice(this.#at + 9, end))
    this.#at = end + 3
  }

  #start(): void {
    this.#at += 1
    const raw = this.#match(QNAME)?.[0]
    if (raw === undefined) throw new XmlFault('has a tag without a name')
    if (this.#open.length === 0 && this.#root !== undefined) throw new XmlFault('has more than one root element')
    if (this.#open.length >= this.#limits.depth) throw new XmlFault('is nested too deep')
    this.#elements += 1
    if (this.#elements > this.#limits.elements) throw new XmlFault('has too many elements')
    const attributes = this.#attributes()
    const end = this.#match(TAG_END)
    if (end === undefined) throw new XmlFault('has a tag that is not closed')
    this.#enter(raw, attributes)
    if (end[1] === '/') this.#leave()
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>()
    for (let found = this.#match(ATTRIBUTE); found !== undefined; found = this.#match(ATTRIBUTE)) {
      const name = found[1] ?? ''
      if (attributes.has(name)) throw new XmlFault('has an attribute twice')
      if (attributes.size >= this.#limits.attributes) throw new XmlFault('has too many attributes')
      attributes.set(name, attributeText(found[2] ?? found[3] ?? ''))
    }
    return attributes
  }

  #enter(raw: string, attributes: ReadonlyMap<string, string>): void {
    const scope = scopeOf(attributes, this.#open.at(-1)?.scope)
    const { namespace, local } = splitName(raw, scope, 'element')
    const element = {
      namespace,
      name: local,
      attributes: expandedAttributes(attributes, scope),
      children: [],
      text: '',
    }
    this.#open.push({ raw, element, scope, pieces: [] })
  }

  #close(): void {
    this.#at += 2
    if (this.#match(QNAME)?.[0] !== this.#open.at(-1)?.raw || this.#open.length === 0)
      throw new XmlFault('closes an element that is not open')
    if (this.#match(CLOSING) === undefined) throw new XmlFault('has a tag that is not closed')
    this.#leave()
  }

  #leave(): void {
    const left = this.#open.pop()
    if (left === undefined) throw new XmlFault('closes an element that is not open')
    const element = { ...left.element, text: left.pieces.join('') }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = element
    else parent.element.children.push(element)
  }

  /** What matches at the position, which it moves behind it. */
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return undefined
    this.#at = pattern.lastIndex
    return found
  }
}
