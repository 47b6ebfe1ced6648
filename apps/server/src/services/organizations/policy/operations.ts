/** Operations on service control policies and resource control policies. */
import type { Operation } from '../../operation.ts'
import { attachPolicy, detachPolicy } from './attachPolicy.ts'
import { describeEffectivePolicy } from './describeEffectivePolicy.ts'
import { createPolicy, deletePolicy, updatePolicy } from './editPolicy.ts'
import { describePolicy, listPolicies, listPoliciesForTarget, listTargetsForPolicy } from './listPolicies.ts'
import { disablePolicyType, enablePolicyType } from './policyTypes.ts'

/** One line per operation. */
export const organizationPolicyOperations: readonly Operation[] = [
  attachPolicy,
  createPolicy,
  deletePolicy,
  describeEffectivePolicy,
  describePolicy,
  detachPolicy,
  disablePolicyType,
  enablePolicyType,
  listPolicies,
  listPoliciesForTarget,
  listTargetsForPolicy,
  updatePolicy,
]
