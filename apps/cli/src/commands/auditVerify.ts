/** brevet audit verify: is the log as the server wrote it? */
import { existsSync } from 'node:fs'
import { verifyLog } from '@brevet/server/audit'
import type { Verification } from '@brevet/server/audit'
import { dataFiles } from '@brevet/server/config'
import { CommandError } from '../command.ts'
import type { Command } from '../command.ts'
import { requireConfig } from '../serverConfig.ts'
import { auditKeyOf, DATA_OPTIONS } from './dataOptions.ts'

function verdict(result: Verification): string {
  if (!result.ok) return `bad: record ${result.sequence} in ${result.segment}, line ${result.line}: ${result.why}\n`
  const chainOnly = result.keyed
    ? ''
    : ' (hashes only: without the root key a log that was rewritten as a whole would pass)'
  const tail = result.tail === 'cut' ? '; the last line is unfinished, nobody was answered for it' : ''
  return `ok: ${result.records} records in ${result.segments} segments${tail}${chainOnly}\n`
}

/** Exit code 0 where every record is in its place, 1 where one is not: it is named. */
export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Check the hash chain of the audit log; names the first bad record.',
  options: [{ flag: 'json', description: 'The result as JSON.' }, ...DATA_OPTIONS],
  async run(given, terminal) {
    const { config } = requireConfig(given, terminal)
    const files = dataFiles(config.dataDir, config.database)
    if (!existsSync(files.audit)) {
      throw new CommandError(
        `there is no audit log in ${config.dataDir}, or this user may not see it.`,
        '--data-dir names the directory of the server.',
      )
    }
    const result = await verifyLog(files.audit, await auditKeyOf(files, terminal))
    if (given.switches.has('json')) terminal.out(`${JSON.stringify(result)}\n`)
    else if (result.ok) terminal.out(verdict(result))
    else terminal.err(verdict(result))
    return result.ok ? 0 : 1
  },
}
