/** Inclusion against the reference matcher, exhaustively on small alphabets. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { matches, type Reading } from '../../reference/template.ts'
import type { PatternPlace } from '../types.ts'
import { includes } from './includes.ts'

/** A small generator with a seed, so that a failure comes back. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const NO_VARIABLES: Reading = { context: new Map(), variables: false, wildcards: true, arn: false }
const covers = (pattern: string, text: string, place: PatternPlace): boolean =>
  matches(pattern, text, { ...NO_VARIABLES, arn: place !== 'text' && place !== 'action' }) === true

/** Every text over `letters` of at most `length` letters. */
function textsOver(letters: string, length: number): readonly string[] {
  let last = ['']
  const all = ['']
  for (let size = 1; size <= length; size += 1) {
    last = last.flatMap((text) => letters.split('').map((letter) => text + letter))
    all.push(...last)
  }
  return all
}

const pick = <T>(roll: (sides: number) => number, from: readonly T[]): T => from[roll(from.length)] ?? assert.fail()
const patternOver = (roll: (sides: number) => number, symbols: string, length: number): string =>
  Array.from({ length: roll(length + 1) }, () => pick(roll, symbols.split(''))).join('')

/** Asks and checks the answer; gives whether it was "included". */
function check(
  pattern: string,
  union: readonly string[],
  { place, texts }: { place: PatternPlace; texts: readonly string[] },
): boolean {
  const inclusion = includes(pattern, union, { place, variables: false })
  const name = JSON.stringify({ pattern, union, place })
  assert.notEqual(inclusion.answer, 'unknown', name)
  if (inclusion.answer === 'witness') {
    const { witness } = inclusion
    assert.ok(covers(pattern, witness, place), `${name} does not match ${witness}`)
    assert.ok(!union.some((one) => covers(one, witness, place)), `${name} covers ${witness}`)
    return false
  }
  for (const text of texts)
    if (covers(pattern, text, place))
      assert.ok(
        union.some((one) => covers(one, text, place)),
        `${name} misses ${JSON.stringify(text)}`,
      )
  return true
}

describe('inclusion of a pattern in a union', () => {
  test('20 000 random cases: every witness is one, no proof is refuted by a text of up to 5 letters', (context) => {
    const roll = dice(7)
    const texts = textsOver('abz', 5)
    let included = 0
    for (let round = 0; round < 20_000; round += 1) {
      const pattern = patternOver(roll, 'ab*?*', 4)
      const union = Array.from({ length: 1 + roll(4) }, () => patternOver(roll, 'a*b?*?', 4))
      if (check(pattern, union, { place: 'text', texts })) included += 1
    }
    context.diagnostic(`${included} included`)
    assert.ok(included > 2_000 && included < 18_000, `${included} included`)
  })

  test('6 000 random ARNs: stars and question marks stop at colons where the reference stops', (context) => {
    const roll = dice(11)
    const texts = textsOver('a:z', 8)
    const tails = ['', 'a', 'z', ':', 'a:', 'aa', ':a', 'za', 'a:a']
    const arns = texts.filter((text) => text.split(':').length >= 5).flatMap((text) => tails.map((tail) => text + tail))
    let included = 0
    for (let round = 0; round < 6_000; round += 1) {
      const segments = ['', 'a', '*', '?', 'a*', '*a', '?*']
      const arn = Array.from({ length: 5 + roll(2) }, () => pick(roll, segments))
      const near = (): string =>
        arn.map((segment) => (roll(3) === 0 ? pick(roll, [...segments, '*']) : segment)).join(':')
      const few = Array.from({ length: 40 }, () => pick(roll, arns))
      if (check(arn.join(':'), Array.from({ length: 1 + roll(3) }, near), { place: 'resource', texts: few }))
        included += 1
    }
    context.diagnostic(`${included} included`)
    assert.ok(included > 300, `${included} included`)
  })

  const rows: readonly [place: PatternPlace, pattern: string, union: readonly string[], witness: string | boolean][] = [
    ['action', 's3:GetObject', ['S3:getobject'], true],
    ['action', 's3:Get*', ['s3:*', 'iam:*'], true],
    ['action', 's3:*', ['s3:Get*', 's3:Put*'], 's3:'],
    ['action', '*', ['*:*'], ''],
    ['text', 'a*', ['a', 'a?*'], true],
    ['text', '*', ['', '?', '??*'], true],
    ['text', '*', ['?*'], ''],
    ['text', '\u{1f600}', ['?'], true],
    ['resource', 'arn:aws:s3:::b/*', ['arn:aws:s3:::*'], true],
    ['resource', 'arn:aws:s3:::*', ['arn:aws:s3:::?*'], 'arn:aws:s3:::'],
    ['resource', 'arn:aws:s3:a*:1:x', ['arn:aws:s3:*:1:x'], true],
    ['resource', 'arn:aws:s3:*:1:x', ['arn:aws:s3:*a*:1:x', 'arn:aws:s3:?:1:x'], 'arn:aws:s3::1:x'],
    ['paddedResource', 'arn:aws:sqs:eu:1:q', ['arn:aws:sqs'], true],
    ['resource', 'arn:aws:sqs:eu:1:q', ['arn:aws:sqs'], 'arn:aws:sqs:eu:1:q'],
    ['paddedResource', 'arn:aws:s3:::h/${aws:username}/*', ['arn:aws:s3:::h/${AWS:UserName}/*'], true],
    ['paddedResource', 'arn:aws:s3:::h/${aws:username}/a', ['arn:aws:s3:::h/*'], true],
    [
      'paddedResource',
      'arn:aws:s3:::h/${aws:username}',
      ['arn:aws:s3:::h/${aws:userid}'],
      'arn:aws:s3:::h/${aws:username}',
    ],
    ['paddedResource', 'arn:aws:s3:::h/*', ['arn:aws:s3:::h/${aws:username}'], 'arn:aws:s3:::h/'],
    ['paddedResource', 'arn:aws:s3:::h/${*}', ['arn:aws:s3:::h/?'], true],
    ['paddedResource', 'arn:aws:s3:::h/*', ['arn:aws:s3:::h/${*}'], 'arn:aws:s3:::h/'],
  ]
  for (const [place, pattern, union, witness] of rows)
    test(`${place} ${JSON.stringify(pattern)} in ${union.join(', ')}: ${String(witness)}`, () => {
      const inclusion = includes(pattern, union, { place })
      if (witness === true) assert.deepEqual(inclusion, { answer: 'included' })
      else assert.deepEqual(inclusion, { answer: 'witness', witness })
    })

  test('what hangs on the value of a variable is unknown', () => {
    assert.equal(includes('x${aws:username}', ['x', 'x?*'], { place: 'text' }).answer, 'unknown')
  })

  test('version 2008-10-17 knows no variables', () => {
    assert.equal(includes('${a}', ['$*'], { place: 'text', variables: false }).answer, 'included')
  })

  test('what is not decided when the steps are spent is unknown', () => {
    const union = ['*b?????', '*a??????????']
    assert.deepEqual(includes('*a??????????', union, { place: 'text' }), { answer: 'included' })
    assert.deepEqual(includes('*a??????????', union, { place: 'text', budget: 20 }), {
      answer: 'unknown',
      why: 'the budget of 20 steps is spent',
    })
  })
})
