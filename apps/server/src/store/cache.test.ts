import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EntityCache } from './cache.ts'

interface Thing {
  readonly id: string
  readonly name: string
}

const names = { id: ({ id }: Thing) => id, name: ({ name }: Thing) => name }
const cacheOf = (entries: number, absent = 10) => new EntityCache<Thing>({ entries, absent }, names)
const thing = (id: string, name = id): Thing => ({ id, name })

/** Reads through the cache; says whether it had to load. */
async function loads(read: (load: () => Promise<Thing | undefined>) => Promise<unknown>, value?: Thing) {
  let loaded = false
  await read(async () => {
    loaded = true
    return value
  })
  return loaded
}

describe('EntityCache', () => {
  test('an entity read by name is known by id, and the other way round', async () => {
    const cache = cacheOf(10)
    assert.equal(await loads((load) => cache.byName('one', load), thing('1', 'one')), true)
    assert.equal(await loads((load) => cache.byId('1', load)), false)
    assert.equal(await loads((load) => cache.byId('2', load), thing('2', 'two')), true)
    assert.equal(await loads((load) => cache.byName('two', load)), false)
  })

  test('the least recently used entity goes first, and its name with it', async () => {
    const cache = cacheOf(2)
    for (const id of ['1', '2']) await cache.byId(id, async () => thing(id, `name ${id}`))
    await cache.byName('name 1', async () => undefined)
    await cache.byId('3', async () => thing('3'))
    assert.equal(cache.size.entries, 2)
    assert.equal(await loads((load) => cache.byId('1', load)), false)
    assert.equal(await loads((load) => cache.byName('name 2', load), thing('2', 'name 2')), true)
  })

  test('an entity in use outlives any number of others; where all are in use, there are still no more of them', async () => {
    const cache = cacheOf(4)
    const load = (id: string) => cache.byId(id, async () => thing(id))
    await load('busy')
    for (let n = 0; n < 100; n += 1) {
      await load(`passing ${n}`)
      assert.equal(await loads((again) => cache.byId('busy', again)), false)
    }
    for (let n = 0; n < 100; n += 1) for (let twice = 0; twice < 2; twice += 1) await load(`used ${n}`)
    assert.equal(cache.size.entries, 4)
    assert.equal(await loads((again) => cache.byId('used 99', again)), false)
  })

  test('absences are kept, bounded on their own, and push no entity out', async () => {
    const cache = cacheOf(2, 3)
    await cache.byId('1', async () => thing('1'))
    for (let n = 0; n < 100; n += 1) await cache.byName(`stranger ${n}`, async () => undefined)
    assert.deepEqual(cache.size, { entries: 1, absent: 3 })
    assert.equal(await loads((load) => cache.byName('stranger 99', load)), false)
    assert.equal(await loads((load) => cache.byId('1', load)), false)
    assert.equal(await loads((load) => cache.byName('stranger 0', load)), true)
  })

  test('an absent id is not an absent name', async () => {
    const cache = cacheOf(2)
    await cache.byId('x', async () => undefined)
    assert.equal(await loads((load) => cache.byName('x', load)), true)
  })

  test('very long absent keys are not kept', async () => {
    const cache = cacheOf(2)
    await cache.byName('n'.repeat(300), async () => undefined)
    assert.equal(cache.size.absent, 0)
  })

  test('invalidation forgets the entity, its name and every absence', async () => {
    const cache = cacheOf(10)
    await cache.byId('1', async () => thing('1', 'old'))
    await cache.byId('2', async () => thing('2'))
    await cache.byName('new', async () => undefined)
    cache.invalidate('1')
    assert.equal(await loads((load) => cache.byName('old', load)), true)
    assert.equal(await loads((load) => cache.byName('new', load), thing('1', 'new')), true)
    assert.equal(await loads((load) => cache.byId('1', load)), false)
    assert.equal(await loads((load) => cache.byId('2', load)), false)
  })

  for (const [how, overtake] of [
    ['invalidation', (cache: EntityCache<Thing>) => cache.invalidate('1')],
    ['clearing', (cache: EntityCache<Thing>) => cache.clear()],
  ] as const) {
    test(`what was read before ${how} is answered but not kept after it`, async () => {
      const cache = cacheOf(10)
      for (const stale of [thing('1', 'stale'), undefined]) {
        const { promise, resolve } = Promise.withResolvers<Thing | undefined>()
        const reading = cache.byId('1', () => promise)
        overtake(cache)
        resolve(stale)
        assert.equal(await reading, stale)
        assert.deepEqual(cache.size, { entries: 0, absent: 0 })
      }
    })
  }

  test('a failed load is not kept', async () => {
    const cache = cacheOf(10)
    await assert.rejects(
      cache.byId('1', () => Promise.reject(new Error('no disk'))),
      /no disk/,
    )
    assert.equal(await loads((load) => cache.byId('1', load), thing('1')), true)
  })
})
