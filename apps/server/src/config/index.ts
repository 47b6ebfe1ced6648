/** Configuration: the table of settings and how they are read. */
export { loadConfig } from './load.ts'
export type { Loaded, Origin, Sources } from './load.ts'
export { envName, SETTINGS } from './schema.ts'
export type { Config, ListenAddress, SettingName } from './schema.ts'
