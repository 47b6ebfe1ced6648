/** SIG-05, 06, 08, 09: requests that two readers could understand differently, and canonical forms against botocore. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import {
  defaultLimits,
  type ParsedRequest,
  parseRequest,
  receiveRequest,
  s3ParseOptions,
  type WireRequest,
} from '../index.ts'
import { forgeHeader, forgeQuery, judge, plainHeaders, tamper, withHeader } from './forge.ts'

interface Recorded {
  readonly paths: {
    readonly path: string
    readonly normalized: string
    readonly s3: string
    readonly s3Ours?: string
  }[]
  readonly queries: { readonly query: string; readonly canonical: string; readonly ours?: string }[]
  readonly headers: { readonly values: string[]; readonly canonical: string }[]
  readonly signed: (WireRequest & { readonly signer: string; readonly s3: boolean; readonly body: string })[]
}
const file = join(import.meta.dirname, '../../vectors/botocore.json')
const botocore = JSON.parse(readFileSync(file, 'utf8')) as Recorded

const get = (target: string): WireRequest => ({ method: 'GET', target, headers: [['Host', 'h']] })

function parsed(outcome: ReturnType<typeof parseRequest>): ParsedRequest {
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome
}

test('SIG-05 two Host headers are refused, equal or not', () => {
  for (const value of ['sts.example.com', 'evil', ''])
    assert.equal(judge(withHeader(forgeHeader(), 'host', value)).code, 'InvalidRequest')
})

const targets = [
  'http://evil/',
  'https://sts.example.com/?a',
  '//evil/#x',
  '/a#b',
  '/?a=b#c',
  '*',
  '',
  'a',
  '?a=b',
  '/\n',
  '/\0',
  '/a\x7f',
  '/\u0100',
  '/?\ud800',
]
for (const target of targets)
  test(`SIG-05 target ${JSON.stringify(target)} is refused`, () => {
    const sent = forgeHeader()
    assert.equal(judge(tamper(sent, { target })).code, 'InvalidRequest')
    assert.equal(receiveRequest(get(target)).ok, false)
  })

test('SIG-05 the signed Host is the one the caller sees; forwarded hosts are not', () => {
  const sent = withHeader(withHeader(forgeHeader(), 'X-Forwarded-Host', 'evil'), 'Forwarded', 'host=evil')
  const { view } = judge(sent)
  assert.equal(view?.headers.get('host'), 'sts.example.com')
  assert.equal(view?.headers.has('x-forwarded-host'), false)
  const headers = sent.wire.headers.map(([name, value]): [string, string] =>
    name === 'Host' ? [name, 'evil'] : [name, value],
  )
  assert.equal(judge(tamper(sent, { headers })).code, 'SignatureDoesNotMatch')
})

for (const name of [
  'Content-Type',
  'Content-Length',
  'Transfer-Encoding',
  'X-Amz-Date',
  'X-Amz-Target',
  'X-Amz-Content-Sha256',
  'Date',
])
  test(`SIG-05 two ${name} headers are refused`, () => {
    const twice = withHeader(withHeader(forgeHeader(), name, 'a'), name.toLowerCase(), 'a')
    assert.equal(judge(twice).code, 'InvalidRequest')
  })

const authNames = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Security-Token', 'Signature']
for (const name of authNames.map((each) => `X-Amz-${each}`)) {
  test(`SIG-06 ${name} twice is refused, in either order and form`, () => {
    const presigned = forgeQuery({}, 'X-Amz-Security-Token=t')
    const own = presigned.wire.target.split(/[?&]/).find((piece) => piece.startsWith(`${name}=`))
    assert.ok(own)
    assert.equal(judge(tamper(presigned, { target: `${presigned.wire.target}&${own}` })).code, 'InvalidRequest')
    assert.equal(
      judge(tamper(presigned, { target: presigned.wire.target.replace('?', `?${own}&`) })).code,
      'InvalidRequest',
    )
    assert.equal(judge(forgeHeader({ target: `/?${name}=a&${name}=b` })).code, 'InvalidRequest')
  })
  test(`SIG-06 ${name} in another letter case, or escaped, is refused or the same`, () => {
    const presigned = forgeQuery({}, 'X-Amz-Security-Token=t')
    for (const variant of [name.toLowerCase(), name.toUpperCase(), name.replace('Amz', 'amz')]) {
      assert.equal(
        judge(tamper(presigned, { target: presigned.wire.target.replace(`${name}=`, `${variant}=`) })).code,
        'InvalidRequest',
      )
      assert.equal(judge(tamper(presigned, { target: `${presigned.wire.target}&${variant}=x` })).code, 'InvalidRequest')
    }
    const escaped = name.replace('X', '%58')
    assert.equal(
      judge(tamper(presigned, { target: presigned.wire.target.replace(`${name}=`, `${escaped}=`) })).code,
      'ok',
    )
    assert.equal(judge(tamper(presigned, { target: `${presigned.wire.target}&${escaped}=x` })).code, 'InvalidRequest')
  })
}

test('SIG-06 duplicate Action or Version, in any letter case, is refused though signed', () => {
  for (const query of [
    'Action=A&Action=A',
    'Action=A&Action=B',
    'Action=A&action=B',
    'action=A',
    'ACTION=A',
    'Version=1&Version=2',
    'version=1',
    'A%63tion=A&Action=B',
  ]) {
    assert.equal(judge(forgeHeader({ target: `/?${query}` })).code, 'InvalidRequest', query)
    assert.equal(judge(forgeQuery({}, query)).code, 'InvalidRequest', query)
    assert.equal(receiveRequest(get(`/?${query}`)).ok, false)
  }
  assert.equal(judge(forgeHeader({ target: '/?action=edit' }), { strictParameters: [] }).code, 'ok')
  assert.equal(judge(forgeHeader({ target: '/?X-Amz-Content-Sha256=a&x-amz-content-sha256=a' })).code, 'InvalidRequest')
})

test('SIG-06 a semicolon does not separate parameters', () => {
  const received = receiveRequest(get('/?Action=A;Action=B'))
  assert.deepEqual(received.ok && received.query.map(({ name, value }) => [name, value]), [['Action', 'A;Action=B']])
})

test('SIG-06 a plus sign is a space for the signature and for the dispatcher alike', () => {
  const received = receiveRequest(get('/?a=b+c&d=%2B&e=%20'))
  assert.ok(received.ok)
  assert.deepEqual(
    received.query.map(({ value, canonicalValue }) => [value, canonicalValue]),
    [
      ['b c', 'b%20c'],
      ['+', '%2B'],
      [' ', '%20'],
    ],
  )
})

for (const broken of ['%zz', '%', '%2', '%F0%28', '%ff', '%C0%AF', '%ED%A0%80', '%u0041', 'a\xff', '%E1%88'])
  test(`SIG-06 the broken escape ${JSON.stringify(broken)} is refused in path, name and value`, () => {
    for (const target of [`/${broken}`, `/?${broken}=x`, `/?x=${broken}`]) {
      assert.equal(judge(forgeHeader({ target })).code, 'InvalidRequest')
      const outcome = parseRequest({ ...forgeHeader().wire, target }, s3ParseOptions)
      assert.equal(!outcome.ok && outcome.code, 'InvalidRequest')
    }
  })

test('SIG-06 what the caller sees is in canonical order, because arrival order is not signed', () => {
  const sent = forgeHeader({ target: '/?b=2&a=2&a=1' })
  const swapped = tamper(sent, { target: '/?a=1&b=2&a=2' })
  assert.deepEqual(judge(swapped).view?.query, judge(sent).view?.query)
  assert.deepEqual(
    judge(sent).view?.query.map(({ value }) => value),
    ['1', '2', '2'],
  )
})

for (const { query, canonical, ours } of botocore.queries)
  test(`SIG-06 query ${query} is canonical as in botocore`, () => {
    assert.equal(parsed(parseRequest(forgeHeader({ target: `/?${query}` }).wire)).canonical.query, ours ?? canonical)
  })

for (const { path, normalized, s3, s3Ours } of botocore.paths)
  test(`SIG-08 path ${path} is canonical as in botocore`, () => {
    const { wire } = forgeHeader({ target: path })
    assert.equal(parsed(parseRequest(wire)).canonical.path, normalized)
    const raw = parsed(
      parseRequest(
        withHeader({ wire, body: new Uint8Array(0) }, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD').wire,
        s3ParseOptions,
      ),
    )
    assert.equal(raw.canonical.path, s3Ours ?? s3)
    assert.equal(raw.signed.path, s3Ours ?? s3)
  })

test('SIG-08 the caller acts on the normalized path, since the signature covers no other', () => {
  const sent = forgeHeader({ target: '/b', canonicalPath: '/b' })
  const rewritten = judge(tamper(sent, { target: '/a/..//./b' }))
  assert.deepEqual([rewritten.code, rewritten.view?.path], ['ok', '/b'])
  for (const target of ['/a/%2e%2e/b', '/%62', '/b/', '/B', '/b%2F'])
    assert.equal(judge(tamper(sent, { target })).code, 'SignatureDoesNotMatch', target)
})

test('SIG-08 escapes reach the caller as received', () => {
  const sent = forgeHeader({ target: '/a%2Fb%20c', canonicalPath: '/a%252Fb%2520c' })
  assert.equal(judge(sent).view?.path, '/a%2Fb%20c')
  assert.equal(judge(forgeHeader({ target: '/\xe1\x88\xb4', canonicalPath: '/%E1%88%B4' })).view?.path, '/%E1%88%B4')
})

// The bytes a client may put on the wire for a text: UTF-8 always, Latin-1 where it fits.
function spellings(value: string): string[] {
  const utf8 = Buffer.from(value, 'utf8').toString('latin1')
  return /^[^\u0100-\uffff]*$/.test(value) ? [utf8, value] : [utf8]
}

for (const { values, canonical } of botocore.headers)
  test(`SIG-09 header values ${JSON.stringify(values)} are canonical as in botocore`, () => {
    const wires = values.length === 1 ? spellings(values[0] ?? '').map((value) => [value]) : [values]
    for (const wire of wires) {
      const fields = wire.map((value): [string, string] => ['X-Test', value])
      const sent = forgeHeader({
        headers: [...plainHeaders, ...fields],
        signedHeaders: 'content-type;host;x-amz-date;x-test',
      })
      const request = parsed(parseRequest(sent.wire))
      assert.equal(request.signed.headers.get('x-test'), canonical)
      assert.ok(request.canonical.headers.endsWith(`\nx-test:${canonical}\n`))
    }
  })

test('SIG-09 a folded line, a control character and a non-byte are refused', () => {
  for (const value of ['a\r\n b', 'a\n b', 'a\rb', 'a\0', '\x0b', 'a\x7f', '\u1234', '\x1f'])
    assert.equal(judge(withHeader(forgeHeader(), 'X-Test', value)).code, 'InvalidRequest', JSON.stringify(value))
})

test('SIG-09 a header name that is no token is refused', () => {
  for (const name of ['Host ', ' Host', 'X:Y', '', 'X-\xe9', 'a\nb', ':authority', 'x\0'])
    assert.equal(judge(withHeader(forgeHeader(), name, 'x')).code, 'InvalidRequest', JSON.stringify(name))
})

test('SIG-09 case of signed header values matters, order of duplicates matters', () => {
  const headers = [...plainHeaders, ['My-H', 'A'], ['My-H', 'B']] as const
  const sent = forgeHeader({ headers, signedHeaders: 'content-type;host;my-h;x-amz-date' })
  assert.equal(judge(sent).code, 'ok')
  assert.equal(judge(sent).view?.headers.get('my-h'), 'A,B')
  const swap = (from: string): string => (from === 'A' ? 'B' : from === 'B' ? 'A' : from)
  const swapped = sent.wire.headers.map(([name, value]): [string, string] => [name, swap(value)])
  assert.equal(judge(tamper(sent, { headers: swapped })).code, 'SignatureDoesNotMatch')
})

test('limits are checked before anything is read, and at their boundary', () => {
  const many = (count: number): (readonly [string, string])[] => Array.from({ length: count }, (_, i) => [`h${i}`, 'x'])
  const fits = forgeHeader({ headers: [...plainHeaders, ...many(defaultLimits.headerCount - 4)] })
  assert.equal(judge(fits).code, 'ok')
  assert.equal(judge(withHeader(fits, 'one-more', 'x')).code, 'InvalidRequest')
  assert.equal(judge(withHeader(forgeHeader(), 'x', 'a'.repeat(defaultLimits.headerBytes))).code, 'InvalidRequest')
  const longest = '/?' + 'a'.repeat(defaultLimits.targetBytes - 2)
  assert.equal(receiveRequest(get(longest)).ok, true)
  assert.equal(receiveRequest(get(`${longest}a`)).ok, false)
  const list = (count: number): string => `/?${Array.from({ length: count }, (_, i) => `p${i}`).join('&')}`
  assert.equal(receiveRequest(get(list(200))).ok, true)
  assert.equal(receiveRequest(get(list(201))).ok, false)
  assert.equal(receiveRequest(get(`/?${'&'.repeat(200)}Action=X`)).ok, false)
  assert.equal(receiveRequest(get(list(3)), { limits: { parameterCount: 2 } }).ok, false)
  for (const method of ['', 'GE T', 'GET\n', 'G'.repeat(33)])
    assert.equal(receiveRequest({ ...get('/'), method }).ok, false)
})

for (const { signer, s3, body, ...wire } of botocore.signed)
  test(`what botocore's ${signer} signs verifies: ${wire.method} ${wire.target.slice(0, 60)} (${wire.headers.length} headers)`, () => {
    const sent = { wire, body: Buffer.from(body) }
    assert.deepEqual(judge(sent, s3 ? s3ParseOptions : {}).message, '')
    assert.equal(judge(sent, s3 ? s3ParseOptions : {}, 'wrong').code, 'SignatureDoesNotMatch')
  })
