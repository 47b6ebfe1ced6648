/** What export and import tell of what went wrong in a data directory. */
import { CommandError } from '../../command.ts'

const SAYS_IT_ALL: ReadonlySet<string> = new Set(['TransferError', 'BackupError', 'StoreUnavailable'])

/** Runs `work`; turns what a person can do something about into a CommandError that says that nothing was changed. */
export async function explaining<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof CommandError) throw error
    const system = 'code' in error && 'syscall' in error
    if (!system && !SAYS_IT_ALL.has(error.name)) throw error
    const problems = 'problems' in error && Array.isArray(error.problems) ? error.problems : []
    throw new CommandError([`${error.message}.`, ...problems].join('\n  '), 'Nothing was changed.')
  }
}
