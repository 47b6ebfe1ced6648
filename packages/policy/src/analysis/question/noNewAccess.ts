/** Does a new version of a policy allow what the old one does not? */
import { decide } from '../../engine/engine.ts'
import type { PolicyDocument } from '../../types.ts'
import { arrange, type Core } from '../search/arrange.ts'
import type { Found } from '../search/findRequest.ts'
import type { Rule } from '../search/rule.ts'
import type { Analysis, AnalysisOptions, Comparison } from '../types.ts'
import { answer, guard, unknown } from './answer.ts'
import { describeRequest } from './describe.ts'
import { createQuestion, type Question } from './question.ts'

/**
 * Whether `proposed` allows a request that `existing` does not, each standing alone in its layer with all else open. As
 * Access Analyzer's CheckNoNewAccess, `proved` is PASS; the other two are FAIL ("might allow"). Types must agree. Never throws.
 */
export function checkNoNewAccess(
  existing: PolicyDocument,
  proposed: PolicyDocument,
  options: AnalysisOptions = {},
): Analysis {
  if (existing.type !== proposed.type)
    return unknown(`A ${existing.type} policy cannot be compared with a ${proposed.type} policy`)
  const confirm = (core: Core): boolean =>
    decide(arrange(core, proposed)).allowed && !decide(arrange(core, existing)).allowed
  return guard(() => {
    const question = createQuestion([existing, proposed], { options })
    return answer({
      question,
      document: proposed,
      ask: (rule) => gained(rule, question, { existing, proposed, confirm }),
      describe: (core, name) => `${name} newly allows ${describeRequest(core, proposed)}.`,
    })
  })
}

interface Change {
  readonly existing: PolicyDocument
  readonly proposed: PolicyDocument
  readonly confirm: (core: Core) => boolean
}

/** What the statement allows is new where nothing allowed it before, or where something denied it. */
function gained(rule: Rule, question: Question, { existing, proposed, confirm }: Change): Found {
  const denies = question.rulesOf(proposed, 'Deny')
  const before = question.rulesOf(existing, 'Allow')
  let found = question.find({ must: [rule], avoid: [...before, ...denies], confirm })
  for (const deny of question.rulesOf(existing, 'Deny')) {
    if (typeof found !== 'string') return found
    const lifted = question.find({ must: [rule, deny], avoid: denies, confirm })
    if (lifted !== 'none') found = lifted
  }
  return found
}

/** Both directions. `gained` is what `right` allows and `left` does not; each has the whole budget. Never throws. */
export function comparePolicies(
  left: PolicyDocument,
  right: PolicyDocument,
  options: AnalysisOptions = {},
): Comparison {
  return { gained: checkNoNewAccess(left, right, options), lost: checkNoNewAccess(right, left, options) }
}
