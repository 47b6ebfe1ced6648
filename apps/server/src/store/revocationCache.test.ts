/** The revocation list in memory: every change at its price, and never an answer without those told of before. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Revocation } from '../domain/entities.ts'
import { RevocationCache } from './revocationCache.ts'

const entry = (subject: string, issuedBeforeMs = 1): Revocation => ({
  kind: 'accessKey',
  subject,
  issuedBeforeMs,
  keepUntilMs: 9,
  reason: 'test',
})

/** A table of entries that counts what is read of it. */
function table(...subjects: readonly string[]) {
  const rows = new Map(subjects.map((subject) => [subject, entry(subject)]))
  const read: (readonly string[] | 'all')[] = []
  const load = async (wanted?: readonly string[]): Promise<readonly Revocation[]> => {
    read.push(wanted ?? 'all')
    const found = [...rows.values()].filter(({ subject }) => wanted?.includes(subject) ?? true)
    await Promise.resolve()
    return found
  }
  return { rows, read, load }
}

describe('RevocationCache', () => {
  test('reads all once, whoever asks, and of a change what changed', async () => {
    const { rows, read, load } = table('a', 'b')
    const cache = new RevocationCache()
    const [one, other] = await Promise.all([cache.index(load), cache.index(load)])
    assert.equal(one, other)
    assert.deepEqual(read, ['all'])
    rows.set('c', entry('c')).set('a', entry('a', 5))
    cache.forget('c')
    cache.forget('a')
    const [index] = await Promise.all([cache.index(load), cache.index(load)])
    assert.deepEqual(read, ['all', ['c', 'a']])
    assert.deepEqual([...index.values()], [entry('a', 5), entry('b'), entry('c')])
    assert.equal(await cache.index(load), index)
    assert.equal(read.length, 2)
  })

  test('what changes while it is read is read again before anybody is answered', async () => {
    const { rows, read, load } = table('a')
    const cache = new RevocationCache()
    const answer = cache.index(load)
    rows.set('b', entry('b'))
    cache.forget('b')
    assert.ok((await answer).has('accessKey b'))
    cache.forget('c')
    const next = cache.index(load)
    rows.set('c', entry('c')).set('d', entry('d'))
    cache.forget('c')
    cache.forget('d')
    assert.equal((await next).size, 4)
    assert.deepEqual(read, ['all', ['b'], ['c'], ['c', 'd']])
  })

  test('what is cleared while it is read is read again', async () => {
    const { read, load } = table('a')
    const cache = new RevocationCache()
    const answer = cache.index(load)
    cache.clear()
    assert.equal((await answer).size, 1)
    assert.deepEqual(read, ['all', 'all'])
  })

  test('a reading that fails is everybody’s who waits for it, and forgets no change', async () => {
    const { rows, load } = table('a')
    const cache = new RevocationCache()
    await cache.index(load)
    rows.set('b', entry('b'))
    cache.forget('b')
    const failing = () => Promise.reject(new Error('no disk'))
    for (const one of await Promise.allSettled([cache.index(failing), cache.index(failing)]))
      assert.equal(one.status, 'rejected')
    assert.ok((await cache.index(load)).has('accessKey b'))
  })

  test('many changes at once are one reading; an index that has doubled is read anew', async () => {
    const { rows, read, load } = table()
    const cache = new RevocationCache()
    await cache.index(load)
    for (let n = 0; n < 10_001; n += 1) rows.set(`k${n}`, entry(`k${n}`))
    for (let n = 0; n < 501; n += 1) cache.forget(`k${n}`)
    assert.equal((await cache.index(load)).size, 10_001)
    assert.deepEqual(read, ['all', 'all'])
    for (let n = 0; n < 400; n += 1) cache.forget(`k${n}`)
    await cache.index(load)
    assert.equal(read.length, 3)
  })
})
