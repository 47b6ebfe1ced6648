/** SIGKILL during load, fifty times on one data directory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killCycles } from './killNine.ts'

test('kill -9 during load, 50 times: nothing received is without its record, nothing acknowledged is lost', async (t) => {
  const tally = await killCycles(t, { cycles: 50, withinMs: 1_200_000 })
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.credentials > 500 && tally.changes > 100 && tally.lost > 0, JSON.stringify(tally))
})
