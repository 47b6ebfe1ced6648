/** Reads the organization, what is in force for an account, and where accounts and units are. */
import type { Organization } from '../../domain/entities.ts'
import type { OrganizationPolicyType } from '../../domain/organizationPolicies.ts'
import { deepFreeze } from '../freeze.ts'
import type { AttachedPolicy, OrganizationReader } from '../organization.ts'
import type { Db } from '../schema.ts'
import type { Source } from '../source.ts'
import { organizationLists } from './organizationLists.ts'

/** The reader of the organization. */
export const organizationReader = (source: Source): OrganizationReader => ({
  get: () => organization(source.db),
  policyTypes: async () => Object.freeze(await policyTypes(source.db)),
  serviceControlPolicies: (accountId) => source.snapshot((db) => levels(db, accountId, 'SERVICE_CONTROL_POLICY')),
  resourceControlPolicies: (accountId) => source.snapshot((db) => levels(db, accountId, 'RESOURCE_CONTROL_POLICY')),
  ancestors: (childId) => source.snapshot((db) => ancestors(db, childId)),
  ...organizationLists(source),
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

async function policyTypes(db: Db): Promise<readonly OrganizationPolicyType[]> {
  const row = await db.selectFrom('organization').select(['scp_enabled', 'rcp_enabled']).executeTakeFirst()
  return [
    ...(row?.scp_enabled === 1 ? (['SERVICE_CONTROL_POLICY'] as const) : []),
    ...(row?.rcp_enabled === 1 ? (['RESOURCE_CONTROL_POLICY'] as const) : []),
  ]
}

/**
 * Without an organization there is one level that allows nothing: nobody asks before bootstrap, and "no policy applies"
 * is an answer for the management account alone, and for types that are not in force.
 */
async function levels(
  db: Db,
  accountId: string,
  type: OrganizationPolicyType,
): Promise<readonly (readonly AttachedPolicy[])[]> {
  const found = await organization(db)
  if (found === undefined) return deepFreeze([[]])
  if (found.managementAccountId === accountId || !(await policyTypes(db)).includes(type)) return deepFreeze([])
  const above = await ancestors(db, accountId)
  // Resource control policies bind resources of members; principals of an unknown account are allowed nothing.
  if (above === undefined && type === 'RESOURCE_CONTROL_POLICY') return deepFreeze([])
  const targets = [...(above ?? [found.rootId]), accountId]
  const attached: (readonly AttachedPolicy[])[] = []
  for (const target of targets) attached.push(await attachedTo(db, target, type))
  return deepFreeze(attached)
}

async function attachedTo(db: Db, targetId: string, type: OrganizationPolicyType): Promise<readonly AttachedPolicy[]> {
  const rows = await db
    .selectFrom('organization_attachments')
    .innerJoin('organization_policies', 'organization_policies.id', 'organization_attachments.policy_id')
    .select(['organization_policies.id', 'document'])
    .where('target_id', '=', targetId)
    .where('type', '=', type)
    .orderBy('policy_id')
    .execute()
  return rows.map(({ id, document }) => ({ id, document }))
}

async function ancestors(db: Db, childId: string): Promise<readonly string[] | undefined> {
  const root = (await organization(db))?.rootId
  const child = await parentOf(db, childId)
  if (root === undefined || child === undefined) return undefined
  const above: string[] = []
  let next = child.parentId ?? root
  while (next !== root) {
    above.unshift(next)
    const parent = await parentOf(db, next)
    // Nothing may be taken for less deep than it is: policies of a level would be lost.
    if (parent?.parentId === undefined || parent.parentId === null) throw new Error(`unit ${next} hangs nowhere`)
    next = parent.parentId
  }
  return Object.freeze([root, ...above])
}

/** An account directly under the root has no parent in its row. */
async function parentOf(db: Db, childId: string): Promise<{ readonly parentId: string | null } | undefined> {
  const unit = await db
    .selectFrom('organizational_units')
    .select('parent_id')
    .where('id', '=', childId)
    .executeTakeFirst()
  if (unit !== undefined) return { parentId: unit.parent_id }
  const account = await db.selectFrom('accounts').select('parent_id').where('id', '=', childId).executeTakeFirst()
  return account === undefined ? undefined : { parentId: account.parent_id }
}
