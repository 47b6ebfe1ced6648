/** What backup and restore tell of what went wrong. */
import { CommandError } from '../../command.ts'

const SAYS_IT_ALL: ReadonlySet<string> = new Set(['BackupError', 'StoreUnavailable'])

/** Runs `work`; turns what a person can do something about into a CommandError with the next step. */
export async function explaining<T>(work: () => Promise<T>, next: string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof CommandError) throw error
    const system = 'code' in error && 'syscall' in error
    if (!system && !SAYS_IT_ALL.has(error.name)) throw error
    throw new CommandError(`${error.message}.`, next)
  }
}
