/** Outputs of restJson operations: status, headers and a JSON body. */
import { encoded } from '../encoded.ts'
import type { Encoded, Reply } from '../protocol.ts'
import { scalarText, wrongOutput } from '../scalar.ts'
import type { Member, StructureSchema } from '../schema.ts'
import { structureJson, valueJson } from './jsonOutput.ts'

/** What a header may hold: anything else would end the header or the response. */
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/v

function headerOf(member: Member, value: unknown): readonly [string, string] {
  const { schema } = member
  if (schema.kind !== 'scalar') throw wrongOutput(schema)
  const text = scalarText(schema, value, 'rfc822')
  if (!HEADER_TEXT.test(text)) throw wrongOutput(schema)
  return [member.wireName, text]
}

/** The answer: its parts as one, before the body is text. */
interface Result {
  readonly value: unknown
  /** The operation's status in the model, unless a member says otherwise. */
  readonly status: number
}

/** An output as its answer. Throws TypeError where it does not fit the model. */
export function restOutput(schema: StructureSchema | undefined, result: Result, reply: Reply): Encoded {
  const json = 'application/json'
  if (schema === undefined) return encoded({ status: result.status, contentType: json, body: '{}' }, reply)
  const members = result.value as Readonly<Record<string, unknown>>
  const headers: (readonly [string, string])[] = []
  let { status } = result
  for (const member of schema.members) {
    const value = members[member.name]
    if (value === undefined) continue
    if (member.location === 'header') headers.push(headerOf(member, value))
    if (member.location === 'statusCode') status = Number(value)
  }
  const { payload } = schema
  if (payload === undefined) {
    const body = JSON.stringify(structureJson(schema, members))
    return encoded({ status, contentType: json, body }, reply, headers)
  }
  return payloadAnswer(payload, members[payload.name], { status, headers, reply })
}

function payloadAnswer(
  { schema }: Member,
  value: unknown,
  { status, headers, reply }: { status: number; headers: Encoded['headers']; reply: Reply },
): Encoded {
  if (value instanceof Uint8Array && schema.kind === 'scalar' && schema.type === 'blob') {
    return { ...encoded({ status, contentType: 'application/octet-stream', body: '' }, reply, headers), body: value }
  }
  if (typeof value === 'string' && schema.kind === 'scalar') {
    return encoded({ status, contentType: 'text/plain', body: value }, reply, headers)
  }
  const body = value === undefined ? '' : JSON.stringify(valueJson(schema, value))
  return encoded({ status, contentType: 'application/json', body }, reply, headers)
}
