/** Privilege escalation: what the Allow statements of one policy add up to. */
import { ESCALATIONS, type Escalation } from '../facts/escalations.ts'
import { isEverything, namingOf } from '../facts/reach.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement } from '../source/draft.ts'

const ESCALATION: Rule = {
  code: 'BREVET_PRIVILEGE_ESCALATION',
  severity: 'SECURITY_WARNING',
  about:
    'The actions that this policy allows without condition, on more than single named resources, are a known way to all rights of the account. If the holder is meant to be an administrator, say so with AdministratorAccess; otherwise name resources, add conditions, or set a permissions boundary.',
}
const ADMINISTRATOR: Rule = {
  code: 'BREVET_FULL_ACCESS',
  severity: 'SECURITY_WARNING',
  about: 'The statement allows every action on every resource: its holder is an administrator.',
}

/** More ways than this are counted, not listed. */
const LISTED = 5

/** Rules of what policies that grant add up to. */
export const escalationCheck: Check = {
  rules: [ADMINISTRATOR, ESCALATION],
  document(linting) {
    if (linting.type !== 'identity') return
    const { statements } = linting.draft
    const allows = statements.filter(({ effect, conditions }) => effect === 'Allow' && conditions.length === 0)
    const denies = statements.filter(
      ({ effect, conditions, resource }) => effect === 'Deny' && conditions.length === 0 && isEverything(resource),
    )
    const full = allows.find(({ action, resource }) => isEverything(action) && isEverything(resource))
    if (full !== undefined && denies.length === 0) {
      const message = 'This allows every action on every resource. Allow what is needed.'
      linting.report(ADMINISTRATOR, full.action ?? full, { message })
      return
    }
    report(linting, allows, denies)
  },
}

interface Found {
  readonly escalation: Escalation
  readonly statement: DraftStatement
}

function report({ report: add }: Linting, allows: readonly DraftStatement[], denies: readonly DraftStatement[]): void {
  const found = ESCALATIONS.flatMap((escalation): Found[] => {
    const givers = escalation.actions.map((action) =>
      denies.some((deny) => namingOf(deny.action, action) !== undefined)
        ? undefined
        : allows.find((allow) => namingOf(allow.action, action) !== undefined && isWide(allow, escalation)),
    )
    const last = givers.at(-1)
    return last === undefined || givers.includes(undefined) ? [] : [{ escalation, statement: last }]
  })
  const listed = found.filter(({ escalation }) => !found.some((other) => isPartOf(other.escalation, escalation)))
  for (const { escalation, statement } of listed.slice(0, LISTED)) {
    const more = listed.length > LISTED && escalation === listed[LISTED - 1]?.escalation
    const rest = more ? ` There are ${listed.length - LISTED} more ways.` : ''
    const message = `With ${escalation.actions.join(' and ')} its holder can ${escalation.way}.${rest}`
    add(ESCALATION, statement.action ?? statement, { message })
  }
}

/** A way that is part of another makes the longer one uninteresting. */
const isPartOf = (shorter: Escalation, longer: Escalation): boolean =>
  shorter !== longer &&
  shorter.actions.length < longer.actions.length &&
  shorter.actions.every((action) => longer.actions.includes(action))

/** More than single named resources: a wildcard in the last segment of an ARN, or all but some. */
function isWide({ resource }: DraftStatement, { selfIsHarmless }: Escalation): boolean {
  if (resource === undefined) return false
  if (resource.negated) return true
  return resource.texts.some(({ value }) => {
    if (selfIsHarmless === true && value.includes('${aws:username}')) return false
    return /[*?]/.test(value.split(':').slice(5).join(':') || '*')
  })
}
