/**
 * Loaded before `brevet` (`node --import`): once the file BREVET_TEST_TRIGGER exists, the disk fails in the way that
 * BREVET_TEST_FAULT names. The moment of the first failure is written to the file (UTC epoch milliseconds).
 */
import { existsSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const fault = process.env['BREVET_TEST_FAULT'] ?? ''
const trigger = process.env['BREVET_TEST_TRIGGER'] ?? ''
/** How long a failing call takes: long enough to see who is answered meanwhile, shorter than the log's own patience. */
const FAILS_AFTER_MS = 400

let failed = false
function failing(): boolean {
  if (!failed && existsSync(trigger)) {
    failed = true
    writeFileSync(trigger, String(Date.now()))
  }
  return failed
}

const ioError = (call: string): Error => Object.assign(new Error(`EIO: i/o error, ${call}`), { code: 'EIO', errno: -5 })

async function failHandles(method: 'datasync' | 'write'): Promise<void> {
  const handle = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const original = prototype[method] as (...args: unknown[]) => Promise<unknown>
  Object.defineProperty(prototype, method, {
    async value(...args: unknown[]) {
      if (!failing()) return original.apply(this, args)
      await sleep(FAILS_AFTER_MS)
      throw ioError(method)
    },
  })
}

/** No room for the transaction that removes outbox rows, while there was room for the change itself. */
function failOutboxRemoval(): void {
  for (const method of ['all', 'run'] as const) {
    const original = StatementSync.prototype[method] as (...args: unknown[]) => unknown
    Object.defineProperty(StatementSync.prototype, method, {
      value(this: StatementSync, ...args: unknown[]) {
        if (this.sourceSQL.startsWith('delete from "outbox"') && failing() && existsSync(trigger))
          throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
        return original.apply(this, args)
      },
    })
  }
}

if (fault === 'datasync' || fault === 'write') await failHandles(fault)
else if (fault === 'outbox removal') failOutboxRemoval()
else throw new Error(`BREVET_TEST_FAULT '${fault}' is not one of: datasync, write, outbox removal`)
