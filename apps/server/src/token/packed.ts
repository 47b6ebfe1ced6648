/** Session policies and session tags, deflated together and apart from every other claim, within a fixed budget. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { ServiceError } from '../domain/errors.ts'
import type { SessionClaims, SessionPolicies, SessionTag } from '../domain/session.ts'
import { ByteReader, Malformed, decodeTlv, encodeTlv, lengthPrefixed } from './tlv.ts'
import type { Field } from './tlv.ts'
import { decodeText, encodeText } from './text.ts'

/** The claims that are packed. */
export type PackedClaims = Pick<SessionClaims, 'policies' | 'tags'>

/** The budget, bytes after packing (token.md). */
export const MAX_PACKED_BYTES = 2_048
/** Nothing unpacks to more, bytes. AWS's own limits on policies, ARNs and tags add up to about 100,000. */
export const MAX_UNPACKED_BYTES = 131_072

const INLINE = 1
const MANAGED_ARNS = 2
const TAGS = 3
const TRANSITIVE = 1

/** A packed block and the share of the budget it takes: percent, whole, rounded up, uncapped. */
export interface Packed {
  readonly block: Buffer
  readonly percent: number
}

/** Packs policies and tags, or answers undefined where there are none of either. Deterministic; throws for nothing that is well-formed. */
export function pack({ policies, tags }: PackedClaims): Packed | undefined {
  if (policies === undefined && tags.length === 0) return undefined
  const fields: Field[] = []
  if (policies?.inline !== undefined) fields.push([INLINE, encodeText(policies.inline)])
  if (policies !== undefined) fields.push([MANAGED_ARNS, encodeArns(policies.managedArns)])
  if (tags.length > 0) fields.push([TAGS, encodeTags(tags)])
  const unpacked = encodeTlv(fields)
  // Every parameter that shapes the output is named: the same claims always pack to the same bytes.
  const block = deflateRawSync(unpacked, { level: 9, memLevel: 8, windowBits: 15, strategy: 0 })
  // Both limits hold, so the fuller one is what counts.
  const share = Math.max(block.length / MAX_PACKED_BYTES, unpacked.length / MAX_UNPACKED_BYTES)
  return { block, percent: Math.ceil(share * 100) }
}

/**
 * Throws PackedPolicyTooLarge where the block is over its budget.
 * Source: STS API reference, AssumeRole, "PackedPolicyTooLarge"; the sentences are the service's own.
 */
export function requireFits({ percent }: Packed, { policies }: PackedClaims): void {
  if (percent <= 100) return
  const sentence =
    policies === undefined
      ? `Packed size of session tags consumes ${percent}% of allotted space.`
      : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
  throw new ServiceError('PackedPolicyTooLarge', sentence)
}

/** What `pack` packed. Throws Malformed for anything it cannot have made; never makes more than MAX_UNPACKED_BYTES. */
export function unpack(block: Buffer): PackedClaims {
  if (block.length > MAX_PACKED_BYTES) throw new Malformed('packed block is too long')
  const fields = decodeTlv(inflate(block), TAGS)
  const inline = fields.get(INLINE)
  const arns = fields.get(MANAGED_ARNS)
  const tags = fields.get(TAGS)
  if (inline !== undefined && arns === undefined) throw new Malformed('inline policy without list of ARNs')
  if (arns === undefined && tags === undefined) throw new Malformed('packed block is empty')
  const policies = arns && decodePolicies(inline, arns)
  return { tags: tags === undefined ? [] : decodeTags(tags), ...(policies && { policies }) }
}

function inflate(block: Buffer): Buffer {
  try {
    // `info` gives the engine as well, which knows how far it read; its type says a buffer alone.
    const { buffer, engine } = inflateRawSync(block, {
      info: true,
      maxOutputLength: MAX_UNPACKED_BYTES,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    if (engine.bytesWritten !== block.length) throw new Malformed('bytes after the packed block')
    return buffer
  } catch (error) {
    throw new Malformed('packed block does not unpack', { cause: error })
  }
}

const encodeArns = (arns: readonly string[]): Buffer =>
  Buffer.concat(arns.map((arn) => lengthPrefixed(encodeText(arn))))

function decodePolicies(inline: Buffer | undefined, arns: Buffer): SessionPolicies {
  const reader = new ByteReader(arns)
  const managedArns: string[] = []
  while (!reader.done) managedArns.push(decodeText(reader.lengthPrefixed()))
  return { managedArns, ...(inline && { inline: decodeText(inline) }) }
}

const encodeTags = (tags: readonly SessionTag[]): Buffer =>
  Buffer.concat(
    tags.flatMap(({ key, value, transitive }) => [
      Buffer.of(transitive ? TRANSITIVE : 0),
      lengthPrefixed(encodeText(key)),
      lengthPrefixed(encodeText(value)),
    ]),
  )

function decodeTags(bytes: Buffer): SessionTag[] {
  if (bytes.length === 0) throw new Malformed('empty list of tags')
  const reader = new ByteReader(bytes)
  const tags: SessionTag[] = []
  while (!reader.done) {
    const flags = reader.byte()
    if (flags > TRANSITIVE) throw new Malformed('unknown tag flag')
    const key = decodeText(reader.lengthPrefixed())
    const value = decodeText(reader.lengthPrefixed())
    tags.push({ key, value, transitive: flags === TRANSITIVE })
  }
  return tags
}
