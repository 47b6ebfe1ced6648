import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killCycles } from './fixtures/killCycles.ts'
import { temporary } from './fixtures/testLog.ts'

test('AUD-02 [G6] SIGKILL between record and answer, 1,000 times: every answered call has its record', async (t) => {
  assert.ok((await killCycles(await temporary(t), 1_000)) > 1_000)
})
