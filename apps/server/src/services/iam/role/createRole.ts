/** CreateRole: a role with its trust policy. */
import { roleArn } from '../../../domain/arn.ts'
import type { Role } from '../../../domain/entities.ts'
import { uniqueId } from '../../../domain/ids.ts'
import type { CreateRoleRequest, CreateRoleResponse } from '../../../protocol/types/iam.generated.ts'
import type { Writer } from '../../../store/store.ts'
import { type Effects, writeOperation } from '../../operation.ts'
import { boundaryKey, requestTagKeys } from '../askEntity.ts'
import { alreadyExists, invalidInput } from '../entityErrors.ts'
import { requirePolicy } from '../managedPolicies.ts'
import { percentEncoded } from '../policyText.ts'
import { fromWire, withTags } from '../tags.ts'
import { storedTrustPolicy } from '../trustPrincipals.ts'
import { createdRole } from './roleOutput.ts'

const DEFAULT_SESSION_SECONDS = 3_600
const SERVICE_LINKED = '/aws-service-role/'

export const createRole = writeOperation<CreateRoleRequest, CreateRoleResponse>({
  name: 'CreateRole',

  authorize({ input, caller }) {
    const resource = roleArn({ accountId: caller.accountId, path: input.Path ?? '/', name: input.RoleName })
    const tagKeys = requestTagKeys(fromWire(input.Tags))
    return [
      { action: 'iam:CreateRole', resource, context: [...boundaryKey(input.PermissionsBoundary), ...tagKeys] },
      // Source: IAM user guide, "Tag IAM roles": creating a role with tags needs the permission to tag it too.
      ...(tagKeys.length === 0 ? [] : [{ action: 'iam:TagRole', resource, context: tagKeys }]),
    ]
  },

  async run({ input, caller: { accountId } }, store, effects) {
    if (input.Path?.startsWith(SERVICE_LINKED) === true)
      throw invalidInput(`Path prefix '${SERVICE_LINKED}' can only be used for AWS Service linked Roles`)
    const taken = await store.roles.byName(accountId, input.RoleName)
    if (taken !== undefined) throw alreadyExists('role', input.RoleName)
    await effects.quotas.check('RolesPerAccount', accountId, (id) => store.roles.count(id))
    const role = await newRole(input, accountId, { store, effects })
    await store.write.roles.create(role)
    // The trust policy as it was sent: `"AWS": "111122223333"` stays so.
    const created = await createdRole(role, store)
    return { Role: { ...created, AssumeRolePolicyDocument: percentEncoded(input.AssumeRolePolicyDocument) } }
  },
})

async function newRole(
  input: CreateRoleRequest,
  accountId: string,
  { store, effects }: { readonly store: Writer; readonly effects: Effects },
): Promise<Role> {
  const { PermissionsBoundary: boundary, Description: description } = input
  const tags = withTags([], input.Tags, 'principal')
  const trustPolicy = await storedTrustPolicy(input.AssumeRolePolicyDocument, accountId, store)
  if (boundary !== undefined) await requirePolicy(store, { arn: boundary, accountId, for: 'boundary' })
  return {
    accountId,
    id: uniqueId('AROA', effects.random),
    name: input.RoleName,
    path: input.Path ?? '/',
    createdAtMs: effects.clock.nowMs(),
    inlinePolicies: [],
    attachedPolicyArns: [],
    tags,
    trustPolicy,
    maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
    ...(boundary === undefined ? {} : { boundaryArn: boundary }),
    ...(description === undefined ? {} : { description }),
  }
}
