/** Principals and condition values that others in the same place hold already. */
import { remove, replace } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import type { DraftCondition, PrincipalEntry } from '../source/draft.ts'

const SESSION: Rule = {
  code: 'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
  severity: 'SUGGESTION',
  about: 'A session of a role is named beside the role itself, which holds all its sessions.',
}
const PRINCIPAL: Rule = {
  code: 'BREVET_REDUNDANT_PRINCIPAL',
  severity: 'SUGGESTION',
  about: 'The principal stands twice, or beside `"AWS": "*"`, which is everybody.',
}
const NUMBER: Rule = {
  code: 'REDUNDANT_CONDITION_VALUE_NUM',
  severity: 'SUGGESTION',
  about: 'Several bounds for the same number: values are alternatives, so only the widest one counts.',
}

/** Rules of redundant values. */
export const valueRedundancyCheck: Check = {
  rules: [SESSION, PRINCIPAL, NUMBER],
  statement({ principal, conditions }, linting) {
    for (const entry of principal?.entries ?? []) checkEntry(entry, linting)
    for (const condition of conditions) checkNumbers(condition, linting)
  },
}

function checkEntry({ type, texts, node }: PrincipalEntry, { report, type: policyType }: Linting): void {
  if (node.kind !== 'array') return
  const everybody = type === 'AWS' && texts.some(({ value }) => value === '*')
  const seen = new Set<string>()
  for (const text of texts) {
    const fix = [remove(text.location)]
    const role = policyType === 'trust' ? roleOf(text.value) : undefined
    if (seen.has(text.value)) report(PRINCIPAL, text, { message: `${text.value} stands twice in this list.`, fix })
    else if (everybody && text.value !== '*')
      report(PRINCIPAL, text, { message: `${text.value} is redundant beside "*", which is everybody.`, fix })
    else if (role !== undefined && texts.some(({ value }) => roleOf(value, 'iam') === role))
      report(SESSION, text, { message: `The session ${text.value} is redundant beside its role. Remove it.`, fix })
    seen.add(text.value)
  }
}

/** Account and name of the role that an assumed-role ARN, or a role ARN (which may have a path), is about. */
function roleOf(value: string, service: 'sts' | 'iam' = 'sts'): string | undefined {
  const form =
    service === 'sts'
      ? /^arn:([^:]+):sts::([0-9]{12}):assumed-role\/([^/]+)\//
      : /^arn:([^:]+):iam::([0-9]{12}):role\/(?:.*\/)?([^/]+)$/
  return form.exec(value)?.slice(1).join(':')
}

function checkNumbers(condition: DraftCondition, { report }: Linting): void {
  const { operator, texts, key, node, location } = condition
  const bound = /^Numeric(LessThan|GreaterThan)/.exec(operator?.name ?? '')?.[1]
  if (bound === undefined || texts.length < 2 || node.kind !== 'array') return
  const numbers = texts.map(({ value }) => Number(value))
  if (numbers.some((number) => !Number.isSafeInteger(number))) return
  const widest = String(bound === 'LessThan' ? Math.max(...numbers) : Math.min(...numbers))
  const message = `Of several values for ${key} only the ${bound === 'LessThan' ? 'greatest' : 'least'} counts. Write ${widest}.`
  report(NUMBER, condition, { message, fix: [replace(location, widest)] })
}
