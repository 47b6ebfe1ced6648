/** `iam:PassRole` and `iam:CreateServiceLinkedRole` on everything: AWS's two families of six. */
import { coversEvery, demands, type Naming, namingOf } from '../facts/reach.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement } from '../source/draft.ts'

interface Family {
  readonly action: string
  /** The condition key that narrows it as well as a resource does. */
  readonly key: string
  readonly danger: string
  readonly rules: Readonly<Record<`${Naming}:${'star' | 'not'}`, Rule>>
}

const WAYS = {
  'exact:star': ['WITH_STAR_IN_RESOURCE', 'The resource holds all of them.'],
  'wildcard:star': [
    'WITH_STAR_IN_ACTION_AND_RESOURCE',
    'A wildcard in the action brings it, and the resource holds all of them.',
  ],
  'not:star': [
    'WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
    '`NotAction` does not exclude it, and the resource holds all of them.',
  ],
  'exact:not': ['WITH_NOT_RESOURCE', '`NotResource` leaves all but the named ones.'],
  'wildcard:not': [
    'WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
    'A wildcard in the action brings it; `NotResource` leaves all but the named ones.',
  ],
  'not:not': [
    'WITH_NOT_ACTION_AND_NOT_RESOURCE',
    '`NotAction` does not exclude it; `NotResource` leaves all but the named ones.',
  ],
} as const

function family(prefix: string, severity: Rule['severity'], { action, key, danger }: Omit<Family, 'rules'>): Family {
  const rule = ([ending, way]: readonly [string, string]): Rule => ({
    code: `${prefix}_${ending}`,
    severity,
    about: `${danger} ${way} Name the resources, or compare \`${key}\`.`,
  })
  const rules = {
    'exact:star': rule(WAYS['exact:star']),
    'wildcard:star': rule(WAYS['wildcard:star']),
    'not:star': rule(WAYS['not:star']),
    'exact:not': rule(WAYS['exact:not']),
    'wildcard:not': rule(WAYS['wildcard:not']),
    'not:not': rule(WAYS['not:not']),
  }
  return { action, key, danger, rules }
}

const PASS_ROLE = family('PASS_ROLE', 'SECURITY_WARNING', {
  action: 'iam:PassRole',
  key: 'iam:PassedToService',
  danger: 'Whoever may pass any role to a service can act with the rights of the most powerful one.',
})
const CREATE_SLR = family('CREATE_SLR', 'WARNING', {
  action: 'iam:CreateServiceLinkedRole',
  key: 'iam:AWSServiceName',
  danger: 'Whoever may create any service-linked role can let any service act in the account.',
})

const FAMILIES = [PASS_ROLE, CREATE_SLR]

/** Rules of the two families, for policies that grant. */
export const broadIamCheck: Check = {
  rules: FAMILIES.flatMap(({ rules }) => Object.values(rules)),
  statement(statement, linting) {
    if (linting.type !== 'identity' || statement.effect !== 'Allow') return
    for (const one of FAMILIES) check(one, statement, linting)
  },
}

function check({ action, key, rules }: Family, statement: DraftStatement, { report }: Linting): void {
  const naming = namingOf(statement.action, action)
  const { resource } = statement
  if (naming === undefined || resource === undefined || demands(statement, [key.toLowerCase()])) return
  const texts = resource.texts.map(({ value }) => value)
  const every = texts.findIndex((pattern) => coversEvery(pattern, 'role'))
  // What NotResource excludes altogether is not granted.
  if (resource.negated ? every !== -1 : every === -1) return
  const place = resource.negated ? resource : (resource.texts[every] ?? resource)
  const message = `This allows ${action} on ${resource.negated ? 'all but the named resources' : 'every role'}. Name the roles, or compare ${key}.`
  report(rules[`${naming}:${resource.negated ? 'not' : 'star'}`], place, { message })
}
