/** SIG-01, 02, 11, 12: what the signature covers, and that nothing uncovered gets through. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'

import { parseRequest, s3ParseOptions, signatureMismatchMessage, unsignedHeadersMessage } from '../index.ts'
import { deriveSigningKey, presignRequest, signRequest, verifySignature } from '../node/index.ts'
import * as web from '../web/index.ts'
import {
  accessKeyId,
  forgeHeader,
  forgeQuery,
  judge,
  nowMs,
  plainBody,
  plainHeaders,
  scope,
  secret,
  tamper,
  withHeader,
} from './forge.ts'

const sixtyNames = `security-token copy-source acl date expires target user-agent storage-class tagging mfa
  grant-read grant-write grant-read-acp grant-write-acp grant-full-control website-redirect-location
  server-side-encryption server-side-encryption-aws-kms-key-id server-side-encryption-context
  server-side-encryption-customer-algorithm server-side-encryption-customer-key
  server-side-encryption-customer-key-md5 server-side-encryption-bucket-key-enabled
  copy-source-if-match copy-source-if-none-match copy-source-if-modified-since copy-source-if-unmodified-since
  copy-source-range copy-source-server-side-encryption-customer-algorithm
  copy-source-server-side-encryption-customer-key copy-source-server-side-encryption-customer-key-md5
  metadata-directive tagging-directive request-payer expected-bucket-owner source-expected-bucket-owner
  object-lock-mode object-lock-retain-until-date object-lock-legal-hold bypass-governance-retention
  object-ownership bucket-object-lock-enabled bucket-object-lock-token checksum-algorithm checksum-mode
  checksum-crc32 checksum-crc32c checksum-sha1 checksum-sha256 sdk-checksum-algorithm decoded-content-length
  trailer optional-object-attributes object-attributes max-parts part-number-marker rename-source
  if-match-last-modified-time meta-owner meta-x`
  .split(/\s+/)
  .map((name) => `x-amz-${name}`)

test('SIG-01 there are sixty names to try', () => assert.equal(new Set(sixtyNames).size, 60))

for (const name of sixtyNames) {
  test(`SIG-01 ${name} added unsigned to a header-signed request is refused`, () => {
    const { code, message } = judge(withHeader(forgeHeader(), name, 'evil'))
    // A second x-amz-date is ambiguous before it is unsigned.
    if (name === 'x-amz-date') assert.equal(code, 'InvalidRequest')
    else assert.deepEqual([code, message], ['SignatureDoesNotMatch', unsignedHeadersMessage])
  })
  test(`SIG-01 ${name} added unsigned to a presigned request is refused`, () => {
    const { code, message } = judge(withHeader(forgeQuery(), name, 'evil'))
    assert.deepEqual([code, message], ['SignatureDoesNotMatch', unsignedHeadersMessage])
  })
}

test('SIG-01 the exempt x-amz-content-sha256 is covered all the same, as the payload line', () => {
  const hash = createHash('sha256').update(plainBody).digest('hex')
  assert.equal(judge(withHeader(forgeHeader(), 'x-amz-content-sha256', hash)).code, 'ok')
  assert.equal(judge(withHeader(forgeHeader(), 'x-amz-content-sha256', 'a'.repeat(64))).code, 'SignatureDoesNotMatch')
  assert.equal(
    judge(withHeader(forgeHeader(), 'X-Amz-Content-Sha256', hash)).view?.headers.has('x-amz-content-sha256'),
    false,
  )
  const unsigned = withHeader(forgeQuery({}, ''), 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD')
  assert.equal(judge(unsigned, s3ParseOptions).code, 'SignatureDoesNotMatch')
})

test('SIG-01 only signed headers reach the caller', () => {
  const headers: [string, string][] = [
    ['User-Agent', 'x'],
    ['X-Amzn-Trace-Id', 'Root=1'],
    ['X-Forwarded-For', '10.0.0.1'],
    ['Accept', 'application/json'],
    ['Cookie', 'a=b'],
    ['__proto__', 'x'],
  ]
  for (const sent of [forgeHeader(), forgeQuery()]) {
    const { code, view } = judge(tamper(sent, { headers: [...sent.wire.headers, ...headers] }))
    assert.equal(code, 'ok')
    const expected = sent.wire.method === 'POST' ? ['content-type', 'host', 'x-amz-date'] : ['host']
    assert.deepEqual([...(view?.headers.keys() ?? [])], expected)
  }
})

const streaming = [
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-EVENTS',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
]
const bodyHash = createHash('sha256').update(plainBody).digest('hex')
const payloads = [bodyHash, createHash('sha256').digest('hex'), 'UNSIGNED-PAYLOAD', ...streaming]

function declared(payload: string): ReturnType<typeof forgeHeader> {
  return forgeHeader({
    headers: [...plainHeaders, ['X-Amz-Content-Sha256', payload]],
    signedHeaders: 'content-type;host;x-amz-content-sha256;x-amz-date',
    payload,
  })
}

for (const payload of payloads) {
  test(`SIG-02 the signature is checked under S3 rules with payload ${payload}`, () => {
    assert.equal(judge(declared(payload), s3ParseOptions, 'wrong').code, 'SignatureDoesNotMatch')
    const wellSigned = judge(declared(payload), s3ParseOptions).code
    assert.equal(wellSigned, payload === payloads[1] ? 'SignatureDoesNotMatch' : 'ok')
  })
  test(`SIG-12 outside S3 only the body's own hash is accepted, not ${payload}`, () => {
    assert.equal(judge(declared(payload), {}, 'wrong').code, 'SignatureDoesNotMatch')
    assert.equal(judge(declared(payload)).code, payload === bodyHash ? 'ok' : 'SignatureDoesNotMatch')
  })
}

test('SIG-02 the verifier hands the payload mode to the caller', () => {
  const kinds = payloads.map((payload) => {
    const { wire, body } = declared(payload)
    const parsed = parseRequest(wire, s3ParseOptions)
    assert.ok(parsed.ok)
    const outcome = verifySignature(parsed, { signingKey: deriveSigningKey(secret, parsed.scope), body })
    return outcome.ok ? outcome.payload : outcome.code
  })
  assert.deepEqual(kinds, [
    { kind: 'hash', sha256Hex: bodyHash },
    'SignatureDoesNotMatch',
    { kind: 'unsigned' },
    ...streaming.map((name) => ({ kind: 'streaming', name })),
  ])
})

test('SIG-02 under S3 rules a header-signed request must declare its payload; an unknown mode is refused', () => {
  assert.equal(judge(forgeHeader(), s3ParseOptions).code, 'InvalidRequest')
  for (const name of ['STREAMING-NEW', 'unsigned-payload', 'UNSIGNED-PAYLOAD ,x', bodyHash.toUpperCase(), ''])
    assert.equal(judge(declared(name), s3ParseOptions).code, 'InvalidRequest', name)
})

const token = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN'
const other = 'IQoJb3JpZ2luX2VjOTHERTOKEN'
const signedWithToken = forgeHeader({
  headers: [...plainHeaders, ['X-Amz-Security-Token', token]],
  signedHeaders: 'content-type;host;x-amz-date;x-amz-security-token',
})
const presignedWithToken = forgeQuery({}, `Action=GetCallerIdentity&X-Amz-Security-Token=${token}`)

test('SIG-11 a signed token is returned, in either form', () => {
  for (const sent of [signedWithToken, presignedWithToken]) {
    const parsed = parseRequest(sent.wire)
    assert.equal(parsed.ok && parsed.sessionToken, token)
    assert.equal(judge(sent).code, 'ok')
  }
})

test('SIG-11 a token added is refused', () => {
  assert.equal(judge(withHeader(forgeHeader(), 'X-Amz-Security-Token', token)).code, 'SignatureDoesNotMatch')
  const presigned = forgeQuery()
  const target = `${presigned.wire.target}&X-Amz-Security-Token=${token}`
  assert.equal(judge(tamper(presigned, { target })).code, 'SignatureDoesNotMatch')
  assert.equal(judge(withHeader(presigned, 'X-Amz-Security-Token', token)).code, 'SignatureDoesNotMatch')
})

test('SIG-11 a token removed is refused', () => {
  const headers = signedWithToken.wire.headers.filter(([name]) => name !== 'X-Amz-Security-Token')
  assert.equal(judge(tamper(signedWithToken, { headers })).code, 'SignatureDoesNotMatch')
  const target = presignedWithToken.wire.target.replace(`&X-Amz-Security-Token=${token}`, '')
  assert.equal(judge(tamper(presignedWithToken, { target })).code, 'SignatureDoesNotMatch')
})

test('SIG-11 a listed header that did not arrive is refused even where its absence was signed as empty', () => {
  const sent = forgeHeader({ signedHeaders: 'content-type;host;x-amz-date;x-amz-security-token' })
  assert.equal(judge(sent).code, 'SignatureDoesNotMatch')
})

test('SIG-11 a token swapped is refused', () => {
  const headers = signedWithToken.wire.headers.map(([name, value]): [string, string] =>
    value === token ? [name, other] : [name, value],
  )
  assert.equal(judge(tamper(signedWithToken, { headers })).code, 'SignatureDoesNotMatch')
  const target = presignedWithToken.wire.target.replace(token, other)
  assert.equal(judge(tamper(presignedWithToken, { target })).code, 'SignatureDoesNotMatch')
})

test('SIG-11 two tokens are refused even where both were signed', () => {
  const twice = forgeHeader({
    headers: [...plainHeaders, ['X-Amz-Security-Token', token], ['x-amz-security-token', other]],
    signedHeaders: 'content-type;host;x-amz-date;x-amz-security-token',
  })
  assert.equal(judge(twice).code, 'SignatureDoesNotMatch')
  const both = forgeQuery(
    {
      headers: [
        ['Host', 'h'],
        ['X-Amz-Security-Token', other],
      ],
      signedHeaders: 'host;x-amz-security-token',
    },
    `X-Amz-Security-Token=${token}`,
  )
  assert.equal(judge(both).code, 'SignatureDoesNotMatch')
})

test('SIG-11 tokenAddedAfterSigning is off by default and excepts nothing but the token', () => {
  const after = { tokenAddedAfterSigning: true }
  const headerForm = withHeader(forgeHeader(), 'X-Amz-Security-Token', token)
  const parsed = parseRequest(headerForm.wire, after)
  assert.equal(parsed.ok && parsed.sessionToken, token)
  assert.equal(judge(headerForm, after).code, 'ok')
  assert.equal(judge(headerForm, after).view?.headers.has('x-amz-security-token'), false)
  assert.equal(judge(withHeader(headerForm, 'X-Amz-Acl', 'x'), after).code, 'SignatureDoesNotMatch')
  const presigned = forgeQuery()
  const queryForm = tamper(presigned, { target: `${presigned.wire.target}&X-Amz-Security-Token=${token}` })
  assert.equal(judge(queryForm, after).code, 'ok')
  assert.equal(
    judge(queryForm, after).view?.query.some(({ name }) => name === 'X-Amz-Security-Token'),
    false,
  )
})

test('SIG-12 a changed body is refused, declared hash or not', () => {
  assert.equal(judge(forgeHeader()).code, 'ok')
  assert.equal(judge(tamper(forgeHeader(), { body: `${plainBody}&X=1` })).code, 'SignatureDoesNotMatch')
  assert.equal(judge(tamper(declared(bodyHash), { body: `${plainBody} ` })).code, 'SignatureDoesNotMatch')
  assert.equal(judge(tamper(forgeQuery(), { body: 'x' })).code, 'SignatureDoesNotMatch')
})

test('SIG-12 a declared hash that is not the signed body hash is refused though the signature is right', async () => {
  const sent = forgeHeader({
    headers: [...plainHeaders, ['X-Amz-Content-Sha256', 'a'.repeat(64)]],
    signedHeaders: 'content-type;host;x-amz-content-sha256;x-amz-date',
    payload: bodyHash,
  })
  const { code, message } = judge(sent)
  assert.deepEqual([code, message], ['SignatureDoesNotMatch', signatureMismatchMessage])
  const parsed = parseRequest(sent.wire)
  assert.ok(parsed.ok)
  const signingKey = await web.deriveSigningKey(secret, parsed.scope)
  assert.equal((await web.verifySignature(parsed, { signingKey, body: sent.body })).ok, false)
})

test('SIG-12 a presigned request may declare its payload once, in a header or a parameter', () => {
  const empty = createHash('sha256').digest('hex')
  assert.equal(judge(forgeQuery({}, `X-Amz-Content-Sha256=${empty}`)).code, 'ok')
  assert.equal(
    judge(forgeQuery({ payload: 'UNSIGNED-PAYLOAD' }, 'X-Amz-Content-Sha256=UNSIGNED-PAYLOAD')).code,
    'SignatureDoesNotMatch',
  )
  const s3 = forgeQuery(
    { payload: 'UNSIGNED-PAYLOAD', target: '/key', canonicalPath: '/key' },
    'X-Amz-Content-Sha256=UNSIGNED-PAYLOAD',
  )
  assert.equal(judge(s3, s3ParseOptions).code, 'ok')
  assert.equal(judge(withHeader(s3, 'x-amz-content-sha256', empty), s3ParseOptions).code, 'InvalidRequest')
})

test('SIG-12 S3 presigned requests leave the body uncovered and say so', () => {
  const { wire, body } = forgeQuery({ payload: 'UNSIGNED-PAYLOAD' }, '')
  const parsed = parseRequest(wire, s3ParseOptions)
  assert.deepEqual(parsed.ok && parsed.payload, { kind: 'unsigned' })
  assert.equal(judge({ wire, body }, s3ParseOptions).code, 'ok')
  assert.equal(judge({ wire, body }).code, 'SignatureDoesNotMatch')
})

test('the second signer and this package agree', () => {
  const credentials = { accessKeyId, secretAccessKey: secret }
  const [, region = '', service = ''] = scope.split('/')
  const request = { method: 'POST', target: '/', headers: plainHeaders.slice(0, 2) }
  const options = { region, service, nowMs, body: Buffer.from(plainBody) }
  assert.deepEqual(signRequest(request, credentials, options), forgeHeader().wire.headers)
  const get = {
    method: 'GET',
    target: '/?Action=GetCallerIdentity&Version=2011-06-15',
    headers: [['Host', 'sts.example.com']] as const,
  }
  const target = presignRequest(get, credentials, { region, service, nowMs, expiresSeconds: 60 })
  assert.equal(target, forgeQuery().wire.target)
})
