import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProbes } from './probes.ts'

test('probes: alive, ready or not and why, metrics; nothing else', async () => {
  let missing: readonly string[] = []
  const probes = createProbes({ notReady: () => Promise.resolve(missing), metrics: () => 'up 1\n' })
  const ask = async (target: string) => {
    const answer = await probes.find(target)?.()
    return answer === undefined ? undefined : [answer.status, Buffer.from(answer.body).toString()]
  }
  assert.deepEqual(await ask('/livez'), [200, 'ok\n'])
  assert.deepEqual(await ask('/readyz'), [200, 'ok\n'])
  missing = ['database: no answer', 'audit log: takes no records']
  assert.deepEqual(await ask('/readyz'), [503, 'database: no answer\naudit log: takes no records\n'])
  assert.deepEqual(await ask('/metrics'), [200, 'up 1\n'])
  for (const other of ['/', '/livez/', '/livez?x=1', '/constructor', '__proto__'])
    assert.equal(await ask(other), undefined)
})
