import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { systemRandom } from '../../runtime/random.ts'
import { HOUR_MS, claimsAt, deploy, publishedKey } from '../cases/deployment.ts'
import { keyObject } from '../primitives.ts'
import { EPOCH_MS } from './schedule.ts'
import type { Deployment } from '../cases/deployment.ts'
import type { Keyring } from './keyring.ts'
import type { IssuedCredentials } from '../token.ts'

const DAY_MS = 86_400_000
const mint = ({ clock }: Deployment, keyring: Keyring, region = 'us-east-1'): Promise<IssuedCredentials> =>
  keyring.issuer(region).seal(claimsAt(clock.nowMs()))
const open = (keyring: Keyring, issued: IssuedCredentials): string => {
  const opened = keyring.opener.open(issued.accessKeyId, issued.sessionToken.reveal())
  return opened.ok ? opened.session.epoch : opened.why
}
const newestManifest = (directory: string): string =>
  readdirSync(directory)
    .filter((name) => name.startsWith('manifest.'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1) ?? ''

describe('epochs', () => {
  test('one is current and the next is published before it is used', async (t) => {
    const deployment = deploy(t)
    const keys = deployment.keyring.manifest().regions[0]?.keys ?? []
    assert.deepEqual(
      keys.map(({ epoch }) => epoch),
      [1, 2],
    )
    assert.equal(keys[1]?.notBeforeMs, keys[0]?.notAfterMs)
    assert.equal((keys[0]?.notAfterMs ?? 0) - (keys[0]?.notBeforeMs ?? 0), EPOCH_MS)
  })

  test('a new one begins each day, with maintenance or without, and after weeks of rest', async (t) => {
    const deployment = deploy(t)
    const { keyring, clock } = deployment
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/1')
    clock.advance(DAY_MS - 1)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/1')
    clock.advance(1)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/2')
    assert.equal(keyring.manifest().regions[0]?.keys.at(-1)?.epoch, 3)
    clock.advance(20 * DAY_MS)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/4')
    clock.advance(DAY_MS)
    keyring.maintain()
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/5')
  })

  test('an epoch made while sealing is used at once, though time passes meanwhile', async (t) => {
    const deployment = deploy(t)
    const { clock } = deployment
    const ticking = { nowMs: () => (clock.wallMs += 1), monotonicMs: () => clock.upMs }
    const keyring = deployment.again({ clock: ticking })
    clock.advance(20 * DAY_MS)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/3')
  })

  test('rotation on demand keeps live tokens; each region has epochs of its own', async (t) => {
    const deployment = deploy(t)
    const { keyring } = deployment
    const before = await mint(deployment, keyring)
    keyring.rotate('us-east-1')
    keyring.rotate('us-east-1')
    assert.equal(open(keyring, before), 'us-east-1/1')
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/3')
    assert.equal(open(keyring, await mint(deployment, keyring, 'eu-west-1')), 'eu-west-1/1')
    assert.throws(() => keyring.rotate('ap-south-1'), /not a region/)
  })

  test('revoking the current epoch ends its tokens at once, cached ones too, and begins a new one', async (t) => {
    const deployment = deploy(t)
    const { keyring } = deployment
    const before = await mint(deployment, keyring)
    const elsewhere = await mint(deployment, keyring, 'eu-west-1')
    assert.equal(open(keyring, before), 'us-east-1/1')
    keyring.revokeEpoch('us-east-1', 1)
    assert.equal(open(keyring, before), 'revoked')
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/2')
    assert.equal(open(keyring, elsewhere), 'eu-west-1/1')
    assert.equal(open(deployment.again(), before), 'revoked')
    assert.throws(() => keyring.revokeEpoch('us-east-1', 99), /no epoch 99/)
  })

  test('revoking an old or a coming epoch leaves the current one', async (t) => {
    const deployment = deploy(t)
    const { keyring, clock } = deployment
    const old = await mint(deployment, keyring)
    keyring.rotate('us-east-1')
    const current = await mint(deployment, keyring)
    keyring.revokeEpoch('us-east-1', 1)
    keyring.revokeEpoch('us-east-1', 3)
    assert.equal(open(keyring, old), 'revoked')
    assert.equal(open(keyring, current), 'us-east-1/2')
    clock.advance(DAY_MS)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/4')
  })
})

describe('several processes on one directory', () => {
  test('one finds the epoch that another has just begun, without being told', async (t) => {
    const deployment = deploy(t)
    const follower = deployment.again()
    for (let run = 0; run < 3; run++) {
      deployment.clock.advance(100)
      deployment.keyring.rotate('us-east-1')
      assert.equal(open(follower, await mint(deployment, deployment.keyring)), `us-east-1/${run + 2}`)
    }
  })

  test('made-up epochs cannot make it read the directory more than 20 times a second', async (t) => {
    const deployment = deploy(t)
    const follower = deployment.again()
    const stranger = deploy(t)
    deployment.clock.advance(1_000)
    assert.equal(open(follower, await mint(stranger, stranger.keyring)), 'unknownKey')
    // Two rotations, so that the epoch is one the follower has not even heard of.
    deployment.keyring.rotate('us-east-1')
    deployment.keyring.rotate('us-east-1')
    const issued = await mint(deployment, deployment.keyring)
    deployment.clock.upMs += 49
    assert.equal(open(follower, issued), 'unknownKey')
    deployment.clock.upMs += 1
    assert.equal(open(follower, issued), 'us-east-1/3')
  })

  test('their changes are never lost: each epoch number has one key', async (t) => {
    const deployment = deploy(t)
    const rings = [deployment.keyring, deployment.again(), deployment.again()]
    const issued: IssuedCredentials[] = []
    for (let run = 0; run < 9; run++) {
      const ring = rings[run % 3]
      assert.ok(ring)
      deployment.clock.advance(1_000)
      ring.rotate('us-east-1')
      issued.push(await mint(deployment, ring))
    }
    const fresh = deployment.again()
    assert.deepEqual(
      issued.map((each) => open(fresh, each)),
      issued.map((_, run) => `us-east-1/${run + 2}`),
    )
    const epochs = fresh.manifest().regions[0]?.keys.map(({ epoch }) => epoch) ?? []
    assert.deepEqual(
      epochs,
      epochs.map((_, index) => index + 1),
    )
  })

  test('a revocation reaches the others at their next maintenance', async (t) => {
    const deployment = deploy(t)
    const follower = deployment.again()
    const issued = await mint(deployment, deployment.keyring)
    assert.equal(open(follower, issued), 'us-east-1/1')
    deployment.keyring.revokeEpoch('us-east-1', 1)
    follower.maintain()
    assert.equal(open(follower, issued), 'revoked')
  })

  test('a region that is added later takes the next index and changes no other', async (t) => {
    const deployment = deploy(t)
    const issued = await mint(deployment, deployment.keyring, 'eu-west-1')
    const more = deployment.again({ regions: ['ap-south-1', 'us-east-1'], homeRegion: 'ap-south-1' })
    assert.deepEqual(
      more.manifest().regions.map(({ index, name }) => [index, name]),
      [
        [1, 'us-east-1'],
        [2, 'eu-west-1'],
        [3, 'ap-south-1'],
      ],
    )
    assert.equal(open(more, issued), 'eu-west-1/1')
    assert.equal(open(deployment.keyring, await mint(deployment, more, 'ap-south-1')), 'ap-south-1/1')
  })

  test('the home region must be one of the regions, and a region must have a name', async (t) => {
    const deployment = deploy(t)
    assert.throws(() => deployment.again({ homeRegion: 'ap-south-1' }), /not among/)
    for (const name of ['', '../x', 'UPPER', 'a/b', '-x', 'x'.repeat(33)])
      assert.throws(() => deployment.again({ regions: [name], homeRegion: name }), /cannot be a region/)
  })
})

describe('the keys directory', () => {
  test('holds private files only, in a private directory, and no private key in the clear', async (t) => {
    const { directory, rootKey } = deploy(t)
    assert.equal(statSync(directory).mode & 0o777, 0o700)
    const names = readdirSync(directory)
    assert.equal(names.filter((name) => name.startsWith('signing.')).length, 4)
    for (const name of names) {
      assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
      const bytes = readFileSync(join(directory, name))
      assert.equal(bytes.includes(rootKey.export()), false)
      // The DER of id-ecPublicKey, and of Ed25519's OID, begin every PKCS#8 key.
      if (name.endsWith('.key')) assert.doesNotMatch(bytes.toString('hex'), /2a8648ce3d0201|06032b6570/)
    }
    assert.ok(names.every((name) => !name.endsWith('.tmp')))
  })

  test('is refused where others may write to it', async (t) => {
    const deployment = deploy(t)
    chmodSync(deployment.directory, 0o770)
    assert.throws(() => deployment.again(), /chmod it to 700/)
  })

  test('does not open with another root key', async (t) => {
    const deployment = deploy(t)
    assert.throws(
      () => deployment.again({ rootKey: keyObject(Buffer.from(systemRandom.bytes(32))) }),
      /root key does not open/,
    )
  })

  test('a changed manifest is refused at start; while running the old one stays, with one warning', async (t) => {
    const deployment = deploy(t)
    const { directory, keyring, warnings, clock } = deployment
    const name = newestManifest(directory)
    const text = readFileSync(join(directory, name), 'utf8')
    const generation = Number(name.split('.')[1])
    const forged = text.replace(`"generation":${generation}`, `"generation":${generation + 1}`)
    assert.notEqual(forged, text)
    writeFileSync(join(directory, `manifest.${generation + 1}.json`), forged, { mode: 0o600 })
    const issued = await mint(deployment, keyring)
    keyring.maintain()
    clock.advance(HOUR_MS / 2)
    keyring.maintain()
    assert.equal(open(keyring, issued), 'us-east-1/1')
    assert.deepEqual(warnings, ['the key manifest was not signed by this deployment'])
    assert.throws(() => deployment.again(), /not signed/)
  })

  test('every changed byte of a manifest is noticed', async (t) => {
    const deployment = deploy(t)
    const path = join(deployment.directory, newestManifest(deployment.directory))
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length; at += 13) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(path, changed)
      assert.throws(() => deployment.again(), `byte ${at}`)
    }
    writeFileSync(path, bytes)
    deployment.again()
  })

  test('an old manifest under a new name does not bring a revoked epoch back', async (t) => {
    const deployment = deploy(t)
    const { directory, keyring } = deployment
    const old = newestManifest(directory)
    keyring.revokeEpoch('us-east-1', 1)
    copyFileSync(join(directory, old), join(directory, 'manifest.1000.json'))
    assert.throws(() => deployment.again(), /holds another generation/)
  })

  test('private halves go when their epochs are over; few manifests stay', async (t) => {
    const deployment = deploy(t)
    const { directory, keyring, clock } = deployment
    for (let day = 0; day < 12; day++) {
      clock.advance(DAY_MS)
      keyring.maintain()
    }
    const names = readdirSync(directory)
    assert.ok(names.filter((name) => name.startsWith('signing.us-east-1.')).length <= 3)
    assert.equal(names.includes(newestManifest(directory)), true)
    assert.ok(names.filter((name) => name.startsWith('manifest.')).length <= 8)
    assert.equal(keyring.manifest().regions[0]?.keys.length, 14)
  })

  test('a lost or swapped signing key stops sealing, not opening', async (t) => {
    const deployment = deploy(t)
    const { directory } = deployment
    const issued = await mint(deployment, deployment.keyring)
    const [one, two] = readdirSync(directory)
      .filter((name) => name.startsWith('signing.us-east-1.'))
      .toSorted() as [string, string]
    assert.match(one, /^signing\.us-east-1\.1\./)
    copyFileSync(join(directory, two), join(directory, one))
    await assert.rejects(mint(deployment, deployment.again()), /does not open/)
    rmSync(join(directory, one))
    const broken = deployment.again()
    await assert.rejects(mint(deployment, broken), /missing/)
    assert.equal(open(broken, issued), 'us-east-1/1')
  })

  test('sealing goes on with a published epoch where the directory cannot be used', async (t) => {
    const deployment = deploy(t)
    const { directory, keyring, clock, warnings } = deployment
    writeFileSync(join(directory, 'manifest.1000.json'), 'no manifest', { mode: 0o600 })
    clock.advance(DAY_MS)
    assert.equal(open(keyring, await mint(deployment, keyring)), 'us-east-1/2')
    assert.equal(warnings.length, 1)
    assert.throws(() => keyring.maintain(), /not signed/)
    clock.advance(DAY_MS)
    await assert.rejects(mint(deployment, keyring), /no current epoch/)
  })

  test('suite 2 may be configured later: both kinds open', async (t) => {
    const deployment = deploy(t)
    const one = await mint(deployment, deployment.keyring)
    const other = deployment.again({ suite: 2 })
    other.rotate('us-east-1')
    other.rotate('us-east-1')
    assert.equal(publishedKey({ ...deployment, keyring: other }).suite, 2)
    const two = await mint(deployment, other)
    deployment.clock.advance(100)
    for (const issued of [one, two]) assert.match(open(deployment.keyring, issued), /^us-east-1/)
  })
})

test('opened tokens are bounded by weight, the least recently used go first', async (t) => {
  const deployment = deploy(t, { cacheBytes: 10_000 })
  const { keyring } = deployment
  const issued = await Promise.all(Array.from({ length: 8 }, () => mint(deployment, keyring)))
  const opened = (each: IssuedCredentials) => keyring.opener.open(each.accessKeyId, each.sessionToken.reveal())
  const first = issued.map(opened)
  // 1,536 each: six fit.
  assert.equal(opened(issued[7] as IssuedCredentials), first[7])
  assert.notEqual(opened(issued[0] as IssuedCredentials), first[0])
})
