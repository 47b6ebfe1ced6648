import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { matchCode, matchConsecutive, stepAt, totp } from './totp.ts'

/** RFC 6238 Appendix B, SHA-1 rows: the seed and the last six of the eight printed digits. */
const SEED = Buffer.from('12345678901234567890', 'ascii')
const RFC_ROWS = [
  { seconds: 59, code: '287082' },
  { seconds: 1_111_111_109, code: '081804' },
  { seconds: 1_111_111_111, code: '050471' },
  { seconds: 1_234_567_890, code: '005924' },
  { seconds: 2_000_000_000, code: '279037' },
  { seconds: 20_000_000_000, code: '353130' },
]

describe('totp', () => {
  for (const { seconds, code } of RFC_ROWS)
    test(`RFC 6238 appendix B at ${seconds} s`, () => assert.equal(totp(SEED, stepAt(seconds * 1000)), code))

  test('steps are 30 s long and begin with the epoch', () => {
    assert.deepEqual([0, 29_999, 30_000, 59_999, 60_000].map(stepAt), [0, 0, 1, 1, 2])
  })
})

describe('matchCode', () => {
  const window = { center: 1000, radius: 1 }
  for (const { step, want } of [
    { step: 998, want: undefined },
    { step: 999, want: 999 },
    { step: 1000, want: 1000 },
    { step: 1001, want: 1001 },
    { step: 1002, want: undefined },
  ])
    test(`a code of step ${step} around step 1000 matches ${want}`, () =>
      assert.equal(matchCode(SEED, totp(SEED, step), window), want))

  test('only six plain digits match', () => {
    const code = totp(SEED, 1000)
    for (const wrong of ['', code.slice(1), `${code} `, ` ${code}`, `${code.slice(0, 3)} ${code.slice(3)}`, `0${code}`])
      assert.equal(matchCode(SEED, wrong, window), undefined, JSON.stringify(wrong))
    const fullWidth = code.replace(/./g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
    assert.equal(matchCode(SEED, fullWidth, window), undefined)
  })

  test("another seed's code does not match", () => {
    assert.equal(matchCode(SEED, totp(Buffer.from('another seed another'), 1000), window), undefined)
  })

  test('the latest of several matching steps is answered', () => {
    // Two steps of this seed that share a code, found by search; the window covers both.
    const { earlier, later } = collision()
    const center = Math.floor((earlier + later) / 2)
    assert.equal(matchCode(SEED, totp(SEED, later), { center, radius: later - earlier }), later)
  })
})

describe('matchConsecutive', () => {
  const window = { center: 1000, radius: 20 }
  const pair = (first: number, second: number) => [totp(SEED, first), totp(SEED, second)] as const

  test('two codes in a row match, and the second step is answered', () => {
    assert.equal(matchConsecutive(SEED, pair(999, 1000), window), 1000)
    assert.equal(matchConsecutive(SEED, pair(980, 981), window), 981)
    assert.equal(matchConsecutive(SEED, pair(1019, 1020), window), 1020)
  })
  test('the same code twice, a swapped pair and a gap do not', () => {
    assert.equal(matchConsecutive(SEED, pair(1000, 1000), window), undefined)
    assert.equal(matchConsecutive(SEED, pair(1000, 999), window), undefined)
    assert.equal(matchConsecutive(SEED, pair(998, 1000), window), undefined)
  })
  test('both codes must lie in the window', () => {
    assert.equal(matchConsecutive(SEED, pair(979, 980), window), undefined)
    assert.equal(matchConsecutive(SEED, pair(1020, 1021), window), undefined)
  })
})

/** The first two steps from 0 on with the same code (a birthday search: about a thousand steps). */
function collision(): { earlier: number; later: number } {
  const seen = new Map<string, number>()
  for (let step = 0; ; step++) {
    const code = totp(SEED, step)
    const earlier = seen.get(code)
    if (earlier !== undefined) return { earlier, later: step }
    seen.set(code, step)
  }
}
