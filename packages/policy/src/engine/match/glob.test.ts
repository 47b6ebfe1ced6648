/** The matchers against a table of all prefixes, on random patterns. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Automaton } from './automaton.ts'
import { compileGlob, globMatches } from './glob.ts'
import { findText } from './search.ts'
import { readTokens, type Token } from './token.ts'

/** Numbers from a seed (xorshift), so that a failure can be repeated. */
const randomOf = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const READING = { variables: false, wildcards: true, arn: false, slotOf: () => 0 }
const COLON = 0x3a

/** The oracle: which beginnings of the text each beginning of the pattern covers. */
function covers(tokens: readonly Token[], text: string): boolean {
  const points = Array.from(text, (one) => one.codePointAt(0) ?? 0)
  let reach: boolean[] = points.map(() => false)
  reach.unshift(true)
  const step = (holds: (point: number) => boolean): boolean[] => [
    false,
    ...points.map((point, at) => (reach[at] ?? false) && holds(point)),
  ]
  for (const token of tokens) {
    if (token.kind === 'text') for (const one of token.text) reach = step((point) => point === one.codePointAt(0))
    else if (token.kind === 'wildcard') {
      const segment = token.wildcard.startsWith('segment')
      const holds = (point: number): boolean => !segment || point !== COLON
      if (token.wildcard.endsWith('?')) reach = step(holds)
      else
        for (let at = 0; at < points.length; at += 1) reach[at + 1] ||= (reach[at] ?? false) && holds(points[at] ?? 0)
    }
  }
  return reach.at(-1) === true
}

const pick = (random: (below: number) => number, alphabet: readonly string[], length: number): string =>
  Array.from({ length: random(length) }, () => alphabet[random(alphabet.length)] ?? '').join('')

describe('matching', () => {
  test('50,000 random patterns and texts', () => {
    const random = randomOf(7)
    let matches = 0
    for (let round = 0; round < 50_000; round += 1) {
      const arn = random(3) === 0
      const pattern = pick(
        random,
        ['a', 'b', ':', '😀', '*', '*', '?', '\ud83d', '\ude00'].slice(0, random(20) === 0 ? 9 : 7),
        10,
      )
      const text = pick(random, ['a', 'b', ':', '😀', '\ude00', '\ud83d'].slice(0, random(20) === 0 ? 6 : 4), 12)
      const { tokens } = readTokens(pattern, { ...READING, arn })
      // The one pattern that is compared by units: text that is not well-formed before its only star (see compileGlob).
      if (!pattern.isWellFormed() && /^[^*?]+\*$/.test(pattern)) continue
      const wanted = covers(tokens, text)
      const about = `${JSON.stringify(pattern)} ${JSON.stringify(text)} ${String(arn)}`
      assert.equal(globMatches(compileGlob(tokens), text), wanted, about)
      assert.equal(new Automaton([tokens]).matches(text), wanted, `automaton ${about}`)
      if (wanted) matches += 1
    }
    assert.ok(matches > 3_000, `${matches} matches`)
  })

  test('many patterns at once are each of them', () => {
    const random = randomOf(11)
    let found = 0
    for (let round = 0; round < 5_000; round += 1) {
      const patterns = Array.from(
        { length: 1 + random(12) },
        () => readTokens(pick(random, ['a', 'b', '*', '?', ':'], 12), READING).tokens,
      )
      const together = new Automaton(patterns)
      for (let ask = 0; ask < 4; ask += 1) {
        const text = pick(random, ['a', 'b', ':', '😀'], 30)
        const wanted = patterns.some((tokens) => covers(tokens, text))
        assert.equal(together.matches(text), wanted, JSON.stringify([patterns, text]))
        if (wanted) found += 1
      }
    }
    assert.ok(found > 1_000 && found < 19_000, `${found} matches`)
  })

  test('a needle is found where the built-in search finds it', () => {
    const random = randomOf(13)
    for (let round = 0; round < 5_000; round += 1) {
      const text = pick(random, ['a', 'a', 'b'], 400)
      const from = random(20)
      const at = random(Math.max(1, text.length))
      const needle = random(2) === 0 ? text.slice(at, at + 49 + random(60)) : pick(random, ['a', 'a', 'b'], 90)
      assert.equal(findText(text, needle, from), text.indexOf(needle, from))
    }
  })
})
