/** GetContextKeysForCustomPolicy and ...ForPrincipalPolicy: which condition keys policies refer to, variables included. */
import { contextKeysOf } from '@brevet/policy'
import type {
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse,
  GetContextKeysForPrincipalPolicyRequest,
} from '../../../protocol/types/iam.generated.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { checkTotalSize, inputPolicies } from './inputPolicies.ts'
import { requireSource, sourceAsk } from './policySource.ts'
import type { SimulatedPolicy } from './simulation.ts'
import { sourcePolicies } from './sourcePolicies.ts'

/**
 * The keys of these policies: as first written, each once ignoring case. AWS's order is that of the text (observed: AWS
 * CLI example of get-context-keys-for-custom-policy).
 */
const keysOf = (policies: readonly SimulatedPolicy[]): GetContextKeysForPolicyResponse => ({
  ContextKeyNames: contextKeysOf(policies.flatMap(({ written }) => (written === undefined ? [] : [written.document]))),
})

export const getContextKeysForCustomPolicy = readOperation<
  GetContextKeysForCustomPolicyRequest,
  GetContextKeysForPolicyResponse
>({
  name: 'GetContextKeysForCustomPolicy',

  authorize: () => ask('iam:GetContextKeysForCustomPolicy', '*'),

  async run({ input }) {
    await othersTurns()
    checkTotalSize(input.PolicyInputList)
    return keysOf(inputPolicies(input.PolicyInputList))
  },
})

export const getContextKeysForPrincipalPolicy = readOperation<
  GetContextKeysForPrincipalPolicyRequest,
  GetContextKeysForPolicyResponse
>({
  name: 'GetContextKeysForPrincipalPolicy',

  async authorize({ input }, store) {
    return [await sourceAsk('iam:GetContextKeysForPrincipalPolicy', input.PolicySourceArn, store)]
  },

  // The boundary counts too: SimulatePrincipalPolicy needs its keys as much as those of the attached policies.
  async run({ input, caller }, store) {
    await othersTurns()
    checkTotalSize(input.PolicyInputList ?? [])
    const source = await requireSource(input.PolicySourceArn, caller.accountId, store)
    const { identity, boundary } = await sourcePolicies(source, store)
    return keysOf([...identity, ...(boundary === undefined ? [] : [boundary]), ...inputPolicies(input.PolicyInputList)])
  },
})
