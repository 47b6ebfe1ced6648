/** Statements that could go: proved by the analysis, never guessed. */
import { findIdleStatements } from '../../analysis/question/idleStatements.ts'
import type { IdleStatement } from '../../analysis/types.ts'
import type { Statement } from '../../types.ts'
import { remove } from '../fix.ts'
import type { Check, Linting, Rule } from '../rule.ts'
import { ALLOW_NEVER, DENY_NEVER } from '../security/presence.ts'

const STATEMENT: Rule = {
  code: 'REDUNDANT_STATEMENT',
  severity: 'SUGGESTION',
  about: 'Other statements of the policy cover this one: it can go without changing the policy.',
}
const DENIED: Rule = {
  code: 'BREVET_ALLOW_DENIED',
  severity: 'WARNING',
  about: 'Deny statements of the same policy cover the Allow entirely: it gives nothing.',
}

/** Steps for all questions about a policy; each costs more the more statements there are. */
const BUDGET = 20_000
const STATEMENT_BUDGET = 200_000
/** Policies with longer patterns are not asked about. */
const MAX_PATTERN = 300

/** Rules of whole statements. */
export const statementRedundancyCheck: Check = {
  rules: [STATEMENT, DENIED],
  document(linting) {
    const { policy } = linting
    if (policy === undefined || policy.statements.some(hasLongPattern)) return
    const budget = Math.min(BUDGET, Math.floor(STATEMENT_BUDGET / policy.statements.length))
    for (const idle of findIdleStatements(policy, { budget })) report(idle, linting)
  },
}

const hasLongPattern = ({ action, resource, conditions }: Statement): boolean =>
  [action.patterns, resource?.patterns ?? [], ...conditions.map(({ values }) => values)].some((list) =>
    list.some((pattern) => pattern.length > MAX_PATTERN),
  )

/** Of two statements that cover each other the analysis names the later. */
function report({ kind, statementIndex, description }: IdleStatement, { draft, report: add }: Linting): void {
  const statement = draft.statements.find(({ index }) => index === statementIndex)
  if (statement === undefined) return
  if (kind === 'denied') add(DENIED, statement, { message: description })
  else if (kind === 'never')
    add(statement.effect === 'Deny' ? DENY_NEVER : ALLOW_NEVER, statement, { message: description })
  else add(STATEMENT, statement, { message: description, fix: [remove(statement.location)] })
}
