/** The end of a server as its neighbours see it: SIGTERM under load, a second server, and what a crash leaves lying about. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { form } from '../scenarios/signedCall.ts'
import { AuditReader } from './auditRecords.ts'
import { assertBalance } from './balance.ts'
import { newClient, signedHeaders } from './client.ts'
import { newLedger, noted } from './ledger.ts'
import { getCallerIdentity, prepare, startLoad } from './load.ts'
import { ADMIN, brevet, cleanup, scratch, startServer } from './server.ts'
import type { Cleanup, Server } from './server.ts'

const STOPS_WITHIN_MS = 10_000
/** A call this old when SIGTERM comes has reached the server. Younger ones may meet a connection that was just closed. */
const ARRIVED_MS = 1_000

async function begin(t: Cleanup): Promise<{ server: Server; dataDir: string }> {
  const dataDir = join(scratch(t), 'data')
  const server = await startServer(dataDir)
  t.after(() => server.kill())
  await prepare(server)
  return { server, dataDir }
}

/** A call whose second half is sent only when told to. Answers the whole exchange. */
function halfSent(t: Cleanup, server: Server): { finish(): Promise<string> } {
  const { host, hostname, port } = new URL(server.endpoint)
  const call = getCallerIdentity
  const body = form({ Action: call.action, Version: '2011-06-15' })
  const headers = signedHeaders(host, ADMIN, { call, body })
  const lines = headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
  const socket = connect(Number(port), hostname)
  t.after(() => socket.destroy())
  const text = `POST / HTTP/1.1\r\n${lines}\r\n${body}`
  const middle = text.length - 10
  socket.write(text.slice(0, middle))
  let received = ''
  const ended = new Promise<string>((resolve, reject) => {
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
  return {
    finish() {
      socket.write(text.slice(middle))
      return ended
    },
  }
}

describe('the end of a server', () => {
  test('SIGTERM under load: what is in flight is answered, everything is recorded, exit code 0', async (context) => {
    const t = cleanup(context)
    const { dataDir, server } = await begin(t)
    assert.equal((JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { pid: number }).pid, server.pid)
    const ledger = newLedger()
    const load = startLoad(server.endpoint, ledger, 'term')
    const half = halfSent(t, server)
    while (ledger.answers.length < 100) await sleep(5)
    const termMs = performance.now()
    server.signal('SIGTERM')
    await sleep(100)
    assert.ok(server.running(), 'waits for the call that has begun')
    const answer = await half.finish()
    assert.match(answer, /^HTTP\/1\.1 200 /)
    assert.match(answer, /^connection: close\r$/im)
    const { atMs, code } = await server.exited
    await load.ended
    context.diagnostic(JSON.stringify({ stoppedInMs: Math.round(atMs - termMs), answers: ledger.answers.length }))
    assert.equal(code, 0, server.output())
    assert.ok(atMs - termMs < STOPS_WITHIN_MS, `took ${atMs - termMs} ms`)
    assert.deepEqual(
      ledger.lost.filter(({ sentMs }) => sentMs < termMs - ARRIVED_MS).map(({ message }) => message),
      [],
    )
    assert.equal(existsSync(join(dataDir, 'server.json')), false)
    assert.doesNotMatch(server.output(), /"level":(40|50)/)
    const again = await startServer(dataDir)
    t.after(() => again.kill())
    const reader = new AuditReader(dataDir)
    const records = await reader.readOn()
    reader.assertAll(ledger)
    await assertBalance(again, { ledger, prefix: 'term-', records })
  })

  test('a second server on the same data directory is refused, and the first does not notice', async (context) => {
    const t = cleanup(context)
    const { dataDir, server } = await begin(t)
    const before = readFileSync(join(dataDir, 'server.json'), 'utf8')
    const second = startServer(dataDir).then(
      async (started) => {
        await started.kill()
        return 'it started'
      },
      (error: Error) => error.message,
    )
    const why = await second
    assert.match(why, /ended \(1\):\n.*another process serves .*data: stop it, or use another --data-dir/)
    assert.doesNotMatch(why, /^\s+at /m)
    assert.equal(readFileSync(join(dataDir, 'server.json'), 'utf8'), before)
    const client = newClient(server.endpoint)
    t.after(() => client.close())
    const answer = await noted(newLedger(), client, { key: ADMIN, call: getCallerIdentity })
    assert.equal(answer.status, 200)
  })

  test('server.json left by kill -9 names a server that is gone: the CLI says what to do, the next start replaces it', async (context) => {
    const t = cleanup(context)
    const { dataDir, server } = await begin(t)
    const whoami = () =>
      brevet(dirname(dataDir), ['whoami'], {
        BREVET_DATA_DIR: dataDir,
        AWS_SHARED_CREDENTIALS_FILE: join(dataDir, 'admin-credentials'),
      })
    const running = await whoami()
    assert.deepEqual([running.code, running.stdout], [0, 'arn:aws:iam::111122223333:user/admin\n'], running.stderr)
    await server.kill()
    assert.ok(existsSync(join(dataDir, 'server.json')))
    const gone = await whoami()
    assert.deepEqual([gone.code, gone.stdout], [1, ''])
    assert.match(gone.stderr, /cannot reach 127\.0\.0\.1:\d+: .*ECONNREFUSED/)
    assert.match(gone.stderr, /Is the server running\? `brevet serve` starts one/)
    const again = await startServer(dataDir)
    t.after(() => again.kill())
    assert.equal((await whoami()).code, 0)
  })
})
