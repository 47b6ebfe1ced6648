/** brevet audit tail: the newest records. */
import { readRecords } from '@brevet/server/audit'
import { dataFiles } from '@brevet/server/config'
import { CommandError, UsageError } from '../command.ts'
import type { Command } from '../command.ts'
import { requireConfig } from '../serverConfig.ts'
import { DATA_OPTIONS } from './dataOptions.ts'
import { existsSync } from 'node:fs'

const DEFAULT_LINES = 10

function lineCount(text: string | undefined): number {
  const lines = Number(text ?? DEFAULT_LINES)
  if (!Number.isSafeInteger(lines) || lines < 0)
    throw new UsageError(`--lines must be a whole number, not '${text ?? ''}'`)
  return lines
}

/** One record as a person reads it: when, who, what, outcome. Control characters were escaped when it was written. */
function line(record: {
  eventTime: string
  eventName: string
  eventSource: string
  errorCode?: string
  sourceIPAddress: string
  userIdentity: Readonly<Record<string, unknown>>
}): string {
  const { arn, principalId, type } = record.userIdentity
  const who = typeof arn === 'string' ? arn : typeof principalId === 'string' ? principalId : String(type)
  const service = record.eventSource.split('.')[0] ?? ''
  return JSON.stringify(
    `${record.eventTime}  ${record.errorCode ?? 'ok'}  ${service}:${record.eventName}  ${who}  ${record.sourceIPAddress}`,
  ).slice(1, -1)
}

/** CloudTrail records, oldest first. */
export const auditTail: Command = {
  name: 'audit tail',
  summary: 'Show the newest audit records.',
  options: [
    { flag: 'lines', placeholder: 'N', description: `How many to begin with (default ${DEFAULT_LINES}).` },
    { flag: 'follow', description: 'Go on as records are written, until interrupted.' },
    { flag: 'json', description: "Whole records, one JSON object a line, in CloudTrail's shape." },
    ...DATA_OPTIONS,
  ],
  async run(given, terminal) {
    const { config } = requireConfig(given, terminal)
    const { audit } = dataFiles(config.dataDir, config.database)
    if (!existsSync(audit))
      throw new CommandError(
        `there is no audit log in ${config.dataDir}, or this user may not see it.`,
        '--data-dir names the directory of the server.',
      )
    const options = {
      last: lineCount(given.values.get('lines')),
      follow: given.switches.has('follow'),
      signal: terminal.stop,
    }
    for await (const { record } of readRecords(audit, options)) {
      terminal.out(`${given.switches.has('json') ? JSON.stringify(record) : line(record)}\n`)
    }
    return 0
  },
}
