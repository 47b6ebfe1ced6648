/** Services as principals: on whose behalf? (the confused deputy, STS-05). */
import { compares } from '../facts/reach.ts'
import type { Check, Rule } from '../rule.ts'

const RESTRICT: Rule = {
  code: 'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
  severity: 'SECURITY_WARNING',
  about:
    'A policy of a resource lets in a service without saying on behalf of which account or resource: any customer of the service can have it act here. Compare `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID` or `aws:SourceOrgPaths`.',
}
const RECOMMENDED: Rule = {
  code: 'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
  severity: 'SUGGESTION',
  about:
    'A role trusts a service and does not say on behalf of which account or resource: where the service tells, compare `aws:SourceArn` or `aws:SourceAccount`. Not said of services that act for the account of the role only (EC2, Lambda and the like).',
}

const SOURCE_KEYS = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']

/** Services that assume roles for resources of the role's own account, and say nothing about the source. */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set(
  [
    'autoscaling',
    'batch',
    'ec2',
    'ecs',
    'edgelambda',
    'eks',
    'eks-fargate-pods',
    'elasticbeanstalk',
    'elasticmapreduce',
    'lambda',
    'pods.eks',
    'rolesanywhere',
    'ssm',
  ].map((name) => `${name}.amazonaws.com`),
)

/** Rules of service principals. */
export const serviceCheck: Check = {
  rules: [RESTRICT, RECOMMENDED],
  statement(statement, { type, report }) {
    const { effect, principal } = statement
    if ((type !== 'trust' && type !== 'resource') || effect !== 'Allow' || principal?.negated !== false) return
    if (compares(statement, SOURCE_KEYS)) return
    const services = principal.entries.filter((entry) => entry.type === 'Service').flatMap(({ texts }) => texts)
    for (const text of services) {
      if (type === 'trust' && OF_THE_ACCOUNT.has(text.value)) continue
      const message = `${text.value} may be acting for anybody. Compare aws:SourceArn or aws:SourceAccount.`
      report(type === 'trust' ? RECOMMENDED : RESTRICT, text, { message })
    }
  },
}
