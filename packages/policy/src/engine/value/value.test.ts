/** Literals against the parser's own reading of them (src/literal), on texts near the boundaries and at random. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { contains as lies, parseAddress, parseBlock } from '../../literal/address.ts'
import { isBase64 as isStrict } from '../../literal/base64.ts'
import { compareDecimals as compare, isDecimal } from '../../literal/decimal.ts'
import { parseInstant } from '../../literal/instant.ts'
import { contains, readAddress, readBlock } from './address.ts'
import { isBase64 } from './base64.ts'
import { compareDecimals, decimalText, readDecimal } from './decimal.ts'
import { readInstant } from './instant.ts'

/** Numbers from a seed, so that a failure can be repeated. */
const randomOf = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A text, changed in a place or two. */
const spoil = (random: (below: number) => number, text: string, alphabet: string): string => {
  let spoilt = text
  for (let count = random(3); count > 0; count -= 1) {
    const at = random(spoilt.length + 1)
    spoilt = spoilt.slice(0, at) + (alphabet[random(alphabet.length + 1)] ?? '') + spoilt.slice(at + random(2))
  }
  return spoilt
}

const some = (random: (below: number) => number, texts: readonly string[]): string => texts[random(texts.length)] ?? ''

const INSTANTS = [
  '2026',
  '2026-11',
  '2024-02-29',
  '2023-02-29',
  '0000-02-29',
  '1900-02-28',
  '2026-11-22T07:30Z',
  '2026-11-22T07:30:59Z',
  '2026-11-22T07:30:59.1234Z',
  '2026-11-22T07:30:59.123456789+05:30',
  '2026-11-22T23:59:59-11:45',
  '1700000000',
  '99999',
  '999999999999',
]
const ADDRESSES = [
  '10.0.0.1',
  '255.255.255.255/31',
  '192.0.2.0/24',
  '0.0.0.0/0',
  '::',
  '::1',
  '2001:db8::/32',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::ffff:10.0.0.1',
  '1::10.0.0.1/128',
  'fe80::1:2/65',
  '1:2:3:4:5:6:10.0.0.1',
]
const DECIMALS = [
  '0',
  '-0',
  '+007.500',
  '12345678901234567890',
  '12345678901234567891',
  '-3.25',
  '.5',
  '1.',
  '1e3',
  '-0.0001',
]
const BYTES = ['', 'AA==', 'AB==', 'AAA=', 'AAB=', 'AAAA', 'abcd+/09', 'AAAAAA==', 'A===', '====']

describe('literals', () => {
  test('instants', () => {
    const random = randomOf(3)
    for (let round = 0; round < 60_000; round += 1) {
      const text = spoil(random, some(random, INSTANTS), '0123456789-+:.TZ ')
      assert.deepEqual(readInstant(text), parseInstant(text) ?? Number.NaN, text)
    }
  })

  test('addresses and blocks', () => {
    const random = randomOf(5)
    let inside = 0
    for (let round = 0; round < 60_000; round += 1) {
      const [left, right] = [
        spoil(random, some(random, ADDRESSES), '0123456789abF:./'),
        spoil(random, some(random, ADDRESSES), '01:.'),
      ]
      const block = readBlock(left)
      const wanted = parseBlock(left)
      assert.equal(block === undefined, wanted === undefined, left)
      const [address, given] = [readAddress(right), parseAddress(right)]
      assert.equal(address === undefined, given === undefined, right)
      if (block === undefined || wanted === undefined || address === undefined || given === undefined) continue
      assert.equal(contains(block, address), lies(wanted, given), `${left} ${right}`)
      if (contains(block, address)) inside += 1
    }
    assert.ok(inside > 100, `${inside} inside`)
  })

  test('decimals', () => {
    const random = randomOf(9)
    for (let round = 0; round < 60_000; round += 1) {
      const [left, right] = [
        spoil(random, some(random, DECIMALS), '0123456789.-+'),
        spoil(random, some(random, DECIMALS), '019.-'),
      ]
      const [a, b] = [readDecimal(left), readDecimal(right)]
      assert.equal(a !== undefined, isDecimal(left), left)
      if (a === undefined || b === undefined) continue
      const wanted = Math.sign(compare(left, right) ?? Number.NaN)
      assert.ok(Math.sign(compareDecimals(a, b)) === wanted, `${left} ${right}`)
      assert.equal(decimalText(a) === decimalText(b), wanted === 0, `${left} ${right}`)
    }
  })

  test('base64', () => {
    const random = randomOf(17)
    for (let round = 0; round < 60_000; round += 1) {
      const text = spoil(random, some(random, BYTES), 'ABQgw048/+=-é')
      assert.equal(isBase64(text), isStrict(text), text)
    }
  })
})
