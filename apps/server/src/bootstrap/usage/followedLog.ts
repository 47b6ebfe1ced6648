/** The audit log together with the follower that keeps when what was last used. */
import { type AuditLogOptions, type OpenAuditLog, openAuditLog } from '../../audit/index.ts'
import type { Log } from '../../runtime/log.ts'
import type { UsageNotes } from '../../store/usage.ts'
import { UseFollower } from './useFollower.ts'

/** The log's options, and where uses are noted. */
export interface FollowedLogOptions extends Omit<AuditLogOptions, 'observe' | 'log'> {
  readonly notes: UsageNotes
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** Opens the log as `openAuditLog` does. Closing it writes what its follower has gathered: close it before the store. */
export async function openFollowedLog(options: FollowedLogOptions): Promise<OpenAuditLog> {
  const follower = new UseFollower(options)
  const log = await openAuditLog({ ...options, observe: follower.observe })
  follower.start(() => log.newestSequence())
  return {
    ...log,
    writable: () => log.writable(),
    async close() {
      try {
        await log.close()
      } finally {
        await follower.stop()
      }
    },
  }
}
