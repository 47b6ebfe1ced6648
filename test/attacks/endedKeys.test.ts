/** Calls that are under way while the access key that signed them is taken away: what they are given is worth nothing. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { handle } from '../../apps/server/src/pipeline/handle.ts'
import { endSessions } from '../../apps/server/src/services/iam/endSessions.ts'
import { getSessionToken } from '../../apps/server/src/services/sts/getSessionToken.ts'
import { sts } from '../../apps/server/src/services/sts/service.ts'
import type { Writer } from '../../apps/server/src/store/store.ts'
import { systemClock } from '../../apps/server/src/runtime/clock.ts'
import { openParts } from './parts.ts'
import type { Parts } from './parts.ts'
import { element, WHO } from './target.ts'
import type { Key, Parameters } from './target.ts'

describe('endedKeys', () => {
  let parts: Parts
  before(async () => {
    parts = await openParts()
  })
  after(() => parts.close())

  const id = (): string => parts.admin.accessKeyId
  const change = (what: (tx: Writer) => Promise<unknown>) => parts.pipeline(sts).store.write(what)
  const ended = (tx: Writer) =>
    endSessions(tx, { kind: 'accessKey', subject: id(), reason: 'the test' }, systemClock.nowMs())

  async function answer(parameters: Parameters, key?: Key, service = sts): Promise<string> {
    return Buffer.from((await handle(parts.request(parameters, key), parts.pipeline(service))).body).toString()
  }

  /** A session by a call that was authorized before `meanwhile` and issues after it. */
  async function issuedAfter(meanwhile: () => Promise<unknown>): Promise<Key> {
    const slow: typeof getSessionToken = {
      ...getSessionToken,
      async run(call, store, effects) {
        await meanwhile()
        // Past the millisecond in which the sessions of the key were ended.
        await wait(3)
        return getSessionToken.run(call, store, effects)
      },
    }
    const operations = sts.operations.map((one) => (one.name === slow.name ? slow : one))
    const body = await answer({ Action: 'GetSessionToken' }, undefined, { ...sts, operations })
    return {
      accessKeyId: element(body, 'AccessKeyId'),
      secretAccessKey: element(body, 'SecretAccessKey'),
      sessionToken: element(body, 'SessionToken'),
    }
  }

  test('a key that was deactivated, and activated again later', async () => {
    const late = await issuedAfter(() =>
      change(async (tx) => {
        await tx.write.accessKeys.setStatus(id(), 'Inactive')
        await ended(tx)
      }),
    )
    assert.match(await answer(WHO, late), /<Code>ExpiredToken</)
  })

  test('a key that was deleted', async () => {
    await change((tx) => tx.write.accessKeys.setStatus(id(), 'Active'))
    const late = await issuedAfter(() =>
      change(async (tx) => {
        await tx.write.accessKeys.delete(id())
        await ended(tx)
      }),
    )
    assert.match(await answer(WHO, late), /<Code>ExpiredToken</)
  })
})
