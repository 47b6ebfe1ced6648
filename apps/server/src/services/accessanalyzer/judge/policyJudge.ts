/**
 * Judging policies can take long, and longest where somebody wants it to: it happens in a thread of its own, with a time and
 * a memory limit, so that no other request waits for it. The thread begins with the first question and ends when nobody asks.
 */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { LintOptions } from '@brevet/policy/lint'
import type { Judgements, Question } from './question.ts'

/** Bounds of the judge. */
export interface JudgeLimits {
  /** For one question, the thread's start included. */
  readonly questionMs: number
  /** Questions that wait while one is answered. */
  readonly waiting: number
  /** The thread ends after so long without a question. */
  readonly idleMs: number
  readonly heapMb: number
}

export const JUDGE_LIMITS: JudgeLimits = { questionMs: 3_000, waiting: 16, idleMs: 30_000, heapMb: 192 }

/** What a judge is made with. */
export interface JudgeSettings {
  /** Hears of threads that failed: callers are told only that there is no answer. */
  readonly warn: (message: string) => void
  readonly limits?: Partial<JudgeLimits>
  readonly lintOptions?: LintOptions
}

/** The judge found no answer; `message` ends a sentence with "because". */
export class JudgeGaveUp extends Error {
  override readonly name = 'JudgeGaveUp'
}

/** Too many questions wait already. */
export class JudgeBusy extends Error {
  override readonly name = 'JudgeBusy'
}

interface Job {
  readonly question: Question
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** One thread and the questions that wait for it. Close it when the server stops. */
export class PolicyJudge {
  /** What the linter cannot know from a policy: the server's settings. */
  readonly lintOptions: LintOptions
  readonly #limits: JudgeLimits
  readonly #warn: JudgeSettings['warn']
  readonly #waiting: Job[] = []
  #worker: Worker | undefined
  #current: Job | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor({ limits = {}, lintOptions = {}, warn }: JudgeSettings) {
    this.#limits = { ...JUDGE_LIMITS, ...limits }
    this.#warn = warn
    this.lintOptions = lintOptions
  }

  /** The answer to a question. Rejects with JudgeGaveUp and JudgeBusy. */
  ask<Kind extends keyof Judgements>(
    kind: Kind,
    question: Judgements[Kind]['question'],
  ): Promise<Judgements[Kind]['answer']> {
    if (this.#closed) return Promise.reject(new JudgeGaveUp('the server is stopping'))
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(new JudgeBusy())
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        // `Question` is the union of exactly these pairs, which TypeScript does not see through the type parameter.
        question: { kind, ...question } as unknown as Question,
        // The thread answers a question with its own kind of answer (judgeWorker.ts).
        resolve: (answer) => resolve(answer as Judgements[Kind]['answer']),
        reject,
      })
      this.#next()
    })
  }

  /** Ends the thread; questions that are not answered yet are given up. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { reject } of this.#waiting.splice(0)) reject(new JudgeGaveUp('the server is stopping'))
    await this.#stop(new JudgeGaveUp('the server is stopping'))
  }

  #next(): void {
    if (this.#current !== undefined) return
    clearTimeout(this.#timer)
    const job = this.#waiting.shift()
    if (job === undefined) return this.#rest()
    this.#current = job
    const { questionMs } = this.#limits
    this.#timer = setTimeout(() => {
      void this.#stop(new JudgeGaveUp(`it took longer than ${questionMs / 1000} s`)).then(() => this.#next())
    }, questionMs)
    this.#worker ??= this.#start()
    // While it works the thread keeps the process alive, for whoever waits for the answer.
    this.#worker.ref()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(job.question)
  }

  #rest(): void {
    const worker = this.#worker
    if (worker === undefined) return
    worker.unref()
    this.#timer = setTimeout(() => void this.#stop(), this.#limits.idleMs)
    this.#timer.unref()
  }

  #start(): Worker {
    const worker = new Worker(join(import.meta.dirname, 'judgeWorker.ts'), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb },
    })
    worker.on('message', (answer: unknown) => {
      if (worker !== this.#worker) return
      this.#current?.resolve(answer)
      this.#current = undefined
      this.#next()
    })
    // Out of memory, or a defect: either way there is no answer, and the next question gets a new thread.
    worker.on('error', (cause) => {
      if (worker !== this.#worker) return
      this.#warn(`a question about a policy was given up: ${cause instanceof Error ? cause.message : String(cause)}`)
      void this.#stop(new JudgeGaveUp('it took too much memory, or failed')).then(() => this.#next())
    })
    return worker
  }

  async #stop(reason?: JudgeGaveUp): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = undefined
    const job = this.#current
    this.#current = undefined
    if (reason !== undefined) job?.reject(reason)
    await worker?.terminate()
  }
}
