/** Does a resource or trust policy let the public in? */
import { decide } from '../../engine/engine.ts'
import type { PolicyDocument } from '../../types.ts'
import { publicOf } from '../principal/strangers.ts'
import { arrange } from '../search/arrange.ts'
import type { Analysis, AnalysisOptions } from '../types.ts'
import { answer, guard, unknown } from './answer.ts'
import { describeRequest } from './describe.ts'
import { createQuestion } from './question.ts'

/**
 * Whether a resource or trust policy allows anything to the public: callers of an account that the policy does not mention,
 * callers without credentials (not for trust policies), and holders of tokens of a shared OpenID Connect issuer that it
 * names. The public can bring any context but what says who somebody known is: an organization, account, ARN, VPC, tenant or
 * address range that the policy writes out. Services are never the public. As Access Analyzer's CheckNoPublicAccess; other
 * types of policies let nobody in, which is `unknown` here, never `proved`. Never throws.
 */
export function checkNoPublicAccess(policy: PolicyDocument, options: AnalysisOptions = {}): Analysis {
  if (policy.type !== 'resource' && policy.type !== 'trust')
    return unknown(`A ${policy.type} policy names no principals; only resource and trust policies can be public`)
  return guard(() => {
    const question = createQuestion([policy], { options, strangers: publicOf([policy]) })
    const avoid = question.rulesOf(policy, 'Deny')
    return answer({
      question,
      document: policy,
      ask: (rule) => question.find({ must: [rule], avoid, confirm: (core) => decide(arrange(core, policy)).allowed }),
      describe: (core, name) => `${name} lets the public in: it allows ${describeRequest(core, policy)}.`,
    })
  })
}
