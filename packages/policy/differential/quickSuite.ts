/**
 * What a mutant has to survive, cheapest first: `node quickSuite.ts engine|reference`. Exits with 1 at the first failure.
 * `reference` asks only what cases/ expect, as a changed reference cannot be told by itself.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CaseFile, runRow } from '../cases/run.ts'
import { evaluate } from '../src/index.ts'
import { mismatchText, testDifferentially } from './differ.ts'
import { COMPILED } from './engine.ts'

const SEED = 4
const CASES = join(import.meta.dirname, '..', 'cases')
/** Kinds whose rows ask for decisions. */
const KINDS: ReadonlySet<string> = new Set(['condition', 'match', 'decision', 'grant', 'differential'])

function compareEngines(cases: number, firstScene: number): void {
  const mismatch = testDifferentially(COMPILED, evaluate, { seed: SEED, cases, firstScene })
  if (mismatch !== undefined) throw new Error(mismatchText(mismatch))
}

function runCases(): void {
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'))
  for (const path of files.toSorted()) {
    const { kind, rows } = JSON.parse(readFileSync(join(CASES, path), 'utf8')) as CaseFile
    if (KINDS.has(kind)) for (const row of rows) runRow(kind, row, `${path} ${row.id}`)
  }
}

if (process.argv[2] === 'reference') runCases()
else {
  compareEngines(6_000, 0)
  runCases()
  compareEngines(90_000, 10_000)
}
