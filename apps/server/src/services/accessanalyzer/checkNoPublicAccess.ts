/** CheckNoPublicAccess. Source: IAM Access Analyzer API reference, CheckNoPublicAccess; sentences of its examples. */
import type {
  CheckNoPublicAccessRequest,
  CheckNoPublicAccessResponse,
} from '../../protocol/types/accessanalyzer.generated.ts'
import { readOperation } from '../operation.ts'
import { resultOf, type Wording } from './answers.ts'
import { analysis } from './judgement.ts'
import { readPolicy } from './policyText.ts'
import { badField } from './refusals.ts'

const WORDING: Wording = {
  pass: 'The resource policy does not grant public access for the given resource type.',
  fail: 'The resource policy grants public access for the given resource type.',
  unproved: 'the resource policy grants no public access for the given resource type',
  reason: 'Public access granted in the following statement with',
}

/** The only policy of the enum that this server has: others would be judged without their service's own rules. */
const SUPPORTED = 'AWS::IAM::AssumeRolePolicyDocument'

/** Whether a trust policy lets in somebody it does not know. Throws ValidationException, InvalidParameterException. */
export const checkNoPublicAccess = readOperation<CheckNoPublicAccessRequest, CheckNoPublicAccessResponse>({
  name: 'CheckNoPublicAccess',

  authorize({ input }) {
    if (input.resourceType !== SUPPORTED) {
      const message = `The resourceType ${input.resourceType} is not supported by this version of Brevet: use ${SUPPORTED}.`
      throw badField('resourceType', message, 'notSupported')
    }
    return [{ action: 'access-analyzer:CheckNoPublicAccess', resource: '*' }]
  },

  async run({ input }, _store, { judge }) {
    const policy = readPolicy({ name: 'policyDocument', text: input.policyDocument }, 'trust')
    return resultOf(await analysis(judge.ask('noPublicAccess', { policy })), WORDING)
  },
})
