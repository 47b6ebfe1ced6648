/** brevet audit verify: is the log as the server wrote it? */
import { resolve } from 'node:path'
import { verifyLog } from '@brevet/server/audit'
import { dataFiles } from '@brevet/server/config'
import type { Command } from '../command.ts'
import { requireConfig } from '../serverConfig.ts'
import { auditKeyOf, DATA_OPTIONS } from './dataOptions.ts'

/** Exit code 0 where every record is in its place, 1 where one is not: it is named. */
export const auditVerify: Command = {
  name: 'audit verify',
  summary: 'Check the hash chain of the audit log; names the first bad record.',
  options: [{ flag: 'json', description: 'The result as JSON.' }, ...DATA_OPTIONS],
  async run(given, terminal) {
    const config = requireConfig(given, terminal)
    const files = dataFiles(resolve(terminal.cwd, config.dataDir), config.database)
    const key = await auditKeyOf(files, terminal)
    const result = await verifyLog(files.audit, key)
    if (given.switches.has('json')) terminal.out(`${JSON.stringify(result)}\n`)
    else if (result.ok)
      terminal.out(
        `ok: ${result.records} records in ${result.segments} segments${key === undefined ? ' (chain only: no root key to check the checkpoint with)' : ''}\n`,
      )
    else terminal.err(`${JSON.stringify(result)}\n`)
    return result.ok ? 0 : 1
  },
}
