/** Wycheproof vectors through our own wrappers. Data: ../shared/vectors/wycheproof, beside a checkout in CI. */
import assert from 'node:assert/strict'
import { createPublicKey, createSecretKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { IV_BYTES, KEY_BYTES, TAG_BYTES, gcmOpen, gcmSeal, hkdf, hmac } from './primitives.ts'
import { importPublicKey, isLowS, verifySignature } from './suites.ts'

const DIRECTORY = join(import.meta.dirname, '../../../../../shared/vectors/wycheproof')
const skip = existsSync(DIRECTORY) ? false : 'the Wycheproof vectors are not beside this checkout'

interface Case {
  readonly tcId: number
  readonly result: 'valid' | 'invalid' | 'acceptable'
  readonly [field: string]: unknown
}
interface Group {
  readonly tests: readonly Case[]
  readonly [field: string]: unknown
}

const groupsOf = (file: string): readonly Group[] =>
  (JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')) as { testGroups: Group[] }).testGroups
const hex = (value: unknown): Buffer => Buffer.from(String(value), 'hex')
const label = ({ tcId }: Case): string => `tcId ${tcId}`

/** r || s of a DER signature, or undefined where it is not strict DER of two positive 256-bit integers: our tokens cannot carry it. */
function rawOf(der: Buffer): Buffer | undefined {
  const integer = (at: number): { value: Buffer; end: number } | undefined => {
    const length = der[at + 1] ?? 255
    const bytes = der.subarray(at + 2, at + 2 + length)
    const negative = ((bytes[0] ?? 0x80) & 0x80) !== 0
    const padded = bytes[0] === 0 && bytes.length > 1 && ((bytes[1] ?? 0) & 0x80) === 0
    if (der[at] !== 2 || length > 33 || bytes.length !== length || negative || padded) return undefined
    const value = bytes[0] === 0 ? bytes.subarray(1) : bytes
    return value.length > 32
      ? undefined
      : { value: Buffer.concat([Buffer.alloc(32 - value.length), value]), end: at + 2 + length }
  }
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined
  const r = integer(2)
  const s = r && integer(r.end)
  return s?.end === der.length ? Buffer.concat([r?.value ?? Buffer.alloc(0), s.value]) : undefined
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

describe('Wycheproof', { skip }, () => {
  test('ECDSA P-256, as suite 1 verifies it', () => {
    let valid = 0
    let carried = 0
    for (const group of groupsOf('ecdsa_secp256r1_sha256_test.json')) {
      const key = { suite: 1, publicKey: importPublicKey(1, hex(group['publicKeyDer'])) } as const
      for (const each of group.tests) {
        const raw = rawOf(hex(each['sig']))
        if (raw === undefined) {
          assert.equal(each.result, 'invalid', label(each))
          continue
        }
        carried += 1
        const low = isLowS(raw.subarray(32))
        const verified = verifySignature(key, hex(each['msg']), raw)
        assert.equal(verified, each.result === 'valid' && low, label(each))
        if (low || each.result !== 'valid') continue
        const s = ORDER - BigInt(`0x${raw.subarray(32).toString('hex')}`)
        raw.write(s.toString(16).padStart(64, '0'), 32, 'hex')
        assert.equal(verifySignature(key, hex(each['msg']), raw), true, label(each))
        valid += 1
      }
    }
    assert.ok(valid > 50 && carried > 200, `${carried} carried, ${valid} with high s`)
  })

  test('Ed25519, as suite 2 verifies it', () => {
    let count = 0
    for (const group of groupsOf('ed25519_test.json')) {
      const key = { suite: 2, publicKey: importPublicKey(2, hex(group['publicKeyDer'])) } as const
      assert.ok(createPublicKey({ key: hex(group['publicKeyDer']), format: 'der', type: 'spki' }))
      for (const each of group.tests) {
        assert.equal(verifySignature(key, hex(each['msg']), hex(each['sig'])), each.result === 'valid', label(each))
        count += 1
      }
    }
    assert.ok(count >= 150)
  })

  test('AES-256-GCM with 12-byte nonces and 16-byte tags', () => {
    let count = 0
    for (const group of groupsOf('aes_gcm_test.json')) {
      if (group['keySize'] !== KEY_BYTES * 8 || group['ivSize'] !== IV_BYTES * 8 || group['tagSize'] !== TAG_BYTES * 8)
        continue
      for (const each of group.tests) {
        const input = { key: hex(each['key']), iv: hex(each['iv']), aad: hex(each['aad']) }
        const sealed = Buffer.concat([hex(each['ct']), hex(each['tag'])])
        const plaintext = gcmOpen(input, sealed)
        if (each.result === 'valid') {
          assert.deepEqual(plaintext, hex(each['msg']), label(each))
          assert.deepEqual(gcmSeal(input, hex(each['msg'])), sealed, label(each))
        } else assert.equal(plaintext, undefined, label(each))
        count += 1
      }
    }
    assert.ok(count >= 50, `${count} cases`)
  })

  test('HKDF-SHA256', () => {
    let count = 0
    for (const group of groupsOf('hkdf_sha256_test.json'))
      for (const each of group.tests) {
        const run = (): Buffer =>
          hkdf(
            createSecretKey(hex(each['ikm'])),
            { salt: hex(each['salt']), info: hex(each['info']) },
            Number(each['size']),
          )
        if (each.result === 'invalid') assert.throws(run, label(each))
        else assert.deepEqual(run(), hex(each['okm']), label(each))
        count += 1
      }
    assert.ok(count >= 80)
  })

  test('HMAC-SHA256', () => {
    let count = 0
    for (const group of groupsOf('hmac_sha256_test.json'))
      for (const each of group.tests) {
        const mac = hmac(createSecretKey(hex(each['key'])), hex(each['msg'])).subarray(0, Number(group['tagSize']) / 8)
        assert.equal(mac.equals(hex(each['tag'])), each.result === 'valid', label(each))
        count += 1
      }
    assert.ok(count >= 170)
  })
})
