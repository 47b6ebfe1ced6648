/** Export files encrypted in the age format. Source: age-encryption.org/v1 (C2SP age.md); the implementation is age-encryption, by the format's author. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { armor, Decrypter, Encrypter } from 'age-encryption'
import { SHORTEST_PASSPHRASE } from '@brevet/server/backup'
import { CommandError, UsageError } from '../../command.ts'
import type { Arguments, Option, Terminal } from '../../command.ts'

/** More is refused before it is read: no account is that large, and all of it stands in memory. */
const MOST_BYTES = 268_435_456
const MOST_KEY_BYTES = 65_536
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----'
const HEADER = 'age-encryption.org/'

const PASSPHRASE_FILE: Option = {
  flag: 'passphrase-file',
  placeholder: 'FILE',
  description: 'File whose first line is the passphrase; /dev/fd/3 reads a descriptor.',
}

/** Whom an export is encrypted to. */
export const SEAL_OPTIONS: readonly Option[] = [
  { flag: 'recipient', placeholder: 'age1...', description: 'Encrypt to this age recipient; may be repeated.' },
  PASSPHRASE_FILE,
  { flag: 'passphrase', description: 'Ask for the passphrase.' },
]

/** What opens an encrypted file. */
export const OPEN_OPTIONS: readonly Option[] = [
  {
    flag: 'identity',
    placeholder: 'FILE',
    description: 'An age identity file (AGE-SECRET-KEY-1... on a line); may be repeated.',
  },
  PASSPHRASE_FILE,
]

/** The whole of a file, which may be a pipe. Throws CommandError where it cannot be read or is too large. */
export function readBounded(path: string, most = MOST_BYTES): Buffer {
  let handle: number
  try {
    handle = openSync(path, 'r')
  } catch {
    throw new CommandError(`cannot read ${path}.`, 'It takes the path of a file, from here or absolute.')
  }
  try {
    const { size } = fstatSync(handle)
    const pieces: Buffer[] = []
    for (let total = 0; total <= most;) {
      const piece = Buffer.allocUnsafe(Math.min(most + 1 - total, Math.max(65_536, size - total + 1)))
      const got = readSync(handle, piece, 0, piece.length, null)
      if (got === 0) return Buffer.concat(pieces)
      pieces.push(piece.subarray(0, got))
      total += got
    }
    throw new CommandError(`${path} is larger than ${most} bytes.`)
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`cannot read ${path}.`)
  } finally {
    closeSync(handle)
  }
}

const firstLine = (path: string): string =>
  readBounded(path, MOST_KEY_BYTES).toString('utf8').split(/\r?\n/, 1)[0] ?? ''

/** The passphrase from a file or a person; undefined where neither was asked for. */
async function newPassphrase(given: Arguments, terminal: Terminal): Promise<string | undefined> {
  const file = given.values.get('passphrase-file')
  if (file !== undefined) return firstLine(resolve(terminal.cwd, file))
  if (!given.switches.has('passphrase')) return undefined
  const first = await asked('Passphrase: ', terminal)
  if ((await asked('The same again: ', terminal)) !== first) throw new CommandError('the two passphrases differ.')
  return first
}

function asked(question: string, { askSecret, interactive }: Terminal): Promise<string> {
  if (askSecret !== undefined && interactive) return askSecret(question)
  throw new CommandError('there is nobody to ask for a passphrase.', 'Give --passphrase-file FILE.')
}

/** Encrypts text. */
export type Seal = (text: string) => Promise<Uint8Array>

/**
 * How an export is encrypted; undefined where nobody asked for it. Throws UsageError for options that contradict each
 * other or are no recipient, CommandError for a passphrase that is missing or short.
 */
export async function sealOf(given: Arguments, terminal: Terminal): Promise<Seal | undefined> {
  const recipients = given.lists.get('recipient') ?? []
  const byPassphrase = given.values.has('passphrase-file') || given.switches.has('passphrase')
  if (recipients.length > 0 && byPassphrase)
    throw new UsageError('--recipient and a passphrase do not go together: an age file has one or the other')
  const encrypter = new Encrypter()
  for (const recipient of recipients) addRecipient(encrypter, recipient)
  const passphrase = await newPassphrase(given, terminal)
  if (passphrase === undefined && recipients.length === 0) return undefined
  if (passphrase !== undefined) {
    if (passphrase.length < SHORTEST_PASSPHRASE)
      throw new CommandError(`the passphrase must have at least ${SHORTEST_PASSPHRASE} characters.`)
    encrypter.setPassphrase(passphrase)
  }
  return (text) => encrypter.encrypt(text)
}

function addRecipient(encrypter: Encrypter, recipient: string): void {
  // The value is not repeated: somebody may have given a secret key in its place.
  try {
    encrypter.addRecipient(recipient)
  } catch {
    throw new UsageError('--recipient takes an age recipient: age1...')
  }
}

/** The text form of an encrypted file, for standard output. */
export const armored = (bytes: Uint8Array): string => armor.encode(bytes)

/** True for files of the age format, binary or armored. */
export const isSealed = (bytes: Buffer): boolean =>
  [HEADER, ARMOR].some((start) => bytes.subarray(0, start.length).toString('latin1') === start)

function addIdentities(decrypter: Decrypter, path: string): void {
  const lines = readBounded(path, MOST_KEY_BYTES).toString('utf8').split(/\r?\n/)
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length === 0) throw new CommandError(`there is no age identity in ${path}.`)
  for (const identity of identities)
    try {
      decrypter.addIdentity(identity)
    } catch {
      throw new CommandError(`${path} is not an age identity file.`, 'It has a line AGE-SECRET-KEY-1...')
    }
}

async function decrypterOf(given: Arguments, terminal: Terminal): Promise<Decrypter> {
  const decrypter = new Decrypter()
  const identities = given.lists.get('identity') ?? []
  for (const file of identities) addIdentities(decrypter, resolve(terminal.cwd, file))
  const file = given.values.get('passphrase-file')
  if (file !== undefined) decrypter.addPassphrase(firstLine(resolve(terminal.cwd, file)))
  else if (identities.length === 0) decrypter.addPassphrase(await asked('Passphrase: ', terminal))
  return decrypter
}

/** The text in an encrypted file. Throws CommandError where nothing opens it, and where it was cut short or altered. */
export async function openSealed(bytes: Buffer, given: Arguments, terminal: Terminal): Promise<string> {
  const decrypter = await decrypterOf(given, terminal)
  try {
    const isText = bytes.subarray(0, ARMOR.length).toString('latin1') === ARMOR
    return await decrypter.decrypt(isText ? armor.decode(bytes.toString('latin1')) : bytes, 'text')
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched'))
      throw new CommandError('the passphrase or identity does not open the file.', 'Nothing was changed.')
    throw new CommandError('the file was cut short or altered: it does not decrypt.', 'Nothing was changed.')
  }
}
