/** The grammar of trust policies: whom, by which action, and nothing about resources. */
import { remove, replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement, PrincipalEntry, Text } from '../source/draft.ts'

const NOT_PRINCIPAL: Rule = {
  code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
  severity: 'ERROR',
  about: 'A trust policy names whom it trusts with `Principal`; `NotPrincipal` would trust the rest of the world.',
}
const RESOURCE: Rule = {
  code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
  severity: 'ERROR',
  about: 'The resource of a trust policy is the role it stands at: it has no `Resource` and no `NotResource`.',
}
const WILDCARD: Rule = {
  code: 'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  severity: 'ERROR',
  about: 'A trust policy cannot say `"Principal": "*"`. `{"AWS": "*"}` is accepted, and trusts every AWS account.',
}
const ACTION: Rule = {
  code: 'UNSUPPORTED_ACTION_IN_POLICY',
  severity: 'ERROR',
  about: 'The policy type does not take this action: trust policies hold STS actions only.',
}
const MISMATCHED: Rule = {
  code: 'MISMATCHED_ACTION_FOR_PRINCIPAL',
  severity: 'ERROR',
  about:
    'The action cannot be called by this kind of principal: OIDC providers go with `sts:AssumeRoleWithWebIdentity`, SAML providers with `sts:AssumeRoleWithSAML`, accounts, users, roles and services with `sts:AssumeRole`.',
}

/** Rules of trust policies. */
export const trustCheck: Check = {
  rules: [NOT_PRINCIPAL, RESOURCE, WILDCARD, ACTION, MISMATCHED],
  statement(statement, linting) {
    const { type, report } = linting
    if (type !== 'trust') return
    const { principal, members, action } = statement
    if (principal?.negated === true)
      report(NOT_PRINCIPAL, principal, {
        message: 'Role trust policies have no NotPrincipal. Name with Principal whom the role trusts.',
      })
    for (const name of ['Resource', 'NotResource']) {
      const member = members.get(name)
      if (member === undefined) continue
      const message = `Role trust policies apply to the role they stand at. Remove the ${name} element.`
      report(RESOURCE, member.keyPlace, { message, fix: [remove(member.place.location)] })
    }
    if (principal?.everyone === true && !principal.negated) {
      const message =
        '"Principal": "*" is not supported in a role trust policy. Name accounts, users, roles or services.'
      report(WILDCARD, principal, { message })
    }
    for (const text of action?.texts ?? [])
      if (text.kind === 'string' && !/^sts:/i.test(text.value)) {
        const message = `Role trust policies hold STS actions only; ${JSON.stringify(text.value)} is none.`
        report(ACTION, text, { message })
      }
    if (action !== undefined && !action.negated) checkMatch(statement, action.texts, linting)
  },
}

/** Which of the three ways to assume a role a kind of principal has. */
const WAYS: readonly { readonly way: string; readonly has: (type: string, value: string) => boolean }[] = [
  { way: 'sts:assumerolewithsaml', has: (type, value) => type === 'Federated' && isSaml(value) },
  { way: 'sts:assumerolewithwebidentity', has: (type, value) => type === 'Federated' && !isSaml(value) },
  { way: 'sts:assumerole', has: (type) => type === 'AWS' || type === 'Service' },
]
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['sts:assumerolewithsaml', 'sts:AssumeRoleWithSAML'],
  ['sts:assumerolewithwebidentity', 'sts:AssumeRoleWithWebIdentity'],
  ['sts:assumerole', 'sts:AssumeRole'],
])

const isSaml = (provider: string): boolean => provider.includes(':saml-provider/')

/**
 * An action is wrong when nobody in the statement can call it; a principal is wrong when none of the ways it has is
 * among the actions (wildcards aside: they hold what is needed).
 */
function checkMatch({ principal, action }: DraftStatement, actions: readonly Text[], { report }: Linting): void {
  const entries = principal?.entries ?? []
  const named = actions.map(({ value }) => value.toLowerCase())
  if (principal === undefined || entries.length === 0 || named.some((name) => /[*?]/.test(name))) return
  const waysOf = (entry: PrincipalEntry): readonly string[] =>
    entry.texts.flatMap(({ value }) => WAYS.filter(({ has }) => has(entry.type, value)).map(({ way }) => way))
  const possible = new Set(entries.flatMap(waysOf))
  if (possible.size === 0) return
  const fitting = [...possible].map((way) => SPELLING.get(way)).join(' or ')
  for (const text of actions) {
    const way = text.value.toLowerCase()
    if (!SPELLING.has(way) || possible.has(way)) continue
    const only = possible.size === 1 && !named.includes([...possible][0] ?? '')
    const fix = only && action?.texts.length === 1 ? [replace(text.location, fitting)] : undefined
    report(MISMATCHED, text, { message: `None of these principals can call ${text.value}. Use ${fitting}.`, fix })
  }
}
