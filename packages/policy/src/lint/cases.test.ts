/** Every rule by examples: one that it finds, one that it leaves alone, one repaired (packages/policy/cases/lint). */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { PolicyType } from '../types.ts'
import { applyFix, type Finding, lintPolicy, type LintOptions, RULES } from './index.ts'

/** One row. Documents are JSON, or a string where the text itself matters. */
interface Row {
  readonly code: string
  readonly type: PolicyType
  readonly options?: LintOptions
  /** `PADDING` in the positive example stands for so many letters. */
  readonly padding?: number
  /** Path of the finding. */
  readonly at?: string
  readonly positive: unknown
  readonly negative: unknown
  /** By hand; absent where the finding has a fix, which is then applied. */
  readonly fixed?: unknown
}

const DIRECTORY = join(import.meta.dirname, '../../cases/lint')
const rows = readdirSync(DIRECTORY).flatMap((file) =>
  (JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')) as Row[]).map((row) => ({ file, ...row })),
)

const textOf = (document: unknown, padding: number = 0): string =>
  (typeof document === 'string' ? document : JSON.stringify(document, null, 2)).replace('PADDING', 'b'.repeat(padding))

const codesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code)
const errorsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ severity }) => severity === 'ERROR').map(({ code, message }) => `${code}: ${message}`)

describe('the rules', () => {
  for (const [index, row] of rows.entries())
    test(`${row.file} ${index}: ${row.code}`, () => {
      const text = textOf(row.positive, row.padding)
      const findings = lintPolicy(text, row.type, row.options)
      const found = findings.find(({ code, path }) => code === row.code && (row.at === undefined || path === row.at))
      assert.ok(found, `not found among ${JSON.stringify(findings, undefined, 1)}`)
      assert.equal(found.severity, RULES.find(({ code }) => code === row.code)?.severity)
      assert.ok(found.span.start >= 0 && found.span.end <= text.length && found.span.start <= found.span.end)

      const negative = lintPolicy(textOf(row.negative), row.type, row.options)
      assert.ok(!codesOf(negative).includes(row.code), `found in the negative example: ${JSON.stringify(negative)}`)
      assert.deepEqual(errorsOf(negative), [], 'the negative example has errors')
      checkRepair(row, text, found)
    })
})

/** Applied, or by hand: the finding is gone, and nothing is worse. */
function checkRepair({ fixed, code, type, options }: Row, text: string, found: Finding): void {
  if (found.fix === undefined) {
    assert.notEqual(fixed, undefined, 'neither a fix nor a repaired example')
    const after = lintPolicy(textOf(fixed), type, options)
    assert.ok(!codesOf(after).includes(code), `still found: ${JSON.stringify(after)}`)
    assert.deepEqual(errorsOf(after), [])
    return
  }
  assert.equal(fixed, undefined, 'has a fix: the example repaired by hand is surplus')
  const repaired = applyFix(text, found.fix) ?? assert.fail('the fix does not apply')
  const before = lintPolicy(text, type, options)
  const after = lintPolicy(repaired, type, options)
  const count = (findings: readonly Finding[]): number => findings.filter((one) => one.code === code).length
  assert.ok(count(after) < count(before), `still found in ${repaired}`)
  const news = errorsOf(after).filter((error) => !errorsOf(before).includes(error))
  assert.deepEqual(news, [], `new errors in ${repaired}`)
}

describe('the table', () => {
  test('has examples for every rule, and rules for every example', () => {
    const known = new Set(RULES.map(({ code }) => code))
    assert.equal(known.size, RULES.length, 'a code stands twice')
    const shown = new Set(rows.map(({ code }) => code))
    assert.deepEqual(
      [...known].filter((code) => !shown.has(code)),
      [],
    )
    assert.deepEqual(
      [...shown].filter((code) => !known.has(code)),
      [],
    )
  })
})
