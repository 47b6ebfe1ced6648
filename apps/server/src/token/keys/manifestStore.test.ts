import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { temporaryDirectory } from '../cases/deployment.ts'
import { openManifestStore } from './manifestStore.ts'
import type { Manifest } from './manifest.ts'

const manifest = (generation: number, name: string): Manifest => ({
  version: 1,
  generation,
  regions: [{ index: 1, name, keys: [] }],
})

describe('manifest files', () => {
  const { privateKey: authority, publicKey: verifier } = generateKeyPairSync('ed25519')

  test('of two writers of one generation the first wins, and the second is told', (t) => {
    const store = openManifestStore({ directory: temporaryDirectory(t), authority, verifier })
    assert.equal(store.newerThan(0), undefined)
    assert.equal(store.publish(manifest(1, 'first')), true)
    assert.equal(store.publish(manifest(1, 'second')), false)
    assert.deepEqual(store.newerThan(0), manifest(1, 'first'))
    assert.equal(store.newerThan(1), undefined)
  })

  test('a writer that fell so far behind that its name is free again does not win', (t) => {
    const directory = temporaryDirectory(t)
    const store = openManifestStore({ directory, authority, verifier })
    for (let generation = 1; generation <= 12; generation++)
      assert.equal(store.publish(manifest(generation, 'us-east-1')), true)
    assert.equal(readdirSync(directory).includes('manifest.2.json'), false)
    assert.equal(store.publish(manifest(2, 'late')), false)
    assert.equal(readdirSync(directory).includes('manifest.2.json'), false)
    assert.equal(store.newerThan(0)?.generation, 12)
  })

  test('another authority is not believed', (t) => {
    const directory = temporaryDirectory(t)
    const other = generateKeyPairSync('ed25519')
    openManifestStore({ directory, authority: other.privateKey, verifier }).publish(manifest(1, 'us-east-1'))
    assert.throws(() => openManifestStore({ directory, authority, verifier }).newerThan(0), /not signed/)
  })
})
