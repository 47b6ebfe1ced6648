/** Reports that are made at one call and fetched by another. They live in this process: after a restart they are made anew. */
import type { OrganizationsJob } from '../organizationsAccess/accessReport.ts'
import type { AccessJob } from '../serviceLastAccessed/accessJob.ts'
import { ReportQueue } from './reportQueue.ts'

/** An account's credential report. */
export type CredentialReport =
  | { readonly state: 'making' }
  | { readonly state: 'made'; readonly text: string; readonly atMs: number }
  | { readonly state: 'failed'; readonly error: unknown }

/** Characters of all credential reports together. */
const MAX_CHARACTERS = 64 * 1024 * 1024
/** Services and entities in all reports about last accessed services together: about 60 MB. */
const MAX_ITEMS = 200_000

/** A map that forgets what was put first when all together weigh too much; never what was put last. */
class Bounded<V> {
  readonly #entries = new Map<string, V>()
  readonly #most: number
  readonly #weigh: (value: V) => number
  #weight = 0

  constructor(most: number, weigh: (value: V) => number) {
    this.#most = most
    this.#weigh = weigh
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  put(key: string, value: V): void {
    this.#drop(key)
    this.#entries.set(key, value)
    this.#weight += this.#weigh(value)
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#most || oldest === key) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#weight -= this.#weigh(value)
    this.#entries.delete(key)
  }
}

/** What is not made yet weighs a little too: there could be any number of it. */
const SOME = 100

const weightOfReport = (report: CredentialReport): number => SOME + (report.state === 'made' ? report.text.length : 0)

function weightOfJob({ outcome }: AccessJob): number {
  if (outcome.state !== 'made') return SOME
  const { services, members, accessed } = outcome.report
  const actions = services.reduce((sum, { TrackedActionsLastAccessed: list }) => sum + (list?.length ?? 0), 0)
  return SOME + services.length + actions + members.length + accessed.size
}

const weightOfOrganizationsJob = ({ outcome }: OrganizationsJob): number =>
  SOME + (outcome.state === 'made' ? outcome.details.length : 0)

/** The reports of this process, each bound to its account. */
export class Reports {
  /** Told why a report could not be made: its reader learns only that. */
  readonly failed: (error: unknown) => void
  /** Where reports that read a lot wait for their turn. */
  readonly queue = new ReportQueue()
  readonly #credentials = new Bounded<CredentialReport>(MAX_CHARACTERS, weightOfReport)
  readonly #jobs = new Bounded<AccessJob>(MAX_ITEMS, weightOfJob)
  readonly #organizationsJobs = new Bounded<OrganizationsJob>(MAX_ITEMS, weightOfOrganizationsJob)

  constructor(failed: (error: unknown) => void) {
    this.failed = failed
  }

  credentialReport(accountId: string): CredentialReport | undefined {
    return this.#credentials.get(accountId)
  }

  putCredentialReport(accountId: string, report: CredentialReport): void {
    this.#credentials.put(accountId, report)
  }

  /** A job of this account; another's is as unknown as one that does not exist. */
  job(accountId: string, jobId: string): AccessJob | undefined {
    return this.#jobs.get(`${accountId} ${jobId}`)
  }

  putJob(accountId: string, jobId: string, job: AccessJob): void {
    this.#jobs.put(`${accountId} ${jobId}`, job)
  }

  /** As `job`, for reports about an organization. */
  organizationsJob(accountId: string, jobId: string): OrganizationsJob | undefined {
    return this.#organizationsJobs.get(`${accountId} ${jobId}`)
  }

  putOrganizationsJob(accountId: string, jobId: string, job: OrganizationsJob): void {
    this.#organizationsJobs.put(`${accountId} ${jobId}`, job)
  }
}
