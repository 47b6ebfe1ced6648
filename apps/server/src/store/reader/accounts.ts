/** Reads the organization's accounts and how their creation went. */
import type { Account, CreateAccountStatus } from '../../domain/entities.ts'
import { nameKey } from '../names.ts'
import type { AccountStatusTable, AccountTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { AccountReader } from '../store.ts'
import { cut, page, rowsFor } from './page.ts'

/** The reader of accounts. Its lists throw RangeError for a path prefix: accounts have no path. */
export const accountReader = (source: Source): AccountReader => ({
  async byId(id) {
    const row = await source.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : account(row)
  },
  async byEmail(email) {
    const row = await source.db
      .selectFrom('accounts')
      .selectAll()
      .where('email_key', '=', nameKey(email))
      .executeTakeFirst()
    return row === undefined ? undefined : account(row)
  },
  async list(query) {
    if (query.pathPrefix !== undefined) throw new RangeError('accounts have no path')
    let accounts = source.db.selectFrom('accounts').selectAll()
    if (query.after !== undefined) accounts = accounts.where('list_key', '>', query.after)
    const rows = await accounts.orderBy('list_key').limit(rowsFor(query)).execute()
    const { shown, next } = cut(rows, query, (row) => row.list_key)
    return page(shown.map(account), next)
  },
  async createStatuses(states, query) {
    if (query.pathPrefix !== undefined) throw new RangeError('creations have no path')
    let found = source.db.selectFrom('account_statuses').selectAll()
    if (states.length > 0) found = found.where('state', 'in', states)
    if (query.after !== undefined) found = found.where('list_key', '>', query.after)
    const rows = await found.orderBy('list_key').limit(rowsFor(query)).execute()
    const { shown, next } = cut(rows, query, (row) => row.list_key)
    return page(shown.map(status), next)
  },
  async createStatus(id) {
    const row = await source.db.selectFrom('account_statuses').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : status(row)
  },
})

/** A row of accounts. */
export const account = (row: AccountTable): Account =>
  Object.freeze({
    id: row.id,
    arn: row.arn,
    name: row.name,
    email: row.email,
    status: row.status,
    joinedMethod: row.joined_method,
    joinedAtMs: row.joined_at_ms,
  })

const status = (row: AccountStatusTable): CreateAccountStatus =>
  Object.freeze({
    id: row.id,
    accountName: row.account_name,
    state: row.state,
    requestedAtMs: row.requested_at_ms,
    ...(row.completed_at_ms === null ? {} : { completedAtMs: row.completed_at_ms }),
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
    ...(row.failure_reason === null ? {} : { failureReason: row.failure_reason }),
  })
