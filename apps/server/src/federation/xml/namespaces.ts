/** Prefixes and what they stand for. Source: Namespaces in XML 1.0 (third edition). */
import { XmlFault } from './fault.ts'

/** The declarations of one element, and those around it. */
export interface Scope {
  readonly declared: ReadonlyMap<string, string>
  readonly outer: Scope | undefined
}

const XML = 'http://www.w3.org/XML/1998/namespace'
const XMLNS = 'http://www.w3.org/2000/xmlns/'

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

/** The scope inside an element with these attributes, by the names they are written with. Throws XmlFault. */
export function scopeOf(attributes: ReadonlyMap<string, string>, outer: Scope | undefined): Scope {
  const declared = new Map<string, string>()
  for (const [name, value] of attributes) {
    if (!isDeclaration(name)) continue
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length)
    const wrong = prefix === 'xml' || prefix === 'xmlns' || value === XML || value === XMLNS
    // A prefix, unlike the default, cannot be taken back.
    if (wrong || prefix.includes(':') || (name !== 'xmlns' && (prefix === '' || value === '')))
      throw new XmlFault('declares a namespace wrongly')
    declared.set(prefix, value)
  }
  return declared.size === 0 && outer !== undefined ? outer : { declared, outer }
}

function namespaceOf(prefix: string, scope: Scope): string {
  if (prefix === 'xml') return XML
  for (let around: Scope | undefined = scope; around !== undefined; around = around.outer) {
    const namespace = around.declared.get(prefix)
    if (namespace !== undefined) return namespace
  }
  if (prefix !== '') throw new XmlFault('has a prefix that stands for nothing')
  return ''
}

/** The namespace and local part of a written name: attributes without a prefix have no namespace. Throws XmlFault. */
export function splitName(
  written: string,
  scope: Scope,
  of: 'element' | 'attribute',
): { readonly namespace: string; readonly local: string } {
  const parts = written.split(':')
  if (parts.length > 2 || parts.includes('')) throw new XmlFault('has a name with more than one prefix')
  const [prefix, local] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', written]
  return { namespace: prefix === '' && of === 'attribute' ? '' : namespaceOf(prefix, scope), local }
}

/** The attributes by expanded name, without declarations. Throws XmlFault where two have the same. */
export function expandedAttributes(attributes: ReadonlyMap<string, string>, scope: Scope): ReadonlyMap<string, string> {
  const expanded = new Map<string, string>()
  for (const [name, value] of attributes) {
    if (isDeclaration(name)) continue
    const { namespace, local } = splitName(name, scope, 'attribute')
    const key = namespace === '' ? local : `{${namespace}}${local}`
    if (expanded.has(key)) throw new XmlFault('has an attribute twice')
    expanded.set(key, value)
  }
  return expanded
}
