/** AUD, RUN: what is written down, what is not, and what happens when something breaks. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { decodeBase32 } from '../../apps/server/src/domain/base32.ts'
import { ServiceError } from '../../apps/server/src/domain/errors.ts'
import { stepAt, totp } from '../../apps/server/src/domain/totp.ts'
import { handle } from '../../apps/server/src/pipeline/handle.ts'
import { onlyAnswer, talk } from '../../apps/server/src/http/testing.ts'
import type { Service } from '../../apps/server/src/services/operation.ts'
import { verifyLog } from '../../apps/server/src/audit/index.ts'
import { bytesOf, changed, codeOf, element, newUser, openRole, openTarget, WHO, without } from './target.ts'
import type { Key, Target, Wire } from './target.ts'
import { openParts } from './parts.ts'
import type { Parts } from './parts.ts'

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())

const auditText = (target: Target): string =>
  filesBelow(join(target.dataDir, 'audit'))
    .map((path) => readFileSync(path, 'latin1'))
    .join('')

describe('AUD-04 hostile texts', () => {
  let target: Target
  before(async () => {
    target = await openTarget()
  })
  after(() => target.close())

  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
  const HOSTILE = [
    '"}{"eventName":"Forged"}',
    '\\"},{"a":"',
    '\x1b[2J\x1b[31mroot',
    '\u2028\u2029\u0085',
    '</Message></Error><script>alert(1)</script>',
    '${jndi:ldap://evil}%s%n%x',
    "'; DROP TABLE users; --",
    '\u202Etxt.exe',
    '\uFEFF\u200B',
    'a'.repeat(7_000),
  ]

  test('in user agents, session names, parameters and paths: each call is one valid line, nothing is forged', async () => {
    const role = await openRole(target, 'hostile')
    const before = (await target.records()).length
    let sent = 0
    for (const text of HOSTILE) {
      const agent = ['User-Agent', bytes(text).replace(/[^\t\x20-\x7e\x80-\xff]/g, '')] as const
      await target.call(WHO, undefined, { headers: [agent] })
      await target.call({ ...role, RoleSessionName: text })
      await target.call({ ...role, ExternalId: text, SourceIdentity: text })
      await target.call({ Action: 'CreateUser', UserName: text }, undefined, { service: 'iam' })
      sent += 4
    }
    for (const control of ['\n', '\r\n', '\0', '\r', '\x7f', 'a\nb']) {
      await target.call({ ...role, RoleSessionName: `x${control}{"eventName":"Forged"}` })
      await target.call({ Action: `Nothing${control}` })
      sent += 2
    }
    const records = (await target.records()).slice(before)
    assert.equal(records.length, sent)
    assert.ok(records.every(({ eventName }) => eventName !== 'Forged'))
    const lines = auditText(target).split('\n').slice(0, -1)
    for (const line of lines) {
      assert.ok(JSON.parse(line) !== null)
      assert.match(line, /^[\x20-\x7e]*$/, 'printable ASCII alone')
    }
    const checked = await verifyLog(join(target.dataDir, 'audit'))
    assert.equal(checked.ok, true, JSON.stringify(checked))
  })

  test('an anonymous flood cannot fill the disk, and is counted', async () => {
    const size = (): number => auditText(target).length
    const before = size()
    const agent = 'x'.repeat(8_000)
    const wire: Wire = {
      method: 'GET',
      target: `/?Action=${'A'.repeat(4_000)}`,
      headers: [
        ['Host', 'a'],
        ['User-Agent', agent],
      ],
      body: '',
    }
    const flood = Array.from({ length: 20 }, async () => {
      for (let round = 0; round < 50; round++) assert.equal((await target.send(wire)).status, 403)
    })
    await Promise.all(flood)
    assert.ok(size() - before < 164 * 1024, `${size() - before} bytes for 1,000 requests of 12 kB`)
    // What a known caller does is still recorded, each time.
    const known = (await target.records()).length
    for (let round = 0; round < 5; round++) await target.call(WHO)
    assert.equal((await target.records()).length, known + 5)
  })

  test('RUN-02 a form of 200,000 parameters costs little, signed or not', async () => {
    const body = `Action=GetCallerIdentity&Version=2011-06-15&${'a=1&'.repeat(120_000)}`
    const signed = target.signed(WHO)
    for (const wire of [
      { ...without(signed, 'authorization'), body },
      { ...signed, body },
    ]) {
      const began = performance.now()
      const answer = await target.send(changed(wire, 'content-length', () => String(body.length)))
      assert.ok(answer.status >= 400 && answer.status < 500, answer.body)
      assert.ok(performance.now() - began < 1_000)
    }
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`${at}`, '1']))
    const began = performance.now()
    assert.ok((await target.call({ ...WHO, ...many })).status >= 400)
    assert.ok(performance.now() - began < 1_000)
  })
})

describe('AUD-06 canaries', () => {
  test('no secret that was ever used stands in a file, a log line, a metric or a refusal', async (context) => {
    const secret = 'canary0admin0secret0kept0by0its0owner000'
    const env = { BREVET_ADMIN_ACCESS_KEY_ID: 'CANARYADMINKEYID', BREVET_ADMIN_SECRET_ACCESS_KEY: secret }
    const target = await openTarget(env)
    context.after(() => target.close())
    const canaries = new Map<string, string>([['admin secret', secret]])
    const refusals: string[] = []
    const keep = (name: string, key: Key): Key => {
      canaries.set(`${name} secret`, key.secretAccessKey)
      if (key.sessionToken !== undefined) canaries.set(`${name} token`, key.sessionToken)
      return key
    }
    const fails = async (wire: Wire): Promise<void> => {
      const answer = await target.send(wire)
      assert.notEqual(codeOf(answer), 'ok')
      refusals.push(answer.body)
    }
    const all = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
    const user = keep('user', await newUser(target, 'canary', all))
    const role = await openRole(target, 'canary', all)

    const device = await target.iam('CreateVirtualMFADevice', { VirtualMFADeviceName: 'canary' })
    const seed = Buffer.from(element(device, 'Base32StringSeed'), 'base64').toString('latin1')
    canaries.set('seed', seed)
    canaries.set('seed as answered', element(device, 'Base32StringSeed'))
    canaries.set('QR code', element(device, 'QRCodePNG').slice(0, 400).slice(-100))
    const seedBytes = decodeBase32(seed)
    assert.ok(seedBytes !== undefined)
    canaries.set('seed bytes', Buffer.from(seedBytes).toString('latin1'))
    const SerialNumber = element(device, 'SerialNumber')
    const code = (ahead: number): string => {
      const text = totp(seedBytes, stepAt(target.clock.nowMs()) + ahead)
      canaries.set(`code ${text}`, text)
      return text
    }
    const enable = { UserName: 'canary', SerialNumber, AuthenticationCode1: code(-1), AuthenticationCode2: code(0) }
    await target.iam('EnableMFADevice', enable)
    target.clock.advance(60_000)
    const TokenCode = code(0)
    const withMfa = { Action: 'GetSessionToken', SerialNumber, TokenCode }
    const session = keep('mfa session', await target.session(withMfa, user))
    const assumed = keep('role session', await target.session(role, session))
    keep('chained session', await target.session({ ...role, RoleSessionName: 'chained' }, assumed))
    const federated = { Action: 'GetFederationToken', Name: 'canary', Policy: all }
    keep('federated', await target.session(federated, user))

    await fails(target.signed(withMfa, user))
    await fails(target.signed({ ...withMfa, TokenCode: code(7) }, user))
    await fails(target.signed({ ...withMfa, TokenCode: `${TokenCode} ` }, user))
    await fails(target.signed({ ...role, RoleArn: 'arn:aws:iam::000000000000:role/none' }, assumed))
    await fails(target.signed({ ...role, DurationSeconds: 'x' }, assumed))
    await fails(target.signed({ ...role, RoleSessionName: '!' }, session))
    await fails(target.signed({ Action: 'Nothing' }, assumed))
    // Secrets where they do not belong: in the path, in a header, in a parameter, in a broken signature.
    for (const value of [...canaries.values()].filter((text) => /^[\x21-\x7e]{20,}$/.test(text))) {
      const escaped = encodeURIComponent(value)
      await fails({
        ...without(target.signed(WHO, assumed), 'authorization'),
        target: `/?Action=A&SecretAccessKey=${escaped}`,
      })
      await fails(changed(target.signed(WHO, user), 'authorization', () => `AWS4-HMAC-SHA256 ${value}`))
      await fails(changed(target.signed(WHO, user), 'authorization', () => `Bearer ${value}`))
      await fails(changed(target.signed(WHO, user), 'x-amz-date', () => value))
      await fails(target.signed({ ...enable, AuthenticationCode1: value }, user, { service: 'iam' }))
      await target.call({ ...withMfa, TokenCode: value }, user)
      refusals.push((await talk(target.port, `${bytesOf(target.signed(WHO, user)).slice(0, 100)}\0${value}`)).text)
    }
    refusals.push((await talk(target.port, 'GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).text)
    refusals.push((await talk(target.port, 'GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).text)

    const places = new Map(
      [...filesBelow(target.dataDir), target.logFile]
        .filter((path) => basename(path) !== 'admin-credentials')
        .map((path) => [path, readFileSync(path, 'latin1')]),
    )
    places.set('refusals', refusals.join('\n'))
    assert.ok(
      [...places.keys()].some((path) => path.endsWith('.db')) && places.has(join(target.dataDir, 'server.json')),
    )
    const hits: string[] = []
    for (const [name, canary] of canaries)
      for (const [place, text] of places)
        if (occurs(canary, text)) hits.push(`${name} in ${place}: ${around(canary, text)}`)
    assert.deepEqual(hits, [])
    assert.ok(canaries.size >= 16, `${canaries.size} canaries`)
    assert.ok(readFileSync(join(target.dataDir, 'admin-credentials'), 'utf8').includes(secret), 'the scan can find')
    assert.equal(onlyAnswer(await talk(target.port, bytesOf(target.signed(WHO)))).status, 200)
  })
})

/** Where `canary` stands in `text`: whole, or the first half of a long one. Six digits count only when nothing adjoins them. */
function find(canary: string, text: string): number {
  if (!/^\d{6}$/.test(canary)) return text.indexOf(canary.slice(0, Math.max(20, canary.length >> 1)))
  for (let at = text.indexOf(canary); at !== -1; at = text.indexOf(canary, at + 1))
    if (!/[\w.]/.test(`${text.charAt(at - 1)}${text.charAt(at + 6)}`)) return at
  return -1
}

const occurs = (canary: string, text: string): boolean => find(canary, text) !== -1
const around = (canary: string, text: string): string =>
  text.slice(Math.max(0, find(canary, text) - 200), find(canary, text) + 60)

describe('RUN-06 whatever an operation throws', () => {
  let parts: Parts
  before(async () => {
    parts = await openParts()
  })
  after(() => parts.close())

  const overflow = (): number => 1 + overflow()
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const throwing: Readonly<Record<string, () => unknown>> = {
    'an Error': () => new Error('secret detail /etc/passwd'),
    'a TypeError': () => new TypeError('secret detail'),
    'an error with a cause': () => new Error('secret detail', { cause: new Error('deeper') }),
    'an AggregateError': () => new AggregateError([new Error('secret detail')], 'many'),
    'an abort': () => new DOMException('secret detail', 'AbortError'),
    'a string': () => 'secret detail',
    'a number': () => 42,
    'a symbol': () => Symbol('secret detail'),
    nothing: () => undefined,
    null: () => null,
    'an object that looks like a refusal': () => ({
      name: 'ServiceError',
      code: 'AccessDenied',
      message: 'secret detail',
      detail: {},
    }),
    'a system error': () => Object.assign(new Error('secret detail'), { code: 'ENOSPC', errno: -28, syscall: 'write' }),
    'a refusal with an unknown code': () => new ServiceError('Invented', 'secret detail'),
    'a refusal called like a prototype': () => new ServiceError('__proto__', 'secret detail'),
    'a circular object': () => circular,
    'an error whose message throws': () =>
      Object.defineProperty(new Error('x'), 'message', {
        get() {
          throw new Error('secret detail')
        },
      }),
    'a proxy that throws': () =>
      new Proxy(
        {},
        {
          get() {
            throw new Error('secret detail')
          },
          getPrototypeOf() {
            throw new Error('secret detail')
          },
        },
      ),
    'an object without prototype': () => Object.create(null) as unknown,
    'a promise': () => Promise.resolve('secret detail'),
    'a stack overflow': () => {
      try {
        return overflow()
      } catch (error) {
        return error
      }
    },
  }

  const service = (run: () => unknown, authorize: () => unknown = () => 'exempt'): Service => ({
    signingName: 'sts',
    model: 'sts',
    eventSource: 'sts.amazonaws.com',
    operations: [{ name: 'GetCallerIdentity', access: 'read', authorize, run } as never],
  })

  async function failsClosed(broken: Service): Promise<void> {
    const before = (await parts.records()).length
    const encoded = await handle(parts.request(WHO), parts.pipeline(broken))
    const body = Buffer.from(encoded.body).toString()
    assert.equal(encoded.status, 500)
    assert.equal(element(body, 'Code'), 'InternalFailure')
    assert.doesNotMatch(body, /secret|detail|\bat \S+ \(|\.ts\b|node:/)
    const [record, ...more] = (await parts.records()).slice(before)
    assert.deepEqual([record?.errorCode, record?.eventName, more.length], ['InternalFailure', 'GetCallerIdentity', 0])
    assert.equal(record?.userIdentity['accessKeyId'], parts.admin.accessKeyId)
    assert.doesNotMatch(JSON.stringify(record), /secret detail/)
  }

  for (const [name, thrown] of Object.entries(throwing)) {
    const raise = (): never => {
      throw thrown()
    }
    test(`${name}, from run, authorize or a promise: InternalFailure, audited, nothing told`, async () => {
      await failsClosed(service(raise))
      await failsClosed(service(() => Promise.reject(thrown())))
      await failsClosed(service(() => ({}), raise))
    })
  }

  test('an answer that does not fit the model', async () => {
    for (const output of [{ Arn: 7 }, { Arn: { secret: 'detail' } }]) await failsClosed(service(() => output))
  })

  test('and the next request is answered as ever', async () => {
    const answer = { Arn: 'a', UserId: 'b', Account: 'c' }
    const encoded = await handle(parts.request(WHO), parts.pipeline(service(() => answer)))
    assert.deepEqual([encoded.status, element(Buffer.from(encoded.body).toString(), 'Arn')], [200, 'a'])
  })
})
