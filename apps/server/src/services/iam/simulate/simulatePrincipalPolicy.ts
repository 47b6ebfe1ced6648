/** SimulatePrincipalPolicy: what a user, group or role of the account may do, with all that really limits it. */
import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from '../../../protocol/types/iam.generated.ts'
import { principalContext } from '../../../authz/context.ts'
import { principalOf } from '../../../authz/decide.ts'
import { userArn } from '../../../domain/arn.ts'
import type { Reader } from '../../../store/store.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import { readOperation } from '../../operation.ts'
import { callerKeys, nobody, userByArn } from './callers.ts'
import { readContextEntries } from './contextEntries.ts'
import { guardOf } from './guard.ts'
import { ownPassword } from './ownPassword.ts'
import { checkTotalSize, inputBoundary, inputPolicies } from './inputPolicies.ts'
import { requireSource, type Source, sourceAsk } from './policySource.ts'
import {
  accountOf,
  type CallerUser,
  callerUser,
  checkActions,
  checkResources,
  notAUser,
  ownerAccount,
} from './requestRules.ts'
import { checkResourceHandling } from './resourceHandling.ts'
import { resourceOwners } from './resourceOwners.ts'
import { simulate } from './simulate.ts'
import type { Keys, SimulatedPrincipal, Simulation } from './simulation.ts'
import { callerOf, sourcePolicies } from './sourcePolicies.ts'
import { trustAsks, trustPolicies } from './trust.ts'

/** The source itself asks. Of a role it is not known under which session name, so there is no aws:userid. */
async function asItself(source: Source, store: Reader): Promise<SimulatedPrincipal> {
  const caller = callerOf(source)
  const { accountId } = source.entity
  if (caller === undefined) return { principal: nobody(accountId), accountId, keys: new Map() }
  const keys = new Map(await principalContext(caller, store))
  if (caller.kind === 'assumedRole') keys.delete('aws:userid')
  return { principal: principalOf(caller), accountId, keys }
}

/** CallerArn asks, as if it had the policies of the source. */
async function asCaller(user: CallerUser, source: Source, store: Reader): Promise<SimulatedPrincipal> {
  const known =
    user.accountId === source.entity.accountId ? await store.users.byName(user.accountId, user.name) : undefined
  const id = known !== undefined && userArn(known) === user.arn ? known.id : ''
  const keys: Keys = callerKeys(user)
  return { principal: userByArn(user, id), accountId: user.accountId, keys }
}

async function whoAsks(
  input: SimulatePrincipalPolicyRequest,
  source: Source,
  store: Reader,
): Promise<SimulatedPrincipal> {
  const user = callerUser(input.CallerArn)
  // Roles can be simulated with a resource policy here, unlike in AWS; a group cannot match a Principal element.
  if (user === undefined && source.kind === 'group' && input.ResourcePolicy !== undefined) throw notAUser()
  return user === undefined || user.arn === input.PolicySourceArn
    ? asItself(source, store)
    : asCaller(user, source, store)
}

/** The roles whose trust policies take part: none where the request brings a policy of its own. */
const trustQuestion = (input: SimulatePrincipalPolicyRequest, accountId: string) => ({
  actions: input.ResourcePolicy === undefined ? input.ActionNames : [],
  resources: input.ResourceArns ?? [],
  accountId,
})

async function simulationOf(
  input: SimulatePrincipalPolicyRequest,
  accountId: string,
  store: Reader,
): Promise<Simulation> {
  checkActions(input.ActionNames)
  const resources = checkResources(input.ResourceArns)
  checkResourceHandling(input.ResourceHandlingOption, resources)
  const { PolicyInputList: more, PermissionsBoundaryPolicyInputList: bounding, ResourcePolicy: guarding } = input
  checkTotalSize([...(more ?? []), ...(bounding ?? []), ...(guarding === undefined ? [] : [guarding])])
  const source = await requireSource(input.PolicySourceArn, accountId, store)
  const own = await sourcePolicies(source, store)
  const who = await whoAsks(input, source, store)
  const boundary = inputBoundary(bounding) ?? own.boundary
  const organization = await store.organization.get()
  const owner = ownerAccount(input.ResourceOwner) ?? who.accountId
  const password = await ownPassword(source, store)
  const found = {
    trusted: await trustPolicies(trustQuestion(input, accountId), store),
    ...(password === undefined ? {} : { password }),
  }
  return {
    who,
    identity: [...own.identity, ...inputPolicies(more)],
    ...(boundary === undefined ? {} : { boundary }),
    ...(organization === undefined ? {} : { scp: own.scp }),
    entries: readContextEntries(input.ContextEntries),
    owners: await resourceOwners(source, [owner, ...resources.flatMap((arn) => accountOf(arn) ?? [])], store),
    owner,
    actions: input.ActionNames,
    resources,
    guard: guardOf(guarding, input.ActionNames, found),
  }
}

export const simulatePrincipalPolicy = readOperation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse>({
  name: 'SimulatePrincipalPolicy',

  async authorize({ input, caller }, store) {
    const source = await sourceAsk('iam:SimulatePrincipalPolicy', input.PolicySourceArn, store)
    return [source, ...(await trustAsks(trustQuestion(input, caller.accountId), store))]
  },

  async run({ input, caller }, store, { clock }) {
    // Reading the policies is long work too, and many calls may begin together.
    await othersTurns()
    return simulate(await simulationOf(input, caller.accountId, store), input, clock)
  },
})
