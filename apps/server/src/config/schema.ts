/** Every setting, once: its name, where it may come from, what it accepts, what it means. Flags, environment, file, docs and JSON schema follow this table. */

/** A setting's value as text (flags and environment) or as YAML gives it. */
export type RawValue = string | number | boolean | readonly string[]

/** One setting. `env` is always `BREVET_` and the flag's name in upper case. */
export interface Setting<T> {
  /** Flag without `--`; the YAML key is its camel case. */
  readonly flag: string
  readonly placeholder: string
  readonly description: string
  /** Printed in help; absent where there is none. */
  readonly defaultText?: string
  readonly fallback: T
  /** The parsed value, or a sentence that says what is wrong with it and what would be right. */
  parse(raw: RawValue): { readonly value: T } | { readonly problem: string }
}

/** Where the server listens. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition

const text = (raw: RawValue): string => (Array.isArray(raw) ? raw.join(',') : String(raw))

function parseListen(raw: RawValue): { value: ListenAddress } | { problem: string } {
  const given = text(raw)
  const colon = given.lastIndexOf(':')
  const host = given.slice(0, Math.max(colon, 0)).replace(/^\[|\]$/g, '')
  const port = given.slice(colon + 1)
  if (colon < 1 || host === '' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { problem: `'${given}' is not HOST:PORT; for example 127.0.0.1:7870, or 127.0.0.1:0 for a free port` }
  }
  return { value: { host, port: Number(port) } }
}

function parseRegions(raw: RawValue): { value: readonly string[] | undefined } | { problem: string } {
  const regions = (Array.isArray(raw) ? raw : text(raw).split(',')).map((region: string) => region.trim())
  const bad = regions.find((region) => !/^[a-z]{2}(-[a-z0-9]+)+$/.test(region))
  return bad === undefined ? { value: regions } : { problem: `'${bad}' is not a region name; for example eu-central-1` }
}

const oneOf =
  <const V extends string>(...allowed: readonly V[]) =>
  (raw: RawValue): { value: V } | { problem: string } => {
    const found = allowed.find((value) => value === raw)
    return found === undefined ? { problem: `'${text(raw)}' is not one of: ${allowed.join(', ')}` } : { value: found }
  }

function parseServices(raw: RawValue): { value: readonly string[] } | { problem: string } {
  const given = (Array.isArray(raw) ? raw : text(raw).split(',')).map((prefix: string) => prefix.trim())
  const prefixes = given.filter((prefix) => prefix !== '')
  const bad = prefixes.find((prefix) => !/^[a-z0-9.-]+$/.test(prefix))
  return bad === undefined
    ? { value: prefixes }
    : { problem: `'${bad}' is not a service prefix; for example inventory, for actions such as inventory:Read` }
}

function parseSwitch(raw: RawValue): { value: boolean } | { problem: string } {
  const given = text(raw)
  return given === 'true' || given === 'false'
    ? { value: given === 'true' }
    : { problem: `'${given}' is not true or false` }
}

function parseDatabase(raw: RawValue): { value: string | undefined } | { problem: string } {
  const url = text(raw)
  if (!url.startsWith('sqlite:'))
    return { problem: `'${url}' is not a sqlite:FILE URL; SQLite is the only database of this version` }
  const file = url.slice('sqlite:'.length)
  return file === ''
    ? { problem: 'sqlite: needs a file, for example sqlite:/var/lib/brevet/brevet.db' }
    : { value: file }
}

function parsePath(raw: RawValue): { value: string } | { problem: string } {
  const path = text(raw)
  return path === '' || path.includes('\0') ? { problem: 'a path must not be empty' } : { value: path }
}

/** The settings of `brevet serve`. */
export const SETTINGS = {
  dataDir: setting({
    flag: 'data-dir',
    placeholder: 'DIR',
    description: 'Where everything is kept: database, keys, audit log, admin credentials.',
    defaultText: './brevet-data',
    fallback: './brevet-data',
    parse: parsePath,
  }),
  listen: setting<ListenAddress>({
    flag: 'listen',
    placeholder: 'HOST:PORT',
    description: 'Address to serve on; port 0 takes a free one.',
    defaultText: '127.0.0.1:7870',
    fallback: { host: '127.0.0.1', port: 7870 },
    parse: parseListen,
  }),
  database: setting<string | undefined>({
    flag: 'database',
    placeholder: 'URL',
    description: 'sqlite:FILE.',
    defaultText: 'sqlite:<data-dir>/brevet.db',
    fallback: undefined,
    parse: parseDatabase,
  }),
  regions: setting<readonly string[] | undefined>({
    flag: 'regions',
    placeholder: 'R1,R2',
    description:
      "Regions to serve, on in every account; requests signed for others are refused. Without it a signature's region is taken as it is, and those that AWS's accounts opt into are off until an account enables them.",
    fallback: undefined,
    parse: parseRegions,
  }),
  homeRegion: setting({
    flag: 'home-region',
    placeholder: 'R',
    description: 'The region whose keys sign the tokens this server issues.',
    defaultText: 'us-east-1',
    fallback: 'us-east-1',
    parse(raw) {
      const parsed = parseRegions(raw)
      if ('problem' in parsed) return parsed
      const [region, ...more] = parsed.value ?? []
      return region === undefined || more.length > 0
        ? { problem: 'exactly one region is the home region' }
        : { value: region }
    },
  }),
  workers: setting({
    flag: 'workers',
    placeholder: 'N',
    description: 'Processes that serve; 1 is all this version can do.',
    defaultText: '1',
    fallback: 1,
    parse(raw) {
      return text(raw) === '1'
        ? { value: 1 }
        : { problem: `'${text(raw)}' is not 1: this version serves with one process` }
    },
  }),
  tokenSignature: setting<'p256' | 'ed25519'>({
    flag: 'token-signature',
    placeholder: 'p256|ed25519',
    description: 'What signs session tokens: ECDSA P-256 or Ed25519.',
    defaultText: 'p256',
    fallback: 'p256',
    parse: oneOf('p256', 'ed25519'),
  }),
  knownServices: setting<readonly string[]>({
    flag: 'known-services',
    placeholder: 'P1,P2',
    description: 'Prefixes of services of your own: ValidatePolicy does not judge their actions, resources and keys.',
    fallback: [],
    parse: parseServices,
  }),
  privateNetwork: setting<boolean>({
    flag: 'private-network',
    placeholder: 'true|false',
    description: 'Whether callers come from private addresses: ValidatePolicy then takes them in aws:SourceIp.',
    defaultText: 'false',
    fallback: false,
    parse: parseSwitch,
  }),
  logLevel: setting<'debug' | 'info' | 'warn' | 'error'>({
    flag: 'log-level',
    placeholder: 'debug|info|warn|error',
    description: 'How much to log.',
    defaultText: 'info',
    fallback: 'info',
    parse: oneOf('debug', 'info', 'warn', 'error'),
  }),
} as const

/** The names of all settings. */
export type SettingName = keyof typeof SETTINGS

/** A whole configuration. */
export type Config = { readonly [N in SettingName]: (typeof SETTINGS)[N]['fallback'] }

/** The environment variable of a setting. */
export const envName = (name: SettingName): string => `BREVET_${SETTINGS[name].flag.toUpperCase().replaceAll('-', '_')}`
