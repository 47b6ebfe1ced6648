import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { claimsAt, START_MS } from './cases/deployment.ts'
import { MAX_LIFETIME_MS, decodeClaims, encodeClaims } from './claims.ts'
import { MAX_PACKED_BYTES, pack } from './packed.ts'
import { encodeLength, encodeTlv } from './tlv.ts'
import { decodeIdentifier, encodeIdentifier } from './text.ts'
import type { Field } from './tlv.ts'
import type { SessionClaims } from '../domain/session.ts'

const encode = (claims: SessionClaims): Buffer => encodeClaims(claims, pack(claims)?.block)

const text = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength })
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
  .filter((each) => Buffer.byteLength(each) <= 128)
const base32 = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.split('')),
    minLength: length,
    maxLength: length,
  })
const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 128,
})
const identifier = fc.oneof(base32(21), base32(20), base32(16), fc.integer({ min: 1, max: 128 }).chain(base32), visible)
const tag = fc.record(
  {
    key: text(12),
    value: fc.string({ unit: 'grapheme', maxLength: 20 }),
    transitive: fc.boolean(),
  },
  { noNullPrototype: true },
)
const policies = fc.record(
  {
    inline: fc.string({ unit: 'binary', maxLength: 200 }).filter((each) => each.isWellFormed()),
    managedArns: fc.array(text(40), { maxLength: 10 }),
  },
  { noNullPrototype: true, requiredKeys: ['managedArns'] },
)
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 - MAX_LIFETIME_MS })

const anyClaims: fc.Arbitrary<SessionClaims> = fc
  .record(
    {
      kind: fc.constantFrom('assumedRole', 'sessionToken', 'federationToken'),
      issuedAtMs: time,
      accountId: fc.integer({ min: 0, max: 999_999_999_999 }).map((id) => String(id).padStart(12, '0')),
      principalId: identifier,
      sourceAccessKeyId: identifier,
      sessionName: name,
      sourceIdentity: name,
      tags: fc.array(tag, { maxLength: 8 }),
      chainDepth: fc.integer({ min: 0, max: 255 }),
      parentSessionId: identifier,
      mfaAtMs: time,
      regionScope: fc.constantFrom('v1', 'v2'),
      policies,
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'kind',
        'issuedAtMs',
        'accountId',
        'principalId',
        'sourceAccessKeyId',
        'tags',
        'chainDepth',
        'regionScope',
      ],
    },
  )
  .chain((claims) =>
    fc.integer({ min: 1, max: MAX_LIFETIME_MS }).map((life) => ({ ...claims, expiresAtMs: claims.issuedAtMs + life })),
  )

const base = claimsAt(START_MS)
/** The fields of ordinary claims, in order. */
const fieldsOf = (bytes: Buffer): Field[] => {
  const fields: Field[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 1] ?? 0
    fields.push([bytes[at] ?? 0, bytes.subarray(at + 2, at + 2 + length)])
    at += 2 + length
  }
  return fields
}

describe('claims', () => {
  test('any claims come back as they were, and encode again to the same bytes', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        if ((pack(claims)?.block.length ?? 0) > MAX_PACKED_BYTES) return
        const bytes = encode(claims)
        const decoded = decodeClaims(bytes)
        assert.deepEqual(decoded, claims)
        assert.deepEqual(encode(decoded), bytes)
      }),
      { numRuns: 400 },
    )
  })

  test('changed bytes are refused or mean something that encodes to exactly these bytes', () => {
    fc.assert(
      fc.property(anyClaims, fc.nat(), fc.integer({ min: 0, max: 255 }), (claims, at, byte) => {
        const block = pack(claims)?.block
        if ((block?.length ?? 0) > MAX_PACKED_BYTES) return
        const bytes = encodeClaims(claims, block)
        bytes[at % bytes.length] = byte
        const decoded = decodeClaims(bytes)
        if (decoded === undefined) return
        // Deflate has many forms for one content, so the block itself is set aside.
        const fields = encodeClaims(decoded, block)
        if (block === undefined || at % bytes.length < bytes.length - block.length) assert.deepEqual(fields, bytes)
      }),
      { numRuns: 1_000 },
    )
  })

  test('arbitrary bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeClaims(Buffer.from(bytes))
      }),
      { numRuns: 2_000 },
    )
  })

  const fields = fieldsOf(encode(base))
  const replaced = (tag: number, value: Buffer): Field[] =>
    fields.map((field) => (field[0] === tag ? [tag, value] : field))
  const added = (tag: number, value: Buffer): Field[] =>
    [...fields, [tag, value] as const].toSorted((a, b) => a[0] - b[0])
  const cases: readonly [name: string, bytes: Buffer][] = [
    ['no bytes', Buffer.alloc(0)],
    ...fields
      .slice(0, 6)
      .map(([tag]): [string, Buffer] => [`claim ${tag} missing`, encodeTlv(fields.filter((each) => each[0] !== tag))]),
    ['an unknown tag', encodeTlv([...fields, [14, Buffer.of(1)]])],
    ['tag 0', encodeTlv([[0, Buffer.alloc(0)], ...fields])],
    ['a repeated tag', encodeTlv([...fields, fields.at(-1) ?? [7, Buffer.alloc(0)]])],
    ['unsorted tags', encodeTlv(fields.toReversed())],
    ['a trailing byte', Buffer.concat([encodeTlv(fields), Buffer.of(0)])],
    ['a cut value', encodeTlv(fields).subarray(0, -1)],
    ['a length in a longer form', Buffer.concat([Buffer.of(1, 0x81, 0, 1), encodeTlv(fields.slice(1))])],
    ['a length that never ends', Buffer.from([1, 0xff, 0xff, 0xff, 0xff])],
    ['kind 0', encodeTlv(replaced(1, Buffer.of(0)))],
    ['kind 4', encodeTlv(replaced(1, Buffer.of(4)))],
    ['a kind of two bytes', encodeTlv(replaced(1, Buffer.of(1, 1)))],
    ['a short time', encodeTlv(replaced(2, Buffer.alloc(5)))],
    ['expiry at issue', encodeTlv(replaced(3, fields[1]?.[1] as Buffer))],
    ['expiry before issue', encodeTlv(replaced(3, Buffer.alloc(6)))],
    ['a life above 36 hours', encodeTlv(replaced(2, Buffer.alloc(6)))],
    ['an account of 13 digits', encodeTlv(replaced(4, Buffer.alloc(5, 255)))],
    ['an empty name', encodeTlv(replaced(7, Buffer.alloc(0)))],
    ['a name of 129 bytes', encodeTlv(replaced(7, Buffer.alloc(129, 'n')))],
    ['a name that is not UTF-8', encodeTlv(replaced(7, Buffer.of(0xff)))],
    ['an overlong UTF-8 form', encodeTlv(replaced(7, Buffer.of(0xc1, 0x81)))],
    ['chain depth 0 spelled out', encodeTlv(added(9, Buffer.of(0)))],
    ['a chain depth of two bytes', encodeTlv(added(9, Buffer.of(1, 1)))],
    ['a region scope with a value', encodeTlv(added(12, Buffer.of(1)))],
    ['an empty packed block', encodeTlv(added(13, Buffer.alloc(0)))],
    ['an identifier of no characters', encodeTlv(replaced(5, Buffer.alloc(0)))],
    ['a base32 identifier spelled plain', encodeTlv(replaced(5, Buffer.from('\0AROA')))],
    ['set bits after a base32 identifier', encodeTlv(replaced(5, Buffer.of(1, 1)))],
    ['a base32 identifier with a byte too many', encodeTlv(replaced(5, Buffer.of(1, 0, 0)))],
    [
      'a base32 identifier of 129 characters',
      encodeTlv(replaced(5, Buffer.concat([Buffer.of(129), Buffer.alloc(81)]))),
    ],
    ['an identifier with a space', encodeTlv(replaced(5, Buffer.from('\0a b')))],
  ]
  test('the fields put together again are the claims', () => assert.deepEqual(decodeClaims(encodeTlv(fields)), base))
  for (const [name, bytes] of cases) test(`refuses ${name}`, () => assert.equal(decodeClaims(bytes), undefined))

  const unsealable: readonly [name: string, more: Partial<SessionClaims>][] = [
    ['a fractional time', { issuedAtMs: START_MS + 0.5 }],
    ['no time', { issuedAtMs: NaN }],
    ['a negative time', { issuedAtMs: -1, expiresAtMs: 5 }],
    ['a time beyond 48 bits', { issuedAtMs: 2 ** 48, expiresAtMs: 2 ** 48 + 1 }],
    ['no lifetime', { expiresAtMs: START_MS }],
    ['a life above 36 hours', { expiresAtMs: START_MS + MAX_LIFETIME_MS + 1 }],
    ['an account of 11 digits', { accountId: '12345678901' }],
    ['an account of letters', { accountId: '12345678901x' }],
    ['an empty principal', { principalId: '' }],
    ['a principal with a line break', { principalId: 'AROA\n' }],
    ['an access key id of 129 characters', { sourceAccessKeyId: 'A'.repeat(129) }],
    ['a lone surrogate', { sessionName: '\ud800' }],
    ['an empty session name', { sessionName: '' }],
    ['a chain depth of 256', { chainDepth: 256 }],
    ['a negative chain depth', { chainDepth: -1 }],
  ]
  for (const [name, more] of unsealable)
    test(`does not seal ${name}`, () => assert.throws(() => encode({ ...base, ...more }), RangeError))
})

test('identifiers take 5 bits a character where they are base32, and keep every character', () => {
  assert.equal(encodeIdentifier('AROAJQABLZS4A3QDU576Q').length, 15)
  assert.equal(encodeIdentifier('AKIAI44QH7DHBEXAMPLE').length, 14)
  assert.equal(encodeIdentifier('123456789012').length, 13)
  for (let length = 1; length <= 128; length++)
    for (const character of 'A7Zz_') {
      const id = character.repeat(length)
      assert.equal(decodeIdentifier(encodeIdentifier(id)), id)
    }
})

test('lengths have one form each, up to 3 bytes', () => {
  assert.deepEqual([...encodeLength(0)], [0])
  assert.deepEqual([...encodeLength(127)], [127])
  assert.deepEqual([...encodeLength(128)], [0x80, 1])
  assert.deepEqual([...encodeLength(2_097_151)], [0xff, 0xff, 0x7f])
  assert.throws(() => encodeLength(2_097_152), RangeError)
})
