/** brevet config check: are the settings right? */
import type { Command } from '../command.ts'
import { CONFIG_OPTIONS, readConfig } from '../serverConfig.ts'

/** Exit code 0 where they are, 1 where they are not. */
export const configCheck: Command = {
  name: 'config check',
  summary: 'Check the settings of serve without starting it.',
  options: CONFIG_OPTIONS,
  run(given, terminal) {
    const loaded = readConfig(given, terminal)
    if (loaded.ok) terminal.out('ok\n')
    else terminal.err(`${loaded.problems.join('\n')}\n`)
    return Promise.resolve(loaded.ok ? 0 : 1)
  },
}
