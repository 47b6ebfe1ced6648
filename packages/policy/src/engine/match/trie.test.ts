import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildTrie, follow, type Node } from './trie.ts'

const found = (root: Node<string>, text: string): string[] => {
  const values: string[] = []
  let at = 0
  for (let node: Node<string> | undefined = root; node !== undefined;) {
    values.push(...node.values)
    node = follow(node, text, at)
    if (node !== undefined) at += node.label.length
  }
  return values.toSorted()
}

test('one walk finds all beginnings of a text, and nothing else', () => {
  let state = 5
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const letters = 'abcdefghijklmnopqrstuvwxyz:/é'
  let hits = 0
  for (let round = 0; round < 400; round += 1) {
    const alphabet = letters.slice(0, 1 + random(letters.length))
    const word = (): string => Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)]).join('')
    const prefixes = Array.from({ length: random(60) }, word)
    const root = buildTrie(prefixes.map((prefix) => ({ prefix, value: prefix })))
    for (let ask = 0; ask < 20; ask += 1) {
      const text = word() + word()
      const wanted = prefixes.filter((prefix) => text.startsWith(prefix)).toSorted()
      assert.deepEqual(found(root, text), wanted, `${text} in ${prefixes.join()}`)
      hits += wanted.length
    }
  }
  assert.ok(hits > 5_000, `${hits} hits`)
})
