/** An account's state into a data directory: all of it or nothing. */
import type { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { dataFiles, type DataFiles } from '../../config/dataFiles.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import { systemClock } from '../../runtime/clock.ts'
import { lockDirectory } from '../../runtime/directoryLock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { StoreConflict } from '../../store/errors.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import type { Store, Writer } from '../../store/store.ts'
import { rootKeyOf } from '../../token/keys/index.ts'
import { newSecretBox } from '../../token/secretBox.ts'
import { appear, requireVacant } from '../backup/place.ts'
import { createOrganization, newOrganization } from '../firstStart.ts'
import { hostRecord } from '../hostRecord.ts'
import { type AccountState, readState } from './accountState.ts'
import type { StateChange } from './change.ts'
import { planAccessKey, planDevice, planResource } from './planCredentials.ts'
import { planGroup, planRole, planUser } from './planHolders.ts'
import { planPolicy } from './planPolicy.ts'
import { requireOwnKey, requireRootKey, requireSameVersion } from './readAccount.ts'
import { TransferError } from './transferError.ts'
import { requireSizes } from './wholeState.ts'

/** What is restored, and where to. */
export interface RestoreAccountTask {
  readonly state: AccountState
  /** A directory that no server uses now; or one that does not exist or is empty. */
  readonly files: DataFiles
  /** BREVET_ROOT_KEY, where that is set; otherwise the directory's own key is used (made for a new directory). */
  readonly rootKey: string | undefined
  /** Where the change is recorded. */
  readonly homeRegion: string
  /** Only answers what would be done. */
  readonly isDryRun: boolean
}

/** What was done, or would be. */
export interface RestoredAccount {
  readonly changes: readonly (Pick<StateChange, 'entity' | 'kind'> & { readonly words: readonly string[] })[]
  /** True where the directory was made for it: the account is its management account. */
  readonly isNew: boolean
}

/** In an order in which everything finds what it refers to. */
async function planned(state: AccountState, tx: Writer): Promise<readonly StateChange[]> {
  const changes: StateChange[] = []
  for (const policy of state.policies) changes.push(await planPolicy(policy, tx))
  for (const group of state.groups) changes.push(await planGroup(group, tx))
  for (const user of state.users) changes.push(await planUser(user, tx))
  for (const role of state.roles) changes.push(await planRole(role, tx))
  for (const resource of state.resources) changes.push(await planResource(resource, tx))
  for (const key of state.accessKeys) changes.push(await planAccessKey(key, tx))
  for (const device of state.mfaDevices) changes.push(await planDevice(device, tx))
  return changes
}

function requirePossible(changes: readonly StateChange[]): void {
  const problems = changes.flatMap(({ entity, problems: reasons }) => reasons.map((why) => `${entity}: ${why}`))
  if (problems.length > 0) throw new TransferError('the file does not go with what is here', problems)
}

/** What the account may have of each, with what it had before. */
async function requireWithinQuotas({ accountId, users }: AccountState, tx: Writer): Promise<void> {
  requireSizes(await readState(tx, accountId))
  for (const { id, name } of [...users, { id: accountId, name: 'the root user' }]) {
    const keys = (await tx.accessKeys.ofUser(id)).length
    if (keys > QUOTAS.AccessKeysPerUser)
      throw new TransferError(`${name} would have ${keys} access keys: delete one first`)
    const devices = (await tx.mfaDevices.ofUser(id)).length
    if (devices > QUOTAS.MFADevicesPerUser) throw new TransferError(`${name} would have ${devices} MFA devices`)
    const user = id === accountId ? undefined : await tx.users.byId(id)
    if ((user?.groupIds.length ?? 0) > QUOTAS.GroupsPerUser)
      throw new TransferError(`${name} would be in too many groups`)
  }
}

async function requireAccount({ accountId }: AccountState, tx: Writer): Promise<void> {
  if ((await tx.accounts.byId(accountId)) !== undefined) return
  const organization = await tx.organization.get()
  throw new TransferError(
    `the file is of account ${accountId}, which is not here: the management account is ${organization?.managementAccountId ?? 'not made yet'}`,
  )
}

/** As much as a record has room for: names of each kind, and characters of each. */
const MOST_NAMED = 150
const MOST_CHARACTERS = 256

/** What the audit record tells: how many things are other than before, and which. */
function recorded(changes: readonly StateChange[]) {
  const added = changes.filter(({ kind }) => kind === 'added').map(({ entity }) => entity)
  const changed = changes
    .filter(({ kind }) => kind === 'changed')
    .map(({ entity, steps }) => `${entity}: ${steps.map(({ words }) => words).join('; ')}`)
  const named = (all: readonly string[]) => all.slice(0, MOST_NAMED).map((text) => text.slice(0, MOST_CHARACTERS))
  return { entities: added.length + changed.length, added: named(added), changed: named(changed) }
}

async function apply(changes: readonly StateChange[], task: RestoreAccountTask, tx: Writer): Promise<void> {
  const { homeRegion, state } = task
  for (const { steps } of changes) for (const step of steps) await step.run(tx)
  await requireWithinQuotas(state, tx)
  if (changes.every(({ kind }) => kind === 'unchanged')) return
  const { accountId } = state
  const record = hostRecord({
    eventName: 'ImportAccount',
    command: 'brevet import',
    accountId,
    region: homeRegion,
    readOnly: false,
    input: { accountId, ...recorded(changes) },
  })
  await tx.outbox(record.eventID, JSON.stringify(record))
}

async function restored(store: Store, task: RestoreAccountTask, isNew: boolean): Promise<RestoredAccount> {
  const { isDryRun, state } = task
  const changes = await store.write(async (tx) => {
    if (isNew) {
      const effects = { clock: systemClock, random: systemRandom }
      await createOrganization(tx, newOrganization(state.accountId, effects), systemClock.nowMs())
    }
    await requireAccount(state, tx)
    await requireRootKey(tx, state.accountId)
    const plan = await planned(state, tx)
    requirePossible(plan)
    if (!isDryRun) await apply(plan, task, tx)
    return plan
  })
  const told = changes.map(({ entity, kind, steps }) => ({ entity, kind, words: steps.map(({ words }) => words) }))
  return { isNew, changes: told }
}

async function withStore<T>(file: string, key: KeyObject, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ file, box: newSecretBox(key, systemRandom), clock: systemClock })
  try {
    return await work(store)
  } catch (error) {
    throw error instanceof StoreConflict ? new TransferError(error.message) : error
  } finally {
    await store.close()
  }
}

async function intoPresent(task: RestoreAccountTask): Promise<RestoredAccount> {
  const { files, rootKey } = task
  if ((rootKey === undefined || rootKey === '') && !existsSync(files.rootKey))
    throw new TransferError(`there is no root key in ${files.directory}`)
  const lock = lockDirectory(files.directory)
  if (lock === undefined) throw new TransferError(`a server is running on ${files.directory}: stop it first`)
  try {
    await requireSameVersion(files)
    const key = await rootKeyOf(files.rootKey, rootKey, systemRandom)
    requireOwnKey(files, key)
    return await withStore(files.database, key, (store) => restored(store, task, false))
  } finally {
    lock.release()
  }
}

/** The new directory takes its name when everything is in it. */
async function intoNew(task: RestoreAccountTask): Promise<RestoredAccount> {
  const { files, isDryRun, rootKey } = task
  if (files.database !== dataFiles(files.directory).database)
    throw new TransferError(`there is no database ${files.database}: a new directory has its own`)
  requireVacant(files.directory)
  const fill = async (directory: string): Promise<RestoredAccount> => {
    const made = dataFiles(directory)
    mkdirSync(made.keys, { mode: 0o700 })
    const key = await rootKeyOf(made.rootKey, rootKey, systemRandom)
    return withStore(made.database, key, (store) => restored(store, task, true))
  }
  if (!isDryRun) return appear(files.directory, fill)
  const key = await rootKeyOf('', Buffer.from(systemRandom.bytes(32)).toString('base64'), systemRandom)
  return withStore(':memory:', key, (store) => restored(store, task, true))
}

/**
 * Restores in one transaction: what is missing is made with its own ids, what differs is changed, nothing is deleted; a
 * second time there is nothing to do. A directory that does not exist yet is made, with the account as its management
 * account. Throws TransferError (a server is running, another account, what cannot stand beside what is here), BackupError
 * where the directory is not empty, StoreUnavailable; then nothing was changed.
 */
export const restoreAccount = (task: RestoreAccountTask): Promise<RestoredAccount> =>
  existsSync(task.files.database) ? intoPresent(task) : intoNew(task)
