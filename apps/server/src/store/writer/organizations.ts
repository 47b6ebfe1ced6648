/** Writes the organization, its units and its policies. */
import { DEFAULT_POLICY_IDS, type OrganizationPolicyType } from '../../domain/organizationPolicies.ts'
import { creationKey, nameKey } from '../names.ts'
import type { OrganizationalUnitWriter, OrganizationPolicyWriter } from '../organization.ts'
import type { Db } from '../schema.ts'
import type { Writer } from '../store.ts'
import { requireOne, type WriteTransaction } from './transaction.ts'

/** Creates the one organization. */
export const organizationWriter = ({ db, changes }: WriteTransaction): Pick<Writer['write'], 'createOrganization'> => ({
  async createOrganization(organization) {
    await db
      .insertInto('organization')
      .values({
        slot: 1,
        id: organization.id,
        arn: organization.arn,
        root_id: organization.rootId,
        management_account_id: organization.managementAccountId,
        created_at_ms: organization.createdAtMs,
      })
      .execute()
    changes.add('organization', organization.id)
  },
})

/** The writer of organizational units. */
export const organizationalUnitWriter = ({ db, changes }: WriteTransaction): OrganizationalUnitWriter => ({
  async create({ id, parentId, name, arn, createdAtMs }) {
    await db
      .insertInto('organizational_units')
      .values({
        id,
        parent_id: parentId,
        name,
        name_key: nameKey(name),
        arn,
        created_at_ms: createdAtMs,
        list_key: creationKey(createdAtMs, id),
      })
      .execute()
    changes.add('organization', id)
  },
  async rename(id, name) {
    const renamed = db
      .updateTable('organizational_units')
      .set({ name, name_key: nameKey(name) })
      .where('id', '=', id)
    requireOne(await renamed.executeTakeFirst(), `organizational unit ${id}`)
    changes.add('organization', id)
  },
  async delete(id) {
    requireOne(
      await db.deleteFrom('organizational_units').where('id', '=', id).executeTakeFirst(),
      `organizational unit ${id}`,
    )
    await db.deleteFrom('organization_attachments').where('target_id', '=', id).execute()
    await db.deleteFrom('tags').where('resource_id', '=', id).execute()
    changes.add('organization', id)
  },
})

/** The writer of service control policies and resource control policies. */
export const organizationPolicyWriter = ({ db, changes }: WriteTransaction): OrganizationPolicyWriter => ({
  async create({ id, type, name, description, awsManaged, document }) {
    const aws_managed = awsManaged ? 1 : 0
    await db
      .insertInto('organization_policies')
      .values({ id, type, name, description, aws_managed, document })
      .execute()
    changes.add('organization', id)
  },
  async update(id, { name, description, document }) {
    const updated = db.updateTable('organization_policies').where('id', '=', id)
    const change = {
      id,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(document === undefined ? {} : { document }),
    }
    requireOne(await updated.set(change).executeTakeFirst(), `organization policy ${id}`)
    changes.add('organization', id)
  },
  async delete(id) {
    const deleted = db.deleteFrom('organization_policies').where('id', '=', id)
    requireOne(await deleted.executeTakeFirst(), `organization policy ${id}`)
    await db.deleteFrom('tags').where('resource_id', '=', id).execute()
    changes.add('organization', id)
  },
  async attach(policyId, targetId) {
    await attach(db, [{ target_id: targetId, policy_id: policyId }])
    changes.add('organization', targetId)
  },
  async detach(policyId, targetId) {
    const attached = db.deleteFrom('organization_attachments').where('policy_id', '=', policyId)
    await attached.where('target_id', '=', targetId).execute()
    changes.add('organization', targetId)
  },
  async enableType(type) {
    await setType(db, type, 1)
    const policy_id = DEFAULT_POLICY_IDS[type]
    for (const target_id of await everyTarget(db)) await attach(db, [{ target_id, policy_id }])
    changes.add('organization', type)
  },
  async disableType(type) {
    await setType(db, type, 0)
    const ofType = db.selectFrom('organization_policies').select('id').where('type', '=', type)
    await db.deleteFrom('organization_attachments').where('policy_id', 'in', ofType).execute()
    changes.add('organization', type)
  },
})

const attach = (db: Db, rows: readonly { readonly target_id: string; readonly policy_id: string }[]) =>
  db
    .insertInto('organization_attachments')
    .values(rows)
    .onConflict((clash) => clash.columns(['target_id', 'policy_id']).doNothing())
    .execute()

async function setType(db: Db, type: OrganizationPolicyType, enabled: 0 | 1): Promise<void> {
  const change = type === 'SERVICE_CONTROL_POLICY' ? { scp_enabled: enabled } : { rcp_enabled: enabled }
  requireOne(await db.updateTable('organization').set(change).executeTakeFirst(), 'organization')
}

async function everyTarget(db: Db): Promise<readonly string[]> {
  const roots = await db.selectFrom('organization').select('root_id as id').execute()
  const units = await db.selectFrom('organizational_units').select('id').execute()
  const accounts = await db.selectFrom('accounts').select('id').execute()
  return [...roots, ...units, ...accounts].map(({ id }) => id)
}
