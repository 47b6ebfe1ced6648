import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isoSeconds } from './time.ts'

describe('isoSeconds', () => {
  test('prints every instant as the platform does, rounded down to the second', () => {
    const print = (ms: number): string => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, -5)}Z`
    const limit = 8.64e15 - 1000
    const instant = fc.oneof(
      fc.integer({ min: -limit, max: limit }),
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      fc.constantFrom(-1, 0, 999, 86_399_999, 86_400_000, 951_782_400_000, 253_402_300_799_999),
    )
    fc.assert(fc.property(instant, (ms) => assert.equal(isoSeconds(ms), print(ms))))
  })

  test('says the same again, whatever was printed in between', () => {
    const days = Array.from({ length: 300 }, (_, day) => day * 86_400_000 + 1)
    const first = days.map(isoSeconds)
    assert.deepEqual(days.map(isoSeconds), first)
    assert.equal(first[1], '1970-01-02T00:00:00Z')
  })

  test('throws for what is no time', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 8.65e15])
      assert.throws(() => isoSeconds(wrong), RangeError)
  })
})
