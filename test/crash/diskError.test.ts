/** A disk that answers EIO: what it holds is unknown, so nobody is answered any more and the process ends. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { skipWithout } from '../scenarios/child.ts'
import { AuditReader } from './auditRecords.ts'
import { assertBalance } from './balance.ts'
import { newClient } from './client.ts'
import { newLedger, noted } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { CLIENTS, onUser, prepare, startLoad } from './load.ts'
import { ADMIN, cleanup, scratch, startServer } from './server.ts'
import type { Cleanup, Server, Start } from './server.ts'

const PREFIX = 'io-'
const EXITS_WITHIN_MS = 5_000
/** An answer may be on its way when the disk begins to fail. */
const ON_ITS_WAY_MS = 300
const PRELOAD = join(import.meta.dirname, 'failingDisk.ts')

const failsWith = (fault: string, trigger: string): Start => ({
  preload: [PRELOAD],
  env: { BREVET_TEST_FAULT: fault, BREVET_TEST_TRIGGER: trigger },
})

async function begin(t: Cleanup, start: Start = {}): Promise<{ server: Server; dataDir: string }> {
  const dataDir = join(scratch(t), 'data')
  const server = await startServer(dataDir, start)
  t.after(() => server.kill())
  await prepare(server)
  return { server, dataDir }
}

/** Starts the load, breaks the disk under it, and waits for the end. */
async function broken(server: Server, breakDisk: () => unknown): Promise<Ledger> {
  const ledger = newLedger()
  const load = startLoad(server.endpoint, ledger, PREFIX.slice(0, -1))
  while (ledger.answers.length < 50 && server.running()) await sleep(5)
  await breakDisk()
  const beganMs = performance.now()
  const { atMs, code, signal } = await Promise.race([
    server.exited,
    sleep(EXITS_WITHIN_MS).then(() => assert.fail(`still runs after ${EXITS_WITHIN_MS} ms`)),
  ]).finally(() => load.stop())
  assert.ok(atMs - beganMs < EXITS_WITHIN_MS)
  assert.equal(signal, null)
  assert.equal(code, 70, server.output())
  assert.match(server.output(), /the disk [a-z ]*failed: stopping at once/)
  assert.equal(ledger.lost.length, CLIENTS, 'of the calls that were open, none was answered')
  assert.deepEqual(
    ledger.answers.filter(({ status }) => status >= 500).map(({ body }) => body),
    [],
  )
  return ledger
}

/** The next start, on a disk that works, has everything that was answered. */
async function assertWhole(t: Cleanup, dataDir: string, ledger: Ledger): Promise<void> {
  const server = await startServer(dataDir)
  t.after(() => server.kill())
  const reader = new AuditReader(dataDir)
  const records = await reader.readOn()
  reader.assertAll(ledger)
  await assertBalance(server, { ledger, prefix: PREFIX, records })
}

describe('disk error', () => {
  for (const fault of ['datasync', 'write'])
    test(`${fault} of the audit log fails: the process exits, nothing is answered after it`, async (context) => {
      const t = cleanup(context)
      const trigger = join(scratch(t), 'trigger')
      const { dataDir, server } = await begin(t, failsWith(fault, trigger))
      const ledger = await broken(server, () => writeFileSync(trigger, ''))
      const failedAtMs = Number(readFileSync(trigger, 'utf8')) - performance.timeOrigin
      const late = ledger.answers.filter(({ gotMs }) => gotMs > failedAtMs + ON_ITS_WAY_MS)
      assert.deepEqual(late, [])
      await assertWhole(t, dataDir, ledger)
    })

  const injections = [
    { call: 'fdatasync', of: 'the audit log', path: (dataDir: string) => newestSegment(dataDir) },
    { call: 'pwrite64', of: 'the audit log', path: (dataDir: string) => newestSegment(dataDir) },
    { call: 'fsync', of: 'the database', path: (dataDir: string) => join(dataDir, 'brevet.db-wal') },
    { call: 'fsync,fdatasync', of: 'any file', path: () => undefined },
  ]
  for (const { call, of, path } of injections)
    test(`the system's ${call} of ${of} fails`, { skip: skipWithoutStrace() }, async (context) => {
      const t = cleanup(context)
      const { dataDir, server } = await begin(t)
      const ledger = await broken(server, () => injectError(t, server, { call, path: path(dataDir) }))
      await assertWhole(t, dataDir, ledger)
    })

  test('a change that is done is answered where only its outbox row cannot be removed, and recorded once', async (context) => {
    const t = cleanup(context)
    const trigger = join(scratch(t), 'trigger')
    const { dataDir, server } = await begin(t, failsWith('outbox removal', trigger))
    const ledger = newLedger()
    const client = newClient(server.endpoint)
    t.after(() => client.close())
    writeFileSync(trigger, '')
    const answer = await noted(ledger, client, { key: ADMIN, call: onUser('CreateUser', `${PREFIX}1`) })
    assert.equal(answer.status, 200, answer.body)
    assert.ok(Number(readFileSync(trigger, 'utf8')) > 0, 'the removal was tried, and failed')
    rmSync(trigger)
    server.signal('SIGTERM')
    await server.exited
    await assertWhole(t, dataDir, ledger)
  })
})

const newestSegment = (dataDir: string): string =>
  join(
    dataDir,
    'audit',
    readdirSync(join(dataDir, 'audit'))
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted()
      .at(-1) ?? '',
  )

/** For `{ skip }`: false where strace may attach to a process beside it, the reason otherwise. */
function skipWithoutStrace(): string | false {
  const missing = skipWithout('strace')
  if (missing !== false) return missing
  const { status, stderr } = spawnSync('strace', ['-o', '/dev/null', '-e', 'trace=none', 'true'], { encoding: 'utf8' })
  if (status !== 0) return `strace may not trace here: ${stderr.trim()}`
  const yama = '/proc/sys/kernel/yama/ptrace_scope'
  const descendantsOnly = process.getuid?.() !== 0 && existsSync(yama) && readFileSync(yama, 'utf8').trim() !== '0'
  return descendantsOnly && `strace may not attach to a running process here (${yama})`
}

/** From now on every such system call of the process (on that file) fails with EIO. Resolves when that is in force. */
async function injectError(
  t: Cleanup,
  server: Server,
  given: { call: string; path: string | undefined },
): Promise<void> {
  const { call, path } = given
  const only = path === undefined ? [] : ['-P', path]
  const args = ['-f', '-p', String(server.pid), '-o', '/dev/null', '-e', `inject=${call}:error=EIO`, ...only]
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(tracer, 'close')
  t.after(async () => {
    tracer.kill('SIGTERM')
    await gone
  })
  let said = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  while (!said.includes('attached')) {
    assert.equal(tracer.exitCode, null, `strace: ${said}`)
    await sleep(5)
  }
}
