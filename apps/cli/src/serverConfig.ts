/** The server's configuration as commands that run beside it read it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { envName, loadConfig, SETTINGS } from '@brevet/server/config'
import type { Loaded, SettingName } from '@brevet/server/config'
import { CommandError, UsageError } from './command.ts'
import type { Arguments, Option, Terminal } from './command.ts'

/** `--config`, and a flag for every setting. */
export const CONFIG_OPTIONS: readonly Option[] = [
  ...Object.values(SETTINGS).map(({ defaultText, description, flag, placeholder }) => ({
    flag,
    placeholder,
    description: defaultText === undefined ? description : `${description} (default ${defaultText})`,
  })),
  { flag: 'config', placeholder: 'FILE', description: 'YAML file of settings (default: BREVET_CONFIG).' },
]

/** The environment variable of each setting, for help texts. */
export const settingVariables = (): readonly (readonly [SettingName, string])[] =>
  (Object.keys(SETTINGS) as SettingName[]).map((name) => [name, envName(name)])

function configFile(given: Arguments, { cwd, env }: Terminal): { path: string; text: string } | undefined {
  const named = given.values.get('config') ?? env['BREVET_CONFIG']
  if (named === undefined || named === '') return undefined
  const path = resolve(cwd, named)
  try {
    return { path, text: readFileSync(path, 'utf8') }
  } catch {
    throw new CommandError(
      `cannot read ${path}.`,
      '--config takes a YAML file of settings; `brevet config show` prints one.',
    )
  }
}

/** Reads flags, environment and file. Throws CommandError where the file cannot be read. */
export function readConfig(given: Arguments, terminal: Terminal): Loaded {
  const file = configFile(given, terminal)
  return loadConfig({ flags: given.values, env: terminal.env, ...(file === undefined ? {} : { file }) })
}

/** Settings that can be started with. */
export type RightConfig = Extract<Loaded, { ok: true }>

/** The configuration with an absolute data directory. Throws UsageError for wrong flags, CommandError for wrong environment or file. */
export function requireConfig(given: Arguments, terminal: Terminal): RightConfig {
  const loaded = readConfig(given, terminal)
  if (loaded.ok)
    return { ...loaded, config: { ...loaded.config, dataDir: resolve(terminal.cwd, loaded.config.dataDir) } }
  const text = loaded.problems.join('\n')
  if (loaded.problems.every((problem) => problem.startsWith('--'))) throw new UsageError(text)
  throw new CommandError(text, '`brevet config show` prints what is in force and where it comes from.')
}
