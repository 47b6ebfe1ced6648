/** Session claims to bytes and back: strict TLV (tlv.ts), one encoding for each set of claims. */
import { Malformed, decodeTlv, encodeTlv } from './tlv.ts'
import { decodeIdentifier, decodeText, encodeIdentifier, encodeText } from './text.ts'
import { unpack } from './packed.ts'
import type { Field } from './tlv.ts'
import type { SessionClaims, SessionKind } from '../domain/session.ts'

/** No session lives longer, milliseconds: 36 h. Source: STS API reference, GetSessionToken and GetFederationToken, `DurationSeconds`. */
export const MAX_LIFETIME_MS = 129_600_000

const TAG = {
  kind: 1,
  issuedAt: 2,
  expiresAt: 3,
  account: 4,
  principal: 5,
  sourceAccessKey: 6,
  sessionName: 7,
  sourceIdentity: 8,
  chainDepth: 9,
  parentSession: 10,
  mfaAt: 11,
  globalEndpoint: 12,
  packed: 13,
} as const
const HIGHEST_TAG = TAG.packed

const KINDS: readonly SessionKind[] = ['assumedRole', 'sessionToken', 'federationToken']
const ACCOUNT_ID = /^[0-9]{12}$/
const MAX_TIME_MS = 2 ** 48 - 1
const MAX_ACCOUNT = 999_999_999_999
/** Names are at most 64 characters at AWS; this keeps the largest token under its hard cap. Bytes. */
const MAX_NAME_BYTES = 128

/**
 * The bytes of claims; `packed` is what pack() made of their policies and tags. Throws RangeError for claims that
 * decodeClaims would refuse.
 */
export function encodeClaims(claims: SessionClaims, packed: Uint8Array | undefined): Buffer {
  checkTimes(claims.issuedAtMs, claims.expiresAtMs)
  const fields: Field[] = [
    [TAG.kind, Buffer.of(KINDS.indexOf(claims.kind) + 1)],
    [TAG.issuedAt, encodeTime(claims.issuedAtMs)],
    [TAG.expiresAt, encodeTime(claims.expiresAtMs)],
    [TAG.account, encodeAccount(claims.accountId)],
    [TAG.principal, encodeIdentifier(claims.principalId)],
    [TAG.sourceAccessKey, encodeIdentifier(claims.sourceAccessKeyId)],
  ]
  if (claims.sessionName !== undefined) fields.push([TAG.sessionName, encodeName(claims.sessionName)])
  if (claims.sourceIdentity !== undefined) fields.push([TAG.sourceIdentity, encodeName(claims.sourceIdentity)])
  if (claims.chainDepth !== 0) fields.push([TAG.chainDepth, encodeDepth(claims.chainDepth)])
  if (claims.parentSessionId !== undefined) fields.push([TAG.parentSession, encodeIdentifier(claims.parentSessionId)])
  if (claims.mfaAtMs !== undefined) fields.push([TAG.mfaAt, encodeTime(claims.mfaAtMs)])
  if (claims.regionScope === 'v1') fields.push([TAG.globalEndpoint, Buffer.alloc(0)])
  if (packed !== undefined) fields.push([TAG.packed, packed])
  return encodeTlv(fields)
}

/** The claims of `bytes`, frozen, or undefined for any bytes that encodeClaims would not have made. */
export function decodeClaims(bytes: Buffer): SessionClaims | undefined {
  try {
    return Object.freeze(readClaims(decodeTlv(bytes, HIGHEST_TAG)))
  } catch (error) {
    // RangeError: what checkTimes says of claims, read or written.
    if (error instanceof Malformed || error instanceof RangeError) return undefined
    throw error
  }
}

function readClaims(fields: ReadonlyMap<number, Buffer>): SessionClaims {
  const required = (tag: number): Buffer => {
    const value = fields.get(tag)
    if (value === undefined) throw new Malformed('a claim is missing')
    return value
  }
  const issuedAtMs = decodeTime(required(TAG.issuedAt))
  const expiresAtMs = decodeTime(required(TAG.expiresAt))
  checkTimes(issuedAtMs, expiresAtMs)
  const depth = fields.get(TAG.chainDepth)
  return {
    kind: decodeKind(required(TAG.kind)),
    issuedAtMs,
    expiresAtMs,
    accountId: decodeAccount(required(TAG.account)),
    principalId: decodeIdentifier(required(TAG.principal)),
    sourceAccessKeyId: decodeIdentifier(required(TAG.sourceAccessKey)),
    chainDepth: depth === undefined ? 0 : decodeDepth(depth),
    regionScope: decodeScope(fields.get(TAG.globalEndpoint)),
    ...readOptional(fields),
  }
}

function readOptional(
  fields: ReadonlyMap<number, Buffer>,
): Pick<SessionClaims, 'sessionName' | 'sourceIdentity' | 'parentSessionId' | 'mfaAtMs' | 'policies' | 'tags'> {
  const sessionName = fields.get(TAG.sessionName)
  const sourceIdentity = fields.get(TAG.sourceIdentity)
  const parentSession = fields.get(TAG.parentSession)
  const mfaAt = fields.get(TAG.mfaAt)
  const packed = fields.get(TAG.packed)
  return {
    ...(sessionName && { sessionName: decodeName(sessionName) }),
    ...(sourceIdentity && { sourceIdentity: decodeName(sourceIdentity) }),
    ...(parentSession && { parentSessionId: decodeIdentifier(parentSession) }),
    ...(mfaAt && { mfaAtMs: decodeTime(mfaAt) }),
    ...(packed ? unpack(packed) : { tags: [] }),
  }
}

function checkTimes(issuedAtMs: number, expiresAtMs: number): void {
  const lifetimeMs = expiresAtMs - issuedAtMs
  if (!(lifetimeMs > 0 && lifetimeMs <= MAX_LIFETIME_MS)) throw new RangeError('no session has such a lifetime')
}

function encodeTime(epochMs: number): Buffer {
  if (!Number.isInteger(epochMs) || epochMs < 0 || epochMs > MAX_TIME_MS) throw new RangeError('not a time')
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(epochMs, 0, 6)
  return bytes
}

function decodeTime(bytes: Buffer): number {
  if (bytes.length !== 6) throw new Malformed('not a time')
  return bytes.readUIntBE(0, 6)
}

function encodeAccount(accountId: string): Buffer {
  if (!ACCOUNT_ID.test(accountId)) throw new RangeError('not an account id')
  const bytes = Buffer.alloc(5)
  bytes.writeUIntBE(Number(accountId), 0, 5)
  return bytes
}

function decodeAccount(bytes: Buffer): string {
  const account = bytes.length === 5 ? bytes.readUIntBE(0, 5) : Infinity
  if (account > MAX_ACCOUNT) throw new Malformed('not an account id')
  return String(account).padStart(12, '0')
}

function encodeName(name: string): Buffer {
  const bytes = encodeText(name)
  if (bytes.length === 0 || bytes.length > MAX_NAME_BYTES) throw new RangeError('a name is empty or too long')
  return bytes
}

function decodeName(bytes: Buffer): string {
  if (bytes.length === 0 || bytes.length > MAX_NAME_BYTES) throw new Malformed('a name is empty or too long')
  return decodeText(bytes)
}

function encodeDepth(depth: number): Buffer {
  if (!Number.isInteger(depth) || depth < 1 || depth > 255) throw new RangeError('not a chain depth')
  return Buffer.of(depth)
}

function decodeDepth(bytes: Buffer): number {
  const depth = bytes.length === 1 ? (bytes[0] ?? 0) : 0
  if (depth === 0) throw new Malformed('not a chain depth')
  return depth
}

function decodeKind(bytes: Buffer): SessionKind {
  const kind = bytes.length === 1 ? KINDS[(bytes[0] ?? 0) - 1] : undefined
  if (kind === undefined) throw new Malformed('not a session kind')
  return kind
}

function decodeScope(bytes: Buffer | undefined): 'v1' | 'v2' {
  if (bytes === undefined) return 'v2'
  if (bytes.length > 0) throw new Malformed('a mark has no value')
  return 'v1'
}
