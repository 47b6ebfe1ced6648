/** The operations on managed policies. */
import type { Operation } from '../../operation.ts'
import { createPolicy } from './createPolicy.ts'
import { createPolicyVersion } from './createPolicyVersion.ts'
import { deletePolicy } from './deletePolicy.ts'
import { deletePolicyVersion } from './deletePolicyVersion.ts'
import { getPolicy } from './getPolicy.ts'
import { getPolicyVersion } from './getPolicyVersion.ts'
import { listEntitiesForPolicy } from './listEntitiesForPolicy.ts'
import { listPolicies } from './listPolicies.ts'
import { listPolicyVersions } from './listPolicyVersions.ts'
import { setDefaultPolicyVersion } from './setDefaultPolicyVersion.ts'
import { listPolicyTags, tagPolicy, untagPolicy } from './tagPolicy.ts'

/** Every operation on managed policies themselves. */
export const policyOperations: readonly Operation[] = [
  createPolicy,
  getPolicy,
  listPolicies,
  deletePolicy,
  createPolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  deletePolicyVersion,
  setDefaultPolicyVersion,
  tagPolicy,
  untagPolicy,
  listPolicyTags,
  listEntitiesForPolicy,
]
