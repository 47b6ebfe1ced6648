/** Writes accounts and how their creation went. */
import type { CreateAccountStatus } from '../../domain/entities.ts'
import { creationKey, nameKey } from '../names.ts'
import type { AccountWriter } from '../store.ts'
import { requireOne, type WriteTransaction } from './transaction.ts'

/** The writer of accounts. */
export const accountWriter = ({ db, changes }: WriteTransaction): AccountWriter => ({
  async create(account) {
    await db
      .insertInto('accounts')
      .values({
        id: account.id,
        arn: account.arn,
        name: account.name,
        list_key: creationKey(account.joinedAtMs, account.id),
        email: account.email,
        email_key: nameKey(account.email),
        status: account.status,
        joined_method: account.joinedMethod,
        joined_at_ms: account.joinedAtMs,
      })
      .execute()
    changes.add('account', account.id)
    // Which policies apply to its id was known before: none of a member's.
    changes.add('organization', account.id)
  },
  async setStatus(id, status) {
    requireOne(
      await db.updateTable('accounts').set({ status }).where('id', '=', id).executeTakeFirst(),
      `account ${id}`,
    )
    changes.add('account', id)
  },
  async rename(id, name) {
    const named = db.updateTable('accounts').set({ name }).where('id', '=', id)
    requireOne(await named.executeTakeFirst(), `account ${id}`)
    changes.add('account', id)
  },
  async move(id, unitId) {
    const moved = db.updateTable('accounts').set({ parent_id: unitId }).where('id', '=', id)
    requireOne(await moved.executeTakeFirst(), `account ${id}`)
    // Other policies apply to it from now on.
    changes.add('organization', id)
  },
  async putCreateStatus(status) {
    const row = statusRow(status)
    await db
      .insertInto('account_statuses')
      .values(row)
      .onConflict((clash) => clash.column('id').doUpdateSet(row))
      .execute()
  },
})

const statusRow = (status: CreateAccountStatus) => ({
  id: status.id,
  list_key: creationKey(status.requestedAtMs, status.id),
  account_name: status.accountName,
  state: status.state,
  requested_at_ms: status.requestedAtMs,
  completed_at_ms: status.completedAtMs ?? null,
  account_id: status.accountId ?? null,
  failure_reason: status.failureReason ?? null,
})
