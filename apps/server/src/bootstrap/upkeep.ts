/** What a running server does by itself every second or so. */
import type { Log } from '../runtime/log.ts'
import type { Store } from '../store/store.ts'
import { outboxSweep, type ReplayLog } from './replayOutbox.ts'

const MAINTAIN_EVERY_MS = 1_000
const SWEEP_EVERY_MS = 5_000

/** What upkeep works on. */
export interface Upkept {
  /** Its epochs begin and end. */
  readonly keyring: { maintain(): void }
  readonly store: Store
  readonly audit: ReplayLog
  readonly log: Pick<Log, 'error'>
}

/** Begins upkeep; what it answers ends it. Failures are told to the log and tried again. */
export function startUpkeep({ keyring, store, audit, log }: Upkept): () => void {
  const maintain = (): void => {
    try {
      keyring.maintain()
    } catch (err) {
      log.error({ err }, 'the key directory cannot be maintained; tokens of the current epoch are still issued')
    }
  }
  const sweep = outboxSweep(store, audit)
  const timers = [
    setInterval(maintain, MAINTAIN_EVERY_MS),
    setInterval(() => void sweep().catch((err: unknown) => log.error({ err }, 'outbox not swept')), SWEEP_EVERY_MS),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}
