/** The messages between the server's thread and the sealing thread: many sessions in one piece of memory each way. */
import { HEADER_BYTES } from '../format.ts'
import { SALT_BYTES } from '../hedge.ts'
import type { Sealed, SealingKeys, Unsealed } from './sealWith.ts'

/** Byte strings one after the other, and where each ends. */
export interface Joined {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: readonly number[]
}

/** What the sealing thread is asked: sessions of one epoch. It keeps no keys: each batch brings its own (4 us a batch). */
export interface Batch extends Joined {
  readonly keys: SealingKeys
}

const SECRET_CHARACTERS = 40
const BODY_AT = HEADER_BYTES + SALT_BYTES

/** In memory of its own, which can be handed to another thread. */
function join(parts: readonly (readonly Uint8Array[])[]): Joined {
  const size = parts.flat().reduce((sum, { length }) => sum + length, 0)
  const bytes = Buffer.allocUnsafeSlow(size)
  const ends: number[] = []
  let at = 0
  for (const each of parts) {
    for (const part of each) {
      bytes.set(part, at)
      at += part.length
    }
    ends.push(at)
  }
  return { ends, bytes }
}

/** The sessions as the bytes of a Batch. */
export const joinUnsealed = (sessions: readonly Unsealed[]): Joined =>
  join(sessions.map(({ header, salt, body }) => [header, salt, body]))

/** The sessions of a Batch, each a view of its memory. */
export function splitUnsealed({ ends, bytes }: Joined): readonly Unsealed[] {
  return ends.map((end, index) => {
    const from = ends[index - 1] ?? 0
    return {
      header: bytes.subarray(from, from + HEADER_BYTES),
      salt: bytes.subarray(from + HEADER_BYTES, from + BODY_AT),
      body: bytes.subarray(from + BODY_AT, end),
    }
  })
}

/** The sealed sessions as ASCII bytes: the secret, then the token. */
export const joinSealed = (sessions: readonly Sealed[]): Joined =>
  join(sessions.map(({ secret, token }) => [Buffer.from(secret + token, 'latin1')]))

/** The sealed sessions as texts; the bytes are wiped, since they hold secrets. */
export function splitSealed({ ends, bytes }: Joined): readonly Sealed[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  bytes.fill(0)
  return ends.map((end, index) => {
    const from = ends[index - 1] ?? 0
    return { secret: text.slice(from, from + SECRET_CHARACTERS), token: text.slice(from + SECRET_CHARACTERS, end) }
  })
}
