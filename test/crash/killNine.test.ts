/** SIGKILL during load, three times: the quick form of killNine.slow.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killCycles } from './killNine.ts'

test('kill -9 during load, 3 times: nothing received is without its record, nothing acknowledged is lost', async (t) => {
  const tally = await killCycles(t, { cycles: 3, withinMs: 120_000 })
  t.diagnostic(JSON.stringify(tally))
  assert.ok(tally.credentials > 0 && tally.changes > 0 && tally.lost > 0, JSON.stringify(tally))
})
