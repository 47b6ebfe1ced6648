/** Identifiers: AWS's shapes, and the account inside access key ids. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { systemRandom } from '../runtime/random.ts'
import { decodeBase32, encodeBase32 } from './base32.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { accessKeyBytes, accessKeyId, accountOfAccessKeyId, newAccountId, randomLabel, uniqueId, uuid } from './ids.ts'

describe('ids', () => {
  test('unique ids are 21 characters', () => {
    for (const prefix of ['AIDA', 'AROA', 'AGPA', 'ANPA'] as const) {
      assert.match(uniqueId(prefix, systemRandom), new RegExp(`^${prefix}[A-Z2-7]{17}$`))
    }
  })

  test('an access key id tells its account, as at AWS', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (number) => {
        const account = String(number).padStart(12, '0')
        const id = accessKeyId(account, systemRandom)
        assert.match(id, /^AKIA[A-Z2-7]{16}$/)
        assert.equal(accountOfAccessKeyId(id), account)
      }),
      { numRuns: 200 },
    )
  })

  test('its bytes are the top bit, 40 bits of account and 39 random bits (token.md)', () => {
    const account = fc.integer({ min: 0, max: 999_999_999_999 })
    fc.assert(
      fc.property(account, fc.uint8Array({ minLength: 5, maxLength: 5 }), (number, random) => {
        const bytes = accessKeyBytes(String(number).padStart(12, '0'), { bytes: () => random })
        const low = BigInt(`0x${Buffer.from(random).toString('hex')}`) & ((1n << 39n) - 1n)
        assert.equal(bytes.length, 10)
        assert.equal(BigInt(`0x${Buffer.from(bytes).toString('hex')}`), (1n << 79n) | (BigInt(number) << 39n) | low)
      }),
    )
    assert.throws(() => accessKeyBytes('not digits', systemRandom), RangeError)
  })

  test('the example that public decoders are tested with decodes to its account', () => {
    assert.equal(accountOfAccessKeyId('ASIAY34FZKBOKMUTVV7A'), '609629065308')
  })

  test('ids without the layout tell nothing', () => {
    for (const id of ['AKIAIOSFODNN7EXAMPLE', 'AKIA', 'any_16_to_128_chars', 'AKIA0000000000000000']) {
      assert.equal(accountOfAccessKeyId(id), undefined, id)
    }
  })

  test('account ids are 12 digits, the first not 0', () => {
    for (let round = 0; round < 200; round += 1) assert.match(newAccountId(systemRandom), /^[1-9]\d{11}$/)
  })

  test('labels and UUIDs have their forms', () => {
    assert.match(randomLabel(32, systemRandom), /^[a-z0-9]{32}$/)
    assert.match(uuid(systemRandom), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('base32 and base64', () => {
  test('base32 round trip; loose text is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        assert.deepEqual(decodeBase32(encodeBase32(bytes)), bytes),
      ),
    )
    for (const text of ['a', 'AAAAAAAA1', 'AAAA=', 'AB', 'A']) assert.equal(decodeBase32(text), undefined, text)
  })

  test('TOK-02 base64 is canonical or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        assert.deepEqual(decodeBase64(encodeBase64(bytes)), Buffer.from(bytes)),
      ),
    )
    for (const text of ['YR==', 'YQ', 'YQ=', 'YQ==\n', ' YQ==', 'Y-__', 'YQ==YQ==', '=', 'é===']) {
      assert.equal(decodeBase64(text), undefined, text)
    }
  })
})
