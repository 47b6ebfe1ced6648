/** Long outputs as XML, written a piece at a time, so that others get their turn. */
import { othersTurns } from '../../runtime/othersTurns.ts'
import { wrongOutput } from '../scalar.ts'
import type { ListSchema, StructureSchema } from '../schema.ts'
import { items, named } from './xml.ts'

/** Items of a piece, and how many are written in one go without a thought. */
const ITEMS = 20
/** Characters written in one turn: about a millisecond's work. */
const CHARACTERS = 65_536

type Members = Readonly<Record<string, unknown>>

const isLong = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > ITEMS

/** Whether a list that is a member of `value` is too long to be written in one go. Lists further in are not looked at. */
export const hasLongList = ({ members }: StructureSchema, value: unknown): boolean =>
  typeof value === 'object' && value !== null && members.some(({ name }) => isLong((value as Members)[name]))

/** The text of `structureXml`, long lists in pieces. */
export function* xmlPieces(schema: StructureSchema, value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) throw wrongOutput(schema)
  for (const member of schema.members) {
    const inner = (value as Members)[member.name]
    if (inner === undefined) continue
    if (member.schema.kind === 'list' && isLong(inner)) yield* listPieces(member.wireName, member.schema, inner)
    else yield named(member.wireName, member.schema, inner)
  }
}

function* listPieces(name: string, schema: ListSchema, values: readonly unknown[]): Generator<string> {
  if (!schema.flattened) yield `<${name}>`
  for (let at = 0; at < values.length; at += ITEMS)
    yield items(schema, values.slice(at, at + ITEMS), schema.flattened ? name : schema.itemName)
  if (!schema.flattened) yield `</${name}>`
}

/** The texts in UTF-8, one after the other. Rejects with what the pieces throw. */
export async function writtenInTurns([before, pieces, after]: readonly [
  string,
  Iterable<string>,
  string,
]): Promise<Uint8Array> {
  const written: string[] = [before]
  let characters = 0
  for (const piece of pieces) {
    written.push(piece)
    characters += piece.length
    if (characters < CHARACTERS) continue
    characters = 0
    await othersTurns()
  }
  written.push(after)
  // One buffer, and no text of the whole: what a long answer leaves behind is what brings the next collection of everything near.
  const bytes = Buffer.allocUnsafeSlow(written.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))
  let at = 0
  for (const piece of written) at += bytes.write(piece, at)
  return bytes
}
