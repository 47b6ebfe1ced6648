/** SIG-10, 13, 14, 16, 17: the claim itself: its header list, its time, its scope, its signature, its key. */

import assert from 'node:assert/strict'
import { createHmac, hash } from 'node:crypto'
import { test } from 'node:test'

import {
  canonicalRequest,
  checkTime,
  stringToSign,
  parseRequest,
  type ParsedRequest,
  s3TimeRules,
  signatureMismatchMessage,
  stsTimeRules,
} from '../index.ts'
import { readClaimedMac } from '../claimedMac.ts'
import { createSigningKeyCache, deriveSigningKey, refuseUnknownKey, verifySignature } from '../node/index.ts'
import * as web from '../web/index.ts'
import {
  amzDate,
  forgeHeader,
  forgeQuery,
  judge,
  nowMs,
  plainHeaders,
  scope,
  secret,
  tamper,
  withAuthorization,
} from './forge.ts'

const lists = [
  'content-type;x-amz-date',
  'x-amz-date',
  'content-type;host',
  'host;content-type;x-amz-date',
  'content-type;Host;x-amz-date',
  'Content-Type;host;x-amz-date',
  'content-type;content-type;host;x-amz-date',
  'content-type;host;host;x-amz-date',
  'content-type;;host;x-amz-date',
  ';host;x-amz-date',
  'host;x-amz-date;',
  'content-type;host ;x-amz-date',
  'content-type,host;x-amz-date',
  ';',
  '',
]
for (const signedHeaders of lists)
  test(`SIG-10 SignedHeaders "${signedHeaders}" is refused though signed so`, () => {
    assert.equal(judge(forgeHeader({ signedHeaders })).code, 'IncompleteSignature')
  })

for (const signedHeaders of ['', 'x-amz-date', 'HOST', 'host;', 'host;host', 'host;accept', ';;'])
  test(`SIG-10 X-Amz-SignedHeaders "${signedHeaders}" is refused though signed so`, () => {
    assert.equal(judge(forgeQuery({ signedHeaders })).code, 'IncompleteSignature')
  })

test('SIG-10 without x-amz-date and date there is no claim; an unsigned date is none', () => {
  const headers = plainHeaders.slice(0, 2)
  const none = judge(forgeHeader({ headers, signedHeaders: 'content-type;host' }))
  assert.equal(none.code, 'IncompleteSignature')
  assert.match(none.message, /either a 'X-Amz-Date' or a 'Date' header/)
  const date: [string, string] = ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT']
  assert.equal(
    judge(forgeHeader({ headers: [...headers, date], signedHeaders: 'content-type;host' })).code,
    'IncompleteSignature',
  )
})

test('SIG-10 a signed Date stands in for X-Amz-Date, which goes before it', () => {
  const headers = plainHeaders.slice(0, 2)
  for (const value of ['Sun, 22 Nov 2026 12:00:00 GMT', 'Sun, 22 Nov 2026 12:00:00 -0000', amzDate])
    assert.equal(
      judge(forgeHeader({ headers: [...headers, ['Date', value]], signedHeaders: 'content-type;date;host' })).code,
      'ok',
    )
  const both = forgeHeader({
    headers: [...plainHeaders, ['Date', 'x']],
    signedHeaders: 'content-type;date;host;x-amz-date',
  })
  assert.equal(judge(both).code, 'ok')
  const onlyDate = forgeHeader({
    headers: [...plainHeaders, ['Date', amzDate]],
    signedHeaders: 'content-type;date;host',
  })
  assert.equal(judge(onlyDate).code, 'IncompleteSignature')
})

const impossible = [
  '20260230T000000Z', '20250229T000000Z', '21000229T000000Z', '20260431T000000Z', '20261301T000000Z', '20260001T000000Z',
  '20260100T000000Z', '20261122T240000Z', '20261122T126000Z', '20261122T120060Z', '19691231T235959Z', '20261122T120000',
  '20261122T120000z', '20261122t120000Z', '2026-11-22T12:00:00Z', '20261122T120000+0000', '20261122 120000Z', ' ', '0', '1795348800',
  '20261122T120000Z0', '２０２６1122T120000Z', '20261122T1200000Z', '+0261122T120000Z',
] // prettier-ignore
for (const timestamp of impossible)
  test(`SIG-13 the time ${timestamp} is refused in either form`, () => {
    const bytes = Buffer.from(timestamp, 'utf8').toString('latin1')
    const headers = [...plainHeaders.slice(0, 2), ['X-Amz-Date', bytes]] as const
    const day = /^\d{8}/.test(timestamp) ? `${timestamp.slice(0, 8)}/us-east-1/sts/aws4_request` : scope
    assert.equal(judge(forgeHeader({ headers, timestamp, scope: day })).code, 'IncompleteSignature')
    const presigned = forgeQuery({ timestamp: encodeURIComponent(timestamp) })
    assert.equal(judge(presigned).code, 'IncompleteSignature')
  })

for (const date of [
  'Mon, 22 Nov 2026 12:00:00 GMT',
  'Sun, 31 Nov 2026 12:00:00 GMT',
  'Sunday, 22-Nov-26 12:00:00 GMT',
  'Sun Nov 22 12:00:00 2026',
  'Sun, 22 Nov 2026 12:00:00 +0000',
  'Sun, 22 Nov 2026 24:00:00 GMT',
])
  test(`SIG-13 the Date "${date}" is refused`, () => {
    const headers = [...plainHeaders.slice(0, 2), ['Date', date]] as const
    assert.equal(judge(forgeHeader({ headers, signedHeaders: 'content-type;date;host' })).code, 'IncompleteSignature')
  })

function parsedAt(signed: ReturnType<typeof forgeHeader>): ParsedRequest {
  const parsed = parseRequest(signed.wire)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed
}

test("SIG-13 fifteen minutes either way, to the second, and AWS's sentences", () => {
  for (const parsed of [parsedAt(forgeHeader()), parsedAt(forgeQuery())]) {
    assert.equal(parsed.signedAtMs, nowMs)
    assert.equal(checkTime(parsed, nowMs, stsTimeRules), undefined)
    for (const offset of [900_000, -900_000]) assert.equal(checkTime(parsed, nowMs + offset, stsTimeRules), undefined)
    assert.deepEqual(checkTime(parsed, nowMs + 901_000, stsTimeRules), {
      ok: false,
      code: 'SignatureDoesNotMatch',
      message: 'Signature expired: 20261122T120000Z is now earlier than 20261122T120001Z (20261122T121501Z - 15 min.)',
    })
    assert.deepEqual(checkTime(parsed, nowMs - 901_000, stsTimeRules), {
      ok: false,
      code: 'SignatureDoesNotMatch',
      message:
        'Signature not yet current: 20261122T120000Z is still later than 20261122T115959Z (20261122T114459Z + 15 min.)',
    })
  }
  for (const offset of [901_000, -901_000])
    assert.equal(checkTime(parsedAt(forgeHeader()), nowMs + offset, s3TimeRules)?.code, 'RequestTimeTooSkewed')
})

for (const expires of [
  '1',
  '60',
  '0',
  '-1',
  '604800',
  '604801',
  '1000000000',
  'abc',
  '1.5',
  '',
  '1e3',
  ' 60',
  '9'.repeat(400),
])
  test(`SIG-13 STS reads X-Amz-Expires=${expires.slice(0, 20)} as fifteen minutes, S3 as itself`, () => {
    const sent = forgeQuery({}, `Action=GetCallerIdentity&X-Amz-Expires=${encodeURIComponent(expires)}`)
    const parsed = parsedAt(sent)
    assert.equal(judge(sent).code, 'ok')
    assert.equal(checkTime(parsed, nowMs + 900_000, stsTimeRules), undefined)
    assert.equal(checkTime(parsed, nowMs + 901_000, stsTimeRules)?.code, 'SignatureDoesNotMatch')
    const good = ['1', '60', '604800'].includes(expires)
    assert.equal(checkTime(parsed, nowMs, s3TimeRules)?.code, good ? undefined : 'AuthorizationQueryParametersError')
    if (!good) return
    const end = nowMs + Number(expires) * 1000
    assert.equal(checkTime(parsed, end, s3TimeRules), undefined)
    assert.deepEqual(checkTime(parsed, end + 1000, s3TimeRules)?.message, 'Request has expired')
    assert.equal(checkTime(parsed, nowMs - 900_000, s3TimeRules), undefined)
    assert.equal(checkTime(parsed, nowMs - 901_000, s3TimeRules)?.code, 'AccessDenied')
  })

test('SIG-13 X-Amz-Expires is signed even where it is ignored', () => {
  const sent = forgeQuery()
  const target = sent.wire.target.replace('X-Amz-Expires=60', 'X-Amz-Expires=61')
  assert.equal(judge(tamper(sent, { target })).code, 'SignatureDoesNotMatch')
})

test('SIG-13 the scope must name the day of the signing time', () => {
  for (const day of ['20261121', '20261123']) {
    const wrong = `${day}/us-east-1/sts/aws4_request`
    for (const sent of [forgeHeader({ scope: wrong }), forgeQuery({ scope: wrong })]) {
      const { code, message } = judge(sent)
      assert.equal(code, 'SignatureDoesNotMatch')
      assert.match(message, /^Date in Credential scope does not match YYYYMMDD/)
    }
  }
})

const signedFor = (region: string, service: string, terminator = 'aws4_request'): string =>
  `20261122/${region}/${service}/${terminator}`
const badScopes = [
  signedFor('', 'sts'), signedFor('us-east-1', ''), signedFor('..', 'sts'), signedFor('us-east-1', '..'), signedFor('us-east-1', 'sts', 'aws4_Request'),
  signedFor('us-east-1', 'sts', ''), signedFor('us-east-1', 'sts', 'aws5_request'), signedFor('x'.repeat(10_240), 'sts'),
  signedFor('us east', 'sts'), signedFor('us-east-1', 's\x01'.slice(0, 1) + '%'), signedFor('é', 'sts'), '2026112/us-east-1/sts/aws4_request',
] // prettier-ignore
for (const bad of badScopes)
  test(`SIG-14 scope ${bad.slice(0, 60)} is refused without saying why, though signed so`, () => {
    for (const sent of [forgeHeader({ scope: bad }), forgeQuery({ scope: bad })]) {
      const { code, message } = judge(sent)
      assert.deepEqual([code, message], ['SignatureDoesNotMatch', signatureMismatchMessage])
    }
  })

test('SIG-14 another region, service or letter case than the one signed for is a mismatch', () => {
  for (const replacement of ['us-east-2/sts', 'us-east-1/iam', 'US-EAST-1/sts', 'us-east-1/STS', 'sts/us-east-1']) {
    const byHeader = withAuthorization(forgeHeader(), (text) => text.replace('us-east-1/sts', replacement))
    const { code, message } = judge(byHeader)
    assert.deepEqual([code, message], ['SignatureDoesNotMatch', signatureMismatchMessage])
    const presigned = forgeQuery()
    const target = presigned.wire.target.replace('us-east-1%2Fsts', replacement.replace('/', '%2F'))
    assert.equal(judge(tamper(presigned, { target })).message, signatureMismatchMessage)
  }
})

test('SIG-14 another terminator in the header is a mismatch though the header itself is not signed', () => {
  for (const terminator of ['aws4_Request', 'AWS4_REQUEST', 'aws5_request', '', '..']) {
    const sent = withAuthorization(forgeHeader(), (text) => text.replace('/aws4_request', `/${terminator}`))
    assert.equal(judge(sent).message, signatureMismatchMessage, terminator)
  }
})

test('SIG-14 a credential has five elements', () => {
  for (const text of ['AKID', `AKID/${scope}/x`, `AKID/${scope}/`, 'a/b/c/d', `/${'a/'.repeat(5000)}`]) {
    const { code } = judge(
      withAuthorization(forgeHeader(), (each) => each.replace(/Credential=[^,]+/, `Credential=${text}`)),
    )
    assert.equal(code, 'IncompleteSignature', text)
  }
  const nameless = withAuthorization(forgeHeader(), (each) => each.replace(/Credential=[^/]+/, 'Credential='))
  assert.equal(judge(nameless).code, 'SignatureDoesNotMatch')
})

const right = /Signature=([0-9a-f]{64})$/.exec(forgeHeader().wire.headers.at(-1)?.[1] ?? '')?.[1] ?? ''
const malformed: [string, string][] = [
  ['upper case', right.toUpperCase()],
  ['63 digits', right.slice(1)],
  ['65 digits', `${right}0`],
  ['a leading 0x', `0x${right}`],
  ['Unicode digits', right.replace(/\d/, '\u0663')],
  ['full-width digits', right.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))],
  ['base64', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='],
  ['zeros', '0'.repeat(64)],
  ['one flipped digit', (right.startsWith('0') ? '1' : '0') + right.slice(1)],
  ['10 kB', 'a'.repeat(10_240)],
]
for (const [what, signature] of malformed)
  test(`SIG-16 ${what} for a signature is the same error as a wrong one`, async () => {
    const bytes = Buffer.from(signature, 'utf8').toString('latin1')
    const sent = withAuthorization(forgeHeader(), (text) => text.replace(right, bytes))
    const { code, message } = judge(sent)
    assert.deepEqual([code, message], ['SignatureDoesNotMatch', signatureMismatchMessage])
    const parsed = parsedAt(sent)
    const signingKey = await web.deriveSigningKey(secret, parsed.scope)
    const outcome = await web.verifySignature(parsed, { signingKey, body: sent.body })
    assert.deepEqual([!outcome.ok && outcome.message], [signatureMismatchMessage])
  })

test('SIG-16 no upper-case digit stands for another', () => {
  // Read as lower case, A to F would be 17 to 22: in the upper half of a byte the same bits as 1 to 6.
  const aliases = new Map(Array.from('123456', (digit, at) => [digit, 'ABCDEF'.charAt(at)]))
  let tried = 0
  for (let at = 0; at < right.length; at += 2) {
    const alias = aliases.get(right.charAt(at))
    if (alias === undefined) continue
    const claimed = right.slice(0, at) + alias + right.slice(at + 1)
    const sent = withAuthorization(forgeHeader(), (text) => text.replace(right, claimed))
    assert.equal(judge(sent).code, 'SignatureDoesNotMatch')
    tried += 1
  }
  assert.ok(tried > 0)
})

test('SIG-16 NUL in a presigned signature is the same error as a wrong one', () => {
  const sent = forgeQuery()
  for (const suffix of ['%00', '%0A', '%20', '+'])
    assert.equal(judge(tamper(sent, { target: sent.wire.target + suffix })).message, signatureMismatchMessage)
})

test('SIG-16 a malformed signature is not taken for the zeros it is compared as', () => {
  // No key with a zero MAC can be found to show it end to end, so the flag is checked where it is made.
  assert.deepEqual(readClaimedMac('zz'), { bytes: new Uint8Array(32), wellFormed: false })
  assert.deepEqual(readClaimedMac('0'.repeat(64)), { bytes: new Uint8Array(32), wellFormed: true })
  assert.deepEqual([...readClaimedMac('0f'.repeat(32)).bytes], Array(32).fill(15))
})

test('SIG-17 the path for an unknown key refuses even a right signature, with the common refusal', async () => {
  const { body } = forgeHeader()
  const expected = { ok: false, code: 'SignatureDoesNotMatch', message: signatureMismatchMessage }
  assert.deepEqual(refuseUnknownKey(parsedAt(forgeHeader()), body), expected)
  assert.deepEqual(await web.refuseUnknownKey(parsedAt(forgeHeader()), body), expected)
})

test('SIG-17 who signs with the stand-in key itself is refused too', async () => {
  const { wire, body } = forgeHeader()
  const parsed = parsedAt({ wire, body })
  const text = stringToSign(parsed, hash('sha256', canonicalRequest(parsed, hash('sha256', body, 'hex')), 'hex'))
  const signature = createHmac('sha256', new Uint8Array(32)).update(text).digest('hex')
  assert.equal(refuseUnknownKey({ ...parsed, signature }, body).ok, false)
  assert.equal((await web.refuseUnknownKey({ ...parsed, signature }, body)).ok, false)
})

test('SIG-17 the path for an unknown key does the work of the other', () => {
  const { wire } = forgeHeader()
  const parsed = parsedAt({ wire, body: new Uint8Array(0) })
  const body = Buffer.alloc(262_144, 'a')
  const signingKey = deriveSigningKey('wrong', parsed.scope)
  const spent = (work: () => unknown): number => {
    const start = performance.now()
    work()
    return performance.now() - start
  }
  const known: number[] = []
  const unknown: number[] = []
  for (let i = 0; i < 60; i++) {
    known.push(spent(() => verifySignature(parsed, { signingKey, body })))
    unknown.push(spent(() => refuseUnknownKey(parsed, body)))
  }
  const median = (times: number[]): number => times.sort((a, b) => a - b)[30] ?? 0
  const ratio = median(unknown) / median(known)
  assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`)
})

test('signing keys are cached per identity and scope, never across them, and within bounds', () => {
  const cache = createSigningKeyCache(3)
  const base = { date: '20261122', region: 'us-east-1', service: 'sts' }
  let derived = 0
  const from = (text: string) => (): string => {
    derived++
    return text
  }
  const first = cache.get('alice', base, from('a'))
  assert.equal(cache.get('alice', base, from('never')), first)
  assert.equal(derived, 1)
  const scopes = [
    { ...base, date: '20261123' },
    { ...base, region: 'eu-west-1' },
    { ...base, service: 'iam' },
  ]
  for (const each of scopes) assert.ok(!cache.get('alice', each, from('a')).equals(first))
  assert.ok(!cache.get('bob', base, from('b')).equals(first))
  assert.equal(cache.size, 3)
  derived = 0
  assert.ok(cache.get('alice', base, from('a')).equals(first))
  assert.equal(derived, 1, 'the oldest had been dropped')
  const odd = createSigningKeyCache(9)
  const joined = odd.get('x', { ...base, region: 'a/b', service: 'c' }, from('1'))
  assert.ok(!odd.get('x', { ...base, region: 'a', service: 'b/c' }, from('2')).equals(joined))
  assert.throws(() => odd.get('', base, from('x')), TypeError)
  for (const bound of [0, -1, 1.5, Number.NaN, Infinity]) assert.throws(() => createSigningKeyCache(bound), RangeError)
  cache.clear()
  assert.equal(cache.size, 0)
})
