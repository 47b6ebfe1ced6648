/** Outputs as XML. Source: Smithy, "AWS query protocol"; XML 1.0 section 2.2 (which characters there are). */
import { scalarText, wrongOutput } from '../scalar.ts'
import type { ListSchema, MapSchema, Schema, StructureSchema } from '../schema.ts'

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

/** Everything that is not itself in a text node: markup, and line ends that parsers would normalise. */
const SPECIAL = /[&<>"'\t\n\r\x85\u{2028}]/gv
/** What XML 1.0 has no way to write, not even as an entity. */
const IMPOSSIBLE = /[[\p{Cc}--[\t\n\r\x7f-\x9f]]\ufffe\uffff]/gv
const PLAIN = /^[\x20!#-%\(-;=?-~]*$/v

const entity = (character: string): string =>
  ENTITIES.get(character) ?? `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`

/** `text` for a text node. Characters that XML cannot hold become U+FFFD, so that it stays well-formed (so do lone surrogates, in UTF-8). */
export const escapeXml = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(IMPOSSIBLE, '\u{fffd}').replace(SPECIAL, entity)

interface Tags {
  readonly open: string
  readonly close: string
  readonly empty: string
}

/** Tags as texts of one piece. Put together anew each time they would be most of what an answer leaves to collect. */
const tags = new Map<string, Tags>()

function tagsOf(name: string): Tags {
  const known = tags.get(name)
  if (known !== undefined) return known
  const made = { open: `<${name}>`, close: `</${name}>`, empty: `<${name}/>` }
  tags.set(name, made)
  return made
}

/** `<name>content</name>`. `content` is XML already; `name` is a model's or a constant, never a caller's: its tags are kept. */
export function element(name: string, content: string): string {
  const { open, close, empty } = tagsOf(name)
  return content === '' ? empty : open + content + close
}

/** A list's items, each in an element called `name`. */
export function items(schema: ListSchema, value: unknown, name: string): string {
  if (!Array.isArray(value)) throw wrongOutput(schema)
  return value.map((item: unknown) => named(name, schema.item, item)).join('')
}

function entries(schema: MapSchema, value: unknown, name: string): string {
  if (!(value instanceof Map)) throw wrongOutput(schema)
  const texts = [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) =>
    element(name, named(schema.keyName, schema.key, key) + named(schema.valueName, schema.value, item)),
  )
  return texts.join('')
}

/** One value in its element or elements. */
export function named(name: string, schema: Schema, value: unknown): string {
  switch (schema.kind) {
    case 'structure':
      return element(name, structureXml(schema, value))
    case 'list':
      return schema.flattened ? items(schema, value, name) : element(name, items(schema, value, schema.itemName))
    case 'map':
      return schema.flattened ? entries(schema, value, name) : element(name, entries(schema, value, 'entry'))
    case 'scalar':
      return element(name, escapeXml(scalarText(schema, value, 'iso8601')))
  }
}

/** The members of a structure, in the model's order; absent ones are left out, empty lists keep their element. */
export function structureXml(schema: StructureSchema, value: unknown): string {
  if (typeof value !== 'object' || value === null) throw wrongOutput(schema)
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const member of schema.members) {
    const inner = members[member.name]
    if (inner !== undefined) text += named(member.wireName, member.schema, inner)
  }
  return text
}
