/** Transactions that wait at the same time share one commit, and so one sync of the disk. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import type { Clock } from '../runtime/clock.ts'
import type { Transact } from './mfaCodes.ts'
import type { Db } from './schema.ts'

/** Works of one commit. */
const MOST = 64
/** No further work is begun after this time, milliseconds: works of one commit let nothing else run. */
const BEGIN_WITHIN_MS = 5

/** One transaction as its caller sees it. `attempt` runs it and answers what tells the caller once the commit is durable. */
interface Waiting {
  readonly attempt: (tx: Db) => Promise<() => void>
  readonly fail: (error: unknown) => void
}

/** What commits stand on. */
export interface CommitParts {
  readonly db: Db
  readonly clock: Clock
  /** Done at the end of every commit, for nobody who waits. What it answers is called when that is durable. */
  readonly alongside?: (tx: Db) => Promise<() => void>
  /** Told of every commit that failed, once. */
  readonly failed: (error: unknown) => void
}

/**
 * Runs works one after another, in the order they came. Each is in a savepoint of its own: it sees the works before it as
 * committed, and where it throws, its changes and no others are undone. Nobody is answered before the commit: where that
 * fails, all of its works have failed.
 */
export class SharedCommits {
  readonly #parts: CommitParts
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined

  constructor(parts: CommitParts) {
    this.#parts = parts
  }

  /** Runs `work`; resolves when it is durable. */
  readonly run: Transact = (work) =>
    new Promise((resolve, reject) => {
      this.#waiting.push({
        attempt: async (tx) => {
          const result = await inSavepoint(tx, () => work(tx))
          return 'value' in result ? () => resolve(result.value) : () => reject(result.error)
        },
        fail: reject,
      })
      this.#running ??= this.#drain()
    })

  /** Resolves when no work waits or runs. */
  async idle(): Promise<void> {
    await this.#running
  }

  /** Begins in a later turn, so that what the same turn brings shares a commit; others get their turn between commits. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await nextTurn()
      await this.#commit()
    }
    this.#running = undefined
  }

  async #commit(): Promise<void> {
    const { db, clock, alongside, failed } = this.#parts
    const begun: Waiting[] = []
    const answers: (() => void)[] = []
    const untilMs = clock.monotonicMs() + BEGIN_WITHIN_MS
    try {
      await db.transaction().execute(async (tx) => {
        do {
          const next = this.#waiting.shift()
          if (next === undefined) break
          begun.push(next)
          answers.push(await next.attempt(tx))
        } while (begun.length < MOST && clock.monotonicMs() < untilMs)
        const done = alongside === undefined ? undefined : await inSavepoint(tx, () => alongside(tx))
        if (done !== undefined && 'value' in done) answers.push(done.value)
      })
    } catch (error) {
      // The transaction may not even have begun: then who waits longest hears of it, and the others try again.
      if (begun.length === 0) begun.push(...this.#waiting.splice(0, 1))
      failed(error)
      for (const { fail } of begun) fail(error)
      return
    }
    for (const answer of answers) answer()
  }
}

const SAVEPOINT = CompiledQuery.raw('savepoint work')
const RELEASE = CompiledQuery.raw('release work')
const UNDO = CompiledQuery.raw('rollback to work')

type Attempt<T> = { readonly value: T } | { readonly error: unknown }

/** What `work` came to; its changes are undone where it threw. Throws where the database undid the whole transaction by itself. */
async function inSavepoint<T>(tx: Db, work: () => Promise<T>): Promise<Attempt<T>> {
  await tx.executeQuery(SAVEPOINT)
  try {
    const value = await work()
    await tx.executeQuery(RELEASE)
    return { value }
  } catch (error) {
    try {
      await tx.executeQuery(UNDO)
      await tx.executeQuery(RELEASE)
    } catch {
      throw error
    }
    return { error }
  }
}
