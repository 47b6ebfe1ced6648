/** Whom a role trusts: everybody, other accounts, identity providers. */
import { demands, namingOf } from '../facts/reach.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement, Text } from '../source/draft.ts'
import type { Place } from '../source/place.ts'
import { sharedIssuerFaults } from '../../trust/sharedIssuerFaults.ts'

const EVERYBODY: Rule = {
  code: 'BREVET_WILDCARD_TRUST',
  severity: 'SECURITY_WARNING',
  about:
    'The role trusts every AWS principal, and no condition says whose. Name accounts or principals, or demand `aws:PrincipalOrgID`, `aws:PrincipalAccount`, `aws:PrincipalArn` or `sts:ExternalId`.',
}
const CROSS_ACCOUNT: Rule = {
  code: 'BREVET_CROSS_ACCOUNT_TRUST',
  severity: 'SECURITY_WARNING',
  about:
    'The role trusts another account and demands neither an external id nor an organization: whoever makes that account act for others (a vendor, a service of yours) can be talked into using this role for the wrong one. Without the option `account` only whole accounts are reported, since they may be your own; with it only principals of others.',
}
const OIDC: Rule = {
  code: 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
  severity: 'SECURITY_WARNING',
  about:
    'The role trusts an OpenID Connect provider and no condition compares one of its claims: every token it issues will do.',
}
const GITHUB: Rule = {
  code: 'MISSING_GITHUB_REPO_CONDITION_KEY',
  severity: 'ERROR',
  severityAtAws: 'SECURITY_WARNING',
  about:
    'The role trusts GitHub Actions without a condition on `sub` or `job_workflow_ref` that names an owner in its fixed beginning: every workflow on GitHub can assume it. Brevet refuses such a policy when it is written, hence ERROR.',
}
const SHARED: Rule = {
  code: 'BREVET_SHARED_ISSUER',
  severity: 'ERROR',
  about:
    'The role trusts an issuer that serves many customers, and no condition says whose tokens are meant (GitLab, Terraform Cloud, Buildkite, Cognito, Google and others). AWS and Brevet refuse such a policy when it is written.',
}
const BRANCH: Rule = {
  code: 'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
  severity: 'WARNING',
  about:
    'A wildcard in the subject of GitHub tokens lets in more repositories, branches or pull requests than may be meant.',
}

/** Rules of trust. */
export const trustedCheck: Check = {
  rules: [EVERYBODY, CROSS_ACCOUNT, OIDC, GITHUB, SHARED, BRANCH],
  document(linting) {
    if (linting.policy === undefined) return
    for (const { issuer, statement, message, principal } of sharedIssuerFaults(linting.policy)) {
      const draft = linting.draft.statements[statement]
      const place = draft === undefined ? undefined : placeOfPrincipal(draft, principal)
      const rule = issuer === GITHUB_ISSUER ? GITHUB : SHARED
      if (place !== undefined) linting.report(rule, place, { message })
    }
  },
  statement(statement, linting) {
    if (linting.type !== 'trust' || statement.effect !== 'Allow' || statement.principal?.negated !== false) return
    const texts = (type: string): readonly Text[] =>
      statement.principal?.entries.filter((entry) => entry.type === type).flatMap((entry) => entry.texts) ?? []
    checkAccounts(statement, texts('AWS'), linting)
    checkProviders(statement, texts('Federated'), linting)
  },
}

const GITHUB_ISSUER = 'token.actions.githubusercontent.com'

function placeOfPrincipal({ principal }: DraftStatement, name: string): Place | undefined {
  const texts = principal?.entries.flatMap((entry) => entry.texts) ?? []
  return texts.find(({ value }) => value === name) ?? principal
}

const OWN_KEYS = [
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'sts:externalid',
]

function checkAccounts(statement: DraftStatement, texts: readonly Text[], { report, options }: Linting): void {
  if (namingOf(statement.action, 'sts:AssumeRole') === undefined || demands(statement, OWN_KEYS)) return
  for (const text of texts) {
    if (text.value === '*') {
      const message = 'This role trusts every AWS account. Name whom you mean, or demand aws:PrincipalOrgID.'
      report(EVERYBODY, text, { message })
      continue
    }
    const account = /^(?:arn:[^:]*:(?:iam|sts)::)?([0-9]{12})(?::|$)/.exec(text.value)?.[1]
    const whole = /^[0-9]{12}$|:root$/.test(text.value)
    const foreign = options.account === undefined ? whole : account !== options.account
    if (account === undefined || !foreign) continue
    const doubt = options.account === undefined ? ` If ${account} is not your own account: demand` : ' Demand'
    const message = `This role trusts account ${account} without an external id or an organization.${doubt} sts:ExternalId or aws:PrincipalOrgID.`
    report(CROSS_ACCOUNT, text, { message })
  }
}

function checkProviders(statement: DraftStatement, texts: readonly Text[], linting: Linting): void {
  if (namingOf(statement.action, 'sts:AssumeRoleWithWebIdentity') === undefined) return
  for (const text of texts) {
    if (text.value.includes(':saml-provider/')) continue
    const issuer = text.value.toLowerCase().split(':oidc-provider/').at(-1) ?? ''
    const claims = statement.conditions.filter(({ lowerKey }) => lowerKey.startsWith(`${issuer}:`))
    if (claims.length === 0 && !isRefused(text, linting)) {
      const message = `No condition compares a claim of ${issuer}: every token of this provider can assume the role. Compare ${issuer}:sub and ${issuer}:aud.`
      linting.report(OIDC, text, { message })
    }
    if (issuer !== GITHUB_ISSUER) continue
    for (const { lowerKey, operator, texts: values } of claims)
      if (lowerKey === `${issuer}:sub` && operator?.name === 'StringLike')
        for (const value of values.filter((one) => /[*?]/.test(one.value))) {
          const message = `${JSON.stringify(value.value)} may allow more workflows than intended. Name the repository and the branch or environment.`
          linting.report(BRANCH, value, { message })
        }
  }
}

/** Whether the document check has reported the provider already. */
const isRefused = ({ value }: Text, { policy }: Linting): boolean =>
  policy !== undefined && sharedIssuerFaults(policy).some(({ principal }) => principal === value)
