/** EnablePolicyType and DisablePolicyType. Source: Organizations API reference. */
import { ServiceError } from '../../../domain/errors.ts'
import type {
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
} from '../../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../../operation.ts'
import { delegable } from '../delegation/delegable.ts'
import { requireOrganization } from '../membership.ts'
import { partAsk, policyTypeKey } from '../parts.ts'
import { policyTypeNotEnabled, rootNotFound } from '../refusals.ts'
import { wireRoot } from '../unit/listRoots.ts'
import { requireType } from './policies.ts'

/** Puts a type into force: the policy that allows everything is attached to the root, every unit and every account. */
export const enablePolicyType = writeOperation<EnablePolicyTypeRequest, EnablePolicyTypeResponse>({
  name: 'EnablePolicyType',

  authorize: delegable(async ({ input }, store) => {
    const context = [policyTypeKey(requireType(input.PolicyType))]
    return [await partAsk({ action: 'EnablePolicyType', context }, input.RootId, store)]
  }),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    if (input.RootId !== organization.rootId) throw rootNotFound()
    const type = requireType(input.PolicyType)
    if ((await store.organization.policyTypes()).includes(type))
      throw new ServiceError('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.')
    await store.write.organizationPolicies.enableType(type)
    return { Root: await wireRoot(organization, store) }
  },
})

/** Ends that: policies of the type are detached from everything, and limit nobody. */
export const disablePolicyType = writeOperation<DisablePolicyTypeRequest, DisablePolicyTypeResponse>({
  name: 'DisablePolicyType',

  authorize: delegable(async ({ input }, store) => {
    const context = [policyTypeKey(requireType(input.PolicyType))]
    return [await partAsk({ action: 'DisablePolicyType', context }, input.RootId, store)]
  }),

  async run({ input }, store) {
    const organization = await requireOrganization(store)
    if (input.RootId !== organization.rootId) throw rootNotFound()
    const type = requireType(input.PolicyType)
    if (!(await store.organization.policyTypes()).includes(type)) throw policyTypeNotEnabled()
    await store.write.organizationPolicies.disableType(type)
    return { Root: await wireRoot(organization, store) }
  },
})
