/**
 * SIG-03, SIG-08, SIG-15, SIG-22, TOK-08 against the running server by a second signer, which shares no code with the
 * verifier and signs whatever it is told to: what refuses is the defence under test, not the signature.
 */
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { codeOf, element, newUser, openRole, openTarget } from './target.ts'
import type { Header, Key, Target, Wire } from './target.ts'

const DAY_MS = 86_400_000
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15'
const QUERY: readonly string[] = BODY.split('&')
const MISMATCH = 'SignatureDoesNotMatch 403'

/** What to sign, and as what. All that is not given is right. */
interface Draft {
  readonly key?: Key
  /** The path as sent, and as signed. */
  readonly path?: string
  readonly signedPath?: string
  /** The scope as claimed, and the one that the signing key is derived for: `day/region/service`. */
  readonly scope?: string
  readonly keyScope?: string
  /** The text that the signature is made with, in the place of the secret. */
  readonly secret?: string
  /** X-Amz-Algorithm of the presigned form, as sent and as signed. */
  readonly algorithm?: string
}

let target: Target
let session: Key & { readonly sessionToken: string }
describe('forged', () => {
  before(async () => {
    target = await openTarget()
    session = await target.session(await openRole(target, 'forged'))
  })
  after(() => target.close())

  const stamp = (nowMs: number): string => new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '')
  const scopeAt = (nowMs: number, region = 'us-east-1', service = 'sts'): string =>
    `${stamp(nowMs).slice(0, 8)}/${region}/${service}`
  const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex')

  /** The signature of a canonical request. */
  function mac(
    canonical: readonly string[],
    facts: { secret: string; scope: string; keyScope: string; at: string },
  ): string {
    const text = ['AWS4-HMAC-SHA256', facts.at, `${facts.scope}/aws4_request`, sha256(canonical.join('\n'))].join('\n')
    const key = [...facts.keyScope.split('/'), 'aws4_request'].reduce<string | Uint8Array>(
      (each, part) => createHmac('sha256', each).update(part).digest(),
      `AWS4${facts.secret}`,
    )
    return createHmac('sha256', key).update(text).digest('hex')
  }

  function parts(at: Target, draft: Draft) {
    const nowMs = at.clock.nowMs()
    const { key = at.admin, path = '/', scope = scopeAt(nowMs) } = draft
    const { keyScope = scope, secret = key.secretAccessKey, signedPath = path } = draft
    return { key, path, signedPath, scope, facts: { secret, scope, keyScope, at: stamp(nowMs) } }
  }

  /** GetCallerIdentity, signed by header. */
  function byHeader(at: Target, draft: Draft = {}): Wire {
    const { facts, key, path, scope, signedPath } = parts(at, draft)
    const token: readonly Header[] = key.sessionToken === undefined ? [] : [['X-Amz-Security-Token', key.sessionToken]]
    const headers: readonly Header[] = [['Host', 'sts.example.com'], ['X-Amz-Date', facts.at], ...token]
    const names = headers.map(([name]) => name.toLowerCase()).join(';')
    const lines = headers.map(([name, value]) => `${name.toLowerCase()}:${value}`)
    const signature = mac(['POST', signedPath, '', ...lines, '', names, sha256(BODY)], facts)
    const credential = `${key.accessKeyId}/${scope}/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`
    const form: readonly Header[] = [
      ['Content-Length', String(BODY.length)],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ]
    return {
      method: 'POST',
      target: path,
      headers: [...headers, ...form, ['Authorization', authorization]],
      body: BODY,
    }
  }

  /** GetCallerIdentity, presigned. */
  function byQuery(at: Target, draft: Draft = {}): Wire {
    const { facts, key, path, scope, signedPath } = parts(at, draft)
    const query = [
      ...QUERY,
      `X-Amz-Algorithm=${draft.algorithm ?? 'AWS4-HMAC-SHA256'}`,
      `X-Amz-Credential=${encodeURIComponent(`${key.accessKeyId}/${scope}/aws4_request`)}`,
      `X-Amz-Date=${facts.at}`,
      ...(key.sessionToken === undefined ? [] : [`X-Amz-Security-Token=${encodeURIComponent(key.sessionToken)}`]),
      'X-Amz-SignedHeaders=host',
    ].join('&')
    const signature = mac(['GET', signedPath, query, 'host:sts.example.com', '', 'host', sha256('')], facts)
    const headers: readonly Header[] = [['Host', 'sts.example.com']]
    return { method: 'GET', target: `${path}?${query}&X-Amz-Signature=${signature}`, headers, body: '' }
  }

  /** The outcome of one request: its code and status. */
  async function outcome(wire: Wire, at: Target = target): Promise<string> {
    const answer = await at.send(wire)
    return `${codeOf(answer)} ${answer.status}`
  }

  test('the ground: what the second signer signs is answered, in both forms', async () => {
    for (const form of [byHeader, byQuery])
      for (const key of [target.admin, session]) assert.equal(await outcome(form(target, { key })), 'ok 200')
  })

  describe('SIG-03 a credential in the query is signed or refused', () => {
    test('each part of the presigned form alone is an incomplete signature, never an anonymous call', async () => {
      const values: Readonly<Record<string, string>> = {
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${target.admin.accessKeyId}%2F20260101%2Fus-east-1%2Fsts%2Faws4_request`,
        'X-Amz-Date': '20260101T000000Z',
        'X-Amz-Expires': '60',
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Security-Token': encodeURIComponent(session.sessionToken),
        'X-Amz-Signature': '0'.repeat(64),
      }
      const headers: readonly Header[] = [['Host', 'sts.example.com']]
      for (const [name, value] of Object.entries(values)) {
        const wire = { method: 'GET', target: `/?${BODY}&${name}=${value}`, headers, body: '' }
        assert.equal(await outcome(wire), 'IncompleteSignature 400', name)
      }
    })

    test('a presigned signature by anything but the secret is wrong', async () => {
      for (const secret of ['', target.admin.accessKeyId, 'wrong-secret-wrong-secret', session.secretAccessKey])
        assert.equal(await outcome(byQuery(target, { secret })), MISMATCH)
    })
  })

  test('SIG-15 another algorithm in a presigned request is refused though it is signed so', async () => {
    for (const algorithm of ['AWS4-HMAC-SHA1', 'aws4-hmac-sha256', 'AWS4-ECDSA-P256-SHA256', 'none']) {
      const [code, status] = (await outcome(byQuery(target, { algorithm }))).split(' ')
      assert.ok(['IncompleteSignature', 'InvalidRequest'].includes(code ?? ''), `${algorithm}: ${code}`)
      assert.equal(status, '400')
    }
  })

  describe('SIG-08 the path is signed as it was received', () => {
    const NOTHING_THERE = 'InvalidAction 400'
    /** As sent, as the canonical path that AWS's SDKs make of it, and what such a request is answered. */
    const right = [
      ['//', '/', 'ok 200'],
      ['/./', '/', 'ok 200'],
      ['/a/../', '/', 'ok 200'],
      ['/../..', '/', 'ok 200'],
      ['/%2e', '/%252e', NOTHING_THERE],
      ['/a/%2e%2e/', '/a/%252e%252e/', NOTHING_THERE],
      ['/%2E%2E', '/%252E%252E', NOTHING_THERE],
      ['/%2F', '/%252F', NOTHING_THERE],
      ['/%252F', '/%25252F', NOTHING_THERE],
      ['/a//b', '/a/b', NOTHING_THERE],
      ['/a%20b', '/a%2520b', NOTHING_THERE],
    ] as const
    for (const [path, signedPath, answer] of right)
      test(`${JSON.stringify(path)} is signed as ${signedPath}`, async () => {
        for (const form of [byHeader, byQuery]) assert.equal(await outcome(form(target, { path, signedPath })), answer)
      })

    /** As sent, and another reading of it: decoded, resolved as the URL class does it, encoded once, not at all. */
    const wrong = [
      ['/%2e', '/'],
      ['/%2e', '/.'],
      ['/a/%2e%2e/', '/'],
      ['/a/%2E%2E/', '/'],
      ['/%2F', '/'],
      ['/%2F', '/%2F'],
      ['/%2F', '//'],
      ['/%252F', '/%252F'],
      ['//', '//'],
      ['/a/../', '/a/../'],
      ['/a', '/'],
    ] as const
    for (const [path, signedPath] of wrong)
      test(`${JSON.stringify(path)} is not ${JSON.stringify(signedPath)}`, async () => {
        for (const form of [byHeader, byQuery])
          assert.equal(await outcome(form(target, { path, signedPath })), MISMATCH)
      })

    test('no path at all, broken escapes and bytes beyond ASCII are not read at all', async () => {
      for (const path of ['/%zz', '/%', '/%2', '/%C0%AF', '/\xff', '/\xc3\xa9']) {
        assert.equal(await outcome(byHeader(target, { path })), 'InvalidRequest 400', path)
        assert.equal(await outcome(byQuery(target, { path })), 'InvalidRequest 400', path)
      }
      assert.equal((await target.send(byQuery(target, { path: '', signedPath: '/' }))).status, 400)
    })
  })

  describe('SIG-22 a cached key is good for what it was made for', () => {
    test('another region, service or day has another signing key, though the first is warm', async () => {
      const own = await openTarget()
      const users = [own.admin, await newUser(own, 'warm')]
      for (const key of users) {
        const now = (region?: string, service?: string): string => scopeAt(own.clock.nowMs(), region, service)
        assert.equal(await outcome(byHeader(own, { key }), own), 'ok 200')
        for (const scope of [now('eu-west-1'), now('us-east-1', 'iam')])
          assert.equal(await outcome(byHeader(own, { key, scope, keyScope: now() }), own), MISMATCH, scope)
        assert.equal(await outcome(byHeader(own, { key, scope: now('eu-west-1') }), own), 'ok 200')
        const yesterday = now()
        own.clock.advance(DAY_MS)
        assert.equal(await outcome(byHeader(own, { key, keyScope: yesterday }), own), MISMATCH)
        assert.equal(await outcome(byHeader(own, { key }), own), 'ok 200')
      }
      await own.close()
    })

    test('a token that differs in any character from one that is warm is another token', async () => {
      const { sessionToken } = session
      assert.equal(await outcome(byHeader(target, { key: session })), 'ok 200')
      for (let at = 0; at < sessionToken.length; at += 37) {
        const other = sessionToken[at] === 'A' ? 'B' : 'A'
        const key = { ...session, sessionToken: sessionToken.slice(0, at) + other + sessionToken.slice(at + 1) }
        assert.equal(await outcome(byHeader(target, { key })), 'InvalidClientTokenId 403', `character ${at}`)
      }
      const longer = { ...session, sessionToken: `${sessionToken}AAAA` }
      assert.equal(await outcome(byHeader(target, { key: longer })), 'InvalidClientTokenId 403')
    })
  })

  describe('TOK-08 a token is no secret and nothing but a token', () => {
    test('who has the token and signs with what it shows is refused', async () => {
      const { accessKeyId, sessionToken } = session
      for (const secret of [sessionToken, sessionToken.slice(0, 40), accessKeyId, '', target.admin.secretAccessKey])
        for (const form of [byHeader, byQuery])
          assert.equal(await outcome(form(target, { key: session, secret })), MISMATCH)
    })

    test('it is no authorization message, and an authorization message or a decorated token is no token', async () => {
      const message = { Action: 'DecodeAuthorizationMessage', EncodedMessage: session.sessionToken }
      assert.equal(codeOf(await target.call(message)), 'InvalidAuthorizationMessageException')
      const role = `arn:aws:iam::${target.accountId}:role/forged`
      const assume = { Action: 'AssumeRole', RoleArn: role, RoleSessionName: 'denied', SourceIdentity: 'denied' }
      const { body } = await target.call(assume, await newUser(target, 'denied'))
      const [, encoded = ''] = element(body, 'Message').split('Encoded authorization failure message: ')
      assert.match(encoded, /^[\w+/]{200,}=*$/)
      for (const sessionToken of [encoded, `Bearer ${session.sessionToken}`, 'eyJhbGciOiJub25lIn0.e30.', 'null'])
        assert.equal(await outcome(byHeader(target, { key: { ...session, sessionToken } })), 'InvalidClientTokenId 403')
    })

    test('another server’s token is nobody’s here', async () => {
      const elsewhere = await openTarget()
      const theirs = await elsewhere.session(await openRole(elsewhere, 'forged'))
      assert.equal(await outcome(byHeader(elsewhere, { key: theirs }), elsewhere), 'ok 200')
      assert.equal(await outcome(byHeader(target, { key: theirs })), 'InvalidClientTokenId 403')
      await elsewhere.close()
    })
  })
})
