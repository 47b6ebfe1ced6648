/** brevet serve: the server. */
import { relative } from 'node:path'
import type { Running } from '@brevet/server'
import { CommandError } from '../command.ts'
import type { Command, ExitCode, Terminal } from '../command.ts'
import { shellWord } from '../output.ts'
import { CONFIG_OPTIONS, requireConfig } from '../serverConfig.ts'

/** Shown to a person: what runs, and three lines to paste. */
function banner(running: Running, region: string, { cwd }: Terminal): string {
  const file = `${running.dataDir}/admin-credentials`
  const near = relative(cwd, file)
  return [
    '',
    `  Brevet serves STS, IAM and Organizations on ${running.endpoint}`,
    `  Account ${running.accountId}, data in ${running.dataDir}`,
    '',
    '  Paste into another terminal:',
    `    export AWS_SHARED_CREDENTIALS_FILE=${near.startsWith('..') ? shellWord(file) : `$PWD/${shellWord(near)}`}`,
    // AWS CLI 1 and boto3 read AWS_DEFAULT_REGION only, other SDKs AWS_REGION only.
    `    export AWS_ENDPOINT_URL=${running.endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    '    aws sts get-session-token',
    '',
    '  An AWS CLI older than 2.13 does not know AWS_ENDPOINT_URL and would call AWS itself:',
    `    aws --endpoint-url ${running.endpoint} --region ${region} sts get-session-token`,
    '',
    '',
  ].join('\n')
}

/** What hinders taking the address, and writing. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program has this address: choose another with --listen HOST:PORT (port 0 takes a free one).'],
  ['EACCES', 'the address may not be taken by this user: use a port above 1023.'],
  ['EADDRNOTAVAIL', 'this machine does not have that address: 127.0.0.1 is always there.'],
  ['ENOSPC', 'the disk is full: free some space, or use another --data-dir.'],
])

const EXPECTED: ReadonlySet<string> = new Set([
  'AlreadyServed',
  'BadChoice',
  'AuditLogDamaged',
  'StoreUnavailable',
  'AuditUnavailable',
])

/** A failed start, said so that the next step is clear; what a call of the system says of a file is said as it is. */
function startFailure(error: unknown): Error {
  if (!(error instanceof Error)) return new CommandError('the server could not start')
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isOfFiles = 'syscall' in error && error.syscall !== 'listen'
  const known = isOfFiles && code !== 'ENOSPC' ? undefined : KNOWN.get(code)
  if (known !== undefined) return new CommandError(`${error.message}: ${known}`)
  return EXPECTED.has(error.name) || code === '' ? new CommandError(error.message) : error
}

/** How long stopping may take, milliseconds. What is not done by then is as after a crash: the next start finds it. */
const STOPS_WITHIN_MS = 9_500

async function untilStopped(running: Running, stop: AbortSignal, late: () => void): Promise<ExitCode> {
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
  const timer = setTimeout(late, STOPS_WITHIN_MS)
  await running.stop().finally(() => clearTimeout(timer))
  return 0
}

/** Serves until SIGTERM or SIGINT, then drains. Everything is loaded here, so that other commands start fast. */
export const serve: Command = {
  name: 'serve',
  summary: 'Serve STS, IAM and Organizations.',
  options: CONFIG_OPTIONS,
  notes: [
    'Every option is also BREVET_<OPTION> in the environment and a key of the YAML file; flag, environment, file, default, in this order.',
    'First start only: BREVET_ACCOUNT_ID, BREVET_ADMIN_ACCESS_KEY_ID and _SECRET_ACCESS_KEY, BREVET_ROOT_ACCESS_KEY_ID and _SECRET_ACCESS_KEY.',
    'BREVET_ROOT_KEY (base64, 32 bytes) replaces the root key file.',
  ],
  async run(given, terminal) {
    const { config, origins } = requireConfig(given, terminal)
    const [{ serve: start }, { createLog }] = await Promise.all([
      import('@brevet/server'),
      import('@brevet/server/log'),
    ])
    // On a terminal the banner says what matters; whoever wants the log there asks for it.
    const quiet = process.stdout.isTTY && origins.get('logLevel') === 'default'
    const log = createLog(quiet ? 'warn' : config.logLevel)
    const fatal = (error: Error): never => {
      log.error({ err: error }, 'the disk failed: stopping at once')
      // oxlint-disable-next-line unicorn/no-process-exit -- nothing may be answered any more (issue: a failed fsync stops the process)
      return process.exit(70)
    }
    // From here on a signal means draining, also while starting.
    const { stop } = terminal
    const running = await start({ config, env: terminal.env, log, fatal }).catch((error: unknown) => {
      throw startFailure(error)
    })
    if (process.stdout.isTTY) terminal.out(banner(running, config.homeRegion, terminal))
    else log.info({ endpoint: running.endpoint, accountId: running.accountId, dataDir: running.dataDir }, 'ready')
    return untilStopped(running, stop, () => {
      log.error(
        { afterMs: STOPS_WITHIN_MS },
        'stopping took too long: ended at once; nothing that was acknowledged is lost',
      )
      // Seen once with Node 26.10: a worker thread did not end when told to. process.exit waits for threads, this does not.
      process.kill(process.pid, 'SIGKILL')
    })
  },
}
