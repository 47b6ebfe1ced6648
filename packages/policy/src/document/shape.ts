/** Reading JSON shapes: objects with known elements, strings, string-or-list. Each reports its own faults. */
import type { FaultList } from './faults.ts'
import type { JsonNode } from './json.ts'

/** The members of an object by name, or undefined (reported) if `node` is none. Unknown names are reported (POL-04). */
export function readElements(
  node: JsonNode,
  path: string,
  { faults, known }: { readonly faults: FaultList; readonly known: ReadonlySet<string> },
): ReadonlyMap<string, JsonNode> | undefined {
  if (node.kind !== 'object') {
    faults.add('syntax', { ...node, path }, { detail: `expected an object, found ${node.kind}` })
    return undefined
  }
  const elements = new Map<string, JsonNode>()
  for (const { key, start, value } of node.members) {
    elements.set(key, value)
    if (!known.has(key))
      faults.add('syntax', { start, end: value.end, path: join(path, key) }, { detail: `unknown element "${key}"` })
  }
  return elements
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
  constructor(value: string, node: JsonNode, { element, index }: { readonly element: string; readonly index: number }) {
    this.value = value
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
    const place = { element: path, index: node.kind === 'array' ? index : -1 }
    if (item.kind === 'string') texts.push(new Text(item.value, item, place))
    else if (scalars && (item.kind === 'number' || item.kind === 'boolean'))
      texts.push(new Text(item.text, item, place))
    else faults.add('syntax', new Text('', item, place), { detail: `expected a string, found ${item.kind}` })
  }
  return texts
}

/** Appends an element name to a path. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
