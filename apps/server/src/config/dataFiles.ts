/** What lies where in the data directory. */
import { join } from 'node:path'

/** Paths of a deployment's files. */
export interface DataFiles {
  readonly directory: string
  readonly database: string
  readonly keys: string
  readonly rootKey: string
  readonly audit: string
  readonly clockFloor: string
  readonly adminCredentials: string
  /** Endpoint and process id while a server runs. */
  readonly serverJson: string
}

/** The files of `directory`; `database` replaces the database's place. */
export const dataFiles = (directory: string, database?: string): DataFiles => ({
  directory,
  database: database ?? join(directory, 'brevet.db'),
  keys: join(directory, 'keys'),
  rootKey: join(directory, 'keys', 'root.key'),
  audit: join(directory, 'audit'),
  clockFloor: join(directory, 'clock-floor'),
  adminCredentials: join(directory, 'admin-credentials'),
  serverJson: join(directory, 'server.json'),
})
