/** SAML metadata: what is taken from it, and what is refused. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CERTIFICATES, keyDescriptor, metadataText, type MetadataText, signOnService } from './fixtures/metadata.ts'
import { readMetadata, type SamlMetadata } from './readMetadata.ts'

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const SSO = 'https://idp.example.com/sso'
const { rsa, rsa1024, rsa768, ec, ed25519 } = CERTIFICATES

function read(text: MetadataText | string): SamlMetadata {
  const result = readMetadata(typeof text === 'string' ? text : metadataText(text))
  return result.ok ? result.metadata : assert.fail(result.fault)
}

const certificates = (text: MetadataText): readonly string[] =>
  read(text).signingCertificates.map((der) => der.toString('base64'))

describe('what is taken', () => {
  test('entity id, certificates, sign-on services', () => {
    assert.deepEqual(read({}), {
      entityId: 'https://idp.example.com/metadata',
      signingCertificates: [Buffer.from(rsa, 'base64')],
      signOn: [{ binding: POST, location: SSO }],
    })
  })

  test('every signing key once; those without a use are signing keys, those for encryption are not', () => {
    const keys = [
      keyDescriptor(rsa),
      keyDescriptor(rsa1024, ''),
      keyDescriptor(rsa),
      keyDescriptor(ec, 'use="encryption"'),
    ]
    assert.deepEqual(certificates({ keys: keys.join('') }), [rsa, rsa1024])
    assert.deepEqual(certificates({ keys: keyDescriptor(ec) }), [ec])
  })

  test('services of other bindings are passed over', () => {
    const services = signOnService('SOAP', 'ftp://x') + signOnService('HTTP-Redirect', `${SSO}?a=1&amp;b=2`)
    assert.deepEqual(read({ services }).signOn, [
      { binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', location: `${SSO}?a=1&b=2` },
    ])
  })

  test('the earlier of two ends', () => {
    const early = '2030-01-01T00:00:00Z'
    const late = '2031-01-01T00:00:00.5Z'
    assert.equal(read({ validUntil: late, provider: `validUntil="${early}"` }).validUntilMs, 1_893_456_000_000)
    assert.equal(read({ validUntil: early, provider: `validUntil="${late}"` }).validUntilMs, 1_893_456_000_000)
    assert.equal(read({ validUntil: late }).validUntilMs, 1_924_992_000_500)
  })

  test('descriptors for other protocols, of other roles and in other namespaces do not count', () => {
    const more = `
      <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>
      <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"/>
      <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>`
    assert.equal(read({ more }).signOn.length, 1)
  })
})

describe('what is refused', () => {
  const cases: Readonly<Record<string, readonly [text: MetadataText | string, fault: RegExp]>> = {
    'no XML': ['metadata', /text outside/],
    'a document type': [metadataText().replace('<!-- made for tests -->', '<!DOCTYPE a>'), /document type/],
    'a processing instruction': [metadataText().replace('<!-- made for tests -->', '<?a b?>'), /processing/],
    'several entities': [
      `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${metadataText().split('-->')[1]}</EntitiesDescriptor>`,
      /no EntityDescriptor/,
    ],
    'another namespace': [metadataText().replace('SAML:2.0:metadata', 'SAML:1.0:metadata'), /no EntityDescriptor/],
    'no entity id': [{ entityId: '' }, /no entityID/],
    'a long entity id': [{ entityId: 'x'.repeat(1_025) }, /no entityID/],
    'no identity provider': [
      metadataText().replaceAll('IDPSSODescriptor', 'SPSSODescriptor'),
      /no IDPSSODescriptor for SAML 2.0/,
    ],
    'another protocol': [metadataText().replace('SAML:2.0:protocol', 'SAML:1.1:protocol'), /no IDPSSODescriptor/],
    'two identity providers': [
      { more: '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>' },
      /more than one IDPSSODescriptor/,
    ],
    'no certificate': [{ keys: '' }, /no signing certificate/],
    'certificates for encryption only': [{ keys: keyDescriptor(rsa, 'use="encryption"') }, /no signing certificate/],
    'a key without certificate': [
      {
        keys: '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>',
      },
      /no signing certificate/,
    ],
    'too many certificates': [
      { keys: Array.from({ length: 17 }, (_, n) => keyDescriptor(`AAA${n}`)).join('') },
      /more than 16 signing certificates/,
    ],
    'no base64': [{ keys: keyDescriptor('-----BEGIN') }, /no X.509/],
    'no certificate in the base64': [{ keys: keyDescriptor('AAAA') }, /no X.509/],
    'half a certificate': [{ keys: keyDescriptor(rsa.slice(0, 400)) }, /no X.509/],
    'one good certificate, one bad': [{ keys: keyDescriptor(rsa) + keyDescriptor('AAAA') }, /no X.509/],
    'a short key': [{ keys: keyDescriptor(rsa768) }, /neither RSA of at least 1024 bits nor elliptic/],
    'another kind of key': [{ keys: keyDescriptor(ed25519) }, /neither RSA/],
    'no service': [{ services: '' }, /no SingleSignOnService/],
    'services for others only': [{ services: signOnService('SOAP', SSO) }, /no SingleSignOnService/],
    'no address': [{ services: signOnService('HTTP-POST', '') }, /without a web address/],
    'no web address': [{ services: signOnService('HTTP-POST', 'javascript:alert(1)') }, /without a web address/],
    'one good address, one bad': [
      { services: signOnService('HTTP-POST', SSO) + signOnService('HTTP-Redirect', 'data:x') },
      /without a web address/,
    ],
    'an end that is no time': [{ validUntil: 'tomorrow' }, /no time in UTC/],
    'an end in a zone': [{ validUntil: '2030-01-01T00:00:00+01:00' }, /no time in UTC/],
    'an end on no day': [{ validUntil: '2030-13-01T00:00:00Z' }, /no time in UTC/],
    'too many elements': [{ more: '<x/>'.repeat(5_000) }, /too many elements/],
    'too deep': [{ more: `${'<x>'.repeat(32)}${'</x>'.repeat(32)}` }, /too deep/],
  }
  for (const [name, [text, fault]] of Object.entries(cases))
    test(name, () => {
      const result = readMetadata(typeof text === 'string' ? text : metadataText(text))
      assert.match(result.ok ? 'it was read' : result.fault, fault)
    })
})
