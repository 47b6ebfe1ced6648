import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { START_MS, claimsAt, deploy } from '../cases/deployment.ts'
import { openSealingThread } from './sealingThread.ts'
import type { Deployment } from '../cases/deployment.ts'
import type { SealingKeys } from './sealWith.ts'
import type { SealingThread } from './sealingThread.ts'
import type { IssuedCredentials } from '../token.ts'

/** A thread, and a deployment that seals with it. */
function deployThreaded(t: { after(work: () => unknown): void }, suite: 1 | 2 = 1) {
  const warnings: string[] = []
  const thread = openSealingThread({ warn: (message) => warnings.push(message), processors: 2 })
  t.after(() => thread.close())
  return { thread, warnings, deployment: deploy(t, { suite, sealer: thread.seal }) }
}

const crowd = ({ keyring }: Deployment, size: number): Promise<readonly IssuedCredentials[]> =>
  Promise.all(
    Array.from({ length: size }, (_, n) =>
      keyring.issuer(n % 2 === 0 ? 'us-east-1' : 'eu-west-1').seal(claimsAt(START_MS, { sessionName: `session-${n}` })),
    ),
  )

/** Seals crowds until the thread takes them: the first are sealed here. */
async function upAndRunning(thread: SealingThread, deployment: Deployment): Promise<void> {
  for (let turn = 0; !thread.up(); turn += 1) {
    assert.ok(turn < 2_000, 'the thread never came up')
    await crowd(deployment, 2)
    await sleep(5)
  }
}

function assertOpens({ keyring }: Deployment, issued: readonly IssuedCredentials[]): void {
  for (const [n, each] of issued.entries()) {
    const opened = keyring.opener.open(each.accessKeyId, each.sessionToken.reveal())
    assert.ok(opened.ok)
    assert.equal(opened.session.sessionName, `session-${n}`)
    assert.equal(opened.secretAccessKey.reveal(), each.secretAccessKey.reveal())
  }
}

describe('the sealing thread', () => {
  for (const suite of [1, 2] as const)
    test(`each of a crowd in two regions gets its own token, suite ${suite}`, async (t) => {
      const { thread, deployment, warnings } = deployThreaded(t, suite)
      assert.equal(thread.up(), false)
      assertOpens(deployment, await crowd(deployment, 40))
      await upAndRunning(thread, deployment)
      const issued = (await Promise.all([crowd(deployment, 40), crowd(deployment, 3), crowd(deployment, 1)])).flat()
      assertOpens(deployment, issued.slice(0, 40))
      assertOpens(deployment, issued.slice(40, 43))
      assertOpens(deployment, issued.slice(43))
      assert.equal(new Set(issued.map(({ sessionToken }) => sessionToken.reveal())).size, 44)
      assert.deepEqual(warnings, [])
    })

  test('a lone session starts no thread, nor does a crowd on one processor', async (t) => {
    const { thread, deployment } = deployThreaded(t)
    assertOpens(deployment, await crowd(deployment, 1))
    const single = openSealingThread({ warn: assert.fail, processors: 1 })
    const alone = deploy(t, { sealer: single.seal })
    for (let turn = 0; turn < 5; turn += 1) {
      assertOpens(alone, await crowd(alone, 20))
      await sleep(20)
    }
    assert.deepEqual([thread.up(), single.up()], [false, false])
    await single.close()
  })

  test('a fault ends the thread, not the service: the rest of the batch and all later sessions are sealed here', async (t) => {
    const { thread, deployment, warnings } = deployThreaded(t)
    await upAndRunning(thread, deployment)
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const useless: SealingKeys = { suite: 1, privateKey: publicKey, claimsKey: publicKey, secretKey: publicKey }
    const unsealed = { header: Buffer.alloc(22), salt: Buffer.alloc(24), body: Buffer.alloc(60) }
    const doomed = [thread.seal(useless, unsealed), thread.seal(useless, unsealed)]
    const [spared, refused] = await Promise.all([crowd(deployment, 8), Promise.allSettled(doomed)])
    assert.deepEqual(
      refused.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assertOpens(deployment, spared)
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /^sealing goes on without its thread, which ended/)
    assertOpens(deployment, await crowd(deployment, 20))
    assert.equal(thread.up(), false)
  })

  test('closing leaves nothing unsealed', async (t) => {
    const { thread, deployment, warnings } = deployThreaded(t)
    await upAndRunning(thread, deployment)
    const sealing = crowd(deployment, 30)
    await new Promise(setImmediate)
    await thread.close()
    assertOpens(deployment, await sealing)
    assertOpens(deployment, await crowd(deployment, 30))
    assert.deepEqual(warnings, [])
  })
})
