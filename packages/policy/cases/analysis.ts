/** How rows about what a policy allows are asked: the analyser's three answers, examples replayed by the reference. */
import assert from 'node:assert/strict'
import {
  type Access,
  type Analysis,
  checkAccessNotGranted,
  checkNoNewAccess,
  checkNoPublicAccess,
  findIdleStatements,
} from '../src/analysis/index.ts'
import { evaluate, parsePolicy, type PolicyDocument, type PolicyType } from '../src/index.ts'

/** One question. Statements stand alone or in lists; `version` is that of all policies of the row. */
export interface AnalysisRow {
  readonly ask: 'noNewAccess' | 'accessNotGranted' | 'public' | 'idle'
  readonly type?: PolicyType
  readonly version?: string
  readonly old?: unknown
  readonly policy: unknown
  readonly access?: readonly Access[]
  readonly expect: Analysis['answer'] | readonly (readonly [index: number, kind: string, by: readonly number[]])[]
  /** Indexes of the statements that give the access, where the answer is an example. */
  readonly statements?: readonly number[]
  /** Parts that the first example must have. */
  readonly action?: string
  readonly resource?: string
  readonly context?: Readonly<Record<string, string>>
}

export function runAnalysis(row: AnalysisRow, name: string): void {
  const policy = read(row.policy, row)
  if (row.ask === 'idle') {
    const idle = findIdleStatements(policy).map(({ statementIndex, kind, by }) => [statementIndex, kind, by])
    assert.deepEqual(idle, row.expect, name)
    return
  }
  const analysis = answerTo(row, policy)
  assert.equal(analysis.answer, row.expect, `${name}: ${JSON.stringify(analysis)}`)
  if (analysis.answer !== 'counterexample') return
  for (const { request } of analysis.findings) assert.ok(evaluate(request).allowed, name)
  const [{ request }] = analysis.findings
  if (row.statements !== undefined)
    assert.deepEqual(
      analysis.findings.map(({ statementIndex }) => statementIndex),
      row.statements,
      name,
    )
  if (row.action !== undefined) assert.equal(request.action, row.action, name)
  if (row.resource !== undefined) assert.equal(request.resource, row.resource, name)
  for (const [key, value] of Object.entries(row.context ?? {}))
    assert.deepEqual(request.context.get(key)?.values, value === '' ? undefined : [value], `${name}: ${key}`)
}

function answerTo(row: AnalysisRow, policy: PolicyDocument): Analysis {
  switch (row.ask) {
    case 'noNewAccess':
      return checkNoNewAccess(read(row.old, row), policy)
    case 'accessNotGranted':
      return checkAccessNotGranted(policy, row.access ?? [])
    case 'public':
      return checkNoPublicAccess(policy)
    case 'idle':
      return assert.fail('idle statements are a list, not an answer')
  }
}

function read(statements: unknown, { type = 'identity', version = '2012-10-17' }: AnalysisRow): PolicyDocument {
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: statements }), type)
  return result.ok ? result.policy : assert.fail(result.faults[0]?.detail)
}
