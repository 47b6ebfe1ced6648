/** Statements that could go: proved by the analysis, never guessed. */
import { findIdleStatements } from '../../analysis/question/idleStatements.ts'
import type { IdleStatement } from '../../analysis/types.ts'
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

/** Steps for all questions about a policy. */
const BUDGET = 20_000
/** Policies with more statements are not asked about: the questions grow with the square. */
const MAX_STATEMENTS = 60

/** Rules of whole statements. */
export const statementRedundancyCheck: Check = {
  rules: [STATEMENT, DENIED],
  document(linting) {
    const { policy } = linting
    if (policy === undefined || policy.statements.length > MAX_STATEMENTS) return
    for (const idle of findIdleStatements(policy, { budget: BUDGET })) report(idle, linting)
  },
}

/** Of two statements that cover each other the analysis names the later. */
function report({ kind, statementIndex, description }: IdleStatement, { draft, report: add }: Linting): void {
  const statement = draft.statements.find(({ index }) => index === statementIndex)
  if (statement === undefined) return
  if (kind === 'denied') add(DENIED, statement, { message: description })
  else if (kind === 'never')
    add(statement.effect === 'Deny' ? DENY_NEVER : ALLOW_NEVER, statement, { message: description })
  else add(STATEMENT, statement, { message: description, fix: [remove(statement.location)] })
}
