import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemRandom } from './random.ts'

describe('systemRandom', () => {
  test('gives as many bytes as asked for, from the pool and beside it, and never the same ones', () => {
    const seen = new Set<string>()
    for (const count of [5, 8, 11, 16, 17, 30, 32]) {
      // Far more than one pool, so that refills are in it.
      for (let n = 0; n < 2_000; n += 1) {
        const bytes = systemRandom.bytes(count)
        assert.equal(bytes.length, count)
        seen.add(Buffer.from(bytes).toString('hex'))
      }
    }
    // Of 2,000 draws of 5 bytes two are alike once in 500,000 runs.
    assert.equal(seen.size, 14_000)
  })

  test('what was given out is its owner’s alone', () => {
    const first = systemRandom.bytes(16)
    assert.equal(first.buffer.byteLength, 16, 'no view of the pool')
    const copy = Buffer.from(first).toString('hex')
    for (let n = 0; n < 1_000; n += 1) systemRandom.bytes(16)
    assert.equal(Buffer.from(first).toString('hex'), copy)
  })

  test('every bit varies', () => {
    const ones = new Uint32Array(128)
    for (let n = 0; n < 4_000; n += 1)
      for (const [at, byte] of systemRandom.bytes(16).entries())
        for (let bit = 0; bit < 8; bit += 1) ones[8 * at + bit] = (ones[8 * at + bit] ?? 0) + ((byte >> bit) & 1)
    // 2,000 expected, standard deviation 32: ten of them either way.
    for (const count of ones) assert.ok(count > 1_680 && count < 2_320, String(count))
  })
})
