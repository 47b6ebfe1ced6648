/** Identifiers of networks: VPCs and their endpoints. */
import type { Check, Rule } from '../rule.ts'

const VPC: Rule = {
  code: 'INVALID_VPC_FORMAT',
  severity: 'ERROR',
  about: 'A VPC is `vpc-` and 8 or 17 letters and digits: `aws:SourceVpc` never has another value.',
}
const ENDPOINT: Rule = {
  code: 'INVALID_VPCE_FORMAT',
  severity: 'ERROR',
  about: 'A VPC endpoint is `vpce-` and 8 or 17 letters and digits: `aws:SourceVpce` never has another value.',
}

const FORMS: ReadonlyMap<string, { readonly rule: Rule; readonly form: RegExp; readonly prefix: string }> = new Map([
  ['aws:sourcevpc', { rule: VPC, form: /^vpc-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i, prefix: 'vpc-' }],
  ['aws:sourcevpce', { rule: ENDPOINT, form: /^vpce-(?:[0-9a-z]{8}|[0-9a-z]{17})$/i, prefix: 'vpce-' }],
])

/** Rules of network identifiers. Patterns and variables are left alone. */
export const networkCheck: Check = {
  rules: [VPC, ENDPOINT],
  statement({ conditions }, { report }) {
    for (const { lowerKey, operator, texts } of conditions) {
      const known = FORMS.get(lowerKey)
      if (known === undefined || operator === undefined || !operator.name.startsWith('String')) continue
      for (const text of texts) {
        if (text.value.includes('${') || /[*?]/.test(text.value) || known.form.test(text.value)) continue
        const message = `${JSON.stringify(text.value)} is no identifier: those are "${known.prefix}" and 8 or 17 letters and digits.`
        report(known.rule, text, { message })
      }
    }
  },
}
