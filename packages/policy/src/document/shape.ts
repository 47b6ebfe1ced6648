/** Reading JSON shapes: objects with known elements, strings, string-or-list. Each reports its own faults. */
import type { FaultList } from './faults.ts'
import type { JsonNode } from './json.ts'

/** The members of an object by name, or undefined (reported) if `node` is none. Unknown names are reported (POL-04). */
export function readElements(
  node: JsonNode,
  path: string,
  { faults, known }: { readonly faults: FaultList; readonly known: readonly string[] },
): ReadonlyMap<string, JsonNode> | undefined {
  if (node.kind !== 'object') {
    faults.add('syntax', { ...node, path }, { detail: `expected an object, found ${node.kind}` })
    return undefined
  }
  for (const { key, start, value } of node.members)
    if (!known.includes(key))
      faults.add('syntax', { start, end: value.end, path: join(path, key) }, { detail: `unknown element "${key}"` })
  return new Map(node.members.map(({ key, value }) => [key, value]))
}

/** The string at an optional element; other kinds are reported. */
export function readString(node: JsonNode | undefined, path: string, faults: FaultList): string | undefined {
  if (node === undefined || node.kind === 'string') return node?.value
  faults.add('syntax', { ...node, path }, { detail: `expected a string, found ${node.kind}` })
  return undefined
}

/** A string with its place. */
export interface Text {
  readonly value: string
  readonly start: number
  readonly end: number
  readonly path: string
}

/** A string or a list of strings; `scalars` admits numbers and booleans in their JSON spelling (rule 2.1). */
export function readTexts(
  node: JsonNode,
  path: string,
  { faults, scalars = false }: { readonly faults: FaultList; readonly scalars?: boolean },
): readonly Text[] {
  const items = node.kind === 'array' ? node.items : [node]
  const texts: Text[] = []
  for (const [index, item] of items.entries()) {
    const place = { start: item.start, end: item.end, path: node.kind === 'array' ? `${path}[${index}]` : path }
    if (item.kind === 'string') texts.push({ value: item.value, ...place })
    else if (scalars && (item.kind === 'number' || item.kind === 'boolean')) texts.push({ value: item.text, ...place })
    else faults.add('syntax', place, { detail: `expected a string, found ${item.kind}` })
  }
  return texts
}

/** Appends an element name to a path. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
