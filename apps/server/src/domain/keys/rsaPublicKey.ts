/** RSA public keys as SSH and as PEM. Source: RFC 4253 section 6.6, RFC 4251 section 5 (string, mpint), RFC 7468 section 13. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { parsePem } from './pem.ts'

const TYPE = 'ssh-rsa'
const MIN_BITS = 2048
const MAX_BITS = 16_384

/** Why a text is not such a key: it is in no form that is known, or in a known one and wrong. */
export type RsaKeyError = 'unrecognized' | 'invalid'

/**
 * The key's SSH encoding, which is the same for every text of one key. Takes one line of OpenSSH's form (`ssh-rsa`, base64,
 * comment) or one PEM block `PUBLIC KEY`. `invalid`: not canonical, not RSA, shorter than 2,048 or longer than 16,384 bits.
 */
export function parseRsaPublicKey(text: string): Buffer | RsaKeyError {
  const trimmed = text.trim()
  if (trimmed.startsWith(`${TYPE} `)) return fromSsh(trimmed)
  return trimmed.startsWith('-----BEGIN ') ? fromPem(trimmed) : 'unrecognized'
}

function fromSsh(line: string): Buffer | RsaKeyError {
  if (line.includes('\n') || line.includes('\r')) return 'invalid'
  const blob = decodeBase64(line.split(' ')[1] ?? '')
  const key = blob === undefined ? undefined : keyOf(blob)
  return blob === undefined || key === undefined || !blob.equals(encode(key)) ? 'invalid' : checked(key)
}

function fromPem(text: string): Buffer | RsaKeyError {
  const blocks = parsePem(text)
  const [block] = blocks ?? []
  if (block === undefined || block.label !== 'PUBLIC KEY') return 'unrecognized'
  if (blocks?.length !== 1) return 'invalid'
  try {
    const key = createPublicKey({ key: block.der, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? checked(key) : 'invalid'
  } catch {
    return 'invalid'
  }
}

function checked(key: KeyObject): Buffer | RsaKeyError {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const sound =
    modulusLength >= MIN_BITS && modulusLength <= MAX_BITS && publicExponent >= 3n && publicExponent % 2n === 1n
  return sound ? encode(key) : 'invalid'
}

/** The key of an SSH encoding; undefined where it is none. What comes back encodes to the same bytes or is refused. */
function keyOf(blob: Buffer): KeyObject | undefined {
  const [type, e, n] = strings(blob)
  if (type === undefined || e === undefined || n === undefined || type.toString('latin1') !== TYPE) return undefined
  try {
    const jwk = { kty: 'RSA', e: e.toString('base64url'), n: withoutZeros(n).toString('base64url') }
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return undefined
  }
}

/** The length-prefixed strings that `blob` begins with, as many as are whole. */
function strings(blob: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at + 4 <= blob.length;) {
    const end = at + 4 + blob.readUInt32BE(at)
    if (end > blob.length) return found
    found.push(blob.subarray(at + 4, end))
    at = end
  }
  return found
}

const withoutZeros = (bytes: Buffer): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? bytes : bytes.subarray(first)
}

const string = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** Most significant byte first, as few as hold the number, and a zero before one that would look negative. */
const mpint = (value: string | undefined): Buffer => {
  // oxlint-disable-next-line brevet/no-loose-base64 -- what node's own export wrote, no text from outside
  const bytes = withoutZeros(Buffer.from(value ?? '', 'base64url'))
  return string((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes)
}

function encode(key: KeyObject): Buffer {
  const { e, n } = key.export({ format: 'jwk' })
  return Buffer.concat([string(Buffer.from(TYPE)), mpint(e), mpint(n)])
}

/** `ssh-rsa <base64>` */
export const sshText = (blob: Uint8Array): string => `${TYPE} ${encodeBase64(blob)}`

/** `-----BEGIN PUBLIC KEY-----` and so on, lines of 64. Throws where `blob` is not what `parseRsaPublicKey` answers. */
export function pemText(blob: Buffer): string {
  const key = keyOf(blob)
  if (key === undefined) throw new Error('not the SSH encoding of an RSA key')
  return key.export({ format: 'pem', type: 'spki' })
}
