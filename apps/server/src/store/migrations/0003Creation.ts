/** Accounts, their creations and organizational units are listed in the order in which they were made. */

/** creationKey of names.ts, in SQL. */
const creationKey = (atMs: string): string =>
  `substr('0000000000000000' || cast(${atMs} as text), length(cast(${atMs} as text)) + 1) || ' ' || id`

/** Statements in order. */
export const creation: readonly string[] = [
  `update accounts set list_key = ${creationKey('joined_at_ms')}`,
  `alter table account_statuses add column list_key text not null default ''`,
  `update account_statuses set list_key = ${creationKey('requested_at_ms')}`,
  `create unique index account_statuses_listing on account_statuses (list_key)`,
  `alter table organizational_units add column list_key text not null default ''`,
  `update organizational_units set list_key = ${creationKey('created_at_ms')}`,
  `create unique index organizational_units_listing on organizational_units (parent_id, list_key)`,
]
