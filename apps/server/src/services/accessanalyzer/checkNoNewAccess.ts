/** CheckNoNewAccess. Source: IAM Access Analyzer API reference, CheckNoNewAccess; sentences of its examples. */
import type {
  CheckNoNewAccessRequest,
  CheckNoNewAccessResponse,
} from '../../protocol/types/accessanalyzer.generated.ts'
import { readOperation } from '../operation.ts'
import { resultOf, type Wording } from './answers.ts'
import { analysis } from './judgement.ts'
import { likelyType, readPolicy } from './policyText.ts'

const WORDING: Wording = {
  pass: 'The modified permissions do not grant new access compared to your existing policy.',
  fail: 'The modified permissions grant new access compared to your existing policy.',
  unproved: 'the modified permissions grant no new access compared to your existing policy',
  reason: 'New access in the statement with',
}

/** Whether the new policy allows any request that the existing one does not. Throws InvalidParameterException. */
export const checkNoNewAccess = readOperation<CheckNoNewAccessRequest, CheckNoNewAccessResponse>({
  name: 'CheckNoNewAccess',

  authorize: () => [{ action: 'access-analyzer:CheckNoNewAccess', resource: '*' }],

  async run({ input }, _store, { judge }) {
    const { existingPolicyDocument, newPolicyDocument, policyType } = input
    const type = likelyType([existingPolicyDocument, newPolicyDocument], policyType)
    const existing = readPolicy({ name: 'existingPolicyDocument', text: existingPolicyDocument }, type)
    const proposed = readPolicy({ name: 'newPolicyDocument', text: newPolicyDocument }, type)
    return resultOf(await analysis(judge.ask('noNewAccess', { existing, proposed })), WORDING)
  },
})
