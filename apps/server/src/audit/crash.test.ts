import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killCycles } from './fixtures/killCycles.ts'
import { temporary } from './fixtures/testLog.ts'

test('AUD-02 SIGKILL between record and answer, 5 times: every answered call has its record', async (t) => {
  assert.ok((await killCycles(await temporary(t), 5)) > 5)
})
