/** What a record keeps of a refusal. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../domain/errors.ts'
import { received } from '../domain/request.ts'
import { systemRandom } from '../runtime/random.ts'
import { openIam } from '../services/iam/testing.ts'
import { recordOf } from './record.ts'

describe('recordOf', () => {
  test('keeps the reasons of a refusal by policy, secrets removed, as long as the quota lasts', async () => {
    const iam = await openIam()
    try {
      const request = received({
        method: 'POST',
        target: '/',
        headers: [],
        body: new Uint8Array(),
        requestId: '0ea3cdd3-6f6c-4c5e-9c0a-0d9a1f0c7c11',
        receivedAtMs: 0,
        sourceIp: '127.0.0.1',
        secureTransport: false,
      })
      const decision = { allowed: false, context: 'https://example.com/?x=1&session_token=FwoGZXIvYXdzEBY' }
      const error = new ServiceError('AccessDenied', 'no', { decision })
      let left = 1
      const reasons = { take: (): boolean => (left -= 1) >= 0 }
      const effects = { random: systemRandom, store: iam.store.read, managementAccountId: '111122223333', reasons }
      const first = recordOf({ request }, { error }, effects).additionalEventData?.['decision']
      const second = recordOf({ request }, { error }, effects).additionalEventData?.['decision']
      assert.match(JSON.stringify(first), /"allowed":false/)
      assert.doesNotMatch(JSON.stringify(first), /FwoGZXIvYXdzEBY/)
      assert.match(JSON.stringify(second), /"omitted":"Too many refusals/)
      const other = recordOf({ request }, { error: new ServiceError('NoSuchEntity', 'no') }, effects)
      assert.equal(other.additionalEventData?.['decision'], undefined)
    } finally {
      await iam.close()
    }
  })
})
