/** What an operator may choose for the first start. Source: contract.md, "First start". */

/** A key pair given from outside. */
export interface ChosenKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The choices; what is absent is made at random. */
export interface Chosen {
  readonly accountId?: string
  readonly admin?: ChosenKey
  readonly root?: ChosenKey
}

const ACCOUNT = /^\d{12}$/
const KEY_ID = /^[A-Za-z0-9_]{16,128}$/
/** Shorter secrets can be guessed offline from one captured signature. */
const MIN_SECRET = 16

/** Secrets that stand in documentation, and so in everybody's word list. */
const PUBLISHED: ReadonlySet<string> = new Set([
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
])

/** Thrown before anything is written: the sentence says what is wrong and what would be right. */
export class BadChoice extends Error {
  override readonly name = 'BadChoice'
}

type Env = Readonly<Record<string, string | undefined>>

function chosenKey(env: Env, who: 'ADMIN' | 'ROOT', isLoopback: boolean): ChosenKey | undefined {
  const [idName, secretName] = [`BREVET_${who}_ACCESS_KEY_ID`, `BREVET_${who}_SECRET_ACCESS_KEY`]
  const [id, secret] = [env[idName] ?? '', env[secretName] ?? '']
  if (id === '' && secret === '') return undefined
  if (id === '' || secret === '') throw new BadChoice(`${idName} and ${secretName} go together: set both or neither`)
  if (!KEY_ID.test(id)) throw new BadChoice(`${idName} must be 16 to 128 characters of A-Z, a-z, 0-9 and _`)
  if (secret.length < MIN_SECRET) throw new BadChoice(`${secretName} must have at least ${MIN_SECRET} characters`)
  if (PUBLISHED.has(secret) && !isLoopback) {
    throw new BadChoice(
      `${secretName} is an example from documentation; choose another before listening beyond this machine`,
    )
  }
  return { accessKeyId: id, secretAccessKey: secret }
}

/** The choices of an environment. Throws BadChoice. */
export function chosenFrom(env: Env, isLoopback: boolean): Chosen {
  const accountId = env['BREVET_ACCOUNT_ID'] ?? ''
  if (accountId !== '' && !ACCOUNT.test(accountId)) throw new BadChoice('BREVET_ACCOUNT_ID must be 12 digits')
  const admin = chosenKey(env, 'ADMIN', isLoopback)
  const root = chosenKey(env, 'ROOT', isLoopback)
  if (admin !== undefined && admin.accessKeyId === root?.accessKeyId) {
    throw new BadChoice('BREVET_ADMIN_ACCESS_KEY_ID and BREVET_ROOT_ACCESS_KEY_ID must differ')
  }
  return {
    ...(accountId === '' ? {} : { accountId }),
    ...(admin === undefined ? {} : { admin }),
    ...(root === undefined ? {} : { root }),
  }
}
