import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { ServiceError } from '../domain/errors.ts'
import { systemRandom } from '../runtime/random.ts'
import { START_MS, claimsAt, deploy } from './cases/deployment.ts'
import { MAX_PACKED_BYTES, MAX_UNPACKED_BYTES, pack, requireFits, unpack } from './packed.ts'
import { Malformed, encodeTlv } from './tlv.ts'
import type { PackedClaims } from './packed.ts'

const noise = (bytes: number): string => Buffer.from(systemRandom.bytes(bytes)).toString('hex')
const tagsOf = (bytes: number) => [{ key: 'k', value: noise(bytes), transitive: false }]

function refusalOf(claims: PackedClaims): ServiceError {
  const packed = pack(claims)
  assert.ok(packed)
  try {
    requireFits(packed, claims)
  } catch (error) {
    assert.ok(error instanceof ServiceError)
    return error
  }
  return assert.fail('it fits')
}

describe('packed policies and tags', () => {
  test('nothing packs to nothing, an empty list of policies is kept', () => {
    assert.equal(pack({ tags: [] }), undefined)
    const packed = pack({ tags: [], policies: { managedArns: [] } })
    assert.ok(packed)
    assert.deepEqual(unpack(packed.block), { tags: [], policies: { managedArns: [] } })
  })

  test('the percentage is the share of 2,048 bytes, rounded up, and never changes', () => {
    const inline = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    const claims = {
      tags: [{ key: 'a', value: 'b', transitive: true }],
      policies: { inline, managedArns: ['arn:aws:iam::aws:policy/X'] },
    }
    const first = pack(claims)
    assert.ok(first)
    assert.equal(first.percent, Math.ceil((first.block.length * 100) / 2_048))
    for (let run = 0; run < 50; run++) assert.deepEqual(pack(structuredClone(claims)), first)
    assert.equal(pack({ tags: [{ key: 'a', value: '', transitive: false }] })?.percent, 1)
  })

  test('a session reports its share; one without policies and tags reports none', async (t) => {
    const issuer = deploy(t).keyring.issuer('us-east-1')
    const tags = tagsOf(400)
    const issued = await issuer.seal(claimsAt(START_MS, { tags }))
    assert.equal(issued.packedPolicySize, issuer.packedPolicySize({ tags }))
    assert.ok((issued.packedPolicySize ?? 0) > 15)
    assert.equal('packedPolicySize' in (await issuer.seal(claimsAt(START_MS))), false)
    assert.equal(issuer.packedPolicySize({ tags: [] }), 0)
  })

  test('above the budget sealing is refused in the words of AWS', async (t) => {
    const issuer = deploy(t).keyring.issuer('us-east-1')
    const tags = tagsOf(3_000)
    const percent = issuer.packedPolicySize({ tags })
    assert.ok(percent > 100)
    const onlyTags = refusalOf({ tags })
    assert.equal(onlyTags.code, 'PackedPolicyTooLarge')
    assert.equal(onlyTags.message, `Packed size of session tags consumes ${percent}% of allotted space.`)
    const policies = { inline: JSON.stringify({ Sid: noise(3_000) }), managedArns: [] }
    const both = refusalOf({ tags, policies })
    assert.match(both.message, /^Packed policy consumes [0-9]{3}% of allotted space, please use smaller policy\.$/)
    await assert.rejects(issuer.seal(claimsAt(START_MS, { tags })), onlyTags)
    await assert.rejects(issuer.seal(claimsAt(START_MS, { policies })), ServiceError)
  })

  test('exactly 100 % fits, one byte more does not', () => {
    const packed = { block: Buffer.alloc(MAX_PACKED_BYTES), percent: 100 }
    requireFits(packed, { tags: [] })
    assert.throws(() => requireFits({ ...packed, percent: 101 }, { tags: [] }), ServiceError)
    let tags = tagsOf(900)
    for (let bytes = 900; (pack({ tags })?.percent ?? 0) <= 100; bytes += 10) tags = tagsOf(bytes)
    assert.ok((pack({ tags })?.block.length ?? 0) > MAX_PACKED_BYTES)
  })

  test('what packs well but unpacks to too much is refused at sealing', () => {
    const policies = { inline: 'a'.repeat(MAX_UNPACKED_BYTES), managedArns: [] }
    const packed = pack({ tags: [], policies })
    assert.ok(packed && packed.block.length < 500)
    assert.equal(packed.percent, 101)
    assert.match(refusalOf({ tags: [], policies }).message, /^Packed policy consumes 101%/)
  })

  test('a deflate bomb ends at its bound', () => {
    const bomb = deflateRawSync(Buffer.alloc(1_900_000), { level: 9 })
    assert.ok(bomb.length <= MAX_PACKED_BYTES)
    assert.throws(() => unpack(bomb), Malformed)
    // Well-formed but for its size.
    const large = pack({ tags: [], policies: { inline: 'a'.repeat(MAX_UNPACKED_BYTES), managedArns: [] } })
    assert.ok(large)
    assert.throws(() => unpack(large.block), Malformed)
    const largest = 'a'.repeat(MAX_UNPACKED_BYTES - 6)
    const packed = pack({ tags: [], policies: { inline: largest, managedArns: [] } })
    assert.equal(packed?.percent, 100)
    assert.equal(unpack(packed.block).policies?.inline, largest)
  })

  const block = (fields: Parameters<typeof encodeTlv>[0]): Buffer => deflateRawSync(encodeTlv(fields))
  const good = block([[3, Buffer.of(0, 1, 97, 1, 98)]])
  const cases: readonly [name: string, bytes: Buffer][] = [
    ['bytes after the deflate stream', Buffer.concat([good, Buffer.of(0)])],
    ['a cut stream', good.subarray(0, -1)],
    ['garbage', Buffer.alloc(20, 255)],
    ['a block above the budget', Buffer.concat([good, Buffer.alloc(MAX_PACKED_BYTES)])],
    ['an unknown tag', block([[4, Buffer.alloc(0)]])],
    ['an empty content', block([])],
    ['an inline policy without list', block([[1, Buffer.from('{}')]])],
    ['an empty list of tags', block([[3, Buffer.alloc(0)]])],
    ['an unknown tag flag', block([[3, Buffer.of(2, 1, 97, 1, 98)]])],
    ['a tag without value', block([[3, Buffer.of(0, 1, 97)]])],
    ['a key that is not UTF-8', block([[3, Buffer.of(0, 1, 255, 1, 98)]])],
  ]
  test('the well-formed block opens', () =>
    assert.deepEqual(unpack(good), { tags: [{ key: 'a', value: 'b', transitive: false }] }))
  for (const [name, bytes] of cases) test(`refuses ${name}`, () => assert.throws(() => unpack(bytes), Malformed))
})
