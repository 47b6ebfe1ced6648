/** Inputs of restJson operations: members from the path, the query, headers and the body. */
import { ServiceError } from '../../domain/errors.ts'
import type { Received } from '../../domain/request.ts'
import { NOTHING } from '../compile.ts'
import { malformedInput, unknownParameter } from '../malformed.ts'
import type { Parameter } from '../parameters.ts'
import { scalarOf, type TimestampFormat } from '../scalar.ts'
import type { Member, StructureSchema } from '../schema.ts'
import { bodyText, mediaType, soleHeader } from '../wire.ts'
import { readJson, structureOfJson, valueOfJson } from './jsonInput.ts'

/** A request, taken apart. */
export interface RestParts {
  readonly request: Received
  /** Decoded path labels. */
  readonly labels: ReadonlyMap<string, string>
  /** Query parameters but for the signature's and the template's own. */
  readonly query: readonly Parameter[]
}

function textMember({ schema, label }: Member, text: string, format: TimestampFormat): unknown {
  if (schema.kind !== 'scalar') {
    throw new TypeError(`the model puts ${schema.name} where only one value has room`)
  }
  return scalarOf(schema, text, { path: label, format })
}

function queryMember(member: Member, query: readonly Parameter[]): unknown {
  const values = query.filter(({ name }) => name === member.wireName).map(({ value }) => value)
  const [first, second] = values
  if (first === undefined) return undefined
  if (member.schema.kind === 'list') {
    const item: Member = { ...member, schema: member.schema.item }
    return values.map((value) => textMember(item, value, 'iso8601'))
  }
  if (second !== undefined) throw malformedInput(member.label, 'occurs more than once')
  return textMember(member, first, 'iso8601')
}

/** A member that does not travel in the body; undefined where the request does not have it. */
function located(member: Member, parts: RestParts): unknown {
  const { location, wireName } = member
  if (location === 'querystring') return queryMember(member, parts.query)
  if (location === 'uri') {
    const label = parts.labels.get(wireName)
    return label === undefined ? undefined : textMember(member, label, 'iso8601')
  }
  if (location !== 'header') return undefined
  const text = soleHeader(parts.request, wireName.toLowerCase())
  return text === undefined ? undefined : textMember(member, text, 'rfc822')
}

const JSON_TYPES: ReadonlySet<string | undefined> = new Set([
  undefined,
  'application/json',
  'application/x-amz-json-1.1',
])

function jsonBody(request: Received): ReturnType<typeof readJson> {
  if (request.body.length > 0 && !JSON_TYPES.has(mediaType(request))) {
    throw new ServiceError('InvalidRequest', 'The content type must be application/json.')
  }
  return readJson(bodyText(request))
}

const isKind = ({ schema }: Member, type: 'blob' | 'string'): boolean =>
  schema.kind === 'scalar' && schema.type === type

function bodyMembers(schema: StructureSchema, request: Received): Record<string, unknown> {
  const { payload } = schema
  if (payload === undefined) return structureOfJson(schema, jsonBody(request), '')
  if (request.body.length === 0) return {}
  if (isKind(payload, 'blob')) return { [payload.name]: request.body }
  if (isKind(payload, 'string')) return { [payload.name]: bodyText(request) }
  return { [payload.name]: valueOfJson(payload.schema, jsonBody(request), payload.label) }
}

/**
 * The operation's input. Throws MalformedInput where a value does not have its type's form or occurs twice,
 * ValidationError on a parameter the model does not have.
 */
export function readRestInput(shape: StructureSchema | undefined, parts: RestParts): Record<string, unknown> {
  const schema = shape ?? NOTHING
  const known = new Set(
    schema.members.filter(({ location }) => location === 'querystring').map(({ wireName }) => wireName),
  )
  const stranger = parts.query.find(({ name }) => !known.has(name))
  if (stranger !== undefined) throw unknownParameter(stranger.name)
  const input = bodyMembers(schema, parts.request)
  for (const member of schema.members) {
    const value = located(member, parts)
    if (value !== undefined) input[member.name] = value
  }
  return input
}
