/** SIG: the wired server refuses what the verifier refuses. The verifier's own tests go deeper. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { presignRequest } from '../../packages/sigv4/src/node/index.ts'
import {
  bytesOf,
  changed,
  codeOf,
  element,
  newUser,
  openRole,
  openTarget,
  WHO,
  withHeaders,
  without,
} from './target.ts'
import type { Key, Target, Wire } from './target.ts'
import { assertRefused, talk } from '../../apps/server/src/http/testing.ts'

let target: Target
let session: Key & { sessionToken: string }
let other: Key & { sessionToken: string }
describe('signature', () => {
  before(async () => {
    target = await openTarget()
    const assume = await openRole(target, 'attacked')
    session = await target.session(assume)
    other = await target.session({ ...assume, RoleSessionName: 'other' })
  })
  after(() => target.close())

  /** Sends it and expects exactly this refusal. */
  async function refuses(wire: Wire, code: string, status: number): Promise<string> {
    const answer = await target.send(wire)
    assert.deepEqual([codeOf(answer), answer.status], [code, status], answer.body)
    return answer.body
  }

  const authorization = (change: (value: string) => string) => (wire: Wire) => changed(wire, 'authorization', change)
  const MISMATCH = ['SignatureDoesNotMatch', 403] as const
  const INCOMPLETE = ['IncompleteSignature', 400] as const
  const INVALID = ['InvalidRequest', 400] as const

  test('the ground: an untouched request is answered, by header, by query and by session', async () => {
    assert.equal(codeOf(await target.call(WHO)), 'ok')
    assert.equal(codeOf(await target.call(WHO, undefined, { method: 'GET' })), 'ok')
    assert.match((await target.call(WHO, session)).body, /assumed-role\/attacked\/attack</)
  })

  test('SIG-01 an x-amz-* header that nobody signed', async () => {
    const names = [
      'X-Amz-Security-Token',
      'x-amz-date-2',
      'x-amz-meta-a',
      'X-AMZ-Target',
      'x-amz-acl',
      'x-amz-copy-source',
    ]
    for (const name of names) {
      const sentence = await refuses(withHeaders(target.signed(WHO), [name, 'x']), ...MISMATCH)
      assert.match(sentence, /There were headers present in the request which were not signed/)
    }
  })

  test('SIG-02 no payload mode excuses a wrong secret, and none leaves the body out', async () => {
    const wrong: Key = { ...target.admin, secretAccessKey: 'wrong-secret-wrong-secret' }
    const modes = [
      'UNSIGNED-PAYLOAD',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'STREAMING-AWS4-HMAC-SHA256-EVENTS',
    ]
    for (const mode of modes) {
      for (const key of [wrong, target.admin]) {
        const header = ['x-amz-content-sha256', mode] as const
        await refuses(withHeaders(target.signed(WHO, key), header), ...MISMATCH)
        await refuses(target.signed(WHO, key, { headers: [header], payloadRules: 's3' }), ...MISMATCH)
      }
    }
    await refuses(target.signed(WHO, wrong), ...MISMATCH)
  })

  /** A presigned request, with its query in the caller's hands. */
  function presigned(change: (query: string) => string = (query) => query, key: Key = target.admin): Wire {
    const wire = {
      method: 'GET',
      target: '/?Action=GetCallerIdentity&Version=2011-06-15',
      headers: [['Host', 'a']] as const,
    }
    const options = { region: 'us-east-1', service: 'sts', nowMs: target.clock.nowMs(), expiresSeconds: 60 }
    return { ...wire, target: change(presignRequest(wire, key, options)), body: '' }
  }

  test('SIG-03 a credential in the query is verified or refused', async () => {
    assert.equal(codeOf(await target.send(presigned())), 'ok')
    const strip = (name: string) => (query: string) => query.replace(new RegExp(`[?&]${name}=[^&]*`), '')
    for (const name of ['X-Amz-Signature', 'X-Amz-Algorithm', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Credential'])
      await refuses(presigned(strip(name)), ...INCOMPLETE)
    await refuses(
      presigned((query) => `${query.slice(0, -1)}${query.endsWith('0') ? '1' : '0'}`),
      ...MISMATCH,
    )
  })

  test('SIG-04 two ways to say who one is', async () => {
    const wire = target.signed(WHO)
    const [, value = ''] = wire.headers.find(([name]) => name === 'Authorization') ?? []
    await refuses(withHeaders(wire, ['Authorization', value]), ...INVALID)
    await refuses(withHeaders(wire, ['authorization', 'Bearer abc']), ...INVALID)
    await refuses(withHeaders(presigned(), ['Authorization', value], ['X-Amz-Date', '20260101T000000Z']), ...INVALID)
  })

  test('SIG-05, SIG-19 what the listener refuses, the server refuses', async () => {
    const bytes = bytesOf(target.signed(WHO))
    const attacks: readonly (readonly [string, number])[] = [
      [bytes.replace('POST / ', 'POST http://evil.example/ '), 400],
      [bytes.replace('POST / ', 'POST /#x '), 400],
      [bytes.replace('Host:', 'Host: evil.example\r\nHost:'), 400],
      [bytes.replace('Content-Length:', 'Transfer-Encoding: chunked\r\nContent-Length:'), 400],
      [bytes.replace(/Content-Length: \d+/, 'Transfer-Encoding: xchunked'), 501],
    ]
    for (const [attack, status] of attacks) {
      const transcript = await talk(target.port, attack)
      assertRefused(transcript, status, /\r\nDate: ([^\r]+)/.exec(transcript.text)?.[1])
    }
  })

  test('SIG-06 a parameter that decides, twice or in another spelling', async () => {
    const twice: readonly ((query: string) => string)[] = [
      (query) => `${query}&Action=GetSessionToken`,
      (query) => `${query}&action=GetSessionToken`,
      (query) => `${query}&X-Amz-Signature=${'0'.repeat(64)}`,
      (query) => query.replace('X-Amz-Signature', 'x-amz-signature'),
      (query) => `${query}&a=%zz`,
      (query) => `${query}&a=%F0%28`,
    ]
    for (const change of twice) await refuses(presigned(change), ...INVALID)
    const query = { ...WHO, Version: '2011-06-15' }
    const body = await target.call(query, undefined, { target: '/?Action=GetSessionToken' })
    assert.equal(body.status, 400, body.body)
    const doubled = {
      ...target.signed(query),
      body: 'Action=GetCallerIdentity&Version=2011-06-15&Action=GetSessionToken',
    }
    assert.notEqual(codeOf(await target.send(doubled)), 'ok')
  })

  test('SIG-07 X-Amz-Signature added to a request signed by header', async () => {
    await refuses({ ...target.signed(WHO), target: `/?X-Amz-Signature=${'0'.repeat(64)}` }, ...MISMATCH)
  })

  test('SIG-08 another path than the signed one', async () => {
    for (const path of ['/a', '/%2e%2e/a', '/a/%2F'])
      await refuses({ ...target.signed(WHO), target: path }, ...MISMATCH)
    await refuses({ ...target.signed(WHO), target: '/%zz' }, ...INVALID)
  })

  test('SIG-10 SignedHeaders that are incomplete, unsorted, repeated, upper case or empty', async () => {
    const lists = [
      'content-length;x-amz-date',
      'x-amz-date;host',
      'host;host;x-amz-date',
      'Host;x-amz-date',
      'host;;x-amz-date',
      '',
    ]
    for (const list of lists) {
      const change = authorization((value) => value.replace(/SignedHeaders=[^,]*/, `SignedHeaders=${list}`))
      await refuses(change(target.signed(WHO)), ...INCOMPLETE)
    }
  })

  test('SIG-11 a session token taken away, added, swapped, doubled, flipped', async () => {
    const token = 'x-amz-security-token'
    const wire = target.signed(WHO, session)
    await refuses(without(wire, token), ...MISMATCH)
    await refuses(target.signed(WHO, { ...session, sessionToken: other.sessionToken }), 'InvalidClientTokenId', 403)
    await refuses(target.signed(WHO, { ...other, sessionToken: session.sessionToken }), 'InvalidClientTokenId', 403)
    await refuses(target.signed(WHO, { ...session, secretAccessKey: other.secretAccessKey }), ...MISMATCH)
    await refuses(
      target.signed(WHO, { ...target.admin, sessionToken: session.sessionToken }),
      'InvalidClientTokenId',
      403,
    )
    const { accessKeyId, secretAccessKey } = session
    await refuses(target.signed(WHO, { accessKeyId, secretAccessKey }), 'InvalidClientTokenId', 403)
    await refuses(
      changed(wire, token, () => other.sessionToken),
      'InvalidClientTokenId',
      403,
    )
    await refuses(withHeaders(wire, ['X-Amz-Security-Token', session.sessionToken]), ...MISMATCH)
    await refuses(withHeaders(target.signed(WHO), ['X-Amz-Security-Token', session.sessionToken]), ...MISMATCH)
    const at = 200
    const flipped =
      session.sessionToken.slice(0, at) +
      (session.sessionToken[at] === 'A' ? 'B' : 'A') +
      session.sessionToken.slice(at + 1)
    await refuses(target.signed(WHO, { ...session, sessionToken: flipped }), 'InvalidClientTokenId', 403)
  })

  test('SIG-12 a body other than the signed one', async () => {
    const wire = target.signed(WHO)
    await refuses({ ...wire, body: wire.body.replace('GetCallerIdentity', 'GetCallerIdentitY') }, ...MISMATCH)
    const declared = target.signed(WHO, undefined, { headers: [['x-amz-content-sha256', '0'.repeat(64)]] })
    await refuses(declared, ...MISMATCH)
  })

  test('SIG-13 a signature from another time, to the second', async () => {
    const minutes = 15 * 60_000
    for (const skewMs of [-minutes - 2_000, minutes + 2_000, -86_400_000, 86_400_000])
      await refuses(target.signed(WHO, undefined, { skewMs }), ...MISMATCH)
    for (const skewMs of [-minutes + 2_000, minutes - 2_000])
      assert.equal(codeOf(await target.call(WHO, undefined, { skewMs })), 'ok')
    for (const date of ['20260230T000000Z', '20260101T240000Z', '20260101T000060Z', 'yesterday'])
      assert.notEqual(codeOf(await target.send(changed(target.signed(WHO), 'x-amz-date', () => date))), 'ok')
  })

  test('SIG-14 another scope: no oracle says which part is wrong', async () => {
    const scopes: readonly ((value: string) => string)[] = [
      (value) => value.replace('us-east-1', 'eu-west-1'),
      (value) => value.replace('us-east-1', 'us-east-2'),
      (value) => value.replace('us-east-1', '..'),
      (value) => value.replace('/us-east-1/', '//'),
      (value) => value.replace('/sts/', '/iam/'),
      (value) => value.replace('aws4_request', 'aws4_requesT'),
      (value) => value.replace('us-east-1', 'a'.repeat(10_000)),
    ]
    const sentences = new Set<string>()
    for (const scope of scopes)
      sentences.add(element(await refuses(authorization(scope)(target.signed(WHO)), ...MISMATCH), 'Message'))
    assert.equal(sentences.size, 1)
    // What can be no region is said to be none, whoever signed it (regions.test.ts).
    const capitals = authorization((value) => value.replace('us-east-1', 'US-EAST-1'))(target.signed(WHO))
    assert.match(await refuses(capitals, ...MISMATCH), /scoped to a valid region/)
    assert.equal(codeOf(await target.call(WHO, undefined, { service: 's3' })), 'SignatureDoesNotMatch')
  })

  test('SIG-15 another algorithm', async () => {
    for (const algorithm of [
      'AWS4-HMAC-SHA1',
      'AWS4-ECDSA-P256-SHA256',
      'aws4-hmac-sha256',
      'AWS',
      'AWS3-HTTPS',
      'Basic',
    ]) {
      const change = authorization((value) => value.replace('AWS4-HMAC-SHA256', algorithm))
      const answer = await target.send(change(target.signed(WHO)))
      assert.deepEqual(
        [answer.status, ['IncompleteSignature', 'InvalidRequest'].includes(codeOf(answer))],
        [400, true],
        answer.body,
      )
    }
    const sigV2 = `/?Action=GetCallerIdentity&AWSAccessKeyId=${target.admin.accessKeyId}&SignatureMethod=HmacSHA256&SignatureVersion=2&Signature=abc`
    await refuses({ method: 'GET', target: sigV2, headers: [['Host', 'a']], body: '' }, ...INVALID)
  })

  test('SIG-16 a signature of another form is a wrong one', async () => {
    const forms: readonly ((signature: string) => string)[] = [
      (hex) => hex.toUpperCase(),
      (hex) => hex.slice(1),
      (hex) => `${hex}0`,
      () => '0'.repeat(64),
      () => 'z'.repeat(64),
      (hex) => `${hex.slice(0, 63)}\xb2`,
    ]
    // A signature of digits alone has no upper case: sign another moment.
    const lettered = (skewMs = 0): Wire => {
      const wire = target.signed(WHO, undefined, { skewMs })
      return /Signature=\d*[a-f]/.test(bytesOf(wire)) ? wire : lettered(skewMs + 1_000)
    }
    for (const change of forms) {
      const wire = lettered()
      await refuses(authorization((value) => value.slice(0, -64) + change(value.slice(-64)))(wire), ...MISMATCH)
    }
  })

  test('SIG-20 a replay within the window is answered, as AWS answers it; after the window it is not', async () => {
    const wire = target.signed(WHO)
    assert.equal(codeOf(await target.send(wire)), 'ok')
    assert.equal(codeOf(await target.send(wire)), 'ok')
    target.clock.advance(15 * 60_000 + 1_000)
    await refuses(wire, ...MISMATCH)
  })

  describe('SIG-17 codes', () => {
    test('unknown key, wrong secret, inactive key, deleted key: AWS codes, and the same sentence for all that are no key', async () => {
      const user = await newUser(target, 'sig17')
      const unknown = { ...user, accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' }
      const sentences = [await refuses(target.signed(WHO, unknown), 'InvalidClientTokenId', 403)]
      await refuses(target.signed(WHO, { ...user, secretAccessKey: 'wrong-secret-wrong-secret' }), ...MISMATCH)
      const named = { UserName: 'sig17', AccessKeyId: user.accessKeyId }
      await target.iam('UpdateAccessKey', { ...named, Status: 'Inactive' })
      sentences.push(await refuses(target.signed(WHO, user), 'InvalidClientTokenId', 403))
      // The right secret of an inactive key is no better than a wrong one.
      sentences.push(
        await refuses(
          target.signed(WHO, { ...user, secretAccessKey: 'wrong-secret-wrong-secret' }),
          'InvalidClientTokenId',
          403,
        ),
      )
      await target.iam('DeleteAccessKey', named)
      sentences.push(await refuses(target.signed(WHO, user), 'InvalidClientTokenId', 403))
      assert.equal(new Set(sentences.map((body) => body.replace(/<RequestId>.*<\/RequestId>/, ''))).size, 1)
    })
  })
})
