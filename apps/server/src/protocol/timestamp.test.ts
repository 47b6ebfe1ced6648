/** Times as clients write them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { httpDate, isoMilliseconds } from '../domain/time.ts'
import { epochSecondsOf, timestampOf } from './scalar.ts'
import { parseHttpDate, parseIso8601 } from './timestamp.ts'

const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })

describe('times', () => {
  test('agree with the platform in both directions', () => {
    fc.assert(
      fc.property(instant, (epochMs) => {
        assert.equal(parseIso8601(isoMilliseconds(epochMs)), epochMs)
        const seconds = Math.floor(epochMs / 1000) * 1000
        assert.equal(parseHttpDate(httpDate(epochMs)), seconds)
        assert.equal(epochSecondsOf(String(seconds / 1000)), seconds)
      }),
      { numRuns: 1000 },
    )
  })

  for (const [text, epochMs] of [
    ['2025-11-22T01:38:04Z', 1_763_775_484_000],
    ['2025-11-22T02:38:04.5+01:00', 1_763_775_484_500],
    ['2025-11-21T20:38:04.123456789-05:00', 1_763_775_484_123],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
  ] as const) {
    test(text, () => assert.equal(parseIso8601(text), epochMs))
  }

  for (const text of [
    '2025-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-00-01T00:00:00Z',
    '2025-11-00T00:00:00Z',
    '2025-11-22T24:00:00Z',
    '2025-11-22T23:60:00Z',
    '2025-11-22T23:59:60Z',
    '2025-11-22T01:38:04',
    '2025-11-22 01:38:04Z',
    '2025-11-22T01:38:04z',
    '2025-11-22T01:38:04Z\n',
    '2025-11-22T01:38:04+24:00',
    '0000-01-01T00:00:00Z',
    '20251122T013804Z',
  ]) {
    test(`${JSON.stringify(text)} is no time`, () => assert.equal(parseIso8601(text), undefined))
  }

  for (const text of [
    'Sun, 30 Feb 2025 00:00:00 GMT',
    'Sat, 22 Nov 2025 01:38:04 UTC',
    'Sat, 22 Foo 2025 01:38:04 GMT',
    'Saturday, 22-Nov-25 01:38:04 GMT',
  ]) {
    test(`${text} is no date`, () => assert.equal(parseHttpDate(text), undefined))
  }

  for (const text of ['', '1e20', '-99999999999999', '0x10', 'NaN', '1_000']) {
    test(`${JSON.stringify(text)} are no epoch seconds`, () => assert.equal(epochSecondsOf(text), undefined))
  }

  test('the query protocol reads ISO text and epoch seconds, each format only its own', () => {
    assert.equal(timestampOf('1763775484.5', 'iso8601'), 1_763_775_484_500)
    assert.equal(timestampOf('2025-11-22T01:38:04Z', 'unixTimestamp'), undefined)
    assert.equal(timestampOf('1763775484', 'rfc822'), undefined)
  })
})
