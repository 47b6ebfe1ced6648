/** The server's configuration as commands that run beside it read it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { envName, loadConfig, SETTINGS } from '@brevet/server/config'
import type { Config, Loaded, SettingName } from '@brevet/server/config'
import { CommandError } from './command.ts'
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

/** The configuration, or CommandError with everything that is wrong. */
export function requireConfig(given: Arguments, terminal: Terminal): Config {
  const loaded = readConfig(given, terminal)
  if (loaded.ok) return { ...loaded.config, dataDir: resolve(terminal.cwd, loaded.config.dataDir) }
  throw new CommandError(
    loaded.problems.join('\n'),
    '`brevet config show` prints what is in force and where it comes from.',
  )
}
