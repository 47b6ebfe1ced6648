/** Writes roles. */
import type { RoleWriter } from '../store.ts'
import { createHolder, deleteHolder } from './holders.ts'
import { required, type WriteTransaction } from './transaction.ts'

/** The writer of roles. */
export const roleWriter = (tx: WriteTransaction): RoleWriter => ({
  create: (role) =>
    createHolder(tx, {
      kind: 'role',
      entity: role,
      columns: {
        description: role.description ?? null,
        max_session_seconds: role.maxSessionSeconds,
        trust_policy: role.trustPolicy,
      },
    }),
  async update(id, change) {
    const role = tx.db.selectFrom('holders').selectAll().where('id', '=', id).where('kind', '=', 'role')
    const row = required(await role.executeTakeFirst(), `role ${id}`)
    await tx.db
      .updateTable('holders')
      .set({
        description: change.description ?? row.description,
        max_session_seconds: change.maxSessionSeconds ?? row.max_session_seconds,
        trust_policy: change.trustPolicy ?? row.trust_policy,
      })
      .where('id', '=', id)
      .execute()
    tx.changes.add('holder', id)
  },
  delete: (id) => deleteHolder(tx, { kind: 'role', id }),
})
