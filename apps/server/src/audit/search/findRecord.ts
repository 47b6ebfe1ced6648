/** One record by the request's id, out of the newest segments of the log. */
import { join } from 'node:path'
import type { AuditRecord } from '../audit.ts'
import { parseRecord } from '../line.ts'
import { listSegments, readLines } from '../segments.ts'

/** What is looked for. Both records of a cross-account call have the same request id. */
export interface RecordQuery {
  readonly requestId: string
  /** Only records that belong to this account; absent: of any. */
  readonly accountId?: string
}

/** Segments searched, newest first: as many as make about 1 GiB. */
const MAX_SEGMENTS = 16

/** The record of a request; undefined where the newest segments of the log in `directory` hold none. Reads the log as it is: verifyLog tells whether it is genuine. */
export async function findRecord(directory: string, query: RecordQuery): Promise<AuditRecord | undefined> {
  const names = (await listSegments(directory)).slice(-MAX_SEGMENTS).reverse()
  for (const name of names) {
    const found = await findIn(join(directory, name), query)
    if (found !== undefined) return found
  }
  return undefined
}

async function findIn(path: string, { requestId, accountId }: RecordQuery): Promise<AuditRecord | undefined> {
  const mark = `"requestID":${JSON.stringify(requestId)}`
  for await (const { text, whole } of readLines(path)) {
    // Most lines are others': the search for a text is far cheaper than reading JSON.
    const record = whole && text.includes(mark) ? parseRecord(text)?.record : undefined
    if (record?.requestID !== requestId) continue
    if (accountId === undefined || record.recipientAccountId === accountId) return record
  }
  return undefined
}
