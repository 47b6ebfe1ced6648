/** The composition root: configuration in, a running server out. The only file that builds anything. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { AnonymousRefusals, newReasonsQuota } from './audit/index.ts'
import type { OpenAuditLog } from './audit/index.ts'
import { createSigningKeys } from './authn/signingKeys.ts'
import { chosenFrom } from './bootstrap/chosen.ts'
import { writeCredentialsFile } from './bootstrap/credentialsFile.ts'
import { firstStart } from './bootstrap/firstStart.ts'
import { replayOutbox } from './bootstrap/replayOutbox.ts'
import { startUpkeep } from './bootstrap/upkeep.ts'
import { openFollowedLog } from './bootstrap/usage/followedLog.ts'
import type { Config } from './config/index.ts'
import type { Organization } from './domain/entities.ts'
import { servedRegions } from './domain/region/servedRegions.ts'
import { listen } from './http/listen.ts'
import { createProbes } from './http/probes.ts'
import { handle } from './pipeline/handle.ts'
import type { Pipeline } from './pipeline/handle.ts'
import { createMetrics } from './pipeline/metrics.ts'
import type { Metrics } from './pipeline/metrics.ts'
import { serviceTable } from './pipeline/route.ts'
import { serve as served } from './pipeline/served.ts'
import { systemClock } from './runtime/clock.ts'
import type { Clock } from './runtime/clock.ts'
import { openClockFloor } from './runtime/clockFloor.ts'
import type { ClockFloor } from './runtime/clockFloor.ts'
import { lockDirectory } from './runtime/directoryLock.ts'
import { replaceDurably } from './runtime/durableFile.ts'
import type { Log } from './runtime/log.ts'
import { sparingErrors } from './runtime/sparingLog.ts'
import { type Random, systemRandom } from './runtime/random.ts'
import { PolicyJudge } from './services/accessanalyzer/judge/policyJudge.ts'
import { accessAnalyzer } from './services/accessanalyzer/service.ts'
import { account } from './services/account/service.ts'
import { decisionRecords } from './services/brevet/decisionRecords.ts'
import { brevet } from './services/brevet/service.ts'
import { newPasswords } from './services/iam/loginProfile/passwords.ts'
import { AccountQuotas } from './services/iam/accountQuotas.ts'
import { Reports } from './services/iam/reports/reports.ts'
import { iam } from './services/iam/service.ts'
import { organizations } from './services/organizations/service.ts'
import { sts } from './services/sts/service.ts'
import { openSqliteStore } from './store/sqlite/openSqliteStore.ts'
import type { Store } from './store/store.ts'
import { auditKey } from './token/keys/auditKey.ts'
import { openKeyring } from './token/keys/keyring.ts'
import type { Keyring } from './token/keys/keyring.ts'
import { rootKeyOf } from './token/keys/index.ts'
import { newMessageSealer } from './token/messages.ts'
import { openSealingThread, type SealingThread } from './token/sealing/sealingThread.ts'
import { newSecretBox } from './token/secretBox.ts'
import { dataFiles } from './config/dataFiles.ts'

/** What a server is started with. Clock and randomness are the machine's unless a test says otherwise. */
export interface ServeOptions {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** The disk failed under the audit log: end the process, exit code not zero. */
  readonly fatal: (error: Error) => void
  readonly clock?: Clock
  readonly random?: Random
}

/** A server that is up. */
export interface Running {
  /** `http://HOST:PORT` */
  readonly endpoint: string
  readonly accountId: string
  readonly dataDir: string
  /** Answers what is in flight, flushes the audit log, closes everything: under 10 s. */
  stop(): Promise<void>
}

/** Thrown where another process serves the same data directory. */
export class AlreadyServed extends Error {
  override readonly name = 'AlreadyServed'
}

const DRAIN_MS = 8_000
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])

interface World {
  readonly options: ServeOptions
  readonly files: ReturnType<typeof dataFiles>
  readonly random: Random
  readonly wallClock: Clock
  /** Never goes back: issue times and expiry follow it. */
  readonly clock: ClockFloor
}

interface Parts extends World {
  readonly store: Store
  readonly sealing: SealingThread
  readonly keyring: Keyring
  readonly audit: OpenAuditLog
  readonly organization: Organization
  readonly anonymous: AnonymousRefusals
  readonly metrics: Metrics
  readonly judge: PolicyJudge
  readonly messages: ReturnType<typeof newMessageSealer>
}

function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') chmodSync(directory, 0o700)
}

function openWorld(options: ServeOptions): World {
  const files = dataFiles(resolve(options.config.dataDir), options.config.database)
  makeDirectory(files.directory)
  makeDirectory(files.keys)
  const wallClock = options.clock ?? systemClock
  const warn = (message: string): void => options.log.warn({}, message)
  const clock = openClockFloor({ path: files.clockFloor, clock: wallClock, warn })
  return { options, files, random: options.random ?? systemRandom, wallClock, clock }
}

async function openParts(world: World): Promise<Parts> {
  const { clock, files, options, random } = world
  const { config, env, log } = options
  const rootKey = await rootKeyOf(files.rootKey, env['BREVET_ROOT_KEY'], random)
  const sealing = openSealingThread({ warn: (message) => log.warn({}, message) })
  const keyring = openKeyring({
    directory: files.keys,
    rootKey,
    regions: config.regions ?? [config.homeRegion],
    homeRegion: config.homeRegion,
    clock,
    random,
    warn: (message) => log.warn({}, message),
    sealer: sealing.seal,
    suite: config.tokenSignature === 'ed25519' ? 2 : 1,
  })
  const store = await openSqliteStore({
    file: files.database,
    box: newSecretBox(rootKey, random),
    clock,
    log,
    fatal: options.fatal,
  })
  const organization = await firstStart({
    store,
    clock,
    random,
    region: config.homeRegion,
    chosen: chosenFrom(env, LOOPBACK.has(config.listen.host)),
    keep: (key) => writeCredentialsFile(files.adminCredentials, key),
  })
  const audit = await openFollowedLog({
    notes: store.usage,
    directory: files.audit,
    checkpointKey: auditKey(rootKey),
    clock,
    random,
    log,
    fatal: options.fatal,
  })
  const owner = { region: config.homeRegion, recipientAccountId: organization.managementAccountId }
  const anonymous = new AnonymousRefusals({ log: audit, clock, random, ...owner })
  return {
    ...world,
    store,
    sealing,
    keyring,
    audit,
    organization,
    anonymous,
    metrics: createMetrics(),
    judge: new PolicyJudge({
      warn: (message) => log.warn({}, message),
      lintOptions: { knownServices: config.knownServices, privateNetwork: config.privateNetwork },
    }),
    messages: newMessageSealer(rootKey, random),
  }
}

function buildPipeline(parts: Parts): Pipeline {
  const { anonymous, audit, clock, keyring, messages, options, organization, random, store } = parts
  const { regions } = options.config
  const accountRegions = servedRegions(options.config)
  const decisions = decisionRecords(parts.files.audit)
  const reasons = newReasonsQuota(clock)
  const reports = new Reports((err) => options.log.error({ err }, 'a report could not be made'))
  const quotas = new AccountQuotas()
  return {
    services: serviceTable([served(sts), ...[iam, organizations, account, accessAnalyzer, brevet].map(served)]),
    authn: {
      clock: parts.wallClock,
      store: store.read,
      tokens: keyring.opener,
      signingKeys: createSigningKeys(),
      served: accountRegions,
      ...(regions === undefined ? {} : { regions: new Set(regions) }),
    },
    effectsIn: (region) => ({
      clock,
      random,
      tokens: keyring.issuer(region),
      messages,
      mfaCodes: store.mfaCodes,
      passwords: newPasswords(store),
      judge: parts.judge,
      decisions,
      reports,
      quotas,
      regions: accountRegions,
    }),
    store,
    audit,
    anonymous,
    records: { random, store: store.read, managementAccountId: organization.managementAccountId, reasons },
    log: options.log,
    sparingError: sparingErrors(options.log, parts.wallClock),
    count: (outcome) => parts.metrics.count(outcome),
  }
}

function probeSource({ audit, metrics, store, clock, wallClock }: Parts) {
  return {
    async notReady(): Promise<readonly string[]> {
      const database = await store.healthy()
      return [
        ...(database ? [] : ['database: no answer']),
        ...(audit.writable() ? [] : ['audit log: takes no records']),
      ]
    },
    metrics: () =>
      metrics.text({
        audit_writable: Number(audit.writable()),
        clock_floor_ahead_seconds: Math.max(0, clock.nowMs() - wallClock.nowMs()) / 1000,
        resident_memory_bytes: process.memoryUsage.rss(),
      }),
  }
}

/**
 * Opens everything in the data directory (making it on the first start) and serves. Throws AlreadyServed, BadChoice
 * (first-start settings), AuditLogDamaged, StoreUnavailable, and the system's error where the address cannot be taken.
 */
export async function serve(options: ServeOptions): Promise<Running> {
  const directory = resolve(options.config.dataDir)
  makeDirectory(directory)
  const lock = lockDirectory(directory)
  if (lock === undefined)
    throw new AlreadyServed(`another process serves ${directory}: stop it, or use another --data-dir`)
  const closing: (() => unknown)[] = [() => lock.release()]
  try {
    const world = openWorld(options)
    closing.push(() => world.clock.close())
    const parts = await openParts(world)
    closing.push(
      () => parts.sealing.close(),
      () => parts.store.close(),
      () => parts.audit.close(),
      () => parts.anonymous.close(),
      () => parts.judge.close(),
    )
    return await start(parts, closing)
  } catch (error) {
    for (const close of closing.reverse()) await close()
    throw error
  }
}

async function start(parts: Parts, closing: (() => unknown)[]): Promise<Running> {
  const { audit, files, keyring, options, organization, random, store, wallClock } = parts
  await replayOutbox(store, audit)
  const pipeline = buildPipeline(parts)
  const { host, port } = options.config.listen
  const probes = createProbes(probeSource(parts))
  const listener = await listen({
    host,
    port,
    clock: wallClock,
    random,
    log: options.log,
    handle: (request) => handle(request, pipeline),
    probes,
  })
  const endUpkeep = startUpkeep({ keyring, store, audit, log: options.log })
  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`
  const accountId = organization.managementAccountId
  const facts = { endpoint, pid: process.pid, accountId, regions: options.config.regions ?? [] }
  replaceDurably(files.serverJson, Buffer.from(`${JSON.stringify(facts)}\n`))
  return {
    endpoint,
    accountId,
    dataDir: files.directory,
    async stop() {
      endUpkeep()
      await listener.drain(DRAIN_MS)
      rmSync(files.serverJson, { force: true })
      for (const close of closing.reverse()) await close()
    },
  }
}
