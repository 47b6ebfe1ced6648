/** Writes users and their memberships. */
import type { UserWriter } from '../store.ts'
import { createHolder, deleteHolder, renameHolder } from './holders.ts'
import { required, type WriteTransaction } from './transaction.ts'

/** The writer of users. */
export const userWriter = (tx: WriteTransaction): UserWriter => ({
  async create(user) {
    await createHolder(tx, { kind: 'user', entity: user })
    for (const groupId of user.groupIds) await join(tx, user.id, groupId)
  },
  rename: (id, name, path) => renameHolder(tx, { kind: 'user', id }, { name, path }),
  delete: (id) => deleteHolder(tx, { kind: 'user', id }),
  addToGroup: (userId, groupId) => join(tx, userId, groupId),
  async removeFromGroup(userId, groupId) {
    const membership = tx.db.deleteFrom('group_members').where('user_id', '=', userId)
    await membership.where('group_id', '=', groupId).execute()
    tx.changes.add('holder', userId)
  },
})

/** A user of one account can never be in a group of another: the group's policies would cross over. */
async function join({ db, changes }: WriteTransaction, userId: string, groupId: string): Promise<void> {
  const together = db
    .selectFrom('holders as u')
    .innerJoin('holders as g', 'g.account_id', 'u.account_id')
    .select('u.id')
    .where('u.id', '=', userId)
    .where('u.kind', '=', 'user')
    .where('g.id', '=', groupId)
    .where('g.kind', '=', 'group')
  required(await together.executeTakeFirst(), `account with both user ${userId} and group ${groupId}`)
  await db
    .insertInto('group_members')
    .values({ user_id: userId, group_id: groupId })
    .onConflict((clash) => clash.columns(['user_id', 'group_id']).doNothing())
    .execute()
  changes.add('holder', userId)
}
