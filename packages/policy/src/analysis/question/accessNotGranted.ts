/** Does a policy give none of some access? */
import { decide } from '../../engine/engine.ts'
import type { PolicyDocument } from '../../types.ts'
import { arrange } from '../search/arrange.ts'
import type { Found } from '../search/findRequest.ts'
import type { Literal } from '../search/rule.ts'
import type { Access, Analysis, AnalysisOptions } from '../types.ts'
import { answer, guard } from './answer.ts'
import { describeRequest } from './describe.ts'
import { createQuestion } from './question.ts'

/**
 * Whether `policy` allows any of `accesses` in any request, whatever its conditions ask for. As Access Analyzer's
 * CheckAccessNotGranted: at least one of the actions on at least one of the resources; without actions any action, without
 * resources any resource. No accesses at all: proved. A trust policy is for one role, which every resource stands for.
 * Never throws.
 */
export function checkAccessNotGranted(
  policy: PolicyDocument,
  accesses: readonly Access[],
  options: AnalysisOptions = {},
): Analysis {
  return guard(() => check(policy, accesses, options))
}

function check(policy: PolicyDocument, accesses: readonly Access[], options: AnalysisOptions): Analysis {
  const question = createQuestion([policy], { options })
  const wanted = accesses.map(({ actions = [], resources = [] }): readonly Literal[] => [
    ...(actions.length === 0 ? [] : [question.literals.anyOf('action', actions)]),
    ...(resources.length === 0 || policy.type === 'trust' ? [] : [question.literals.anyOf('resource', resources)]),
  ])
  const avoid = question.rulesOf(policy, 'Deny')
  return answer({
    question,
    document: policy,
    ask: (rule) => {
      let found: Found = 'none'
      for (const also of wanted) {
        if (typeof found !== 'string') return found
        const one = question.find({
          must: [rule],
          avoid,
          also,
          confirm: (core) => decide(arrange(core, policy)).allowed,
        })
        if (one !== 'none') found = one
      }
      return found
    },
    describe: (core, name) => `${name} allows ${describeRequest(core, policy)}.`,
  })
}
