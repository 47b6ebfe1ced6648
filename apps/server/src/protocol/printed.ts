/** Values as AWS's validation sentences print them: Java's own text forms. */
import { isoSeconds } from '../domain/time.ts'
import type { Schema } from './schema.ts'

function hides(schema: Schema, seen: Set<Schema> = new Set()): boolean {
  if (schema.sensitive) return true
  if (seen.has(schema)) return false
  seen.add(schema)
  if (schema.kind === 'structure') return schema.members.some((member) => hides(member.schema, seen))
  if (schema.kind === 'list') return hides(schema.item, seen)
  return schema.kind === 'map' && (hides(schema.key, seen) || hides(schema.value, seen))
}

function textOf(schema: Schema, value: unknown): string {
  switch (schema.kind) {
    case 'list':
      return `[${(value as readonly unknown[]).map((item) => textOf(schema.item, item)).join(', ')}]`
    case 'map': {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)]
      return `{${entries.map(([key, item]) => `${textOf(schema.key, key)}=${textOf(schema.value, item)}`).join(', ')}}`
    }
    case 'structure': {
      const members = value as Readonly<Record<string, unknown>>
      const present = schema.members.filter(({ name }) => members[name] !== undefined)
      return `{${present.map((member) => `${member.label}=${textOf(member.schema, members[member.name])}`).join(', ')}}`
    }
    case 'scalar':
      if (schema.type === 'timestamp') return isoSeconds(value as number)
      return schema.type === 'blob' ? '[bytes]' : String(value)
  }
}

/** The text of `value`, or undefined where any part of its shape is sensitive. */
export const printed = (schema: Schema, value: unknown): string | undefined =>
  hides(schema) ? undefined : textOf(schema, value)
