/** Principals: types, forms, wildcards. */
import { isPrincipalText } from '../../document/principal.ts'
import { replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftPrincipal, PrincipalEntry, Text } from '../source/draft.ts'

const FORMAT: Rule = {
  code: 'INVALID_PRINCIPAL_FORMAT',
  severity: 'ERROR',
  about:
    'The principal is not of a form its type has: an account id, an ARN of a root, user, role or session for `AWS`; a host name for `Service`; a provider for `Federated`.',
}
const KEY: Rule = {
  code: 'INVALID_PRINCIPAL_KEY',
  severity: 'ERROR',
  about: 'Principals are of the types `AWS`, `Service`, `Federated` and `CanonicalUser`.',
}
const WILDCARD: Rule = {
  code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  severity: 'ERROR',
  about:
    'A wildcard as part of a principal is plain text that names nobody. `"*"` alone is everybody; for some of them compare `aws:PrincipalArn` in a condition.',
}
const FEDERATED: Rule = {
  code: 'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
  severity: 'ERROR',
  about:
    'A federated principal is the ARN of a SAML or OIDC provider of your account, or one of the providers that are built in, such as `accounts.google.com`.',
}
const NOT_PRINCIPAL: Rule = {
  code: 'ALLOW_WITH_NOT_PRINCIPAL',
  severity: 'SECURITY_WARNING',
  about:
    '`Allow` with `NotPrincipal` lets in everybody who is not named, strangers and anonymous callers included. Brevet refuses it, as IAM does.',
}

const ROLE_ID: Rule = {
  code: 'INVALID_ROLE_REFERENCE',
  severity: 'WARNING',
  about:
    'The principal is the unique id of a role (`AROA...`). Write its ARN: an id is what is left when a role is deleted, and names nobody then.',
}
const USER_ID: Rule = {
  code: 'INVALID_USER_REFERENCE',
  severity: 'WARNING',
  about:
    'The principal is the unique id of a user (`AIDA...`). Write its ARN: an id is what is left when a user is deleted, and names nobody then.',
}

const WILDCARDS = /[*?]/
const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser']

/** Rules of principals. */
export const principalCheck: Check = {
  rules: [FORMAT, KEY, WILDCARD, FEDERATED, NOT_PRINCIPAL, ROLE_ID, USER_ID],
  statement({ principal, effect }, linting) {
    if (principal === undefined || !['trust', 'resource', 'rcp'].includes(linting.type)) return
    if (principal.negated && effect === 'Allow' && linting.type !== 'trust') {
      const message = 'Allow with NotPrincipal lets in everybody who is not named. Name with Principal whom you mean.'
      linting.report(NOT_PRINCIPAL, principal, { message })
    }
    checkBare(principal, linting)
    for (const entry of principal.entries) checkEntry(entry, linting)
  },
}

function checkBare({ node, location, everyone, ...place }: DraftPrincipal, { report }: Linting): void {
  if (node.kind !== 'string' || everyone) return
  const message = 'A principal is an object such as {"AWS": "123456789012"}.'
  const fix = isPrincipalText('AWS', node.value) ? [replace(location, { AWS: node.value })] : undefined
  report(FORMAT, { start: place.start, end: place.end, location }, { message, fix })
}

function checkEntry(entry: PrincipalEntry, linting: Linting): void {
  const { report, type: policyType } = linting
  if (!TYPES.includes(entry.type)) {
    const meant = TYPES.find((type) => type.toLowerCase() === entry.type.toLowerCase())
    const hint = meant === undefined ? `Use one of ${TYPES.join(', ')}.` : `Did you mean ${meant}?`
    report(KEY, entry.keyPlace, { message: `There are no principals of type ${JSON.stringify(entry.type)}. ${hint}` })
    return
  }
  for (const text of entry.texts) {
    if (text.kind !== 'string' || text.value.includes('${')) continue
    if (entry.type === 'CanonicalUser' && policyType !== 'resource')
      report(FORMAT, text, { message: 'Canonical users are principals of S3 policies only.' })
    else if (!isPrincipalText(entry.type, text.value) || (text.value !== '*' && WILDCARDS.test(text.value)))
      checkText(entry.type, text, linting)
    else if (entry.type === 'AWS') checkId(text, linting)
  }
}

function checkId(text: Text, { report }: Linting): void {
  const [rule, what] = text.value.startsWith('AROA')
    ? [ROLE_ID, 'role']
    : text.value.startsWith('AIDA')
      ? [USER_ID, 'user']
      : []
  if (rule === undefined) return
  const message = `${JSON.stringify(text.value)} is the unique id of a ${what}. Write the ARN of the ${what} instead.`
  report(rule, text, { message })
}

function checkText(type: string, text: Text, { report, type: policyType }: Linting): void {
  const shown = JSON.stringify(text.value)
  if (WILDCARDS.test(text.value)) {
    const message = `A wildcard in a principal is plain text: ${shown} names nobody. Compare aws:PrincipalArn in a condition.`
    report(WILDCARD, text, { message })
  } else if (type === 'Federated' && policyType === 'trust')
    report(FEDERATED, text, { message: `${shown} is not a SAML or OIDC provider.` })
  else if (type === 'Service') {
    const fix = isPrincipalText(type, text.value.trim().toLowerCase())
      ? [replace(text.location, text.value.trim().toLowerCase())]
      : undefined
    const message = `${shown} is not a service principal. They look like "ec2.amazonaws.com".`
    report(FORMAT, text, { message, fix })
  } else report(FORMAT, text, { message: `${shown} is not a principal of type ${type}.` })
}
