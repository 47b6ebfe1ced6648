/** A server stays small: resident memory after a million AssumeRole calls. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startLoader } from '../../bench/loader.ts'
import { startBrevet } from '../../bench/processes.ts'
import { makeStock } from '../../bench/stock.ts'
import { planFor } from '../../bench/throughput.ts'

const CALLS = 1_000_000
const STEP = 100_000
const LIMIT_MB = 200
/** A tenth of the slowest speed seen on a busy machine with two processors. */
const STEP_MS = 600_000

const linux = process.platform === 'linux'

test(
  `resident memory is under ${LIMIT_MB} MB after ${CALLS.toLocaleString('en-US')} AssumeRole calls`,
  { skip: linux ? false : 'resident memory is read from /proc' },
  async (t) => {
    const scratch = mkdtempSync(join(tmpdir(), 'brevet-memory-'))
    t.after(() => rmSync(scratch, { recursive: true, force: true }))
    // More roles than calls in a batch, every session name and token different within 20,000 calls.
    const stock = await makeStock(join(scratch, 'data'), 1_000)
    const server = await startBrevet(stock.dataDir)
    const loader = startLoader()
    const megabytes = (): number => (server.residentBytes() ?? Number.NaN) / 1_048_576
    const curve = [megabytes()]
    try {
      let calls = 0
      while (calls < CALLS) {
        const order = { connections: 64, durationMs: STEP_MS, count: STEP, plan: planFor('AssumeRole', stock, 1_000) }
        const { answers, perSecond } = await loader.run(server, order)
        calls += answers
        curve.push(megabytes())
        t.diagnostic(
          `${calls.toLocaleString('en-US')} calls: ${curve.at(-1)?.toFixed(0) ?? ''} MB (${perSecond.toFixed(0)}/s)`,
        )
      }
      assert.equal(calls, CALLS)
    } finally {
      loader.stop()
      await server.stop()
    }
    t.diagnostic(`curve, MB: ${curve.map((each) => each.toFixed(0)).join(' ')}`)
    assert.ok((curve.at(-1) ?? Number.NaN) < LIMIT_MB, `${curve.at(-1)?.toFixed(0) ?? ''} MB`)
  },
)
