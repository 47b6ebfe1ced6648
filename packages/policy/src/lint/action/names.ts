/** Actions: form and existence. */
import { actionsMatching, actionsOf, findAction, findService, services } from '../../data/index.ts'
import { isHistoricAction } from '../facts/historic.ts'
import { nearest } from '../facts/nearest.ts'
import { isOwnService } from '../facts/ownServices.ts'
import { replace } from '../fix.ts'
import type { Check, Linting, Remark, Rule } from '../rule.ts'
import type { Text } from '../source/draft.ts'

const INVALID: Rule = {
  code: 'INVALID_ACTION',
  severity: 'ERROR',
  about:
    'The service has no such action, or the text is no action at all: IAM does not trim and does not split, so `"s3: GetObject"` and `"s3:Get*, s3:Put*"` match nothing. Actions that AWS has withdrawn, but still names in its own managed policies, are taken.',
}
const SERVICE: Rule = {
  code: 'INVALID_SERVICE_IN_ACTION',
  severity: 'ERROR',
  about:
    'AWS has no service with this prefix. If it is a service of your own, say so: `knownServices` of `lintPolicy`, `--known-service` of `brevet policy lint`. Its actions, resources and condition keys are then not judged.',
}
const WILDCARD: Rule = {
  code: 'WILDCARD_IN_SERVICE_NAME',
  severity: 'SUGGESTION',
  about: 'A wildcard in the service prefix also reaches services whose names merely look alike.',
}

/** Rules of action names. */
export const actionCheck: Check = {
  rules: [INVALID, SERVICE, WILDCARD],
  statement({ action }, linting) {
    for (const text of action?.texts ?? []) if (text.kind === 'string' && text.value !== '*') checkAction(text, linting)
  },
}

function checkAction(text: Text, linting: Linting): void {
  const { report, options } = linting
  const { value } = text
  if (/[\s,;]/.test(value) || !/^[^:]*:[^:]+$/.test(value)) return report(INVALID, text, malformed(text))
  const prefix = value.slice(0, value.indexOf(':')).toLowerCase()
  if (isOwnService(prefix, options)) return
  if (/[*?]/.test(prefix)) {
    const message = `The wildcard in the service prefix of ${JSON.stringify(value)} may reach services you do not mean.`
    return report(WILDCARD, text, { message })
  }
  if (findService(prefix) === undefined) {
    if (isHistoricAction(value)) return
    const meant = nearest(
      prefix,
      services().map((service) => service.prefix),
    )
    const hint = meant === undefined ? 'If it is your own, declare it as known.' : `Did you mean ${meant}?`
    return report(SERVICE, text, { message: `AWS has no service with the prefix ${JSON.stringify(prefix)}. ${hint}` })
  }
  const wild = /[*?]/.test(value)
  if (wild ? actionsMatching(value).length > 0 : findAction(value) !== undefined) return
  if (!isHistoricAction(value)) report(INVALID, text, unknownAction(prefix, value, wild))
}

function unknownAction(prefix: string, value: string, wild: boolean): Remark {
  if (wild) return { message: `No action of ${prefix} matches ${JSON.stringify(value)}.` }
  const meant = nearest(
    value,
    actionsOf(prefix).map(({ id }) => id),
  )
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  return { message: `The action ${JSON.stringify(value)} does not exist.${hint}` }
}

/** Text that can be no action; white space is removed by the fix where an action is left. */
function malformed({ value, location }: Text): Remark {
  const plain = value.replaceAll(/\s/g, '')
  const repaired = plain !== value && /^[^:,;]+:[^:,;]+$/.test(plain) && actionsMatching(plain).length > 0
  const message = `${JSON.stringify(value)} is not an action. Actions look like "s3:GetObject", one to a string.`
  return { message, fix: repaired ? [replace(location, plain)] : undefined }
}
