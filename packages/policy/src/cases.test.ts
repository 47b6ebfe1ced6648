/** Runs every row of cases/: expectations are data, this file only knows how to ask. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, test } from 'node:test'
import { generatedFiles } from '../cases/generate.ts'
import { type CaseFile, runRow } from '../cases/run.ts'

const ROOT = join(import.meta.dirname, '..', 'cases')

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  // The linter has its own rows (lint/cases.test.ts).
  .filter((path) => path.endsWith('.json') && !path.startsWith('lint'))
  .toSorted()
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
  .map(({ path, text }) => ({ path, ...(JSON.parse(text) as CaseFile) }))

describe('cases', () => {
  for (const { path, kind, rule, rows } of files)
    test(`${path}: ${rule} (${rows.length})`, () => {
      for (const row of rows) runRow(kind, row, `${path} ${row.id}`)
    })

  test('at least 800 rows, each with an id of its own', (context) => {
    const ids = files.flatMap(({ path, rows }) => rows.map(({ id }) => `${path} ${id}`))
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.length >= 800, `${ids.length} rows`)
    const byHand = files.filter((file) => file.generated !== true).reduce((sum, { rows }) => sum + rows.length, 0)
    context.diagnostic(`${ids.length} rows in ${files.length} files, ${byHand} of them by hand`)
  })

  test('generated files are what the generator writes', () => {
    for (const [path, text] of generatedFiles())
      assert.equal(
        readFileSync(join(ROOT, path), 'utf8'),
        text,
        `${relative(process.cwd(), join(ROOT, path))} is stale`,
      )
  })
})
