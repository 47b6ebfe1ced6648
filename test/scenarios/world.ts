/** One real server per test file: in this process, on a free port, with a data directory of its own, and real clients of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IAMClient } from '@aws-sdk/client-iam'
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { STSClient } from '@aws-sdk/client-sts'
import { dataFiles, loadConfig } from '../../apps/server/src/config/index.ts'
import { serve } from '../../apps/server/src/main.ts'
import { systemClock } from '../../apps/server/src/runtime/clock.ts'
import type { Clock } from '../../apps/server/src/runtime/clock.ts'
import { systemRandom } from '../../apps/server/src/runtime/random.ts'
import { openSqliteStore } from '../../apps/server/src/store/sqlite/openSqliteStore.ts'
import type { Writer } from '../../apps/server/src/store/store.ts'
import { rootKeyOf } from '../../apps/server/src/token/keys/index.ts'
import { newSecretBox } from '../../apps/server/src/token/secretBox.ts'

/** A credential in the SDKs' own shape. */
export interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The machine's time, moved; or a time that stands still until it is moved. */
export interface MovableClock extends Clock {
  /** The sum of all moves, milliseconds. */
  readonly movedMs: number
  /** Moves wall time; negative goes back. */
  advance(ms: number): void
}

/** How a world's time goes. */
export interface Time {
  /** Where it starts, milliseconds from the machine's. */
  readonly aheadMs?: number
  /** Does it pass only by `advance`? For tests that count seconds, on machines that may be slow. */
  readonly still?: boolean
}

/** A running server and the means to call it. */
export interface World {
  readonly endpoint: string
  readonly accountId: string
  readonly dataDir: string
  readonly clock: MovableClock
  /** User `admin`, AdministratorAccess. */
  readonly admin: Key
  /** The management account's root user. */
  readonly root: Key
  /** SDK clients that sign at the world's time and never repeat a call. */
  sts(key?: Key, region?: string): STSClient
  iam(key?: Key): IAMClient
  organizations(key?: Key): OrganizationsClient
  /** Changes the store beside the server, for what no operation does yet. Resolves when the server has had time to follow. */
  change(work: (tx: Writer) => Promise<unknown>): Promise<void>
  /** Stops everything. Throws where the server logged an error that no test asked for. */
  close(): Promise<void>
}

const ADMIN: Key = { accessKeyId: 'AKIASCENARIOADMIN001', secretAccessKey: 'the secret of the admin, 40 letters long' }
const ROOT: Key = { accessKeyId: 'AKIASCENARIOROOT0001', secretAccessKey: 'the secret of the root user, 40 letters.' }
const ACCOUNT = '111122223333'
/** A process follows the changes of others within 1 s (architecture.md); half a second more for a busy machine. */
export const FOLLOWED_MS = 1_500

function movableClock({ aheadMs = 0, still = false }: Time): MovableClock {
  let movedMs = aheadMs
  // A still clock's monotonic time stands too, and never goes back with it.
  let passedMs = 0
  const startMs = systemClock.nowMs()
  return {
    nowMs: () => (still ? startMs : systemClock.nowMs()) + movedMs,
    monotonicMs: () => (still ? passedMs : systemClock.monotonicMs()),
    get movedMs() {
      return movedMs
    },
    advance(ms) {
      movedMs += ms
      passedMs += Math.max(0, ms)
    },
  }
}

interface Destroyable {
  destroy(): void
}

/** SDK clients by kind, credential, region and time, so that connections are shared and all of them are closed. */
function clientPool(endpoint: string, clock: MovableClock) {
  const clients = new Map<string, Destroyable>()
  const config = (key: Key, region: string) => ({
    endpoint,
    region,
    credentials: key,
    maxAttempts: 1,
    systemClockOffset: clock.nowMs() - systemClock.nowMs(),
  })
  function of<C extends Destroyable>(kind: string, key: Key, make: () => C): C {
    const name = `${kind} ${key.accessKeyId} ${key.secretAccessKey} ${key.sessionToken} ${clock.movedMs}`
    const client = (clients.get(name) as C | undefined) ?? make()
    clients.set(name, client)
    return client
  }
  return {
    sts: (key = ADMIN, region = 'us-east-1') => of(`sts ${region}`, key, () => new STSClient(config(key, region))),
    iam: (key = ADMIN) => of('iam', key, () => new IAMClient(config(key, 'us-east-1'))),
    organizations: (key = ADMIN) => of('org', key, () => new OrganizationsClient(config(key, 'us-east-1'))),
    destroy: () => {
      for (const client of clients.values()) client.destroy()
    },
  }
}

async function changeStore(dataDir: string, clock: Clock, work: (tx: Writer) => Promise<unknown>): Promise<void> {
  const files = dataFiles(dataDir)
  const rootKey = await rootKeyOf(files.rootKey, undefined, systemRandom)
  const store = await openSqliteStore({ file: files.database, box: newSecretBox(rootKey, systemRandom), clock })
  try {
    await store.write(work)
  } finally {
    await store.close()
  }
  await new Promise((resolve) => setTimeout(resolve, FOLLOWED_MS))
}

/** Starts a server. `flags` are those of `brevet serve`; root user and admin have fixed keys. */
export async function openWorld(flags: Readonly<Record<string, string>> = {}, time: Time = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'brevet-scenario-'))
  const clock = movableClock(time)
  const env = {
    BREVET_ACCOUNT_ID: ACCOUNT,
    BREVET_ADMIN_ACCESS_KEY_ID: ADMIN.accessKeyId,
    BREVET_ADMIN_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
    BREVET_ROOT_ACCESS_KEY_ID: ROOT.accessKeyId,
    BREVET_ROOT_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
  }
  const loaded = loadConfig({
    flags: new Map(Object.entries({ 'data-dir': dataDir, listen: '127.0.0.1:0', ...flags })),
    env,
  })
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'))
  const errors: string[] = []
  const note = (facts: object, message: string): void => {
    const { err } = facts as { err?: unknown }
    errors.push(err instanceof Error ? `${message}: ${err.stack}` : message)
  }
  const quiet = (): void => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: note }
  const fatal = (error: Error): void => note({ err: error }, 'fatal')
  const running = await serve({ config: loaded.config, env, log, fatal, clock })
  const { destroy, ...clients } = clientPool(running.endpoint, clock)
  return {
    endpoint: running.endpoint,
    accountId: ACCOUNT,
    dataDir,
    clock,
    admin: ADMIN,
    root: ROOT,
    ...clients,
    change: (work) => changeStore(dataDir, clock, work),
    async close() {
      destroy()
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
      if (errors.length > 0) throw new Error(`the server logged errors:\n${errors.join('\n')}`)
    },
  }
}
