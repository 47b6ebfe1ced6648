/** What commands that work on a data directory themselves tell of what went wrong there. */
import { CommandError } from '../command.ts'

/** Errors whose message is meant for people. */
const SAYS_IT_ALL: ReadonlySet<string> = new Set(['BackupError', 'StoreUnavailable', 'TransferError'])

/** For commands that do everything or nothing. */
export const UNCHANGED = 'Nothing was changed.'

/** Runs `work`; turns what a person can do something about into a CommandError, with every problem it names and `next`. */
export async function explaining<T>(work: () => Promise<T>, next: string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof CommandError) throw error
    const system = 'code' in error && 'syscall' in error
    if (!system && !SAYS_IT_ALL.has(error.name)) throw error
    const problems = 'problems' in error && Array.isArray(error.problems) ? error.problems : []
    const sentence = /[.?!]$/.test(error.message) ? error.message : `${error.message}.`
    throw new CommandError([sentence, ...problems].join('\n  '), next)
  }
}
