/** Access keys of root users, made and deleted on the server's own host (break-glass). Source: contract.md, "First start". */
import type { KeyObject } from 'node:crypto'
import type { DataFiles } from '../config/index.ts'
import { encodeBase64 } from '../domain/base64.ts'
import { ServiceError } from '../domain/errors.ts'
import { accessKeyId } from '../domain/ids.ts'
import { QUOTAS } from '../domain/quotas.ts'
import { Secret } from '../domain/secret.ts'
import { systemClock } from '../runtime/clock.ts'
import { systemRandom } from '../runtime/random.ts'
import { endSessions } from '../services/iam/endSessions.ts'
import { openSqliteStore } from '../store/sqlite/openSqliteStore.ts'
import type { Writer } from '../store/store.ts'
import { newSecretBox } from '../token/secretBox.ts'
import { hostRecord } from './hostRecord.ts'
import { requireOwnKey, requireSameVersion } from './transfer/readAccount.ts'

/** Keys of root users, with the store opened beside a server that may be running: it sees the change within 1 s. */
export interface RootKeys {
  /** Throws ServiceError: NoSuchEntity (account), LimitExceeded (two keys). */
  create(accountId: string): Promise<{ readonly id: string; readonly secret: string }>
  /** Deletes one key, or all; their sessions end. Answers the ids. Throws ServiceError NoSuchEntity. */
  delete(accountId: string, keyId?: string): Promise<readonly string[]>
  close(): Promise<void>
}

async function requireAccount(tx: Writer, accountId: string): Promise<void> {
  if ((await tx.accounts.byId(accountId)) === undefined)
    throw new ServiceError('NoSuchEntity', `There is no account ${accountId} here.`)
}

async function record(
  tx: Writer,
  eventName: string,
  facts: { readonly accountId: string; readonly keyId: string; readonly region: string },
): Promise<void> {
  const { accountId, keyId, region } = facts
  const input = { accountId, accessKeyId: keyId }
  const built = hostRecord({ eventName, command: 'brevet account root-key', accountId, region, readOnly: false, input })
  await tx.outbox(built.eventID, JSON.stringify(built))
}

async function create(tx: Writer, accountId: string, region: string): Promise<{ id: string; secret: string }> {
  await requireAccount(tx, accountId)
  if ((await tx.accessKeys.ofUser(accountId)).length >= QUOTAS.AccessKeysPerUser) {
    throw new ServiceError(
      'LimitExceeded',
      `The root user of ${accountId} has ${QUOTAS.AccessKeysPerUser} keys already: delete one first.`,
    )
  }
  const id = accessKeyId(accountId, systemRandom)
  const secret = encodeBase64(systemRandom.bytes(30))
  const createdAtMs = systemClock.nowMs()
  await tx.write.accessKeys.create({
    id,
    accountId,
    userId: accountId,
    status: 'Active',
    createdAtMs,
    secret: new Secret(secret),
  })
  await record(tx, 'CreateRootAccessKey', { accountId, keyId: id, region })
  return { id, secret }
}

/** Which root user, and where the change is recorded. */
interface Place {
  readonly accountId: string
  readonly region: string
}

async function remove(tx: Writer, { accountId, region }: Place, keyId: string | undefined): Promise<readonly string[]> {
  await requireAccount(tx, accountId)
  const keys = await tx.accessKeys.ofUser(accountId)
  const ids = keys.map(({ id }) => id).filter((id) => keyId === undefined || id === keyId)
  if (ids.length === 0) throw new ServiceError('NoSuchEntity', `The root user of ${accountId} has no such key.`)
  for (const id of ids) {
    await tx.write.accessKeys.delete(id)
    await endSessions(tx, { kind: 'accessKey', subject: id, reason: 'root access key deleted' }, systemClock.nowMs())
    await record(tx, 'DeleteRootAccessKey', { accountId, keyId: id, region })
  }
  return ids
}

/**
 * Opens the database of a data directory; changes are recorded in the home region. Throws StoreUnavailable, and
 * TransferError where there is no database, or one of another version (the server that runs on it may know that one only), and for a
 * root key that is not the directory's.
 */
export async function openRootKeys(files: DataFiles, rootKey: KeyObject, homeRegion: string): Promise<RootKeys> {
  await requireSameVersion(files)
  requireOwnKey(files, rootKey)
  const store = await openSqliteStore({
    file: files.database,
    box: newSecretBox(rootKey, systemRandom),
    clock: systemClock,
  })
  return {
    create: (accountId) => store.write((tx) => create(tx, accountId, homeRegion)),
    delete: (accountId, keyId) => store.write((tx) => remove(tx, { accountId, region: homeRegion }, keyId)),
    close: () => store.close(),
  }
}
