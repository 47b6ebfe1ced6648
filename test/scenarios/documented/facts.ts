/** What the scene and the tables both name. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import type { Statement } from '../people.ts'

/** The management account of every world. */
export const ACCOUNT = '111122223333'
/** The password of `admin` and of `ann`. */
export const ADMIN_PASSWORD = 'Scenario-Passw0rd-1'

/** The ARN of one of the account's policies. */
export const policyNamed = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/${name}`
/** The serial number of one of the account's devices. */
export const device = (name: string): string => `arn:aws:iam::${ACCOUNT}:mfa/${name}`
/** The OpenID Connect provider that there is. */
export const ISSUER = `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example`
/** The SAML provider that there is. */
export const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`
/** The role of a service. */
export const LINKED = 'AWSServiceRoleForECS'

/** As many as an entity may have. */
export const FIFTY_TAGS = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: 'v' }))
/** One more. */
export const ANOTHER_TAG = [{ Key: 'another', Value: 'v' }]
/** Keys that differ in case only. */
export const SAME_TAGS = [
  { Key: 'same', Value: 'v' },
  { Key: 'Same', Value: 'v' },
]

const statement = (characters: number): Statement => ({
  Action: 's3:*',
  Resource: `arn:aws:s3:::${'x'.repeat(characters)}`,
})

/** Statements that fill the quota of inline policies, all but some hundred characters. */
export const STATEMENTS: Readonly<Record<'User' | 'Group' | 'Role', readonly Statement[]>> = {
  User: [statement(1_800)],
  Group: [statement(4_900)],
  Role: [statement(10_000)],
}
/** A policy text of that many characters at least. */
export const long = (characters: number): Statement => statement(characters)

/** Length before the bytes, as SSH writes things (RFC 4251 section 5). */
function sshBytes(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** An RSA key of 2,048 bits in OpenSSH's form; nobody knows its private half, if it has one. */
export function sshKey(number: number): string {
  const halves = [0, 1, 2, 3, 4, 5, 6, 7].map((part) => createHash('sha256').update(`${number} ${part}`).digest())
  const modulus = Buffer.concat(halves)
  modulus[0] = (modulus[0] ?? 0) | 0x80
  modulus[255] = (modulus[255] ?? 0) | 1
  const parts = [Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0]), modulus])]
  return `ssh-rsa ${Buffer.concat(parts.map(sshBytes)).toString('base64')}`
}

/** A private key that a SAML provider may have. */
export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
