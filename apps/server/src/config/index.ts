/** Configuration: the table of settings and how they are read. */
export { dataFiles } from './dataFiles.ts'
export type { DataFiles } from './dataFiles.ts'
export { loadConfig } from './load.ts'
export type { Loaded, Origin, Sources } from './load.ts'
export { envName, SETTINGS } from './schema.ts'
export type { Config, ListenAddress, SettingName } from './schema.ts'
