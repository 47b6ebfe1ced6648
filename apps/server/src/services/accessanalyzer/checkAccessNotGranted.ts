/** CheckAccessNotGranted. Source: IAM Access Analyzer API reference, CheckAccessNotGranted; sentences of its examples. */
import { parsePolicy } from '@brevet/policy'
import type {
  Access,
  CheckAccessNotGrantedRequest,
  CheckAccessNotGrantedResponse,
} from '../../protocol/types/accessanalyzer.generated.ts'
import { readOperation } from '../operation.ts'
import { resultOf, type Wording } from './answers.ts'
import { analysis } from './judgement.ts'
import { likelyType, readPolicy } from './policyText.ts'
import { badField } from './refusals.ts'

/** AWS says "listed actions" where no resources are listed. */
const wording = (listed: string): Wording => ({
  pass: `The policy document does not grant access to perform the ${listed}.`,
  fail: `The policy document grants access to perform one or more of the ${listed}.`,
  unproved: `the policy document grants no access to perform any of the ${listed}`,
  reason: `One or more of the ${listed} in the statement with`,
})
const ACTIONS = wording('listed actions')
const ACTIONS_OR_RESOURCES = wording('listed actions or resources')

/** Whether a policy could name it: what could not would never be granted, and a slip of the pen would pass the check. */
const couldStand = (element: 'Action' | 'Resource', text: string): boolean => {
  // Version 2008-10-17 has no variables: `${` stands for itself, as in the analysis.
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', [element]: text }
  return parsePolicy(JSON.stringify({ Version: '2008-10-17', Statement: [statement] }), 'identity').ok
}

/** Throws ValidationException for a list that asks nothing or holds what no policy could hold. */
function checkAccess(accesses: readonly Access[]): void {
  if (accesses.length === 0) throw badField('access', 'The value of access must have one element.')
  for (const { actions = [], resources = [] } of accesses) {
    if (actions.length + resources.length === 0) throw badField('access', 'An access must list actions or resources.')
    for (const action of actions)
      if (!couldStand('Action', action)) throw badField('access', `The action ${action} could not stand in a policy.`)
    for (const resource of resources)
      if (!couldStand('Resource', resource))
        throw badField('access', `The resource ${resource} could not stand in a policy.`)
  }
}

/** Whether a policy allows any of the listed actions on any of the listed resources, whatever its conditions. */
export const checkAccessNotGranted = readOperation<CheckAccessNotGrantedRequest, CheckAccessNotGrantedResponse>({
  name: 'CheckAccessNotGranted',

  authorize({ input }) {
    checkAccess(input.access)
    return [{ action: 'access-analyzer:CheckAccessNotGranted', resource: '*' }]
  },

  async run({ input }, _store, { judge }) {
    const { access, policyDocument: text, policyType } = input
    const policy = readPolicy({ name: 'policyDocument', text }, likelyType([text], policyType))
    const onlyActions = access.every(({ resources = [] }) => resources.length === 0)
    const answer = await analysis(judge.ask('accessNotGranted', { policy, accesses: access }))
    return resultOf(answer, onlyActions ? ACTIONS : ACTIONS_OR_RESOURCES)
  },
})
