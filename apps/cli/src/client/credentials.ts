/** The caller's own credentials: environment first, then the AWS credentials file. Source: AWS SDKs reference, "Credential provider chain". */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CommandError } from '../command.ts'
import type { Arguments, Terminal } from '../command.ts'

/** Credentials that sign calls. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

type Section = ReadonlyMap<string, string>

/** Sections of an AWS ini file. Lines it does not know are passed over, as the SDKs do. */
export function parseIni(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>()
  let current: Map<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/.exec(line)
    if (header?.[1] !== undefined) {
      current = sections.get(header[1]) ?? new Map()
      sections.set(header[1], current)
      continue
    }
    const pair = /^([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (pair?.[1] !== undefined) current?.set(pair[1].toLowerCase(), pair[2] ?? '')
  }
  return sections
}

function fromSection(section: Section | undefined): Credentials | undefined {
  const accessKeyId = section?.get('aws_access_key_id')
  const secretAccessKey = section?.get('aws_secret_access_key')
  const sessionToken = section?.get('aws_session_token')
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

function fromEnvironment(env: Terminal['env']): Credentials | undefined {
  const accessKeyId = env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']
  const sessionToken = env['AWS_SESSION_TOKEN']
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The credentials a command signs with. A profile that is named wins over keys in the environment. Throws CommandError. */
export function credentialsOf(given: Arguments, { env }: Terminal): Credentials {
  const named = given.values.get('profile')
  const profile = named ?? env['AWS_PROFILE'] ?? 'default'
  const fromEnv = named === undefined ? fromEnvironment(env) : undefined
  if (fromEnv !== undefined) return fromEnv
  const home = join(env['HOME'] ?? homedir(), '.aws')
  const files = [
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, 'credentials'),
    env['AWS_CONFIG_FILE'] ?? join(home, 'config'),
  ]
  for (const file of files) {
    const found = fromSection(parseIni(readIfThere(file)).get(profile))
    if (found !== undefined) return found
  }
  throw new CommandError(
    `no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor profile '${profile}' in ${files[0] ?? ''}.`,
    'The admin of a server started here: export AWS_SHARED_CREDENTIALS_FILE=$PWD/brevet-data/admin-credentials',
  )
}
