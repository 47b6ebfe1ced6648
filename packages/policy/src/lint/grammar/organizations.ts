/** What policies without principals, SCPs and RCPs may not say. SCPs take the whole grammar since September 2025. */
import { findService } from '../../data/index.ts'
import { isOwnService } from '../facts/ownServices.ts'
import { remove, replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement } from '../source/draft.ts'

const UNSUPPORTED_PRINCIPAL: Rule = {
  code: 'UNSUPPORTED_PRINCIPAL',
  severity: 'ERROR',
  about: 'Identity policies, boundaries and session policies are about whoever they stand at: they name no principal.',
}
const SCP_PRINCIPAL: Rule = {
  code: 'SCP_SYNTAX_ERROR_PRINCIPAL',
  severity: 'ERROR',
  about: 'A service control policy names no principals; the condition key `aws:PrincipalArn` does.',
}
const RCP_PRINCIPAL: Rule = {
  code: 'RCP_SYNTAX_ERROR_PRINCIPAL',
  severity: 'ERROR',
  about: 'A resource control policy is about everybody: `"Principal": "*"` and nothing else. Conditions narrow it.',
}
const RCP_ALLOW: Rule = {
  code: 'RCP_SYNTAX_ERROR_ALLOW',
  severity: 'ERROR',
  about: 'A resource control policy of your own only denies; the one Allow is that of `RCPFullAWSAccess`.',
}
const RCP_NOTACTION: Rule = {
  code: 'RCP_SYNTAX_ERROR_NOTACTION',
  severity: 'ERROR',
  about: 'A resource control policy names its actions with `Action`.',
}
const RCP_ACTION: Rule = {
  code: 'RCP_SYNTAX_ERROR_ACTION',
  severity: 'ERROR',
  about:
    'A resource control policy names actions of services that such policies apply to, each with its service prefix; `*` alone is not accepted in your own ones. Services of your own (`knownServices`) are taken.',
}

/** Rules of the policy types that hold other policies in check. */
export const organizationsCheck: Check = {
  rules: [UNSUPPORTED_PRINCIPAL, SCP_PRINCIPAL, RCP_PRINCIPAL, RCP_ALLOW, RCP_NOTACTION, RCP_ACTION],
  statement(statement, linting) {
    const { type, report } = linting
    if (type === 'rcp') return checkRcp(statement, linting)
    if (type === 'trust' || type === 'resource') return
    for (const name of ['Principal', 'NotPrincipal']) {
      const member = statement.members.get(name)
      if (member === undefined) continue
      const rule = type === 'scp' ? SCP_PRINCIPAL : UNSUPPORTED_PRINCIPAL
      const message = `A policy of type ${type} names no principals. Remove the ${name} element.`
      // Without its principal a statement of a trust or bucket policy would be about somebody else: no sure fix.
      const bare = member.value.kind === 'string' && name === 'Principal'
      report(rule, member.keyPlace, { message, fix: bare ? [remove(member.place.location)] : undefined })
    }
  },
}

/** RCPFullAWSAccess: everything for everybody. */
const isFullAccess = ({ effect, action, resource, conditions }: DraftStatement): boolean =>
  effect === 'Allow' &&
  action?.negated === false &&
  action.texts.map(({ value }) => value).join() === '*' &&
  resource?.texts.map(({ value }) => value).join() === '*' &&
  conditions.length === 0

function checkRcp(statement: DraftStatement, { report, options }: Linting): void {
  const { principal, effect, action, members } = statement
  if (principal !== undefined && (principal.negated || !principal.everyone)) {
    const message = 'The principal of a resource control policy is "*". Narrow the statement with conditions.'
    const all = principal.entries.length === 1 && principal.entries[0]?.texts.every(({ value }) => value === '*')
    const fix = all === true && !principal.negated ? [replace(principal.location, '*')] : undefined
    report(RCP_PRINCIPAL, principal, { message, fix })
  }
  if (isFullAccess(statement)) return
  const place = members.get('Effect')?.place
  if (effect === 'Allow' && place !== undefined)
    report(RCP_ALLOW, place, { message: 'A resource control policy only denies. RCPFullAWSAccess already allows.' })
  if (action?.negated === true)
    report(RCP_NOTACTION, action, { message: 'A resource control policy has no NotAction. Name the actions.' })
  for (const text of action?.texts ?? []) {
    const prefix = text.value.split(':')[0]?.toLowerCase() ?? ''
    if (isOwnService(prefix, options) || findService(prefix)?.resourceControlPolicies === true) continue
    // A service that nobody knows is INVALID_SERVICE_IN_ACTION.
    if (prefix !== '*' && findService(prefix) === undefined) continue
    const message =
      prefix === '*'
        ? 'Name the services: "*" is not accepted here.'
        : `Resource control policies do not apply to ${prefix}.`
    report(RCP_ACTION, text, { message })
  }
}
