/** What every statement must have, and what excludes what. */
import { add, remove, replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftStatement } from '../source/draft.ts'

const MISSING_EFFECT: Rule = {
  code: 'MISSING_EFFECT',
  severity: 'ERROR',
  about: 'A statement says `"Effect": "Allow"` or `"Effect": "Deny"`; there is no default.',
}
const INVALID_EFFECT: Rule = {
  code: 'INVALID_EFFECT',
  severity: 'ERROR',
  about: '`Effect` is `Allow` or `Deny`, spelled so: upper and lower case matter.',
}
const MISSING_ACTION: Rule = {
  code: 'MISSING_ACTION',
  severity: 'ERROR',
  about: 'A statement needs `Action` or `NotAction`.',
}
const MISSING_RESOURCE: Rule = {
  code: 'MISSING_RESOURCE',
  severity: 'ERROR',
  about: 'A statement needs `Resource` or `NotResource`, trust policies apart: those protect their own role.',
}
const MISSING_PRINCIPAL: Rule = {
  code: 'MISSING_PRINCIPAL',
  severity: 'ERROR',
  about: 'A policy that stands at a resource, and a trust policy, must say whom each statement is about.',
}
const UNSUPPORTED_ELEMENT_COMBINATION: Rule = {
  code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  severity: 'ERROR',
  about: '`Action`, `Resource` and `Principal` cannot stand beside their own negation in one statement.',
}

/** Types whose statements name principals. */
const WITH_PRINCIPAL = new Set(['trust', 'resource', 'rcp'])

/** Rules of a statement's elements. */
export const statementCheck: Check = {
  rules: [
    MISSING_EFFECT,
    INVALID_EFFECT,
    MISSING_ACTION,
    MISSING_RESOURCE,
    MISSING_PRINCIPAL,
    UNSUPPORTED_ELEMENT_COMBINATION,
  ],
  statement(statement, linting) {
    checkEffect(statement, linting)
    checkPresence(statement, linting)
    for (const element of ['Action', 'Resource', 'Principal']) {
      const both = statement.members.get(`Not${element}`)
      if (both !== undefined && statement.members.has(element)) {
        const message = `A statement has ${element} or Not${element}, not both.`
        linting.report(UNSUPPORTED_ELEMENT_COMBINATION, both.keyPlace, { message })
      }
    }
  },
}

function checkEffect({ members, effect, start, location }: DraftStatement, { report }: Linting): void {
  const member = members.get('Effect')
  if (member === undefined) {
    const message = 'Add an Effect element, "Allow" or "Deny", to the statement.'
    report(MISSING_EFFECT, { start, end: start, location }, { message })
  } else if (effect === undefined && member.value.kind === 'string') {
    const { value } = member.value
    const meant = ['Allow', 'Deny'].find((known) => known.toLowerCase() === value.trim().toLowerCase())
    const fix = meant === undefined ? undefined : [replace(member.place.location, meant)]
    report(INVALID_EFFECT, member.place, {
      message: `The effect ${JSON.stringify(value)} is not valid. Use "Allow" or "Deny".`,
      fix,
    })
  }
}

function checkPresence(
  { action, resource, principal, start, location }: DraftStatement,
  { type, report }: Linting,
): void {
  const place = { start, end: start, location }
  if (action === undefined)
    report(MISSING_ACTION, place, { message: 'Add an Action or NotAction element to the statement.' })
  if (resource === undefined && type !== 'trust') {
    const message = 'Add a Resource or NotResource element to the statement.'
    report(MISSING_RESOURCE, place, { message })
  }
  if (principal === undefined && WITH_PRINCIPAL.has(type)) {
    const message = 'Add a Principal element to the statement.'
    // An RCP has but one principal.
    const fix = type === 'rcp' ? [add([...location, 'Principal'], '*')] : undefined
    report(MISSING_PRINCIPAL, place, { message, fix })
  }
}

const UNSUPPORTED_SID: Rule = {
  code: 'UNSUPPORTED_SID',
  severity: 'ERROR',
  about: 'A `Sid` holds letters and digits only (policies at resources may hold more).',
}
const UNIQUE_SIDS_REQUIRED: Rule = {
  code: 'UNIQUE_SIDS_REQUIRED',
  severity: 'ERROR',
  about: 'Two statements of one policy have the same `Sid`.',
}
const EMPTY_SID_VALUE: Rule = {
  code: 'EMPTY_SID_VALUE',
  severity: 'SUGGESTION',
  about: 'An empty `Sid` names nothing: give it a value or leave it out.',
}

/** Rules of statement identifiers. */
export const sidCheck: Check = {
  rules: [UNSUPPORTED_SID, UNIQUE_SIDS_REQUIRED, EMPTY_SID_VALUE],
  document({ draft, type, report }) {
    const seen = new Set<string>()
    for (const { sid } of draft.statements) {
      if (sid?.kind !== 'string') continue
      if (sid.value === '') {
        const message = 'Add a value to the empty Sid, or remove it.'
        report(EMPTY_SID_VALUE, sid, { message, fix: [remove(sid.location)] })
        continue
      }
      if (type !== 'resource' && !/^[0-9A-Za-z]*$/.test(sid.value)) {
        const plain = sid.value.replaceAll(/[^0-9A-Za-z]/g, '')
        const free = plain !== '' && !draft.statements.some((other) => other.sid?.value === plain)
        const fix = free ? [replace(sid.location, plain)] : undefined
        report(UNSUPPORTED_SID, sid, { message: 'A Sid holds only the characters a-z, A-Z and 0-9.', fix })
      }
      if (seen.has(sid.value)) {
        const message = `The Sid ${JSON.stringify(sid.value)} stands in an earlier statement already. Make it unique.`
        report(UNIQUE_SIDS_REQUIRED, sid, { message })
      }
      seen.add(sid.value)
    }
  },
}
