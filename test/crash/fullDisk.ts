/** The steps of a full disk: fill it under load, see the refusals, give the room back, balance the books. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { AuditReader } from './auditRecords.ts'
import { assertBalance } from './balance.ts'
import { errorOf, newClient, probe } from './client.ts'
import type { Answer, Call } from './client.ts'
import { newLedger, noted } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import { assumeRole, getCallerIdentity, onUser, prepare, startLoad } from './load.ts'
import { ADMIN, startServer } from './server.ts'
import type { Cleanup, Server, Start } from './server.ts'
import { smallDisk } from './smallDisk.ts'
import type { SmallDisk } from './smallDisk.ts'

const WITHIN_MS = { refused: 1_000, recovered: 5_000 }
const PREFIX = 'full-'

let users = 0
/** A change, new at every call. */
export const createUser = (): Call => onUser('CreateUser', `${PREFIX}extra-${users++}`)
/** One of each kind: credentials, a read, a change. */
export const AUDITED: readonly (() => Call)[] = [() => assumeRole('full'), () => getCallerIdentity, createUser]
/** Those that need no room in the database. */
export const READS = AUDITED.slice(0, 2)

/** A server under test. */
export interface Bench {
  readonly dataDir: string
  readonly disk: SmallDisk
  readonly server: Server
  readonly ledger: Ledger
  call(call: Call): Promise<Answer>
}

/** What fills up: `volume` is mounted as a small disk. */
export interface Places {
  readonly dataDir: string
  readonly volume: string
  readonly start?: Start
}

/** A server whose `volume` can be filled. */
export async function openBench(t: Cleanup, { dataDir, start = {}, volume }: Places): Promise<Bench> {
  const disk = smallDisk(t, volume)
  const server = await startServer(dataDir, start)
  t.after(() => server.kill())
  await prepare(server)
  const ledger = newLedger()
  const client = newClient(server.endpoint)
  t.after(() => client.close())
  return { dataDir, disk, server, ledger, call: (call) => noted(ledger, client, { key: ADMIN, call }) }
}

/** Waits for `met`; answers how long it took, milliseconds. */
export async function until(what: string, met: () => boolean | Promise<boolean>, withinMs: number): Promise<number> {
  const beganMs = performance.now()
  while (!(await met())) {
    assert.ok(performance.now() - beganMs < withinMs, `${what}: not within ${withinMs} ms`)
    await sleep(10)
  }
  return performance.now() - beganMs
}

/** Received so far. */
export const answeredWith = ({ answers }: Ledger, status: number): readonly Answer[] =>
  answers.filter((answer) => answer.status === status)

/** Fills the volume while 16 clients call, and waits until refusals come. Answers how long that took. */
export async function fillUnderLoad({ disk, ledger, server }: Bench): Promise<number> {
  const load = startLoad(server.endpoint, ledger, PREFIX.slice(0, -1))
  await until('answers', () => answeredWith(ledger, 200).length > 50, 10_000)
  disk.fill()
  const tookMs = await until('a refusal', () => answeredWith(ledger, 503).length > 0, 2_000)
  await sleep(500)
  await load.stop()
  return tookMs
}

/** The page that the log was writing to may still take a record or two: uses it up. */
export const exhausted = (bench: Bench, calls: readonly (() => Call)[]): Promise<number> =>
  until(
    'every call is refused',
    async () => {
      for (const next of calls) if ((await bench.call(next())).status !== 503) return false
      return true
    },
    5_000,
  )

/** Asserts that each call is refused, again and again, quickly and with nothing in the answer. */
export async function assertRefused(bench: Bench, calls: readonly (() => Call)[]): Promise<void> {
  for (let round = 0; round < 10; round++) {
    for (const next of calls) {
      const answer = await bench.call(next())
      assert.deepEqual([answer.status, errorOf(answer)], [503, 'ServiceUnavailable'], answer.body)
      assert.doesNotMatch(answer.body, /AccessKeyId|Arn/)
    }
    await sleep(50)
  }
}

/** Gives the room back and waits until every call is answered. Answers how long that took. */
export async function recovered(bench: Bench): Promise<number> {
  bench.disk.free()
  const works = async (): Promise<boolean> => {
    for (const next of AUDITED) if ((await bench.call(next())).status !== 200) return false
    return true
  }
  return until('every call works again', works, WITHIN_MS.recovered)
}

/** From the call to its last byte, milliseconds. */
export const slowestMs = (answers: readonly Answer[]): number =>
  Math.max(...answers.map(({ gotMs, sentMs }) => gotMs - sentMs))

/** Asserts what the probes say: alive always; ready, or why not. */
export async function assertProbes({ server }: Bench, ready: { status: number; text: RegExp }): Promise<void> {
  assert.equal((await probe(server.endpoint, '/livez')).status, 200)
  const got = await probe(server.endpoint, '/readyz')
  assert.equal(got.status, ready.status, got.text)
  assert.match(got.text, ready.text)
}

/** Stops the server, which must still run, starts it again, and balances the books. Answers how many records there are. */
export async function assertBooks(t: Cleanup, bench: Bench, start: Start = {}): Promise<AuditReader> {
  const { dataDir, ledger, server } = bench
  assert.ok(server.running(), server.output())
  server.signal('SIGTERM')
  assert.equal((await server.exited).code, 0, server.output())
  const again = await startServer(dataDir, start)
  t.after(() => again.kill())
  const reader = new AuditReader(dataDir)
  const records = await reader.readOn()
  reader.assertAll(ledger)
  await assertBalance(again, { ledger, prefix: PREFIX, records })
  return reader
}
