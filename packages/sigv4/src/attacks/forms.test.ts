/** SIG-03, 04, 07, 15: one form of one mechanism, whole, or nothing. */

import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseRequest } from '../index.ts'
import { forgeHeader, forgeQuery, judge, plainHeaders, tamper, withAuthorization, withHeader } from './forge.ts'

const authNames = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Security-Token', 'Signature']

test('SIG-03 a credential in the query is verified', () => {
  assert.equal(judge(forgeQuery()).code, 'ok')
  assert.equal(judge(forgeQuery(), {}, 'wrong').code, 'SignatureDoesNotMatch')
})

for (const name of authNames)
  test(`SIG-03 X-Amz-${name} alone is an incomplete signature, never an anonymous call`, () => {
    const wire = { method: 'GET', target: `/?Action=X&X-Amz-${name}=x`, headers: [['Host', 'h']] as const }
    const outcome = parseRequest(wire)

    assert.equal(!outcome.ok && outcome.code, 'IncompleteSignature')
  })

for (const name of ['Algorithm', 'Credential', 'Date', 'SignedHeaders', 'Signature'])
  test(`SIG-03 a presigned request without X-Amz-${name} is incomplete and says so`, () => {
    const sent = forgeQuery()
    const [path, query = ''] = sent.wire.target.split('?')
    for (const replacement of [[], [`X-Amz-${name}=`]]) {
      const kept = query.split('&').filter((piece) => !piece.startsWith(`X-Amz-${name}=`))
      const { code, message } = judge(tamper(sent, { target: `${path}?${[...kept, ...replacement].join('&')}` }))
      assert.equal(code, 'IncompleteSignature')
      assert.match(message, /must include 'X-Amz-/)
      assert.ok(message.includes(`'X-Amz-${name}'`))
    }
  })

test('SIG-03 nothing claimed is a missing token', () => {
  const outcome = parseRequest({ method: 'POST', target: '/', headers: plainHeaders })
  assert.deepEqual(outcome, {
    ok: false,
    code: 'MissingAuthenticationToken',
    message: 'Request is missing Authentication Token',
  })
})

test('SIG-04 header and query credentials together are refused though both are right', () => {
  const presigned = forgeQuery()
  const sent = forgeHeader({
    method: 'GET',
    target: presigned.wire.target,
    headers: [
      ['Host', 'sts.example.com'],
      ['X-Amz-Date', '20261122T120000Z'],
    ],
    signedHeaders: 'host;x-amz-date',
    body: '',
  })
  assert.equal(judge(sent).code, 'InvalidRequest')
  for (const name of ['Algorithm', 'Credential'])
    assert.equal(judge(forgeHeader({ target: `/?X-Amz-${name}=x` })).code, 'InvalidRequest')
})

test('SIG-04 two Authorization headers are refused, whatever they hold', () => {
  const sent = forgeHeader()
  const own = sent.wire.headers.at(-1)?.[1] ?? ''
  for (const value of [own, 'Bearer eyJ', '', 'Basic eDp5'])
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION'])
      assert.equal(judge(withHeader(sent, name, value)).code, 'InvalidRequest')
})

test('SIG-04 SigV4 and Bearer in one header, or Bearer with a presigned query, are refused', () => {
  assert.equal(judge(withAuthorization(forgeHeader(), (text) => `${text}, Bearer eyJ`)).code, 'IncompleteSignature')
  assert.equal(judge(withAuthorization(forgeHeader(), (text) => `${text} Bearer eyJ`)).code, 'SignatureDoesNotMatch')
  assert.equal(judge(withAuthorization(forgeHeader(), (text) => `Bearer eyJ, ${text}`)).code, 'IncompleteSignature')
  assert.equal(judge(withHeader(forgeQuery(), 'Authorization', 'Bearer eyJ')).code, 'InvalidRequest')
  assert.equal(
    judge(withHeader(forgeHeader({ target: '/?X-Amz-Expires=1' }), 'Authorization', 'x')).code,
    'InvalidRequest',
  )
})

test('SIG-04 components of the header are each there once, and nothing else is', () => {
  const sent = forgeHeader()
  const cases: ((text: string) => string)[] = [
    (text) => `${text}, Credential=x`,
    (text) => `${text}, Signature=${'0'.repeat(64)}`,
    (text) => `${text}, Extra=1`,
    (text) => `${text},`,
    (text) => text.replace('Credential=', 'credential='),
    (text) => text.replace(/Credential=\S+/, ''),
    (text) => text.replace(/SignedHeaders=[^,]+/, 'SignedHeaders='),
    (text) => text.replace(/, Signature=.*/, ''),
    () => 'AWS4-HMAC-SHA256',
    () => 'AWS4-HMAC-SHA256 ',
  ]
  for (const rewrite of cases) assert.equal(judge(withAuthorization(sent, rewrite)).code, 'IncompleteSignature')
  assert.equal(judge(withAuthorization(sent, (text) => text.replaceAll(', ', ','))).code, 'ok')
  assert.equal(judge(withAuthorization(sent, (text) => text.replaceAll(', ', '  ,\t'))).code, 'ok')
})

test('SIG-07 X-Amz-Signature appended to a header-signed request breaks it', () => {
  const sent = forgeHeader({ target: '/?a=b' })
  assert.equal(judge(sent).code, 'ok')
  for (const name of ['X-Amz-Signature', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Security-Token', 'X-Amz-SignedHeaders'])
    assert.equal(judge(tamper(sent, { target: `/?a=b&${name}=x` })).code, 'SignatureDoesNotMatch')
  const signed = judge(forgeHeader({ target: '/?X-Amz-Signature=x' }))
  assert.deepEqual(signed.view?.query, [{ name: 'X-Amz-Signature', value: 'x' }])
})

const schemes: [string, string, string][] = [
  ['AWS', 'InvalidRequest', 'Signature Version 2'],
  ['AWS3-HTTPS', 'InvalidRequest', 'Signature Version 3'],
  ['AWS4-ECDSA-P256-SHA256', 'InvalidRequest', 'Signature Version 4A'],
  ['aws4-hmac-sha256', 'IncompleteSignature', 'algorithm'],
  ['AWS4-HMAC-SHA256X', 'IncompleteSignature', 'algorithm'],
  ['AWS4-HMAC-SHA1', 'IncompleteSignature', 'algorithm'],
  ['AWS4-HMAC-SHA', 'IncompleteSignature', 'algorithm'],
  ['Bearer', 'IncompleteSignature', 'algorithm'],
  ['__proto__', 'IncompleteSignature', 'algorithm'],
  ['', 'IncompleteSignature', 'algorithm'],
]
for (const [scheme, code, words] of schemes)
  test(`SIG-15 algorithm "${scheme}" is refused by header and by query`, () => {
    const byHeader = judge(withAuthorization(forgeHeader(), (text) => text.replace('AWS4-HMAC-SHA256', scheme)))
    assert.equal(byHeader.code, code)
    assert.ok(byHeader.message.includes(words))
    const presigned = forgeQuery()
    const target = presigned.wire.target.replace('AWS4-HMAC-SHA256', scheme)
    const byQuery = judge(tamper(presigned, { target }))
    assert.equal(byQuery.code, code)
    if (scheme !== '') assert.ok(byQuery.message.includes(words))
  })

test('SIG-15 Signature Version 2 in the query is refused by name', () => {
  const target = '/?Action=X&AWSAccessKeyId=AKID&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=x'
  for (const each of [target, '/?AWSAccessKeyId=AKID&Signature=x']) {
    const outcome = judge({ wire: { method: 'GET', target: each, headers: [['Host', 'h']] }, body: new Uint8Array(0) })
    assert.equal(outcome.code, 'InvalidRequest')
    assert.match(outcome.message, /Signature Version 2/)
  }
})
