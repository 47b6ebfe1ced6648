/** A configuration from its sources: flag, environment, file, default, in this order. */
import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { envName, SETTINGS } from './schema.ts'
import type { Config, RawValue, SettingName } from './schema.ts'

/** Where a value came from. */
export type Origin = 'flag' | 'environment' | 'file' | 'default'

/** What configurations are made of. `file` is the text of the YAML file. */
export interface Sources {
  readonly flags: ReadonlyMap<string, string>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file?: { readonly path: string; readonly text: string }
}

/** A configuration, or everything that is wrong with it. */
export type Loaded =
  | { readonly ok: true; readonly config: Config; readonly origins: ReadonlyMap<SettingName, Origin> }
  | { readonly ok: false; readonly problems: readonly string[] }

const NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/** Loaded when there is a file to read: it would cost every command and every start 10 ms. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml') as typeof Yaml

/** YAML is small on purpose: a flat map of settings. Anchors are refused, so that a file cannot expand. */
function readFile(file: Sources['file'], problems: string[]): ReadonlyMap<string, unknown> {
  if (file === undefined) return new Map()
  try {
    const content: unknown = yaml().parse(file.text, { maxAliasCount: 0, schema: 'core', mapAsMap: true })
    if (content === null || content === undefined) return new Map()
    if (content instanceof Map) return content as ReadonlyMap<string, unknown>
    problems.push(`${file.path}: expected settings as 'name: value' lines`)
  } catch (error) {
    problems.push(`${file.path}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not YAML'}`)
  }
  return new Map()
}

function isRaw(value: unknown): value is RawValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

interface Candidate {
  readonly origin: Origin
  readonly raw: unknown
  /** How the source calls the setting, for messages. */
  readonly label: string
}

function candidate(name: SettingName, sources: Sources, file: ReadonlyMap<string, unknown>): Candidate | undefined {
  const { flag } = SETTINGS[name]
  const flagged = sources.flags.get(flag)
  if (flagged !== undefined) return { origin: 'flag', raw: flagged, label: `--${flag}` }
  const fromEnv = sources.env[envName(name)]
  if (fromEnv !== undefined && fromEnv !== '') return { origin: 'environment', raw: fromEnv, label: envName(name) }
  if (file.has(name)) return { origin: 'file', raw: file.get(name), label: `${sources.file?.path ?? ''}: ${name}` }
  return undefined
}

function unknownKeys(file: ReadonlyMap<string, unknown>, path: string): readonly string[] {
  const known = new Set<string>(NAMES)
  return [...file.keys()]
    .filter((key) => !known.has(key))
    .map((key) => `${path}: unknown setting '${key}'; known are: ${NAMES.join(', ')}`)
}

/** Rules between settings. */
function crossChecks({ homeRegion, regions }: Config): readonly string[] {
  return regions !== undefined && !regions.includes(homeRegion)
    ? [`the home region '${homeRegion}' is not among the served regions: ${regions.join(', ')}`]
    : []
}

/** Reads all settings from their sources. Never throws; problems name the source, the value and what would be right. */
export function loadConfig(sources: Sources): Loaded {
  const problems: string[] = []
  const file = readFile(sources.file, problems)
  problems.push(...unknownKeys(file, sources.file?.path ?? ''))
  const origins = new Map<SettingName, Origin>()
  const values: Record<string, unknown> = {}
  for (const name of NAMES) {
    const found = candidate(name, sources, file)
    origins.set(name, found?.origin ?? 'default')
    values[name] = SETTINGS[name].fallback
    if (found === undefined) continue
    const parsed = isRaw(found.raw)
      ? SETTINGS[name].parse(found.raw)
      : { problem: 'expected a text or a list of texts' }
    if ('problem' in parsed) problems.push(`${found.label}: ${parsed.problem}`)
    else values[name] = parsed.value
  }
  const config = values as Config
  problems.push(...crossChecks(config))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, origins }
}
