/** Reports that are made at one call and fetched by another. They live in this process: after a restart they are made anew. */
import type { AccessJob } from '../serviceLastAccessed/accessJob.ts'

/** An account's credential report. */
export type CredentialReport =
  | { readonly state: 'making' }
  | { readonly state: 'made'; readonly text: string; readonly atMs: number }
  | { readonly state: 'failed'; readonly error: unknown }

/** Accounts for which reports of a kind are kept, and reports of one account. */
const MAX_ACCOUNTS = 1_000
const MAX_JOBS = 100

/** A map that forgets what was put first beyond a number of entries. */
class Bounded<V> {
  readonly #entries = new Map<string, V>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  put(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest)
  }
}

/** The reports of this process, each bound to its account. */
export class Reports {
  readonly #credentials = new Bounded<CredentialReport>(MAX_ACCOUNTS)
  readonly #jobs = new Bounded<Bounded<AccessJob>>(MAX_ACCOUNTS)

  credentialReport(accountId: string): CredentialReport | undefined {
    return this.#credentials.get(accountId)
  }

  putCredentialReport(accountId: string, report: CredentialReport): void {
    this.#credentials.put(accountId, report)
  }

  /** A job of this account; another's is as unknown as one that does not exist. */
  job(accountId: string, jobId: string): AccessJob | undefined {
    return this.#jobs.get(accountId)?.get(jobId)
  }

  putJob(accountId: string, jobId: string, job: AccessJob): void {
    const jobs = this.#jobs.get(accountId) ?? new Bounded<AccessJob>(MAX_JOBS)
    this.#jobs.put(accountId, jobs)
    jobs.put(jobId, job)
  }
}
