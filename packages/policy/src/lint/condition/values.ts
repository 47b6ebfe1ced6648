/** Condition values: of the operator's type, and of the key's. */
import { findConditionKey, type ConditionKeyType } from '../../data/index.ts'
import { OPERATOR_FAMILIES, type ValueFamily } from '../../document/operator.ts'
import { parseBlock } from '../../literal/address.ts'
import { isBase64 } from '../../literal/base64.ts'
import { isDecimal } from '../../literal/decimal.ts'
import { parseInstant } from '../../literal/instant.ts'
import { replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, Text } from '../source/draft.ts'

const refused = (code: string, about: string): Rule => ({
  code,
  severity: 'ERROR',
  severityAtAws: 'WARNING',
  about: `${about} Brevet refuses it, hence ERROR.`,
})
const BOOLEAN = refused('TYPE_MISMATCH_BOOLEAN', 'The operator compares booleans: `true` or `false`.')
const NUMBER = refused('TYPE_MISMATCH_NUMBER', 'The operator compares numbers.')
const DATE = refused('TYPE_MISMATCH_DATE', 'The operator compares dates: ISO 8601, or seconds since 1970.')
const EPOCH: Rule = {
  code: 'INVALID_DATE_VALUE',
  severity: 'WARNING',
  about:
    'A date as seconds since 1970 is hard to read and easy to get wrong: write it as `2026-01-31T00:00:00Z`. Not said of `aws:EpochTime`.',
}
const RANGE: Rule = {
  code: 'TYPE_MISMATCH_IP_RANGE',
  severity: 'ERROR',
  about: 'The operator compares IP addresses: an address or a CIDR range, IPv4 or IPv6.',
}
const BINARY = refused('BREVET_TYPE_MISMATCH_BINARY', '`BinaryEquals` compares bytes, written in base64.')
const ARN: Rule = {
  code: 'BREVET_ARN_VALUE',
  severity: 'WARNING',
  about:
    'ARN operators compare ARNs segment by segment: a value that does not begin with `arn:` or has fewer than six segments matches nothing. Write `arn:aws:iam::123456789012:role/*`, not `*`.',
}
const MULTIPLE_BOOLEAN: Rule = {
  code: 'INVALID_CONDITION_MULTIPLE_BOOLEAN',
  severity: 'ERROR',
  about: 'Several values for a boolean: `true` or `false` is always true, and the same value twice says nothing.',
}
const MIXED: Rule = {
  code: 'INVALID_CONDITION_DATA_TYPE',
  severity: 'ERROR',
  about: 'The values of one condition have different JSON types. Write all of them as strings.',
}
const LIKE: Rule = {
  code: 'WILDCARD_WITHOUT_LIKE_OPERATOR',
  severity: 'WARNING',
  about: '`*` and `?` are plain characters for this operator; `StringLike` and `ArnLike` read them as wildcards.',
}
const KEY_TYPE: Rule = {
  code: 'TYPE_MISMATCH',
  severity: 'WARNING',
  about: 'The operator does not compare values of the type that this key has.',
}

/** Rules of condition values. */
export const valueCheck: Check = {
  rules: [BOOLEAN, NUMBER, DATE, EPOCH, RANGE, BINARY, ARN, MULTIPLE_BOOLEAN, MIXED, LIKE, KEY_TYPE],
  statement({ conditions }, linting) {
    for (const condition of conditions) {
      const { operator, texts } = condition
      if (operator === undefined) continue
      const family = OPERATOR_FAMILIES[operator.name]
      for (const text of texts) checkText(family, text, linting)
      if (family === 'instant' && condition.lowerKey !== 'aws:epochtime')
        for (const text of texts) checkEpoch(text, linting)
      checkList(condition, family, linting)
      checkKeyType(condition, family, linting)
      if (operator.name.startsWith('StringEquals') || operator.name.startsWith('StringNotEquals'))
        for (const text of texts.filter(({ value }) => /[*?]/.test(value.replaceAll(/\$\{[^}]*\}/g, '')))) {
          const message = `For ${condition.operatorName} the wildcard in ${JSON.stringify(text.value)} is a plain character. Use ${operator.name.replace('Equals', 'Like').replace('IgnoreCase', '')}.`
          linting.report(LIKE, text, { message })
        }
    }
  },
}

const FORMS: Partial<Readonly<Record<ValueFamily, readonly [Rule, (text: string) => boolean, string]>>> = {
  boolean: [BOOLEAN, (text) => /^(?:true|false)$/i.test(text), 'true or false'],
  null: [BOOLEAN, (text) => /^(?:true|false)$/i.test(text), 'true or false'],
  decimal: [NUMBER, isDecimal, 'a number'],
  instant: [DATE, (text) => parseInstant(text) !== undefined, 'a date such as 2026-01-31T00:00:00Z'],
  address: [RANGE, (text) => parseBlock(text) !== undefined, 'an IP range such as 203.0.113.0/24'],
  base64: [BINARY, isBase64, 'base64'],
}

function checkText(family: ValueFamily, text: Text, { report, draft }: Linting): void {
  if (draft.version === '2012-10-17' && text.value.includes('${')) return
  const shown = JSON.stringify(text.value)
  if (family === 'arn' && !/^arn:(?:[^:]*:){4}/.test(text.value))
    report(ARN, text, { message: `${shown} is no ARN of six segments: ARN operators never match it.` })
  const [rule, holds, wanted] = FORMS[family] ?? []
  if (rule === undefined || holds === undefined || holds(text.value)) return
  const trimmed = text.value.trim()
  const fix = trimmed !== text.value && holds(trimmed) ? [replace(text.location, trimmed)] : undefined
  report(rule, text, { message: `${shown} is not ${wanted}.`, fix })
}

/** Four digits are a year. */
function checkEpoch(text: Text, { report }: Linting): void {
  if (!/^[0-9]+$/.test(text.value) || text.value.length === 4 || parseInstant(text.value) === undefined) return
  const message = `The date ${text.value} might not be the one you mean. Write it as 2026-01-31T00:00:00Z.`
  report(EPOCH, text, { message })
}

function checkList(condition: DraftCondition, family: ValueFamily, { report }: Linting): void {
  const { texts, key, node, location } = condition
  if (texts.length < 2) return
  if (family === 'boolean' || family === 'null') {
    const distinct = new Set(texts.map(({ value }) => value.toLowerCase()))
    const fix = distinct.size === 1 ? [replace(location, texts[0]?.value ?? '')] : undefined
    report(MULTIPLE_BOOLEAN, condition, { message: `${key} is compared with several booleans. Use one.`, fix })
  }
  const kinds = new Set(texts.map(({ kind }) => kind))
  if (node.kind === 'array' && kinds.size > 1) {
    const fix = [
      replace(
        location,
        texts.map(({ value }) => value),
      ),
    ]
    report(MIXED, condition, { message: `The values of ${key} have different JSON types. Write all as strings.`, fix })
  }
}

/** Families that compare a key's type; String compares what people write as strings, ARN keys included. */
const FITTING: Readonly<Record<ConditionKeyType, readonly ValueFamily[]>> = {
  String: ['string', 'arn'],
  ArrayOfString: ['string', 'arn'],
  ARN: ['arn', 'string'],
  ArrayOfARN: ['arn', 'string'],
  Bool: ['boolean'],
  ArrayOfBool: ['boolean'],
  Numeric: ['decimal'],
  Date: ['instant', 'decimal'],
  IPAddress: ['address'],
  Binary: ['base64'],
}

const FAMILY_NAMES: Readonly<Record<ValueFamily, string>> = {
  string: 'String',
  arn: 'Arn',
  boolean: 'Bool',
  decimal: 'Numeric',
  instant: 'Date',
  address: 'IpAddress',
  base64: 'BinaryEquals',
  null: 'Null',
}

function checkKeyType(condition: DraftCondition, family: ValueFamily, { report }: Linting): void {
  const fact = findConditionKey(condition.key)
  if (fact === undefined || family === 'null') return
  const [fitting, ...others] = FITTING[fact.type]
  if (fitting === undefined || fitting === family || others.includes(family)) return
  const message = `${condition.key} has values of type ${fact.type}. Use an operator of the ${FAMILY_NAMES[fitting]} family, not ${condition.operatorName}.`
  report(KEY_TYPE, condition.operatorPlace, { message })
}
