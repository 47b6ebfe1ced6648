/** Policies larger than their quota. These rules see texts that are not scanned any further. */
import { policySize, POLICY_QUOTAS } from '../../document/size.ts'
import type { PolicyType } from '../../types.ts'
import type { LintOptions } from '../finding.ts'
import type { Rule } from '../rule.ts'

const IDENTITY: Rule = {
  code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
  severity: 'WARNING',
  about:
    'More than the 6,144 characters (white space not counted) of a managed policy. As an inline policy of a role it may have 10,240, of a group 5,120, of a user 2,048.',
}
const TRUST: Rule = {
  code: 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
  severity: 'ERROR',
  severityAtAws: 'WARNING',
  about: 'More than 2,048 characters (white space not counted). AWS raises this quota on request, Brevet does not.',
}
const RESOURCE: Rule = {
  code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
  severity: 'ERROR',
  severityAtAws: 'WARNING',
  about: 'More than 20,480 characters (white space not counted), the largest quota that a service of AWS has.',
}
const SCP: Rule = {
  code: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
  severity: 'ERROR',
  about: 'A service control policy has at most 10,240 characters, white space included.',
}
const RCP: Rule = {
  code: 'POLICY_SIZE_EXCEEDS_RCP_QUOTA',
  severity: 'ERROR',
  about: 'A resource control policy has at most 5,120 characters, white space included.',
}
const OTHER: Rule = {
  code: 'BREVET_POLICY_TOO_LARGE',
  severity: 'ERROR',
  about:
    'A policy over a quota for which AWS has no issue code: an identity policy over 10,240 characters (a managed policy or a boundary over 6,144), a session policy over 2,048 (white space included).',
}

/** The rules, in the order of the table. */
export const SIZE_RULES: readonly Rule[] = [IDENTITY, TRUST, RESOURCE, SCP, RCP, OTHER]

const RULES: Readonly<Record<PolicyType, Rule>> = {
  identity: OTHER,
  boundary: OTHER,
  session: OTHER,
  trust: TRUST,
  resource: RESOURCE,
  scp: SCP,
  rcp: RCP,
}

const MANAGED = POLICY_QUOTAS.boundary

/** What is too large about `text`; `scannable` says whether reading it is still worth the time (POL-03). */
export function sizeFinding(
  text: string,
  type: PolicyType,
  options: LintOptions,
): { readonly rule: Rule; readonly message: string; readonly scannable: boolean } | undefined {
  const quota = options.managed === true && type === 'identity' ? MANAGED : POLICY_QUOTAS[type]
  const scannable = text.length <= POLICY_QUOTAS.identity.raw
  const size = quota.counted === 'allCharacters' || !scannable ? text.length : policySize(text)
  const counted = quota.counted === 'allCharacters' ? '' : ' (white space not counted)'
  if (size > quota.max || text.length > quota.raw)
    return {
      rule: RULES[type],
      message: `The policy has ${size} characters${counted}; ${quota.max} are allowed.`,
      scannable,
    }
  if (type === 'identity' && size > MANAGED.max)
    return {
      rule: IDENTITY,
      message: `The policy has ${size} characters${counted}: too many for a managed policy (${MANAGED.max}).`,
      scannable,
    }
  return undefined
}
