/** JSON values to inputs. Source: Smithy, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol". */
import { malformedInput, unknownParameter } from '../malformed.ts'
import { decimalOf, epochSecondsOf, integerOf, scalarOf } from '../scalar.ts'
import type { ScalarSchema, Schema, StructureSchema } from '../schema.ts'
import { JsonNumber, JsonSyntaxError, type JsonValue, parseJson } from './parseJson.ts'

/** JSON text to a value. Throws MalformedInput; an empty body is an empty object, as clients send for calls without input. */
export function readJson(text: string): JsonValue {
  if (text === '') return new Map()
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw malformedInput('', `body is not valid JSON: ${error.message}`)
    throw error
  }
}

const numberOf = (schema: ScalarSchema, text: string): number | undefined => {
  if (schema.type === 'integer' || schema.type === 'long') return integerOf(text, schema.type)
  if (schema.type === 'timestamp') {
    return (schema.timestampFormat ?? 'unixTimestamp') === 'unixTimestamp' ? epochSecondsOf(text) : undefined
  }
  return schema.type === 'float' || schema.type === 'double' ? decimalOf(text) : undefined
}

/** Kinds that are JSON strings. */
const isText = (schema: ScalarSchema): boolean =>
  schema.type === 'string' ||
  schema.type === 'blob' ||
  (schema.type === 'timestamp' && (schema.timestampFormat ?? 'unixTimestamp') !== 'unixTimestamp')

function scalarJson(schema: ScalarSchema, value: JsonValue, path: string): unknown {
  if (typeof value === 'string' && isText(schema)) return scalarOf(schema, value, { path, format: 'unixTimestamp' })
  if (typeof value === 'boolean' && schema.type === 'boolean') return value
  const number = value instanceof JsonNumber ? numberOf(schema, value.text) : undefined
  if (number === undefined) throw malformedInput(path, `is not a valid ${schema.type}`)
  return number
}

/** One value that is not null. */
export function valueOfJson(schema: Schema, value: JsonValue, path: string): unknown {
  switch (schema.kind) {
    case 'structure':
      return structureOfJson(schema, value, path)
    case 'list':
      if (!Array.isArray(value)) throw malformedInput(path, 'is not a list')
      return (value as readonly JsonValue[]).map((item, index) =>
        valueOfJson(schema.item, item, `${path}.${index + 1}.member`),
      )
    case 'map': {
      if (!(value instanceof Map)) throw malformedInput(path, 'is not a map')
      const entries = value as ReadonlyMap<string, JsonValue>
      return new Map([...entries].map(([key, item]) => [key, valueOfJson(schema.value, item, `${path}.value`)]))
    }
    case 'scalar':
      return scalarJson(schema, value, path)
  }
}

/**
 * A structure from the members that travel in the body; null is the same as absent. Throws MalformedInput on a value of
 * the wrong type, ValidationError on a member the model does not have.
 */
export function structureOfJson(schema: StructureSchema, value: JsonValue, path: string): Record<string, unknown> {
  if (!(value instanceof Map)) throw malformedInput(path, 'is not a structure')
  const given = value as ReadonlyMap<string, JsonValue>
  const result: Record<string, unknown> = {}
  let found = 0
  for (const member of schema.members) {
    const inner = member.location === undefined ? given.get(member.wireName) : undefined
    if (inner === undefined) continue
    found += 1
    if (inner === null) continue
    result[member.name] = valueOfJson(member.schema, inner, path === '' ? member.label : `${path}.${member.label}`)
  }
  if (found < given.size) {
    const known = new Set(
      schema.members.filter(({ location }) => location === undefined).map(({ wireName }) => wireName),
    )
    throw unknownParameter([...given.keys()].find((name) => !known.has(name)) ?? '')
  }
  return result
}
