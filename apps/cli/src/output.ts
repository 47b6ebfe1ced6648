/** Credentials in the forms that shells and tools take. */
import { UsageError } from './command.ts'
import type { Option } from './command.ts'

/** What STS answered. */
export interface IssuedCredentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken: string
  /** ISO-8601, UTC, whole seconds. */
  readonly Expiration: string
}

/** The names of the forms. */
export const FORMATS = ['json', 'env', 'fish', 'powershell', 'process'] as const
export type Format = (typeof FORMATS)[number]

/** The option that chooses a form. */
export const OUTPUT_OPTION: Option = {
  flag: 'output',
  placeholder: FORMATS.join('|'),
  description: "Form of the answer (default json, AWS's own shape; process is for credential_process).",
}

/** The form that `--output` names; `json` is the switch `--json`. Throws UsageError, also where the two disagree. */
export function formatOf(value: string | undefined, json = false): Format {
  if (json && value !== undefined && value !== 'json')
    throw new UsageError(`--json and --output ${value} contradict each other`)
  const found = FORMATS.find((format) => format === (value ?? 'json'))
  if (found === undefined) throw new UsageError(`--output must be one of: ${FORMATS.join(', ')}`)
  return found
}

const variables = (issued: IssuedCredentials): readonly (readonly [string, string])[] => [
  ['AWS_ACCESS_KEY_ID', issued.AccessKeyId],
  ['AWS_SECRET_ACCESS_KEY', issued.SecretAccessKey],
  ['AWS_SESSION_TOKEN', issued.SessionToken],
  ['AWS_CREDENTIAL_EXPIRATION', issued.Expiration],
]

const quoteSh = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
/** A word of a POSIX shell: quoted where it must be. */
export const shellWord = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : quoteSh(text))
const quoteFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
const quotePowershell = (text: string): string => `'${text.replaceAll("'", "''")}'`

const each = (issued: IssuedCredentials, line: (name: string, value: string) => string): string =>
  `${variables(issued)
    .map(([name, value]) => line(name, value))
    .join('\n')}\n`

/** The credentials of an answer in one form, newline at the end. `answer` is the whole STS result, for `json`. */
export function printCredentials(
  format: Format,
  issued: IssuedCredentials,
  answer: Readonly<Record<string, unknown>>,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...answer, Credentials: issued }, null, 4)}\n`
    case 'process':
      return `${JSON.stringify({ Version: 1, ...issued })}\n`
    case 'env':
      return each(issued, (name, value) => `export ${name}=${quoteSh(value)}`)
    case 'fish':
      return each(issued, (name, value) => `set -gx ${name} ${quoteFish(value)}`)
    case 'powershell':
      return each(issued, (name, value) => `$env:${name} = ${quotePowershell(value)}`)
  }
}

/** The Credentials element of an answer, its expiration as ISO text. Throws Error where the server sent none. */
export function credentialsIn(answer: Readonly<Record<string, unknown>>): IssuedCredentials {
  const given = answer['Credentials'] as Readonly<Record<string, unknown>> | undefined
  const { AccessKeyId, Expiration, SecretAccessKey, SessionToken } = given ?? {}
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || typeof SessionToken !== 'string') {
    throw new TypeError('the server answered without credentials')
  }
  return { AccessKeyId, SecretAccessKey, SessionToken, Expiration: isoText(Expiration) }
}

/** Query services answer times as epoch seconds in JSON. */
function isoText(value: unknown): string {
  if (typeof value === 'string') return value
  // oxlint-disable-next-line no-restricted-globals -- prints a given instant; reads no clock
  return `${new Date(Number(value) * 1000).toISOString().slice(0, 19)}Z`
}
