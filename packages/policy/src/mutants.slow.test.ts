/** Every planted fault is noticed (policy-engine.md 4.7.7): the suite is only worth what it can see. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ENGINE_MUTANTS, type Mutant, REFERENCE_MUTANTS } from '../differential/mutants.ts'

const PACKAGE = join(import.meta.dirname, '..')
/** A mutant may never end; that is noticed too. */
const LIMIT_MS = 120_000
const STEPS = ['quick', 'unit'] as const

describe('mutants', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'brevet-mutants-'))
    for (const part of ['src', 'cases', 'differential', 'package.json'])
      cpSync(join(PACKAGE, part), join(folder, part), { recursive: true })
    symlinkSync(join(PACKAGE, '..', '..', 'node_modules'), join(folder, 'node_modules'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Without those that measure time. */
  const unitTests = globSync('src/engine/**/*.test.ts', { cwd: PACKAGE }).filter((path) => !path.includes('hostile'))

  /** Whether the suite passes. The unit tests are asked only of what survives the rest. */
  const passes = (kind: 'engine' | 'reference'): boolean =>
    STEPS.every((step) => {
      if (step === 'unit' && kind === 'reference') return true
      const command =
        step === 'quick' ? ['differential/quickSuite.ts', kind] : ['--test', '--test-isolation=none', ...unitTests]
      // Tests of tests: the runner must not take the child for one of its own.
      const env = { ...process.env }
      delete env['NODE_TEST_CONTEXT']
      const { status } = spawnSync(process.execPath, command, { cwd: folder, env, timeout: LIMIT_MS, stdio: 'ignore' })
      return status === 0
    })

  const withMutant = ({ file, find, replace }: Mutant, run: () => void): void => {
    const path = join(folder, 'src', file)
    const text = readFileSync(path, 'utf8')
    assert.equal(text.split(find).length, 2, `"${find}" does not stand exactly once in ${file}`)
    writeFileSync(
      path,
      text.replace(find, () => replace),
    )
    try {
      run()
    } finally {
      writeFileSync(path, text)
    }
  }

  /** Leaves the compiled engine out of the case rows: a changed reference would differ from it, whatever the rows expect. */
  const ROWS = join('cases', 'run.ts')
  const withoutEngine = (run: () => void): void => {
    const path = join(folder, ROWS)
    const text = readFileSync(path, 'utf8')
    const alone = text.replace('judge(asked)', 'evaluate(asked)').replace('decide(asked)', 'evaluate(asked)')
    assert.ok(!/(?:judge|decide)\(asked\)/.test(alone) && alone !== text)
    writeFileSync(path, alone)
    try {
      run()
    } finally {
      writeFileSync(path, text)
    }
  }

  test('ids are unique, and there are enough', () => {
    const ids = [...ENGINE_MUTANTS, ...REFERENCE_MUTANTS].map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ENGINE_MUTANTS.length >= 45 && REFERENCE_MUTANTS.length >= 10)
  })

  test('without a mutant the suite passes', () => {
    assert.ok(passes('engine'))
    withoutEngine(() => assert.ok(passes('reference')))
  })

  for (const mutant of ENGINE_MUTANTS)
    test(`engine ${mutant.id}: ${mutant.why}`, () =>
      withMutant(mutant, () => assert.equal(passes('engine'), false, `${mutant.id} survives`)))

  for (const mutant of REFERENCE_MUTANTS)
    test(`reference ${mutant.id}: ${mutant.why}`, () =>
      withoutEngine(() => withMutant(mutant, () => assert.equal(passes('reference'), false, `${mutant.id} survives`))))
})
