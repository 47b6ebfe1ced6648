/** TOK-13 end to end: a machine whose clock is set back does not revive an expired token. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { credentialOf, errorOf, newClient } from './client.ts'
import { getCallerIdentity } from './load.ts'
import { ADMIN, cleanup, scratch, startServer } from './server.ts'
import type { Cleanup, Server } from './server.ts'
import type { Key } from '../scenarios/world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const PRELOAD = join(import.meta.dirname, 'shiftedClock.ts')

/** A server, and its clients, whose clocks are ahead of the machine's. */
async function startAt(t: Cleanup, dataDir: string, aheadMs: number) {
  const server = await startServer(dataDir, { preload: [PRELOAD], env: { BREVET_TEST_AHEAD_MS: String(aheadMs) } })
  t.after(() => server.kill())
  const client = newClient(server.endpoint, { aheadMs })
  t.after(() => client.close())
  return { server, client }
}

type Ending = (server: Server) => Promise<unknown>
const stopped: Ending = (server) => {
  server.signal('SIGTERM')
  return server.exited
}
const killed: Ending = (server) => server.kill()

/** A session of 15 minutes that the server has seen expired an hour later; the server ended as `end` says. */
async function expiredSession(t: Cleanup, dataDir: string, end: Ending): Promise<Key> {
  const first = await startAt(t, dataDir, 0)
  const parameters = { DurationSeconds: '900' }
  const answer = await first.client.call(ADMIN, { service: 'sts', action: 'GetSessionToken', parameters })
  assert.equal(answer.status, 200, answer.body)
  const session = credentialOf(answer)
  assert.equal((await first.client.call(session, getCallerIdentity)).status, 200)
  await end(first.server)
  const later = await startAt(t, dataDir, HOUR_MS)
  const refused = await later.client.call(session, getCallerIdentity)
  assert.deepEqual([refused.status, errorOf(refused)], [403, 'ExpiredToken'])
  await end(later.server)
  return session
}

/** The status and error code of a call by `key` on a server started with that clock. */
async function outcome(t: Cleanup, dataDir: string, given: { aheadMs: number; key: Key }): Promise<unknown[]> {
  const { client, server } = await startAt(t, dataDir, given.aheadMs)
  const control = await client.call(ADMIN, getCallerIdentity)
  assert.equal(control.status, 200, `a long-lived key works at that time: ${control.body}`)
  const answer = await client.call(given.key, getCallerIdentity)
  await server.kill()
  return answer.status === 200 ? [200] : [answer.status, errorOf(answer)]
}

describe('TOK-13 a clock set back across a restart', () => {
  for (const [how, end] of [
    ['stopped', stopped],
    ['killed', killed],
  ] as const)
    test(`an expired token stays expired (server ${how})`, async (context) => {
      const t = cleanup(context)
      const dataDir = join(scratch(t), 'data')
      const key = await expiredSession(t, dataDir, end)
      // Back to when the token was good, and to the day before it was made.
      assert.deepEqual(await outcome(t, dataDir, { aheadMs: 0, key }), [403, 'ExpiredToken'])
      assert.deepEqual(await outcome(t, dataDir, { aheadMs: -DAY_MS, key }), [403, 'ExpiredToken'])
    })

  test('it is the stored highest time that keeps it so: without it the same token lives again', async (context) => {
    const t = cleanup(context)
    const dataDir = join(scratch(t), 'data')
    const key = await expiredSession(t, dataDir, stopped)
    rmSync(join(dataDir, 'clock-floor'))
    assert.deepEqual(await outcome(t, dataDir, { aheadMs: 0, key }), [200])
  })
})
