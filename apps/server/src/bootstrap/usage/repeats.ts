/** Records that tell of the same uses as one before: a busy client makes thousands of the same call in one second. */
import type { AuditRecord } from '../../audit/index.ts'

/** Different calls of one second that are remembered. */
const MAX_CALLS = 2_000

/** Remembers the calls of the newest second. */
export class Repeats {
  readonly #calls = new Set<string>()
  #second = ''

  /** False where a record of the same second, key, region and action came before. */
  isNew({ eventTime, userIdentity, eventSource, eventName, awsRegion }: AuditRecord): boolean {
    if (eventTime !== this.#second || this.#calls.size >= MAX_CALLS) {
      this.#second = eventTime
      this.#calls.clear()
    }
    // A key belongs to one user or session; what nobody proved to have made has none, and tells of nothing.
    const call = `${String(userIdentity['accessKeyId'])} ${awsRegion} ${eventSource} ${eventName}`
    if (this.#calls.has(call)) return false
    this.#calls.add(call)
    return true
  }
}
