import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { encodeBase64 } from '../../domain/base64.ts'
import { requireCertificate, requireChain, validityError } from './certificates.ts'
import { MOVED_ISSUER, MOVED_ISSUER_RENAMED, MOVED_LEAF, SIGNING_1, SIGNING_1_AGAIN } from './fixtures/certificates.ts'

const MALFORMED = { code: 'MalformedCertificate' }

describe('certificates that are uploaded', () => {
  test('a certificate and nothing after it', () => {
    const { raw, fingerprint256 } = new X509Certificate(MOVED_LEAF)
    const pem = (der: Uint8Array) => `-----BEGIN CERTIFICATE-----\n${encodeBase64(der)}\n-----END CERTIFICATE-----`
    assert.equal(requireCertificate(pem(raw)).fingerprint256, fingerprint256)
    assert.throws(() => requireCertificate(pem(Buffer.concat([raw, Buffer.alloc(1)]))), MALFORMED)
    assert.throws(() => requireCertificate(pem(Buffer.concat([raw, raw]))), MALFORMED)
  })

  test('dates that cannot be read are not valid dates', () => {
    const { raw } = new X509Certificate(MOVED_LEAF)
    // The month of notBefore becomes 99.
    const at = raw.indexOf('200101000000Z')
    assert.ok(at > 0)
    raw.write('9', at + 2)
    raw.write('9', at + 3)
    assert.equal(new X509Certificate(raw).validFrom, 'Bad time value')
    // Node's validFromDate is then whatever the memory held, once in some fifty times a date.
    for (let each = 0; each < 2_000; each += 1)
      assert.match(validityError(new X509Certificate(raw), 1_767_323_045_000) ?? '', /Not Before/)
    assert.equal(validityError(new X509Certificate(MOVED_LEAF), 1_767_323_045_000), undefined)
  })

  test('an issuer is a CA, by its name and by its key', () => {
    const leaf = requireCertificate(MOVED_LEAF)
    requireChain(leaf, MOVED_ISSUER)
    assert.throws(() => requireChain(leaf, MOVED_ISSUER_RENAMED), MALFORMED)
    // Names and signature fit, but it is no CA.
    assert.throws(() => requireChain(requireCertificate(SIGNING_1_AGAIN), SIGNING_1), MALFORMED)
  })
})
