/** The only ambient output: structured lines on stdout, one JSON object each. Secrets never reach it. */
import { pino } from 'pino'

/** How much to say. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

type Say = (facts: Readonly<Record<string, unknown>>, message: string) => void

/** A structured log. `facts` must not hold secrets; Secret values print as `[secret]`. */
export interface Log {
  readonly debug: Say
  readonly info: Say
  readonly warn: Say
  readonly error: Say
}

/** A belt beside the braces of Secret: names that may only ever hold secrets are blanked. */
const REDACTED = [
  'secretAccessKey',
  'sessionToken',
  'SecretAccessKey',
  'SessionToken',
  'authorization',
  'password',
  'tokenCode',
]

/** Writes to file descriptor `fd` (1: stdout), synchronously, so that the last line before an exit is not lost. */
export function createLog(level: LogLevel, fd = 1): Log {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`])
  return pino(
    { level, base: null, redact: paths, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd, sync: true }),
  )
}
