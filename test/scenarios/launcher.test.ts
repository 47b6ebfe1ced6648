/** The launcher, apps/cli/bin/brevet.js. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { BREVET } from '../../bench/processes.ts'

test('compiled code is not kept where other users of the machine can put some of theirs', (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'brevet-launcher-'))
  t.after(() => rmSync(scratch, { recursive: true, force: true }))
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const run = spawnSync(process.execPath, [BREVET, 'version'], { env: { ...env, TMPDIR: scratch }, encoding: 'utf8' })
  assert.equal(run.status, 0, run.stderr)
  assert.deepEqual(readdirSync(scratch), [])
})
