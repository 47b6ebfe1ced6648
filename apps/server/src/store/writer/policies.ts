/** Writes managed policies and their versions. */
import type { PolicyVersion } from '../../domain/entities.ts'
import { awsManagedPolicies } from '../../domain/managedPolicies/index.ts'
import { StoreConflict } from '../errors.ts'
import { nameKey } from '../names.ts'
import { AWS_ACCOUNT } from '../reader/policies.ts'
import type { PolicyWriter } from '../store.ts'
import { insertTags } from './tags.ts'
import { required, requireOne, type WriteTransaction } from './transaction.ts'

/** The writer of managed policies. */
export function policyWriter(tx: WriteTransaction): PolicyWriter {
  const { db, changes } = tx
  const changed = (arn: string): void => changes.add('policy', arn)
  return {
    async create(policy) {
      if (!policy.versions.some(({ id }) => id === policy.defaultVersionId))
        throw new StoreConflict(`policy ${policy.arn} has no version ${policy.defaultVersionId}`)
      if (policy.accountId === AWS_ACCOUNT) throw new StoreConflict(`AWS's own policies are not rows: ${policy.arn}`)
      await db
        .insertInto('policies')
        .values({
          arn: policy.arn,
          id: policy.id,
          account_id: policy.accountId,
          name: policy.name,
          name_key: nameKey(policy.name),
          path: policy.path,
          description: policy.description ?? null,
          created_at_ms: policy.createdAtMs,
          updated_at_ms: policy.updatedAtMs,
          default_version_id: policy.defaultVersionId,
          next_version: policy.nextVersion,
        })
        .execute()
      for (const version of policy.versions) await insertVersion(tx, policy.arn, version)
      await insertTags(tx, policy.arn, policy.tags)
      changed(policy.arn)
    },
    async addVersion(arn, version, isDefault) {
      await addVersion(tx, { arn, version, isDefault })
      changed(arn)
    },
    async setDefaultVersion(arn, versionId, atMs) {
      const version = db.selectFrom('policy_versions').select('id').where('policy_arn', '=', arn)
      required(await version.where('id', '=', versionId).executeTakeFirst(), `version ${versionId} of ${arn}`)
      const policy = db.updateTable('policies').where('arn', '=', arn)
      await policy.set({ default_version_id: versionId, updated_at_ms: atMs }).execute()
      changed(arn)
    },
    async deleteVersion(arn, versionId) {
      const policy = db.selectFrom('policies').select('default_version_id').where('arn', '=', arn)
      const { default_version_id } = required(await policy.executeTakeFirst(), `policy ${arn}`)
      if (default_version_id === versionId) throw new StoreConflict(`${versionId} is the default version of ${arn}`)
      const version = db.deleteFrom('policy_versions').where('policy_arn', '=', arn).where('id', '=', versionId)
      requireOne(await version.executeTakeFirst(), `version ${versionId} of ${arn}`)
      changed(arn)
    },
    async delete(arn) {
      await requireUnused(tx, arn)
      await db.deleteFrom('policy_versions').where('policy_arn', '=', arn).execute()
      requireOne(await db.deleteFrom('policies').where('arn', '=', arn).executeTakeFirst(), `policy ${arn}`)
      await db.deleteFrom('tags').where('resource_id', '=', arn).execute()
      changed(arn)
    },
  }
}

/** Throws StoreConflict unless a managed policy has that ARN: a row, or one of AWS's own. */
export async function requirePolicy({ db }: WriteTransaction, arn: string): Promise<void> {
  if (awsManagedPolicies.has(arn)) return
  required(await db.selectFrom('policies').select('id').where('arn', '=', arn).executeTakeFirst(), `policy ${arn}`)
}

/** A policy that went while somebody holds it would widen what a boundary of that name allows when it comes back. */
async function requireUnused({ db }: WriteTransaction, arn: string): Promise<void> {
  const attached = db.selectFrom('attached_policies').select('holder_id as id').where('policy_arn', '=', arn)
  const bounded = db.selectFrom('holders').select('id').where('boundary_arn', '=', arn)
  const holder = await attached.unionAll(bounded).executeTakeFirst()
  if (holder !== undefined) throw new StoreConflict(`${holder.id} holds policy ${arn}`)
}

interface NewVersion {
  readonly arn: string
  readonly version: PolicyVersion
  readonly isDefault: boolean
}

async function addVersion(tx: WriteTransaction, { arn, version, isDefault }: NewVersion): Promise<void> {
  const policy = tx.db.selectFrom('policies').select('next_version').where('arn', '=', arn)
  const { next_version } = required(await policy.executeTakeFirst(), `policy ${arn}`)
  if (version.id !== `v${next_version}`) throw new StoreConflict(`the next version of ${arn} is v${next_version}`)
  await insertVersion(tx, arn, version)
  await tx.db
    .updateTable('policies')
    .set({
      next_version: next_version + 1,
      updated_at_ms: version.createdAtMs,
      ...(isDefault ? { default_version_id: version.id } : {}),
    })
    .where('arn', '=', arn)
    .execute()
}

const insertVersion = ({ db }: WriteTransaction, arn: string, { id, document, createdAtMs }: PolicyVersion) =>
  db.insertInto('policy_versions').values({ policy_arn: arn, id, document, created_at_ms: createdAtMs }).execute()
