/** Writes the organization and its policies. */
import type { OrganizationPolicyWriter, Writer } from '../store.ts'
import type { WriteTransaction } from './transaction.ts'

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

/** The writer of service control policies. */
export const organizationPolicyWriter = ({ db, changes }: WriteTransaction): OrganizationPolicyWriter => ({
  async create({ id, name, description, awsManaged, document }) {
    const aws_managed = awsManaged ? 1 : 0
    await db
      .insertInto('organization_policies')
      .values({ id, type: 'SERVICE_CONTROL_POLICY', name, description, aws_managed, document })
      .execute()
    changes.add('organization', id)
  },
  async attach(policyId, targetId) {
    await db
      .insertInto('organization_attachments')
      .values({ target_id: targetId, policy_id: policyId })
      .onConflict((clash) => clash.columns(['target_id', 'policy_id']).doNothing())
      .execute()
    changes.add('organization', targetId)
  },
})
