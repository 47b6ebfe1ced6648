/** Puts an answer together, statement by statement. */
import type { PolicyDocument } from '../../types.ts'
import { BudgetSpent } from '../budget.ts'
import { arrange, type Core } from '../search/arrange.ts'
import type { Found } from '../search/findRequest.ts'
import type { Rule } from '../search/rule.ts'
import type { AccessFinding, Analysis, StatementReason } from '../types.ts'
import type { Question } from './question.ts'

/** A question asked of every statement that allows something. */
export interface Asked {
  readonly question: Question
  /** The policy whose statements are asked about. */
  readonly document: PolicyDocument
  /** Whether the statement gives the access. May throw BudgetSpent. */
  readonly ask: (rule: Rule) => Found
  /** The sentence for a statement that does. */
  readonly describe: (core: Core, statement: string) => string
}

/** Asks about every Allow statement and sums up. */
export function answer({ question, document, ask, describe }: Asked): Analysis {
  const findings: AccessFinding[] = []
  const undecided: StatementReason[] = []
  for (const rule of question.rulesOf(document, 'Allow')) {
    const found = attempt(() => ask(rule))
    const name = nameOf(rule)
    const reason = describeStatement(rule)
    if (found === 'none') {
      if (namesUnknownPrincipals(rule))
        undecided.push({ ...reason, description: `${name} names a CanonicalUser, about whom nothing can be proved.` })
    } else if (found === 'unsure')
      undecided.push({ ...reason, description: `${name}: ${unsureWhy(rule, question.complete)}` })
    else if (found instanceof BudgetSpent)
      undecided.push({ ...reason, description: `${name}: not decided; ${found.message}.` })
    else findings.push({ ...reason, description: describe(found.core, name), request: arrange(found.core, document) })
  }
  return sumUp(findings, undecided, question.budget.spent)
}

/** Runs a whole question: steps that are spent before its first statement leave it open. */
export function guard(run: () => Analysis): Analysis {
  const analysis = attempt(run)
  if (!(analysis instanceof BudgetSpent)) return analysis
  return { ...unknown(`Not decided; ${analysis.message}`), steps: analysis.spent }
}

/** Runs it; a budget that is spent comes back as a value. */
export function attempt<T>(run: () => T): T | BudgetSpent {
  try {
    return run()
  } catch (error) {
    if (error instanceof BudgetSpent) return error
    throw error
  }
}

function sumUp(findings: readonly AccessFinding[], undecided: readonly StatementReason[], steps: number): Analysis {
  const [first, ...others] = findings
  if (first !== undefined) return { answer: 'counterexample', findings: [first, ...others], undecided, steps }
  const [open] = undecided
  return open === undefined
    ? { answer: 'proved', steps }
    : { answer: 'unknown', why: open.description.replace(/\.$/, ''), undecided, steps }
}

/** An answer for which nothing was tried; `why` without its full stop. */
export function unknown(why: string): Analysis {
  return { answer: 'unknown', why, undecided: [{ description: `${why}.` }], steps: 0 }
}

/** How reasons name a statement. */
export function describeStatement({ statement }: Rule): Omit<StatementReason, 'description'> {
  const { index, sid } = statement
  return { ...(index < 0 ? {} : { statementIndex: index }), ...(sid === undefined ? {} : { statementId: sid }) }
}

/** How sentences name a statement. */
export function nameOf({ statement: { index, sid } }: Rule): string {
  if (index < 0) return 'RCPFullAWSAccess'
  return sid === undefined || sid === '' ? `Statement ${index}` : `Statement ${index} ("${sid}")`
}

/** Canonical users stand for accounts that only S3 knows. */
function namesUnknownPrincipals({ statement: { principal } }: Rule): boolean {
  return principal !== undefined && !principal.everyone && principal.canonicalUser.length > 0
}

function unsureWhy(rule: Rule, complete: boolean): string {
  if (!complete) return 'a pattern for part of an account id leaves open which callers there are.'
  const text = JSON.stringify([
    rule.statement.resource?.patterns,
    rule.statement.conditions.map(({ values }) => values),
  ])
  return text.includes('${')
    ? 'it depends on the values of policy variables.'
    : 'conditions of different types on one key leave it open.'
}
