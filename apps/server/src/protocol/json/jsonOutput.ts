/** Outputs as JSON values. Source: Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol". */
import { epochSeconds, scalarText, type TimestampFormat, wrongOutput } from '../scalar.ts'
import type { MapSchema, ScalarSchema, Schema, StructureSchema } from '../schema.ts'

/** A JSON object. Null-prototype: map keys are the caller's, and `__proto__` must be a key like any other. */
export type JsonObject = Record<string, unknown>

/** An empty JSON object. */
export const jsonObject = (): JsonObject => Object.create(null) as JsonObject

function mapJson(schema: MapSchema, value: unknown): JsonObject {
  if (!(value instanceof Map)) throw wrongOutput(schema)
  const result = jsonObject()
  for (const [key, item] of value as ReadonlyMap<unknown, unknown>) {
    if (typeof key !== 'string') throw wrongOutput(schema)
    result[key] = valueJson(schema.value, item)
  }
  return result
}

function scalarJson(schema: ScalarSchema, value: unknown): unknown {
  const { type, timestampFormat } = schema
  const inText = type === 'string' || type === 'blob' || (type === 'timestamp' && isTextual(timestampFormat))
  if (inText) return scalarText(schema, value, 'unixTimestamp')
  if (type === 'boolean' ? typeof value !== 'boolean' : !Number.isFinite(value)) throw wrongOutput(schema)
  return type === 'timestamp' ? epochSeconds(value as number) : value
}

const isTextual = (format: TimestampFormat | undefined): boolean => format !== undefined && format !== 'unixTimestamp'

/** One value. Times are epoch seconds unless their shape says otherwise. */
export function valueJson(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'structure':
      return structureJson(schema, value)
    case 'list':
      if (!Array.isArray(value)) throw wrongOutput(schema)
      return value.map((item: unknown) => valueJson(schema.item, item))
    case 'map':
      return mapJson(schema, value)
    case 'scalar':
      return scalarJson(schema, value)
  }
}

/** The members that travel in the body, absent ones left out. */
export function structureJson(schema: StructureSchema, value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw wrongOutput(schema)
  const members = value as Readonly<Record<string, unknown>>
  const result = jsonObject()
  for (const member of schema.members) {
    const inner = members[member.name]
    if (inner !== undefined && member.location === undefined) result[member.wireName] = valueJson(member.schema, inner)
  }
  return result
}
