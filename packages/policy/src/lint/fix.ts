/** Making JSON patches from places. */
import type { JsonNode } from '../document/json.ts'
import type { JsonPatchOperation, JsonValue } from './finding.ts'
import { type Location, pointer } from './source/place.ts'

/** Removes the element there. */
export const remove = (location: Location): JsonPatchOperation => ({ op: 'remove', path: pointer(location) })

/** Puts `value` in the place of the element there. */
export const replace = (location: Location, value: JsonValue): JsonPatchOperation => ({
  op: 'replace',
  path: pointer(location),
  value,
})

/** Adds a member `name`, or overwrites it. */
export const add = (location: Location, value: JsonValue): JsonPatchOperation => ({
  op: 'add',
  path: pointer(location),
  value,
})

/** Gives the member at `location`, whose value is `node`, another name. */
export function rename(location: Location, name: string, node: JsonNode): readonly JsonPatchOperation[] {
  return [remove(location), add([...location.slice(0, -1), name], jsonValue(node))]
}

/** The value that `node` stands for. */
export function jsonValue(node: JsonNode): JsonValue {
  if (node.kind === 'string') return node.value
  if (node.kind === 'array') return node.items.map(jsonValue)
  // fromEntries makes own properties, whatever the names.
  if (node.kind === 'object') return Object.fromEntries(node.members.map(({ key, value }) => [key, jsonValue(value)]))
  return JSON.parse(node.text) as JsonValue
}
