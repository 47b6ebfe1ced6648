/** The keys directory in one file, encrypted to a passphrase. */
import { createSecretKey, type KeyObject, scrypt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import { readPrivate } from '../../runtime/durableFile.ts'
import type { Random } from '../../runtime/random.ts'
import { gcmOpen, gcmSeal, IV_BYTES, KEY_BYTES } from '../../token/primitives.ts'
import { BackupError } from './parts.ts'

/** One file of the keys directory. */
export interface KeyFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Shorter ones are refused: whoever has the file can guess at their leisure. Characters. */
export const SHORTEST_PASSPHRASE = 12

const FORMAT = 'brevet-keys/1'
const NAME = /^[A-Za-z0-9][\w.-]{0,199}$/
const MAX_KEY_FILE_BYTES = 16 * 1_048_576
const SALT_BYTES = 32
const ATTEMPTS = 5
/** 128 MiB and about half a second for each guess. Fixed by the format: a file cannot ask for more. Source: RFC 7914. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 192 * 1_048_576 }

const derive = promisify<string, Uint8Array, number, typeof COST, Buffer>(scrypt)

const namesIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => NAME.test(name) && !name.endsWith('.tmp'))
    .sort()

/**
 * The files of a keys directory as they stood at one moment: a server may be making and removing keys. Throws BackupError
 * where they keep changing, and as readPrivate does.
 */
export function readKeyFiles(directory: string): readonly KeyFile[] {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const names = namesIn(directory)
    const files = names.flatMap((name) => {
      const bytes = readPrivate(join(directory, name), MAX_KEY_FILE_BYTES)
      return bytes === undefined ? [] : [{ name, bytes }]
    })
    if (files.length === names.length && namesIn(directory).join('/') === names.join('/')) return files
  }
  throw new BackupError(`the keys in ${directory} keep changing`)
}

const header = (salt: string, nonce: string): string =>
  JSON.stringify({ format: FORMAT, kdf: `scrypt-${COST.N}-${COST.r}-${COST.p}`, salt, nonce })

const keyFrom = (passphrase: string, salt: Uint8Array): Promise<Buffer> =>
  derive(passphrase.normalize('NFC'), salt, KEY_BYTES, COST)

/** Encrypts key files: scrypt, then AES-256-GCM with the header as associated data. Throws BackupError for a short passphrase. */
export async function sealKeyFiles(files: readonly KeyFile[], passphrase: string, random: Random): Promise<Buffer> {
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new BackupError(`the passphrase must have at least ${SHORTEST_PASSPHRASE} characters`)
  const salt = random.bytes(SALT_BYTES)
  const iv = random.bytes(IV_BYTES)
  const text = header(encodeBase64(salt), encodeBase64(iv))
  const plain = Buffer.from(JSON.stringify(files.map(({ name, bytes }) => [name, encodeBase64(bytes)])))
  const key = await keyFrom(passphrase, salt)
  const sealed = gcmSeal({ key, iv, aad: Buffer.from(text) }, plain)
  key.fill(0)
  plain.fill(0)
  return Buffer.from(`{"keys":${text},"sealed":"${encodeBase64(sealed)}"}\n`)
}

const WRONG = 'the passphrase does not open it, or it was altered'

function parts(archive: Buffer): { readonly salt: Buffer; readonly iv: Buffer; readonly sealed: Buffer; aad: Buffer } {
  const match = /^\{"keys":(\{[^{}]*"salt":"([^"]*)","nonce":"([^"]*)"\}),"sealed":"([^"]*)"\}\n$/.exec(
    archive.toString('latin1'),
  )
  const [, text = '', salt = '', nonce = '', sealed = ''] = match ?? []
  const bytes = [salt, nonce, sealed].map(decodeBase64)
  const [saltBytes, iv, sealedBytes] = bytes
  if (text !== header(salt, nonce) || saltBytes?.length !== SALT_BYTES || iv?.length !== IV_BYTES)
    throw new BackupError('it is not an archive of keys that this Brevet understands')
  return { salt: saltBytes, iv, sealed: sealedBytes ?? Buffer.alloc(0), aad: Buffer.from(text) }
}

/** Decrypts what sealKeyFiles made. Throws BackupError for another format, a wrong passphrase, or an altered file. */
export async function openKeyFiles(archive: Buffer, passphrase: string): Promise<readonly KeyFile[]> {
  const { aad, iv, salt, sealed } = parts(archive)
  const key = await keyFrom(passphrase, salt)
  const plain = gcmOpen({ key, iv, aad }, sealed)
  key.fill(0)
  if (plain === undefined) throw new BackupError(WRONG)
  const entries = JSON.parse(plain.toString('utf8')) as readonly (readonly [string, string])[]
  return entries.map(([name, encoded]) => {
    const bytes = decodeBase64(encoded)
    if (!NAME.test(name) || bytes === undefined) throw new BackupError(WRONG)
    return { name, bytes }
  })
}

/** The root key among key files; undefined in a deployment that has it in BREVET_ROOT_KEY. */
export function rootKeyAmong(files: readonly KeyFile[]): KeyObject | undefined {
  const bytes = files.find(({ name }) => name === 'root.key')?.bytes
  return bytes?.length === KEY_BYTES ? createSecretKey(bytes) : undefined
}
