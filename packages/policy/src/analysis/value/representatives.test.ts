/** Whatever a value is, some representative compares as it does with everything. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { contains, parseAddress, parseBlock } from '../../literal/address.ts'
import { compareDecimals } from '../../literal/decimal.ts'
import { parseInstant } from '../../literal/instant.ts'
import { instantText } from './instant.ts'
import { addressesAround, decimalsAround, instantsAround } from './representatives.ts'

const decimal = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.integer({ min: 0, max: 12 }), fc.constantFrom('', '.0', '.5', '.25', '.50'))
  .map((parts) => parts.join(''))
const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
const block = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 32 }))
    .map(([a, b, bits]) => `${a}.${b}.0.${b}/${bits}`),
  fc
    .tuple(fc.integer({ min: 0, max: 0xff_ff }), fc.integer({ min: 0, max: 128 }))
    .map(([group, bits]) => `${group.toString(16)}::${group.toString(16)}/${bits}`),
)
const address = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }))
    .map(([a, b, c]) => `${a}.${b}.0.${c}`),
  fc
    .tuple(fc.integer({ min: 0, max: 0xff_ff }), fc.integer({ min: 0, max: 3 }))
    .map(([group, last]) => `${group.toString(16)}::${last}`),
)

const sign = (value: number | undefined): number => Math.sign(value ?? Number.NaN)

describe('representatives', () => {
  test('of numbers', () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 5 }), decimal, (texts, value) => {
        const side = (one: string): string => texts.map((text) => sign(compareDecimals(one, text))).join()
        assert.ok(
          decimalsAround(texts).some((one) => side(one) === side(value)),
          `${texts.join()} ${value}`,
        )
      }),
    )
  })

  test('of numbers longer than any float', () => {
    const long = '9'.repeat(60)
    const around = decimalsAround([long, `${long}.1`])
    assert.ok(
      around.some((one) => (compareDecimals(one, long) ?? 0) > 0 && (compareDecimals(one, `${long}.1`) ?? 0) < 0),
    )
  })

  test('of instants', () => {
    fc.assert(
      fc.property(
        fc.array(instant, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: -2, max: 2 }),
        (values, which, by) => {
          const side = (one: number): string => values.map((value) => Math.sign(one - value)).join()
          const value = (values[which % values.length] ?? 0) + by
          const around = instantsAround(values.map(instantText)).map((text) => parseInstant(text) ?? Number.NaN)
          if (value >= -62_135_596_800_000)
            assert.ok(
              around.some((one) => side(one) === side(value)),
              `${values.join()} ${value}`,
            )
        },
      ),
    )
  })

  test('of addresses beside a block that begins where a wider one does', () => {
    const inWiderOnly = (one: string): boolean => {
      const given = parseAddress(one) ?? assert.fail(one)
      const within = (text: string): boolean => contains(parseBlock(text) ?? assert.fail(text), given)
      return within('10.0.0.0/7') && !within('10.0.0.0/8')
    }
    assert.ok(addressesAround(['10.0.0.0/8', '10.0.0.0/7']).some(inWiderOnly))
  })

  test('of addresses', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), address, (texts, value) => {
        const within = (one: string): string =>
          texts
            .map((text) => contains(parseBlock(text) ?? assert.fail(text), parseAddress(one) ?? assert.fail(one)))
            .join()
        assert.ok(
          addressesAround(texts).some((one) => within(one) === within(value)),
          `${texts.join()} ${value}`,
        )
      }),
    )
  })
})

describe('instantText', () => {
  test('writes what parseInstant reads', () => {
    fc.assert(fc.property(instant, (ms) => assert.equal(parseInstant(instantText(ms)), ms)))
  })
  for (const [ms, text] of [
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [951_782_400_000, '2000-02-29T00:00:00Z'],
    [1_767_225_600_001, '2026-01-01T00:00:00.001Z'],
    [253_402_300_800_000, '253402300800'],
  ] as const)
    test(`${ms}: ${text}`, () => assert.equal(instantText(ms), text))
})
