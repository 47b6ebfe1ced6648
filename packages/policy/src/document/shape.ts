/** Reading JSON shapes: objects with known elements, strings, string-or-list. Each reports its own faults. */
import type { FaultList } from './faults.ts'
import type { JsonMember, JsonNode } from './json.ts'

/** The members of an object by name. They are few: looking through them is quicker than making a table. */
export class Elements {
  readonly #members: readonly JsonMember[]

  constructor(members: readonly JsonMember[]) {
    this.#members = members
  }

  /** The value of the member `name`. */
  get(name: string): JsonNode | undefined {
    const members = this.#members
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index]
      if (member?.key === name) return member.value
    }
    return undefined
  }
}

/** The members of an object by name, or undefined (reported) if `node` is none. Unknown names are reported (POL-04). */
export function readElements(
  node: JsonNode,
  path: string,
  { faults, known }: { readonly faults: FaultList; readonly known: readonly string[] },
): Elements | undefined {
  if (node.kind !== 'object') {
    faults.add('syntax', { ...node, path }, { detail: `expected an object, found ${node.kind}` })
    return undefined
  }
  for (const { key, start, value } of node.members)
    if (!known.includes(key))
      faults.add('syntax', { start, end: value.end, path: join(path, key) }, { detail: `unknown element "${key}"` })
  return new Elements(node.members)
}

/** The string at an optional element of `parent`; other kinds are reported. */
export function readString(
  node: JsonNode | undefined,
  { parent, name }: { readonly parent: string; readonly name: string },
  faults: FaultList,
): string | undefined {
  if (node === undefined || node.kind === 'string') return node?.value
  faults.add('syntax', { ...node, path: join(parent, name) }, { detail: `expected a string, found ${node.kind}` })
  return undefined
}

/** A string with its place. The path is for faults, which are rare, so it is put together when it is asked for. */
export class Text {
  readonly value: string
  readonly start: number
  readonly end: number
  readonly #element: string
  readonly #index: number

  /** `index` is -1 for what stands alone. */
  constructor(node: JsonNode, element: string, index: number) {
    this.value = node.kind === 'string' ? node.value : 'text' in node ? node.text : ''
    this.start = node.start
    this.end = node.end
    this.#element = element
    this.#index = index
  }

  /** JSON path of the string. */
  get path(): string {
    return this.#index === -1 ? this.#element : `${this.#element}[${this.#index}]`
  }
}

/** A string or a list of strings; `scalars` admits numbers and booleans in their JSON spelling (rule 2.1). */
export function readTexts(
  node: JsonNode,
  path: string,
  { faults, scalars = false }: { readonly faults: FaultList; readonly scalars?: boolean },
): readonly Text[] {
  const texts: Text[] = []
  const items = node.kind === 'array' ? node.items : [node]
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]
    if (item === undefined) continue
    const text = new Text(item, path, node.kind === 'array' ? index : -1)
    if (item.kind === 'string' || (scalars && (item.kind === 'number' || item.kind === 'boolean'))) texts.push(text)
    else faults.add('syntax', text, { detail: `expected a string, found ${item.kind}` })
  }
  return texts
}

/** Appends an element name to a path. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
