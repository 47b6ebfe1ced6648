/** Refused calls out of the audit log, one search at a time. */
import { findRecord } from '../../audit/search/findRecord.ts'
import type { AuditRecord } from '../../audit/audit.ts'
import { ServiceError } from '../../domain/errors.ts'

/** The records of past calls. */
export interface DecisionRecords {
  /**
   * The record of a request in `accountId`'s part of the log; undefined where the newest segments have none. Rejects with
   * ServiceError `ThrottlingException` while too many searches wait.
   */
  find(requestId: string, accountId: string): Promise<AuditRecord | undefined>
}

/** Searches that may wait: each may read a gigabyte. */
const MAX_WAITING = 4

/** The records of the log in `directory`. */
export function decisionRecords(directory: string): DecisionRecords {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return {
    async find(requestId, accountId) {
      if (waiting >= MAX_WAITING) throw new ServiceError('ThrottlingException', 'Too many searches at once: try again.')
      waiting += 1
      const search = last.then(() => findRecord(directory, { requestId, accountId }))
      // What one search fails with is its caller's to hear, not the next one's.
      last = search.catch(() => undefined)
      try {
        return await search
      } finally {
        waiting -= 1
      }
    },
  }
}
