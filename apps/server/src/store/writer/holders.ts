/** Writes what users, groups and roles hold, and the rows all three share. */
import type { PolicyHolder, Tag } from '../../domain/entities.ts'
import { nameKey } from '../names.ts'
import { prepared } from '../prepared.ts'
import type { HolderTable } from '../schema.ts'
import type { HolderWriter } from '../store.ts'
import { insertTags } from './tags.ts'
import { requirePolicy } from './policies.ts'
import { required, requireOne, type WriteTransaction } from './transaction.ts'

/** The writer of inline policies, attachments and boundaries. */
export function holderWriter(tx: WriteTransaction): HolderWriter {
  const { db, changes } = tx
  const changed = (holderId: string): void => changes.add('holder', holderId)
  return {
    async putInlinePolicy(holderId, name, document) {
      await db
        .insertInto('inline_policies')
        .values({ holder_id: holderId, name, document })
        .onConflict((clash) => clash.columns(['holder_id', 'name']).doUpdateSet({ document }))
        .execute()
      changed(holderId)
    },
    async deleteInlinePolicy(holderId, name) {
      await db.deleteFrom('inline_policies').where('holder_id', '=', holderId).where('name', '=', name).execute()
      changed(holderId)
    },
    async attachPolicy(holderId, policyArn) {
      await attach(tx, holderId, policyArn)
      changed(holderId)
    },
    async detachPolicy(holderId, policyArn) {
      const attached = db.deleteFrom('attached_policies').where('holder_id', '=', holderId)
      await attached.where('policy_arn', '=', policyArn).execute()
      changed(holderId)
    },
    async setBoundary(holderId, policyArn) {
      if (policyArn !== undefined) await requirePolicy(tx, policyArn)
      const holder = db.updateTable('holders').where('id', '=', holderId)
      requireOne(await holder.set({ boundary_arn: policyArn ?? null }).executeTakeFirst(), `holder ${holderId}`)
      changed(holderId)
    },
  }
}

async function attach(tx: WriteTransaction, holderId: string, policyArn: string): Promise<void> {
  await requirePolicy(tx, policyArn)
  const { db } = tx
  const holder = db.selectFrom('holders').select('account_id').where('id', '=', holderId)
  const accountId = required(await holder.executeTakeFirst(), `holder ${holderId}`).account_id
  const { last } = await db
    .selectFrom('attached_policies')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('holder_id', '=', holderId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('attached_policies')
    .values({ holder_id: holderId, policy_arn: policyArn, account_id: accountId, position: (last ?? 0) + 1 })
    .onConflict((clash) => clash.columns(['holder_id', 'policy_arn']).doNothing())
    .execute()
}

/** A new holder: the members every kind has, and what only some have. */
export interface NewHolder {
  readonly kind: HolderTable['kind']
  readonly entity: PolicyHolder & { readonly boundaryArn?: string; readonly tags?: readonly Tag[] }
  readonly columns?: Pick<HolderTable, 'description' | 'max_session_seconds' | 'trust_policy'>
}

const NO_ROLE = { description: null, max_session_seconds: null, trust_policy: null }

const insertHolder = prepared((db, row: HolderTable) => {
  const { id, kind, account_id, name, name_key, path, created_at_ms, boundary_arn } = row
  const { description, max_session_seconds, trust_policy } = row
  const ofAll = { id, kind, account_id, name, name_key, path, created_at_ms, boundary_arn }
  return db.insertInto('holders').values({ ...ofAll, description, max_session_seconds, trust_policy })
})

/** Inserts a holder with everything that hangs on it. */
export async function createHolder(
  tx: WriteTransaction,
  { kind, entity, columns = NO_ROLE }: NewHolder,
): Promise<void> {
  if (entity.boundaryArn !== undefined) await requirePolicy(tx, entity.boundaryArn)
  await insertHolder(tx.db, {
    id: entity.id,
    kind,
    account_id: entity.accountId,
    name: entity.name,
    name_key: nameKey(entity.name),
    path: entity.path,
    created_at_ms: entity.createdAtMs,
    boundary_arn: entity.boundaryArn ?? null,
    ...columns,
  })
  const holder_id = entity.id
  const inline = entity.inlinePolicies.map(({ name, document }) => ({ holder_id, name, document }))
  if (inline.length > 0) await tx.db.insertInto('inline_policies').values(inline).execute()
  for (const policyArn of entity.attachedPolicyArns) await attach(tx, entity.id, policyArn)
  await insertTags(tx, entity.id, entity.tags ?? [])
  tx.changes.add('holder', entity.id)
}

/** Gives a user or group another name and path. */
export async function renameHolder(
  { db, changes }: WriteTransaction,
  { kind, id }: Pick<HolderTable, 'kind' | 'id'>,
  { name, path }: Pick<HolderTable, 'name' | 'path'>,
): Promise<void> {
  const holder = db.updateTable('holders').where('id', '=', id).where('kind', '=', kind)
  requireOne(await holder.set({ name, name_key: nameKey(name), path }).executeTakeFirst(), `${kind} ${id}`)
  changes.add('holder', id)
}

/** Removes a holder and its tags. StoreConflict while policies or memberships hang on it. */
export async function deleteHolder(
  { db, changes }: WriteTransaction,
  { kind, id }: Pick<HolderTable, 'kind' | 'id'>,
): Promise<void> {
  const deleted = db.deleteFrom('holders').where('id', '=', id).where('kind', '=', kind)
  requireOne(await deleted.executeTakeFirst(), `${kind} ${id}`)
  await db.deleteFrom('tags').where('resource_id', '=', id).execute()
  await db.deleteFrom('uses').where('subject', '=', id).execute()
  changes.add('holder', id)
}
