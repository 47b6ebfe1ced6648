/** Which server to call. Source: contract.md, "Command grammar". */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError, UsageError } from '../command.ts'
import type { Arguments, Option, Terminal } from '../command.ts'

/** An address taken apart by hand: signed paths are never touched by a URL class. */
export interface Endpoint {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** What goes into the Host header. */
  readonly authority: string
}

/** Options that every command which calls the server takes. */
export const CALL_OPTIONS: readonly Option[] = [
  {
    flag: 'endpoint',
    placeholder: 'URL',
    description: 'Server to call (default: BREVET_ENDPOINT, AWS_ENDPOINT_URL, then the server running here).',
  },
  {
    flag: 'profile',
    placeholder: 'NAME',
    description: 'Profile of the AWS credentials file (default: AWS_PROFILE, then default).',
  },
  {
    flag: 'region',
    placeholder: 'R',
    description: 'Region to sign for (default: AWS_REGION, AWS_DEFAULT_REGION, then us-east-1).',
  },
]

/** For commands that read a data directory instead of calling a server. Throws UsageError where an option of a call is given. */
export function refuseCallOptions({ values }: Arguments): void {
  const given = CALL_OPTIONS.find(({ flag }) => values.has(flag))
  if (given !== undefined)
    throw new UsageError(`--${given.flag} is for calls of a server: without --data-dir, --config and --database`)
}

const FORM = /^(https?):\/\/(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/?$/

/** The parts of `http://host:port`. Throws UsageError. */
export function parseEndpoint(text: string): Endpoint {
  const match = FORM.exec(text)
  if (match === null) throw new UsageError(`'${text}' is not an endpoint; for example http://127.0.0.1:7870`)
  const [, scheme, host = '', port] = match
  const secure = scheme === 'https'
  const authority = port === undefined ? host : `${host}:${port}`
  return {
    secure,
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? 443 : 80) : Number(port),
    authority,
  }
}

function runningHere({ cwd, env }: Terminal): string | undefined {
  try {
    const text = readFileSync(resolve(cwd, env['BREVET_DATA_DIR'] ?? 'brevet-data', 'server.json'), 'utf8')
    const { endpoint } = JSON.parse(text) as { endpoint?: unknown }
    return typeof endpoint === 'string' ? endpoint : undefined
  } catch {
    return undefined
  }
}

/** The endpoint of a call. Throws CommandError where none is known. */
export function endpointOf(given: Arguments, terminal: Terminal): Endpoint {
  const { env } = terminal
  const named = given.values.get('endpoint') ?? env['BREVET_ENDPOINT'] ?? env['AWS_ENDPOINT_URL']
  const text = named !== undefined && named !== '' ? named : runningHere(terminal)
  if (text !== undefined) return parseEndpoint(text)
  throw new CommandError(
    'no server is known.',
    'Start one here with `brevet serve`, or name one with --endpoint URL or BREVET_ENDPOINT.',
  )
}
