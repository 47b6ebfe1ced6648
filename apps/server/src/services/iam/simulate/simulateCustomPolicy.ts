/** SimulateCustomPolicy: what policies that the request carries would allow. Nothing of the account takes part. */
import type { Principal } from '@brevet/policy'
import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { invalidInput } from '../entityErrors.ts'
import { callerKeys, nobody, userByArn } from './callers.ts'
import { readContextEntries } from './contextEntries.ts'
import { guardOf } from './guard.ts'
import { checkTotalSize, inputBoundary, inputOrganization, inputPolicies } from './inputPolicies.ts'
import { callerUser, checkActions, checkResources, ownerAccount } from './requestRules.ts'
import { checkResourceHandling } from './resourceHandling.ts'
import { simulate } from './simulate.ts'
import type { Simulation, SimulatedPrincipal } from './simulation.ts'

function whoAsks(input: SimulateCustomPolicyRequest, accountId: string): SimulatedPrincipal {
  const user = callerUser(input.CallerArn)
  // The sentence is ours; that a caller is needed is AWS's rule.
  if (user === undefined && input.ResourcePolicy !== undefined)
    throw invalidInput('CallerArn is required with a ResourcePolicy: its Principal element needs a value to match.')
  const principal: Principal = user === undefined ? nobody(accountId) : userByArn(user)
  return {
    principal,
    accountId: user?.accountId ?? accountId,
    keys: user === undefined ? new Map() : callerKeys(user),
  }
}

/** Every text of a policy in the request. */
const textsOf = (input: SimulateCustomPolicyRequest): readonly string[] => [
  ...input.PolicyInputList,
  ...(input.PermissionsBoundaryPolicyInputList ?? []),
  ...(input.OrderedOrganizationPolicyInputList ?? []).flatMap(
    ({ ServiceControlPolicyInputList = [] }) => ServiceControlPolicyInputList,
  ),
  ...(input.ResourcePolicy === undefined ? [] : [input.ResourcePolicy]),
]

function simulationOf(input: SimulateCustomPolicyRequest, accountId: string): Simulation {
  checkActions(input.ActionNames)
  const resources = checkResources(input.ResourceArns)
  checkResourceHandling(input.ResourceHandlingOption, resources)
  checkTotalSize(textsOf(input))
  const who = whoAsks(input, accountId)
  const boundary = inputBoundary(input.PermissionsBoundaryPolicyInputList)
  const levels = input.OrderedOrganizationPolicyInputList
  return {
    who,
    identity: inputPolicies(input.PolicyInputList),
    ...(boundary === undefined ? {} : { boundary }),
    ...(levels === undefined ? {} : { scp: inputOrganization(levels) }),
    owners: new Map(),
    entries: readContextEntries(input.ContextEntries),
    owner: ownerAccount(input.ResourceOwner) ?? who.accountId,
    actions: input.ActionNames,
    resources,
    guard: guardOf(input.ResourcePolicy, input.ActionNames),
  }
}

export const simulateCustomPolicy = readOperation<SimulateCustomPolicyRequest, SimulatePolicyResponse>({
  name: 'SimulateCustomPolicy',

  authorize: () => ask('iam:SimulateCustomPolicy', '*'),

  async run({ input, caller }, _store, { clock }) {
    // Reading the policies is long work too, and many calls may begin together.
    await othersTurns()
    return simulate(simulationOf(input, caller.accountId), input, clock)
  },
})
