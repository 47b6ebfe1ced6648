/** Refusals that come again and again cannot fill the disk with their reasons. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newReasonsQuota, REASONS_LIMITS } from './reasonsQuota.ts'

describe('reasons quota', () => {
  test('an account has its own share, refilled by the minute; all accounts together have theirs', () => {
    let ms = 0
    const quota = newReasonsQuota({ nowMs: () => ms, monotonicMs: () => ms })
    const taken = (account: string, tries: number): number =>
      Array.from({ length: tries }, () => quota.take(account)).filter(Boolean).length
    const { burst, perMinute, perPrefixBurst, perPrefixPerMinute } = REASONS_LIMITS
    assert.equal(taken('111122223333', 2 * perPrefixBurst), perPrefixBurst)
    assert.equal(taken('444455556666', 10), 10)
    ms += 60_000
    assert.equal(taken('111122223333', 2 * perPrefixBurst), perPrefixPerMinute)
    ms += 3_600_000
    const all = Array.from({ length: 20 }, (_, index) => taken(`${index}`.padStart(12, '0'), perPrefixBurst))
    assert.equal(
      all.reduce((sum, count) => sum + count),
      burst,
    )
    ms += 60_000
    assert.ok(taken('777777777777', perPrefixBurst) <= perMinute)
  })
})
