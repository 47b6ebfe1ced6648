/** Settings as people write them, values as people read them, answers as tables. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UsageError } from '../../command.ts'
import { guardrailsReport } from './report.ts'
import { readSetting, shownValue } from './setting.ts'
import { fromWire, toWire } from './shape.ts'

describe('NAME=VALUE', () => {
  const good = [
    ['maxSessionDuration.any=15m', 900],
    ['maxSessionDuration.any=900', 900],
    ['maxSessionDuration.any=900s', 900],
    ['maxSessionDuration.role=12h', 43_200],
    ['maxSessionDuration.user=1d', 86_400],
    ['maxAccessKeyAge=90', 90],
    ['maxAccessKeyAge=90d', 90],
    ['requireSourceIdentity=on', true],
    ['requireSourceIdentity=off', false],
  ] as const
  for (const [word, value] of good)
    test(word, () => assert.deepEqual(readSetting(word), [word.slice(0, word.indexOf('=')), value]))

  const bad = [
    'maxSessionDuration.any',
    'maxSessionDuration.any=',
    'maxSessionDuration.any=2hours',
    'maxSessionDuration.any=-900',
    'maxSessionDuration.any=1e3',
    'maxSessionDuration.any=1.5h',
    'maxSessionDuration.any=899s',
    'maxSessionDuration.chainedRole=2h',
    'maxSessionDuration.any=on',
    'maxAccessKeyAge=2160h',
    'maxAccessKeyAge=1096d',
    'requireSourceIdentity=true',
    'requireSourceIdentity=1',
    '__proto__=on',
    '=on',
  ]
  for (const word of bad) test(`${word} is wrong usage`, () => assert.throws(() => readSetting(word), UsageError))
})

test('durations in hours, minutes and seconds; ages in days; switches on or off', () => {
  const shown = [900, 3_600, 5_400, 7_265, 129_600].map((seconds) => shownValue('maxSessionDuration.any', seconds))
  assert.deepEqual(shown, ['15m', '1h', '1h 30m', '2h 1m 5s', '36h'])
  assert.equal(shownValue('maxAccessKeyAge', 90), '90d')
  assert.deepEqual(
    [shownValue('requireSourceIdentity', true), shownValue('requireSourceIdentity', false)],
    ['on', 'off'],
  )
})

test('the wire has a map of durations, and back', () => {
  const settings = [
    ['maxSessionDuration.any', 7_200],
    ['maxAccessKeyAge', 90],
    ['maxSessionDuration.role', 900],
    ['requireSourceIdentity', false],
  ] as const
  const wire = toWire(settings)
  assert.deepEqual(wire, {
    maxSessionDuration: { any: 7_200, role: 900 },
    maxAccessKeyAge: 90,
    requireSourceIdentity: false,
  })
  assert.deepEqual(new Map(fromWire(wire)), new Map<string, unknown>(settings))
  assert.deepEqual(toWire([['maxAccessKeyAge', 90]]), { maxAccessKeyAge: 90 })
})

test('what a server answers is shown without its control characters, also where it is nonsense', () => {
  const report = guardrailsReport({
    scope: 'ACCOUNT',
    accountId: '1\u001b[2J',
    inForce: { 'new\u001b[31m': true },
    sources: [],
  })
  assert.ok(!report.includes('\u001b'), report)
  assert.match(guardrailsReport({}), /^No guardrail is in force in account/)
})
