/** Character data with its references replaced. Source: XML 1.0 sections 2.4, 3.3.3, 4.1 and 4.6. */
import { XmlFault } from './fault.ts'

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

const REFERENCE = /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/g

/** Source: XML 1.0 section 2.2, Char. */
const isChar = (code: number): boolean =>
  code === 0x9 ||
  code === 0xa ||
  code === 0xd ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x1_0000 && code <= 0x10_ffff)

/** What a reference stands for, given without `&` and `;`. */
function referred(reference: string): string {
  if (reference.startsWith('#')) {
    const code = reference.startsWith('#x') ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1))
    if (!isChar(code)) throw new XmlFault('refers to a character that XML forbids')
    return String.fromCodePoint(code)
  }
  const named = NAMED.get(reference)
  if (named === undefined) throw new XmlFault('refers to an entity')
  return named
}

function replaced(raw: string): string {
  if (!raw.includes('&')) return raw
  let references = 0
  const text = raw.replace(REFERENCE, (_, reference: string) => {
    references += 1
    return referred(reference)
  })
  if (raw.split('&').length - 1 !== references) throw new XmlFault('has an ampersand that begins no reference')
  return text
}

/** Text between tags. Throws XmlFault. */
export function contentText(raw: string): string {
  if (raw.includes(']]>')) throw new XmlFault('has the end of a CDATA section outside of one')
  return replaced(raw)
}

/** The value of an attribute: white space as it is written counts as spaces. Throws XmlFault. */
export const attributeText = (raw: string): string => replaced(raw.replaceAll(/[\t\n]/g, ' '))
