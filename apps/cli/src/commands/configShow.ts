/** brevet config show: the settings in force. */
import type { Config, Origin, SettingName } from '@brevet/server/config'
import type { Command } from '../command.ts'
import { CONFIG_OPTIONS, readConfig, settingVariables } from '../serverConfig.ts'

/** A setting as the YAML file would have it. */
function valueText(config: Config, name: SettingName): string {
  const value = config[name]
  if (value === undefined) return 'null'
  if (typeof value === 'object' && 'host' in value) {
    const host = value.host.includes(':') ? `[${value.host}]` : value.host
    return JSON.stringify(`${host}:${value.port}`)
  }
  return JSON.stringify(value)
}

function originText(origin: Origin | undefined, variable: string): string {
  return origin === 'environment' ? `environment (${variable})` : (origin ?? 'default')
}

/** Prints YAML that serve would read back as the same settings; unset ones as comments. */
export const configShow: Command = {
  name: 'config show',
  summary: 'Print the settings in force.',
  options: [
    { flag: 'origin', description: 'Say where each value comes from.' },
    { flag: 'json', description: 'As JSON.' },
    ...CONFIG_OPTIONS,
  ],
  run(given, terminal) {
    const loaded = readConfig(given, terminal)
    if (!loaded.ok) {
      terminal.err(`${loaded.problems.join('\n')}\n`)
      return Promise.resolve(1)
    }
    const rows = settingVariables().map(([name, variable]) => {
      return { name, value: valueText(loaded.config, name), origin: originText(loaded.origins.get(name), variable) }
    })
    const withOrigin = given.switches.has('origin')
    if (given.switches.has('json')) {
      const entries = rows.map(({ name, origin, value }) => [
        name,
        withOrigin ? { value: JSON.parse(value) as unknown, origin } : (JSON.parse(value) as unknown),
      ])
      terminal.out(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
    } else {
      const lines = rows.map(
        ({ name, origin, value }) =>
          `${value === 'null' ? '# ' : ''}${name}: ${value}${withOrigin ? `  # ${origin}` : ''}`,
      )
      terminal.out(`${lines.join('\n')}\n`)
    }
    return Promise.resolve(0)
  },
}
