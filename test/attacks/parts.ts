/** The server's parts without its socket, for attacks that need to reach in: a service that fails, a stopwatch. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AnonymousRefusals, newReasonsQuota, openAuditLog, readRecords } from '../../apps/server/src/audit/index.ts'
import type { AuditRecord } from '../../apps/server/src/audit/index.ts'
import { createSigningKeys } from '../../apps/server/src/authn/signingKeys.ts'
import { firstStart } from '../../apps/server/src/bootstrap/firstStart.ts'
import { servedRegions } from '../../apps/server/src/domain/region/servedRegions.ts'
import { received } from '../../apps/server/src/domain/request.ts'
import type { Received } from '../../apps/server/src/domain/request.ts'
import type { Pipeline } from '../../apps/server/src/pipeline/handle.ts'
import { serviceTable } from '../../apps/server/src/pipeline/route.ts'
import { serve } from '../../apps/server/src/pipeline/served.ts'
import { systemClock } from '../../apps/server/src/runtime/clock.ts'
import { createLog } from '../../apps/server/src/runtime/log.ts'
import { systemRandom } from '../../apps/server/src/runtime/random.ts'
import { PolicyJudge } from '../../apps/server/src/services/accessanalyzer/judge/policyJudge.ts'
import { AccountQuotas } from '../../apps/server/src/services/iam/accountQuotas.ts'
import { Reports } from '../../apps/server/src/services/iam/reports/reports.ts'
import { decisionRecords } from '../../apps/server/src/services/brevet/decisionRecords.ts'
import { newPasswords } from '../../apps/server/src/services/iam/loginProfile/passwords.ts'
import type { Service } from '../../apps/server/src/services/operation.ts'
import { openSqliteStore } from '../../apps/server/src/store/sqlite/openSqliteStore.ts'
import { auditKey } from '../../apps/server/src/token/keys/auditKey.ts'
import { openKeyring } from '../../apps/server/src/token/keys/keyring.ts'
import { newMessageSealer } from '../../apps/server/src/token/messages.ts'
import { newSecretBox } from '../../apps/server/src/token/secretBox.ts'
import { signRequest } from '../../packages/sigv4/src/node/index.ts'
import { form } from './target.ts'
import type { Key, Parameters } from './target.ts'

/** The parts, joined. */
export interface Parts {
  readonly admin: Key
  /** The pipeline with these services instead of the server's own. */
  pipeline(service: Service): Pipeline
  /** A signed call of STS as the listener would hand it on. */
  request(parameters: Parameters, key?: Key): Received
  records(): Promise<readonly AuditRecord[]>
  /** Everything logged so far. */
  logged(): string
  close(): Promise<void>
}

const ADMIN: Key = { accessKeyId: 'ADMINADMINADMIN1', secretAccessKey: 'the-secret-of-the-admin' }

/** Opens a store in memory with an admin, an audit log and a keyring in a temporary directory. */
export async function openParts(): Promise<Parts> {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-parts-'))
  const auditDirectory = join(directory, 'audit')
  const effects = { clock: systemClock, random: systemRandom }
  const logFile = join(directory, 'log')
  const logFd = openSync(logFile, 'w')
  const log = createLog('debug', logFd)
  const rootKey = createSecretKey(Buffer.alloc(32, 7))
  const fatal = (error: Error): never => {
    throw error
  }
  const keyring = openKeyring({
    ...effects,
    directory: join(directory, 'keys'),
    rootKey,
    regions: ['us-east-1'],
    homeRegion: 'us-east-1',
    warn: (message) => log.warn({}, message),
  })
  const store = await openSqliteStore({
    file: ':memory:',
    box: newSecretBox(rootKey, systemRandom),
    clock: systemClock,
  })
  const organization = await firstStart({
    ...effects,
    store,
    region: 'us-east-1',
    chosen: { admin: ADMIN },
    keep: () => undefined,
  })
  const recipientAccountId = organization.managementAccountId
  const audit = await openAuditLog({
    ...effects,
    directory: auditDirectory,
    checkpointKey: auditKey(rootKey),
    log,
    fatal,
  })
  const anonymous = new AnonymousRefusals({ ...effects, log: audit, region: 'us-east-1', recipientAccountId })
  const messages = newMessageSealer(rootKey, systemRandom)
  const regions = servedRegions({ regions: undefined, homeRegion: 'us-east-1' })
  const judge = new PolicyJudge({ warn: (message) => log.warn({}, message) })
  return {
    admin: ADMIN,
    pipeline: (service) => ({
      services: serviceTable([serve(service)]),
      authn: {
        clock: systemClock,
        store: store.read,
        tokens: keyring.opener,
        signingKeys: createSigningKeys(),
        served: regions,
      },
      effectsIn: (region) => ({
        ...effects,
        tokens: keyring.issuer(region),
        messages,
        mfaCodes: store.mfaCodes,
        passwords: newPasswords(store),
        judge,
        decisions: decisionRecords(auditDirectory),
        reports: new Reports((error) => assert.fail(String(error))),
        quotas: new AccountQuotas(),
        regions,
      }),
      store,
      audit,
      anonymous,
      records: {
        random: systemRandom,
        store: store.read,
        managementAccountId: recipientAccountId,
        reasons: newReasonsQuota(systemClock),
      },
      log,
      sparingError: log.error,
      count: () => undefined,
    }),
    request(parameters, key = ADMIN) {
      const body = Buffer.from(form({ Version: '2011-06-15', ...parameters }))
      const nowMs = systemClock.nowMs()
      const type = ['Content-Type', 'application/x-www-form-urlencoded'] as const
      const wire = { method: 'POST', target: '/', headers: [['Host', 'sts.amazonaws.com'] as const, type] }
      const headers = signRequest(wire, key, { region: 'us-east-1', service: 'sts', nowMs, body })
      const rest = {
        requestId: crypto.randomUUID(),
        receivedAtMs: nowMs,
        sourceIp: '127.0.0.1',
        secureTransport: false,
      }
      return received({ ...wire, headers, body, ...rest })
    },
    async records() {
      const all: AuditRecord[] = []
      for await (const { record } of readRecords(auditDirectory)) all.push(record)
      return all
    },
    logged: () => readFileSync(logFile, 'utf8'),
    async close() {
      await judge.close()
      await anonymous.close()
      await audit.close()
      await store.close()
      closeSync(logFd)
      rmSync(directory, { recursive: true })
    },
  }
}
