/** Reads the organization and the service control policies that apply to an account. */
import type { Organization } from '../../domain/entities.ts'
import { deepFreeze } from '../freeze.ts'
import type { Db } from '../schema.ts'
import type { Source } from '../source.ts'
import type { AttachedPolicy, OrganizationReader } from '../store.ts'

/** The reader of the organization. */
export const organizationReader = (source: Source): OrganizationReader => ({
  get: () => organization(source.db),
  serviceControlPolicies: (accountId) => source.snapshot((db) => serviceControlPolicies(db, accountId)),
})

async function organization(db: Db): Promise<Organization | undefined> {
  const row = await db.selectFrom('organization').selectAll().executeTakeFirst()
  if (row === undefined) return undefined
  return Object.freeze({
    id: row.id,
    arn: row.arn,
    rootId: row.root_id,
    managementAccountId: row.management_account_id,
    createdAtMs: row.created_at_ms,
  })
}

/**
 * Without an organization there is one level that allows nothing: nobody asks before bootstrap, and "no policy applies"
 * is an answer for the management account alone. Every account is directly under the root.
 */
async function serviceControlPolicies(db: Db, accountId: string): Promise<readonly (readonly AttachedPolicy[])[]> {
  const found = await organization(db)
  if (found === undefined) return deepFreeze([[]])
  if (found.managementAccountId === accountId) return deepFreeze([])
  return deepFreeze([await attachedTo(db, found.rootId), await attachedTo(db, accountId)])
}

async function attachedTo(db: Db, targetId: string): Promise<readonly AttachedPolicy[]> {
  const rows = await db
    .selectFrom('organization_attachments')
    .innerJoin('organization_policies', 'organization_policies.id', 'organization_attachments.policy_id')
    .select(['organization_policies.id', 'document'])
    .where('target_id', '=', targetId)
    .where('type', '=', 'SERVICE_CONTROL_POLICY')
    .orderBy('policy_id')
    .execute()
  return rows.map(({ id, document }) => ({ id, document }))
}
