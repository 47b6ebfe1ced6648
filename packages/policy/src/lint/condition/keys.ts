/** Condition keys: form and existence. */
import { findConditionKey, findService, GLOBAL_KEYS } from '../../data/index.ts'
import { isHistoricKey, isHistoricService } from '../facts/historic.ts'
import { nearest } from '../facts/nearest.ts'
import { isOwnService } from '../facts/ownServices.ts'
import { INVALID_SERVICE } from '../resource/arn.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition } from '../source/draft.ts'

const FORMAT: Rule = {
  code: 'INVALID_CONDITION_KEY_FORMAT',
  severity: 'ERROR',
  about: 'A condition key is a service prefix, a colon and a name, such as `aws:SourceIp`.',
}
const GLOBAL: Rule = {
  code: 'INVALID_GLOBAL_CONDITION_KEY',
  severity: 'ERROR',
  about: 'AWS has no such global condition key (`aws:...`): no request will ever have it.',
}
const UNSUPPORTED: Rule = {
  code: 'UNSUPPORTED_GLOBAL_CONDITION_KEY',
  severity: 'ERROR',
  about:
    'No request has `aws:ARN`. The ARN of the caller is `aws:PrincipalArn`, that of the calling resource `aws:SourceArn`.',
}
const SERVICE_KEY: Rule = {
  code: 'INVALID_SERVICE_CONDITION_KEY',
  severity: 'ERROR',
  about: 'The service has no such condition key: no request will ever have it.',
}
const TAG_KEY: Rule = {
  code: 'MISSING_TAG_KEY_IN_CONDITION',
  severity: 'ERROR',
  about: 'The condition key stands for one tag and needs its name: `aws:ResourceTag/team`.',
}
/** Rules of condition keys. */
export const keyCheck: Check = {
  rules: [FORMAT, UNSUPPORTED, GLOBAL, SERVICE_KEY, TAG_KEY],
  statement({ conditions }, linting) {
    for (const condition of conditions) checkKey(condition, linting)
  },
}

const TAG_FAMILY = /^[a-z0-9-]+:(?:request|resource|principal)tag\/?$/

function checkKey({ key, lowerKey, keyPlace }: DraftCondition, { report, options }: Linting): void {
  const shown = JSON.stringify(key)
  const [prefix = '', name = ''] = split(lowerKey)
  if (prefix === '' || name === '' || /\s/.test(prefix))
    return report(FORMAT, keyPlace, { message: `${shown} is not a condition key. Use the form service:name.` })
  if (findConditionKey(key) !== undefined || isOwnService(prefix, options)) return
  // Providers bring claims of their own.
  if (prefix.includes('.') || isHistoricKey(key) || isHistoricService(prefix)) return
  if (TAG_FAMILY.test(lowerKey)) {
    const message = `${shown} stands for one tag: add a slash and the tag's key, as in "${key.replace(/\/$/, '')}/team".`
    report(TAG_KEY, keyPlace, { message })
  } else if (lowerKey === 'aws:arn') {
    const message = `The condition key ${shown} is not supported. Use aws:PrincipalArn or aws:SourceArn instead.`
    report(UNSUPPORTED, keyPlace, { message })
  } else if (prefix === 'aws') {
    const meant = nearest(
      key,
      GLOBAL_KEYS.map((fact) => fact.key),
    )
    report(GLOBAL, keyPlace, {
      message: `There is no condition key ${shown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    })
  } else if (findService(prefix) === undefined && !FOREIGN_PREFIXES.has(prefix)) {
    const message = `There is no service ${JSON.stringify(prefix)}. For a service of your own, declare it as known.`
    report(INVALID_SERVICE, keyPlace, { message })
  } else report(SERVICE_KEY, keyPlace, { message: `The service ${prefix} has no condition key ${shown}.` })
}

/** Prefixes of keys that are not services: what SAML assertions bring. */
const FOREIGN_PREFIXES = new Set(['saml'])

/** Prefix and name; the keys of providers with a path have their colon last. */
function split(key: string): readonly string[] {
  const slash = key.indexOf('/')
  const first = key.indexOf(':')
  const colon = slash !== -1 && slash < first ? key.lastIndexOf(':') : first
  return colon === -1 ? ['', key] : [key.slice(0, colon), key.slice(colon + 1)]
}
