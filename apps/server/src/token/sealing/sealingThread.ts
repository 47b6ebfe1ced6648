/** Sealing in a thread of its own: under load a third of what issuing costs leaves the server's thread. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { joinUnsealed, splitSealed } from './batch.ts'
import { sealHere } from './sealWith.ts'
import type { Batch, Joined } from './batch.ts'
import type { Sealed, Sealer, SealingKeys, Unsealed } from './sealWith.ts'

/** A sealer that can be closed. */
export interface SealingThread {
  readonly seal: Sealer
  /** Whether crowds go to the thread by now. */
  up(): boolean
  /** Ends the thread. What it had not sealed is sealed here. */
  close(): Promise<void>
}

/** What a sealing thread needs. */
export interface SealingThreadOptions {
  /** The thread ended by a fault. Sealing goes on in the server's own thread. */
  readonly warn: (message: string) => void
  /** Processors of this machine. Default: what the system says. With one there is no thread. */
  readonly processors?: number
}

interface Waiting {
  readonly keys: SealingKeys
  readonly unsealed: Unsealed
  readonly resolve: (sealed: Sealed | Promise<Sealed>) => void
}

/** Small heaps: it holds one batch at a time. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 }

/**
 * Sessions of one turn of the event loop go to the thread together (2.5 us each in a batch of 16, against 30 us of sealing
 * here). A lone session is sealed here: the way there and back would cost more than it saves. The thread starts with the
 * first crowd; until it is up, and after a fault of it, everything is sealed here. So it never decides whether, only where.
 */
export function openSealingThread({ warn, processors = availableParallelism() }: SealingThreadOptions): SealingThread {
  let waiting: Waiting[] = []
  let thread: Thread | undefined
  let closed = processors < 2
  const failed = (message: string): void => {
    if (!closed) warn(message)
    closed = true
    thread = undefined
  }
  const flush = (): void => {
    const sessions = waiting
    waiting = []
    if (sessions.length > 1 && !closed) thread ??= new Thread(failed)
    if (sessions.length === 1 || thread?.up !== true) sealThemHere(sessions)
    else for (const [keys, group] of Map.groupBy(sessions, (one) => one.keys)) thread.seal(keys, group)
  }
  return {
    seal: (keys, unsealed) =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ keys, unsealed, resolve })
      }),
    up: () => thread?.up === true,
    async close() {
      const ending = thread
      closed = true
      thread = undefined
      await ending?.end()
    },
  }
}

const sealThemHere = (sessions: readonly Waiting[]): void => {
  for (const { keys, unsealed, resolve } of sessions) resolve(sealHere(keys, unsealed))
}

/** The worker, and what it was asked and has not answered. It answers in the order it was asked. */
class Thread {
  readonly #worker = new Worker(fileURLToPath(import.meta.resolve('./sealingWorker.ts')), { resourceLimits: HEAP })
  readonly #asked: (readonly Waiting[])[] = []
  up = false

  constructor(failed: (message: string) => void) {
    this.#worker.unref()
    // Its first message only says that it has loaded its program.
    this.#worker.once('message', () => {
      this.up = true
      this.#worker.on('message', (joined: Joined) => this.#answer(splitSealed(joined)))
    })
    this.#worker.on('error', ({ message }) => failed(`sealing goes on without its thread, which ended: ${message}`))
    this.#worker.once('exit', () => {
      failed('sealing goes on without its thread, which ended')
      for (const sessions of this.#asked.splice(0)) sealThemHere(sessions)
    })
  }

  seal({ suite, claimsKey, secretKey, privateKey }: SealingKeys, sessions: readonly Waiting[]): void {
    const joined = joinUnsealed(sessions.map(({ unsealed }) => unsealed))
    const batch: Batch = { ...joined, keys: { suite, claimsKey, secretKey, privateKey } }
    this.#asked.push(sessions)
    this.#worker.postMessage(batch, [joined.bytes.buffer])
  }

  #answer(sealed: readonly Sealed[]): void {
    const sessions = this.#asked.shift() ?? []
    for (const [index, { keys, unsealed, resolve }] of sessions.entries())
      resolve(sealed[index] ?? sealHere(keys, unsealed))
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
