/** Inputs and outputs as audit records hold them: CloudTrail's spelling, secrets hidden, size bounded. */
import { encodeBase64 } from '../domain/base64.ts'
import { isoSeconds } from '../domain/time.ts'
import type { ScalarSchema, Schema, StructureSchema } from './schema.ts'

/** CloudTrail's own words for a value it does not show. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Characters of one text, unless its shape allows more by itself (policy documents do). */
const TEXT_LIMIT = 1024
/** Characters of the longest text of any shape. */
const DOCUMENT_LIMIT = 16_384
/** Characters of all texts of one record's input or output. */
const TOTAL_LIMIT = 65_536
/** Values of one record's input or output. */
const VALUE_LIMIT = 4096

/** What is left of a record's room. */
interface Room {
  characters: number
  values: number
}

function cut(text: string, schema: Schema, room: Room): string {
  const allowed = Math.min(Math.max(TEXT_LIMIT, schema.max ?? DOCUMENT_LIMIT), DOCUMENT_LIMIT, room.characters)
  room.characters -= Math.min(text.length, allowed)
  return text.length <= allowed
    ? text
    : `${text.slice(0, allowed).toWellFormed()}[${text.length - allowed} more characters]`
}

/** Null-prototype, because map keys are the caller's. */
const emptyRecord = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>

function shown(schema: Schema, value: unknown, room: Room): unknown {
  if (schema.sensitive) return HIDDEN
  room.values -= 1
  if (room.values < 0) return '[too many values]'
  switch (schema.kind) {
    case 'structure':
      return members(schema, value as Readonly<Record<string, unknown>>, room)
    case 'list':
      return bounded(value as readonly unknown[], room).map((item) => shown(schema.item, item, room))
    case 'map': {
      const result = emptyRecord()
      for (const [key, item] of bounded([...(value as ReadonlyMap<unknown, unknown>)], room)) {
        const hidden = schema.key.sensitive
        result[hidden ? HIDDEN : cut(String(key), schema.key, room)] = hidden ? HIDDEN : shown(schema.value, item, room)
      }
      return result
    }
    case 'scalar':
      return shownScalar(schema, value, room)
  }
}

function shownScalar(schema: ScalarSchema, value: unknown, room: Room): unknown {
  if (schema.type === 'timestamp') return isoSeconds(value as number)
  if (schema.type === 'blob') return cut(encodeBase64(value as Uint8Array), schema, room)
  return schema.type === 'string' ? cut(String(value), schema, room) : value
}

/** No more items than there is room for, and one more, which then says that something was left out. */
const bounded = <T>(items: readonly T[], room: Room): readonly T[] => items.slice(0, Math.max(room.values, 0) + 1)

function members(
  schema: StructureSchema,
  value: Readonly<Record<string, unknown>>,
  room: Room,
): Record<string, unknown> {
  // Names of the model's own: an object without a prototype would triple what printing the record costs.
  const result: Record<string, unknown> = {}
  for (const member of schema.members) {
    const inner = value[member.name]
    if (inner === undefined) continue
    result[member.label] = shown(member.schema, inner, room)
  }
  return result
}

/**
 * `value` of the structure `schema` as plain JSON. Members have their first letter in lower case; sensitive
 * shapes (schema.ts: the model's, and members that are secrets by name) are replaced by HIDDEN; times are ISO text. Null where no member is set, as CloudTrail writes it.
 */
export function redact(schema: StructureSchema | undefined, value: unknown): Record<string, unknown> | null {
  if (schema === undefined || typeof value !== 'object' || value === null) return null
  const room: Room = { characters: TOTAL_LIMIT, values: VALUE_LIMIT }
  const result = members(schema, value as Readonly<Record<string, unknown>>, room)
  return Object.keys(result).length === 0 ? null : result
}
