/** The one table of all rules, in the order in which they look. docs/lint.md is made from it. */
import { actionCheck } from './action/names.ts'
import { addressCheck } from './condition/addresses.ts'
import { keyCheck } from './condition/keys.ts'
import { networkCheck } from './condition/networks.ts'
import { operatorCheck } from './condition/operators.ts'
import { setCheck } from './condition/sets.ts'
import { valueCheck } from './condition/values.ts'
import { documentCheck } from './grammar/document.ts'
import { organizationsCheck } from './grammar/organizations.ts'
import { SIZE_RULES } from './grammar/size.ts'
import { sidCheck, statementCheck } from './grammar/statement.ts'
import { trustCheck } from './grammar/trust.ts'
import { emptyCheck, typeCheck } from './grammar/types.ts'
import { variableCheck } from './grammar/variables.ts'
import { principalCheck } from './principal/format.ts'
import { patternCheck } from './redundancy/patterns.ts'
import { valueRedundancyCheck } from './redundancy/principals.ts'
import { statementRedundancyCheck } from './redundancy/statements.ts'
import { arnCheck } from './resource/arn.ts'
import type { Check, Rule } from './rule.ts'
import { broadIamCheck } from './security/broadIam.ts'
import { escalationCheck } from './security/escalation.ts'
import { mfaCheck } from './security/mfa.ts'
import { presenceCheck } from './security/presence.ts'
import { serviceCheck } from './security/services.ts'
import { trustedCheck } from './security/trust.ts'

export const JSON_SYNTAX_ERROR: Rule = {
  code: 'JSON_SYNTAX_ERROR',
  severity: 'ERROR',
  about: 'The text is not JSON. Several faults are reported at once, as far as it is clear what was meant.',
}
export const DUPLICATE_KEY: Rule = {
  code: 'BREVET_DUPLICATE_KEY',
  severity: 'ERROR',
  about: 'A name stands twice in the same object. Most JSON readers silently keep the last; IAM refuses the policy.',
}
export const FOREIGN_CHARACTER: Rule = {
  code: 'BREVET_FOREIGN_CHARACTER',
  severity: 'ERROR',
  about:
    'Policies hold the characters U+0020 to U+00FF, tab and line ends only. Often a quotation mark or dash that a word processor has made.',
}
export const REFUSED: Rule = {
  code: 'BREVET_REFUSED',
  severity: 'ERROR',
  about: 'IAM refuses the policy for a reason that no other rule covers; the message names it.',
}

/** Every check, in order. */
export const CHECKS: readonly Check[] = [
  typeCheck,
  documentCheck,
  statementCheck,
  sidCheck,
  emptyCheck,
  trustCheck,
  organizationsCheck,
  principalCheck,
  actionCheck,
  arnCheck,
  variableCheck,
  operatorCheck,
  keyCheck,
  setCheck,
  valueCheck,
  addressCheck,
  networkCheck,
  trustedCheck,
  serviceCheck,
  broadIamCheck,
  escalationCheck,
  mfaCheck,
  presenceCheck,
  patternCheck,
  valueRedundancyCheck,
  statementRedundancyCheck,
]

/** Every rule, in order: texts, sizes, then what each check finds. */
export const RULES: readonly Rule[] = [
  JSON_SYNTAX_ERROR,
  DUPLICATE_KEY,
  FOREIGN_CHARACTER,
  ...SIZE_RULES,
  ...CHECKS.flatMap(({ rules }) => rules),
  REFUSED,
]

const AWS_PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html'
/** How AWS's anchors name severities. */
const ANCHORS = {
  ERROR: 'error',
  SECURITY_WARNING: 'security-warning',
  WARNING: 'general-warning',
  SUGGESTION: 'suggestion',
} as const

/** Where a rule is explained: AWS's page for AWS's codes, ours for ours. */
export function learnMore({ code, severity, severityAtAws }: Rule): string {
  if (code.startsWith('BREVET_')) return `docs/lint.md#${code.toLowerCase()}`
  const anchor = ANCHORS[severityAtAws ?? severity]
  return `${AWS_PAGE}#access-analyzer-reference-policy-checks-${anchor}-${code.toLowerCase().replaceAll('_', '-')}`
}
