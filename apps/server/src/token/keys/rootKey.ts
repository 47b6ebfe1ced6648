/** The root key of a deployment, and where it comes from. */
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeBase64 } from '../../domain/base64.ts'
import { createDurably, readPrivate } from '../../runtime/durableFile.ts'
import { isManifestFile } from './manifestStore.ts'
import { KEY_BYTES, keyObject } from '../primitives.ts'
import type { KeyObject } from 'node:crypto'
import type { Random } from '../../runtime/random.ts'

/** Where the root key comes from. More providers (KMS, Vault transit, PKCS#11) will unwrap it remotely, so `load` waits. */
export interface RootKeyProvider {
  /** `file`, `env`: for the log. */
  readonly name: string
  /** The 256-bit root key. Rejects with what is wrong and what to do about it, never with the key. */
  load(): Promise<KeyObject>
}

/** What the `file` provider needs. */
export interface RootKeyFile {
  readonly path: string
  readonly random: Random
}

/**
 * 32 raw bytes in a file of the owner's own (0600), made at random where there is none. Rejects for a symbolic link, for a
 * file that group or others may read, for another size, and where the file is gone while keys made under it are still beside it.
 */
export const fileRootKey = ({ path, random }: RootKeyFile): RootKeyProvider => ({
  name: 'file',
  load: async () => checked(readPrivate(path, KEY_BYTES) ?? generate(path, random), path),
})

/** Canonical base64 of 32 bytes, as the environment variable BREVET_ROOT_KEY has it. Rejects for anything else. */
export const envRootKey = (value: string): RootKeyProvider => ({
  name: 'env',
  load: async () => checked(decodeBase64(value) ?? Buffer.alloc(0), 'BREVET_ROOT_KEY'),
})

function generate(path: string, random: Random): Buffer {
  if (readdirSync(dirname(path)).some(isManifestFile))
    throw new Error(
      `${path} is missing but the keys made under it are not: put it back, or start with an empty directory`,
    )
  const bytes = Buffer.from(random.bytes(KEY_BYTES))
  if (createDurably(path, bytes)) return bytes
  // Another process was first: its key is the one.
  const theirs = readPrivate(path, KEY_BYTES)
  if (theirs === undefined) throw new Error(`${path} appeared and went away again`)
  return theirs
}

/** At 32 random bytes both kinds of refusal below have odds under 1 in 10^13. */
function checked(bytes: Buffer, origin: string): KeyObject {
  if (bytes.length !== KEY_BYTES)
    throw new Error(`${origin} must be exactly ${KEY_BYTES} bytes: make one with \`openssl rand -base64 32\``)
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f))
    throw new Error(`${origin} is text, and so perhaps a password: it must be ${KEY_BYTES} random bytes`)
  if (new Set(bytes).size < 16) throw new Error(`${origin} is not random: it must be ${KEY_BYTES} random bytes`)
  return keyObject(bytes)
}
