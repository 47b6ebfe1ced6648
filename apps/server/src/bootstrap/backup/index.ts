/** Backup and restore, as the command line uses them. */
export { checkBackup, restoreBackup } from './restoreBackup.ts'
export type { CheckedBackup } from './restoreBackup.ts'
export { makeBackup } from './makeBackup.ts'
export type { Findings } from './examine.ts'
export { openKeyFiles, readKeyFiles, rootKeyAmong, sealKeyFiles, SHORTEST_PASSPHRASE } from './keyArchive.ts'
export type { KeyFile } from './keyArchive.ts'
export { BackupError } from './parts.ts'
export { createDurably } from '../../runtime/durableFile.ts'
