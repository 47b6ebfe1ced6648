/** The query protocol's input: dotted parameter names to values. Source: Smithy, "AWS query protocol". */
import { malformedInput, unknownParameter } from '../malformed.ts'
import { scalarOf } from '../scalar.ts'
import type { ListSchema, MapSchema, Schema, StructureSchema } from '../schema.ts'

/** Segments of the deepest name: AWS's models need 6 (`ContextEntries.member.1.ContextKeyValues.member.1`). */
const MAX_DEPTH = 10
/** The largest list index. Lists are filled in order, so an index never allocates. */
const INDEX = /^[1-9][0-9]{0,3}$/v

/** One segment of the parameter names, and what hangs below it. */
interface Node {
  value?: string
  readonly children: Map<string, Node>
}

/** Where a value stands: its path in sentences. */
interface Place {
  readonly node: Node
  readonly path: string
}

const newNode = (): Node => ({ children: new Map() })

function treeOf(parameters: Iterable<readonly [name: string, value: string]>): Node {
  const root = newNode()
  for (const [name, value] of parameters) {
    const segments = name.split('.', MAX_DEPTH + 1)
    if (segments.length > MAX_DEPTH) throw unknownParameter(name)
    let node = root
    for (const segment of segments) {
      const next = node.children.get(segment) ?? newNode()
      node.children.set(segment, next)
      node = next
    }
    node.value = value
  }
  return root
}

function structureOf(schema: StructureSchema, { node, path }: Place): unknown {
  if (node.value !== undefined) throw malformedInput(path, 'is text where a structure belongs')
  const result: Record<string, unknown> = {}
  let found = 0
  for (const member of schema.members) {
    const child = node.children.get(member.wireName)
    if (child === undefined) continue
    found += 1
    const below = path === '' ? member.label : `${path}.${member.label}`
    result[member.name] = valueOf(member.schema, { node: child, path: below })
  }
  if (found < node.children.size) throw unknownParameter(strangerIn(schema, node, path))
  return result
}

function strangerIn(schema: StructureSchema, node: Node, path: string): string {
  const known = new Set(schema.members.map((member) => member.wireName))
  const stranger = [...node.children.keys()].find((name) => !known.has(name)) ?? ''
  return path === '' ? stranger : `${path}.${stranger}`
}

/** The numbered children of a list or map, in order. Gaps are refused: no client leaves any. */
function* numbered({ node, path }: Place): Generator<Node> {
  for (const name of node.children.keys()) {
    if (!INDEX.test(name)) throw unknownParameter(`${path}.${name}`)
  }
  for (let index = 1; index <= node.children.size; index += 1) {
    const child = node.children.get(String(index))
    if (child === undefined) throw malformedInput(path, 'does not number its members from 1 without gaps')
    yield child
  }
}

/** The node below which the items are numbered: clients write an empty list or map as the bare name with no value. */
function itemsBelow(wrapper: string | undefined, { node, path }: Place): Place {
  const empty = node.value === '' && node.children.size === 0
  if (node.value !== undefined && !empty) throw malformedInput(path, 'is text where several values belong')
  if (wrapper === undefined || empty) return { node: empty ? newNode() : node, path }
  const items = node.children.get(wrapper)
  if (items === undefined || node.children.size > 1 || items.value !== undefined) throw unknownParameter(path)
  return { node: items, path }
}

function listOf(schema: ListSchema, place: Place): unknown {
  const items = itemsBelow(schema.flattened ? undefined : schema.itemName, place)
  let index = 0
  return [...numbered(items)].map((node) => {
    index += 1
    return valueOf(schema.item, { node, path: `${place.path}.${index}.member` })
  })
}

function mapOf(schema: MapSchema, place: Place): unknown {
  const entries = itemsBelow(schema.flattened ? undefined : 'entry', place)
  const result = new Map<unknown, unknown>()
  for (const node of numbered(entries)) {
    const key = node.children.get(schema.keyName)
    const value = node.children.get(schema.valueName)
    if (key === undefined || value === undefined || node.children.size > 2 || node.value !== undefined) {
      throw malformedInput(place.path, 'has an entry that is not one key and one value')
    }
    const name = valueOf(schema.key, { node: key, path: `${place.path}.key` })
    if (result.has(name)) throw malformedInput(place.path, 'has a key that occurs more than once')
    result.set(name, valueOf(schema.value, { node: value, path: `${place.path}.value` }))
  }
  return result
}

function valueOf(schema: Schema, place: Place): unknown {
  switch (schema.kind) {
    case 'structure':
      return structureOf(schema, place)
    case 'list':
      return listOf(schema, place)
    case 'map':
      return mapOf(schema, place)
    case 'scalar': {
      const { node, path } = place
      if (node.value === undefined || node.children.size > 0)
        throw malformedInput(path, 'has parts where one value belongs')
      return scalarOf(schema, node.value, { path, format: 'iso8601' })
    }
  }
}

/**
 * The operation's input. `parameters` holds its own parameters only. Throws MalformedInput where a value does not have its
 * type's form, ValidationError on a parameter the model does not have.
 */
export const readQueryInput = (
  schema: StructureSchema,
  parameters: Iterable<readonly [name: string, value: string]>,
): unknown => structureOf(schema, { node: treeOf(parameters), path: '' })
