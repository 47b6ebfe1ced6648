/** Answers of the analysis as Access Analyzer's results. */
import type { Analysis, StatementReason } from '@brevet/policy/analysis'
import type { ReasonSummary } from '../../protocol/types/accessanalyzer.generated.ts'

/** How one check words its answers. */
export interface Wording {
  /** Nothing of the kind, proved. */
  readonly pass: string
  /** There is such access. */
  readonly fail: string
  /** Neither could be shown: follows "It could not be proved that ". */
  readonly unproved: string
  /** Begins the description of a statement that is at fault; its name follows. */
  readonly reason: string
}

/** The result of a check. */
export interface CheckResult {
  readonly result: 'PASS' | 'FAIL'
  readonly message: string
  readonly reasons?: readonly ReasonSummary[]
}

/** As AWS names statements: by Sid where there is one. */
const nameOf = ({ statementId, statementIndex }: StatementReason): string =>
  statementId === undefined || statementId === '' ? `index: ${statementIndex ?? 'none'}` : `sid: ${statementId}`

function summary(begin: string, reason: StatementReason): ReasonSummary {
  const { description, statementId, statementIndex } = reason
  return {
    description: `${begin} ${nameOf(reason)}. ${description}`.trim(),
    ...(statementIndex === undefined ? {} : { statementIndex }),
    ...(statementId === undefined || statementId === '' ? {} : { statementId }),
  }
}

/**
 * PASS only for what is proved. What could not be decided within the budget is a FAIL that says so: whoever gates a change
 * on the result must not let pass what nobody knows.
 */
export function resultOf(analysis: Analysis, wording: Wording): CheckResult {
  if (analysis.answer === 'proved') return { result: 'PASS', message: wording.pass }
  const unproved = `It could not be proved that ${wording.unproved}`
  const undecided = analysis.undecided.map((reason) => summary('Undecided in the statement with', reason))
  if (analysis.answer === 'unknown')
    return { result: 'FAIL', message: `${unproved}: ${analysis.why}.`, reasons: undecided }
  const shown = analysis.findings.map((reason) => summary(wording.reason, reason))
  return { result: 'FAIL', message: wording.fail, reasons: [...shown, ...undecided] }
}
