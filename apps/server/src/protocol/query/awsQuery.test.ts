/** The query protocol: exact answers, and requests that must not get through. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { formOf, REPLY, requestOf } from '../fixtures/request.ts'
import { loadProtocol, protocolOf } from '../loadProtocol.ts'
import type { ServiceModel } from '../model.ts'
import type { Encoded, OperationCodec } from '../protocol.ts'
import { readXml } from '../fixtures/xmlReader.ts'
import { acceptsJson } from './awsQuery.ts'

const sts = loadProtocol('sts')
const iam = loadProtocol('iam')
const ID = REPLY.requestId
const JSON_REPLY = { ...REPLY, json: true }
const ROLE = 'RoleArn=arn:aws:iam::123456789012:role/Deploy&RoleSessionName=deploy'

const textOf = ({ body }: Encoded): string => Buffer.from(body).toString('utf8')
const header = ({ headers }: Encoded, name: string): string | undefined => headers.find(([key]) => key === name)?.[1]
const encode = (operation: OperationCodec | undefined, output: unknown, reply = REPLY): Encoded =>
  operation?.encodeOutput(output, reply) ?? assert.fail('no such operation')
const assumeRole = (form: string): unknown =>
  sts.identify(formOf(`Action=AssumeRole&Version=2011-06-15&${form}`)).decode()

const refused = (call: () => unknown, code: string, message?: RegExp): void => {
  assert.throws(call, (error) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code, error.message)
    if (message !== undefined) assert.match(error.message, message)
    return true
  })
}

describe('answers', () => {
  test('XML', () => {
    const answer = encode(sts.operation('AssumeRole'), {
      Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's/+', SessionToken: 't=', Expiration: 1_763_775_484_999 },
      AssumedRoleUser: { AssumedRoleId: 'AROA:x', Arn: 'arn' },
      PackedPolicySize: 6,
    })
    assert.equal(answer.status, 200)
    assert.equal(header(answer, 'Content-Type'), 'text/xml')
    assert.equal(header(answer, 'x-amzn-RequestId'), ID)
    assert.equal(
      textOf(answer),
      '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
        '<AssumedRoleUser><Arn>arn</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>' +
        '<Credentials><AccessKeyId>ASIA</AccessKeyId><Expiration>2025-11-22T01:38:04Z</Expiration>' +
        '<SecretAccessKey>s/+</SecretAccessKey><SessionToken>t=</SessionToken></Credentials>' +
        `<PackedPolicySize>6</PackedPolicySize></AssumeRoleResult><ResponseMetadata><RequestId>${ID}</RequestId></ResponseMetadata></AssumeRoleResponse>`,
    )
  })

  test('an operation without output', () => {
    assert.equal(
      textOf(encode(iam.operation('DeleteUser'), {})),
      `<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>${ID}</RequestId></ResponseMetadata></DeleteUserResponse>`,
    )
  })

  test('empty lists keep their element, absent members have none', () => {
    const text = textOf(encode(iam.operation('ListUsers'), { Users: [], Marker: undefined }))
    assert.ok(text.includes('<ListUsersResult><Users/></ListUsersResult>'), text)
  })

  test('what XML cannot hold does not break it', () => {
    const raw = 'a\u0000b\u0008c\u001fd\ufffee\ud800f\r\n\t&<>"\'\u0085\u2028'
    const text = textOf(encode(sts.operation('GetCallerIdentity'), { Arn: raw }))
    assert.ok(
      text.includes(
        '<Arn>a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf&#xD;&#xA;&#x9;&amp;&lt;&gt;&quot;&apos;&#x85;&#x2028;</Arn>',
      ),
      text,
    )
    readXml(text)
  })

  test('an output of another type is our defect, not an answer', () => {
    assert.throws(() => encode(sts.operation('GetCallerIdentity'), { Arn: 7 }), TypeError)
    assert.throws(() => encode(sts.operation('AssumeRole'), { PackedPolicySize: Number.NaN }), TypeError)
    assert.throws(() => encode(iam.operation('ListUsers'), { Users: 'x' }), TypeError)
    assert.throws(() => encode(sts.operation('GetCallerIdentity'), undefined), TypeError)
    assert.throws(() => encode(sts.operation('GetCallerIdentity'), { Arn: 7 }, JSON_REPLY), TypeError)
  })

  test('JSON, as the Kubernetes authenticator and Vault read it', () => {
    const answer = encode(
      sts.operation('GetCallerIdentity'),
      { Account: '123456789012', Arn: 'arn', UserId: 'AIDA' },
      JSON_REPLY,
    )
    assert.equal(header(answer, 'Content-Type'), 'application/json')
    assert.deepEqual(JSON.parse(textOf(answer)), {
      GetCallerIdentityResponse: {
        GetCallerIdentityResult: { Account: '123456789012', Arn: 'arn', UserId: 'AIDA' },
        ResponseMetadata: { RequestId: ID },
      },
    })
  })

  test('times in JSON are epoch seconds', () => {
    const output = {
      Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: 1_763_775_484_000 },
    }
    const parsed = JSON.parse(textOf(encode(sts.operation('GetSessionToken'), output, JSON_REPLY))) as Record<
      string,
      Record<string, typeof output>
    >
    assert.equal(parsed['GetSessionTokenResponse']?.['GetSessionTokenResult']?.Credentials.Expiration, 1_763_775_484)
  })
})

describe('errors', () => {
  const error = new ServiceError('AccessDenied', 'User: <arn> & "co"\u0000')

  test('XML', () => {
    const answer = sts.encodeError(error, REPLY)
    assert.equal(answer.status, 403)
    assert.equal(header(answer, 'x-amzn-RequestId'), ID)
    assert.equal(
      textOf(answer),
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>' +
        `<Message>User: &lt;arn&gt; &amp; &quot;co&quot;\ufffd</Message></Error><RequestId>${ID}</RequestId></ErrorResponse>`,
    )
  })

  test('XML of an error that says nothing', () => {
    const answer = iam.encodeError(new ServiceError('ReportNotPresent', ''), REPLY)
    assert.equal(answer.status, 410)
    assert.match(textOf(answer), /<Error><Type>Sender<\/Type><Code>ReportNotPresent<\/Code><\/Error>/u)
  })

  test('JSON', () => {
    const answer = sts.encodeError(error, JSON_REPLY)
    assert.equal(answer.status, 403)
    assert.deepEqual(JSON.parse(textOf(answer)), {
      Error: { Code: 'AccessDenied', Message: 'User: <arn> & "co"\u0000', Type: 'Sender' },
      RequestId: ID,
    })
  })
})

describe('which operation', () => {
  const VERSION = 'Version=2011-06-15'

  test('GET and POST, the query and the form, presigned parameters put aside', () => {
    const target = `/?Action=GetCallerIdentity&${VERSION}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-Signature=00`
    for (const request of [requestOf({ method: 'GET', target }), formOf(`Action=GetCallerIdentity&${VERSION}`)]) {
      const { operation, decode } = sts.identify(request)
      assert.equal(operation.name, 'GetCallerIdentity')
      assert.deepEqual(decode(), {})
    }
    const split = requestOf({ target: '/?Action=GetCallerIdentity', body: VERSION })
    assert.equal(sts.identify(split).operation.name, 'GetCallerIdentity')
  })

  test('the parameters that the signature covered come first hand', () => {
    const request = requestOf({ method: 'GET', target: '/?Action=Other' })
    const query = [
      { name: 'Action', value: 'GetCallerIdentity' },
      { name: 'Version', value: '2011-06-15' },
    ]
    assert.equal(sts.identify(request, { path: '/', query }).operation.name, 'GetCallerIdentity')
  })

  for (const [form, code, message] of [
    [VERSION, 'MissingAction', /Action/u],
    [`Action=&${VERSION}`, 'MissingAction', /Action/u],
    [`Action=Nope&${VERSION}`, 'InvalidAction', /^Could not find operation Nope for version 2011-06-15$/u],
    ['Action=AssumeRole', 'InvalidAction', /^Could not find operation AssumeRole for version NO_VERSION_SPECIFIED$/u],
    [
      'Action=AssumeRole&Version=2010-05-08',
      'InvalidAction',
      /^Could not find operation AssumeRole for version 2010-05-08$/u,
    ],
    [`Action=__proto__&${VERSION}`, 'InvalidAction', /__proto__/u],
    [`Action=constructor&${VERSION}`, 'InvalidAction', /constructor/u],
    [`Action=AssumeRole&Action=GetCallerIdentity&${VERSION}`, 'MalformedQueryString', /more than once/u],
    [`Action=AssumeRole&${VERSION}&Action=AssumeRole`, 'MalformedQueryString', /more than once/u],
  ] as const) {
    test(form, () => refused(() => sts.identify(formOf(form)), code, message))
  }

  test('a parameter in the query and again in the form is refused', () => {
    const request = requestOf({ target: '/?Action=GetCallerIdentity', body: `Action=AssumeRole&${VERSION}` })
    refused(() => sts.identify(request), 'MalformedQueryString')
  })

  test('other methods, bodies of GET and other content types are refused', () => {
    refused(() => sts.identify(requestOf({ method: 'PUT', body: VERSION })), 'InvalidRequest')
    const target = `/?Action=GetCallerIdentity&${VERSION}`
    for (const method of ['PUT', 'HEAD', 'DELETE', 'get'])
      refused(() => sts.identify(requestOf({ method, target })), 'InvalidRequest')
    refused(() => sts.identify(requestOf({ method: 'GET', body: VERSION })), 'InvalidRequest')
    const json = [['Content-Type', 'application/json']] as const
    refused(() => sts.identify(requestOf({ headers: json, body: VERSION })), 'InvalidRequest')
    const two = [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['Content-Type', 'text/plain'],
    ] as const
    refused(() => sts.identify(requestOf({ headers: two, body: VERSION })), 'InvalidRequest')
  })

  for (const [accept, json] of [
    ['application/json', true],
    ['Application/JSON; charset=utf-8, */*', true],
    ['*/*', false],
    ['text/xml, application/json', false],
    ['*/*, application/json', false],
    ['text/html', false],
  ] as const) {
    test(`Accept: ${accept}`, () => assert.equal(acceptsJson(requestOf({ headers: [['Accept', accept]] })), json))
  }
})

describe('input', () => {
  test('lists, structures and escapes', () => {
    assert.deepEqual(
      assumeRole(
        `${ROLE}&DurationSeconds=900&Tags.member.2.Key=b&Tags.member.2.Value=&Tags.member.1.Key=a+%2B%C3%A9&Tags.member.1.Value=%E5%AD%97&TransitiveTagKeys=`,
      ),
      {
        RoleArn: 'arn:aws:iam::123456789012:role/Deploy',
        RoleSessionName: 'deploy',
        DurationSeconds: 900,
        Tags: [
          { Key: 'a +é', Value: '字' },
          { Key: 'b', Value: '' },
        ],
        TransitiveTagKeys: [],
      },
    )
  })

  test('GetSessionToken takes session policies (our own parameters)', () => {
    const form =
      'Action=GetSessionToken&Version=2011-06-15&Policy=%7B%7D&PolicyArns.member.1.arn=arn:aws:iam::aws:policy/ReadOnlyAccess'
    assert.deepEqual(sts.identify(formOf(form)).decode(), {
      Policy: '{}',
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    })
    assert.ok(
      textOf(encode(sts.operation('GetSessionToken'), { PackedPolicySize: 3 })).includes(
        '<PackedPolicySize>3</PackedPolicySize>',
      ),
    )
  })

  for (const text of [
    '3600abc',
    '1e3',
    '+900',
    ' 900',
    '900 ',
    '0x384',
    '900.0',
    '',
    '0900',
    '٩٠٠',
    '2147483648',
    '9'.repeat(400),
    '-0x1',
  ]) {
    test(`DurationSeconds=${text.slice(0, 20)} is no integer`, () => {
      refused(
        () => assumeRole(`${ROLE}&DurationSeconds=${encodeURIComponent(text)}`),
        'MalformedInput',
        /'durationSeconds'/u,
      )
    })
  }

  for (const text of ['True', '1', 'yes', '']) {
    test(`SetAsDefault=${text} is no boolean`, () => {
      const form = `Action=CreatePolicyVersion&Version=2010-05-08&PolicyArn=arn:aws:iam::123456789012:policy/x&PolicyDocument=x&SetAsDefault=${text}`
      refused(() => iam.identify(formOf(form)).decode(), 'MalformedInput', /'setAsDefault'/u)
    })
  }

  for (const [form, code] of [
    ['Unknown=1', 'ValidationError'],
    ['rolearn=x', 'ValidationError'],
    ['Tags.member.1.Kex=a', 'ValidationError'],
    ['Tags.1.Key=a', 'ValidationError'],
    ['Tags.member.0.Key=a', 'ValidationError'],
    ['Tags.member.01.Key=a', 'ValidationError'],
    ['Tags.member.-1.Key=a', 'ValidationError'],
    ['Tags.member.1000000.Key=a', 'ValidationError'],
    ['Tags.member.4294967295.Key=a', 'ValidationError'],
    ['Tags.member.2.Key=a', 'MalformedInput'],
    ['Tags.member.1.Key=a&Tags.member.9999.Key=b', 'MalformedInput'],
    ['Tags=x', 'MalformedInput'],
    ['Tags.member=x', 'ValidationError'],
    ['Tags.member.1=x', 'MalformedInput'],
    ['Tags.member.1.Key.member.1=x', 'MalformedInput'],
    ['RoleSessionName.member.1=x', 'MalformedInput'],
    // Cut by its depth before anything is made of it; a shallower name there is a value with parts.
    ['Tags.member.1.Key.a.b.c.d.e.f.g=x', 'ValidationError'],
    ['Tags.member.1.Key.a.b=x', 'MalformedInput'],
    ['__proto__=x', 'ValidationError'],
    ['__proto__.polluted=x', 'ValidationError'],
    ['constructor.prototype.polluted=x', 'ValidationError'],
    ['Tags.__proto__.1.Key=x', 'ValidationError'],
    ['Tags.member.__proto__.Key=x', 'ValidationError'],
    ['Tags.member.1.__proto__=x', 'ValidationError'],
    [`${'Tags.'.repeat(11)}x=1`, 'ValidationError'],
    [`${'a.'.repeat(120)}x=1`, 'ValidationError'],
  ] as const) {
    test(`${form.slice(0, 50)} is refused`, () => {
      refused(
        () =>
          assumeRole(
            `${ROLE.replace(form.startsWith('RoleSessionName') ? '&RoleSessionName=deploy' : '\0', '')}&${form}`,
          ),
        code,
      )
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
    })
  }

  for (const form of [
    'a=%zz',
    'a=%',
    'a=%F0%28',
    'a=%C0%AF',
    'a=%ED%A0%80',
    '%FF=a',
    '=x',
    `${'n'.repeat(257)}=x`,
    'a=\u{100}'.replace('\u{100}', '%F8%88%80%80%80'),
  ]) {
    test(`${form.slice(0, 30)} is malformed`, () =>
      refused(() => assumeRole(`${ROLE}&${form}`), 'MalformedQueryString'))
  }

  test('raw bytes that are not UTF-8 are malformed', () => {
    refused(() => sts.identify(requestOf({ body: Uint8Array.of(0x41, 0x3d, 0xff) })), 'MalformedQueryString')
    refused(() => sts.identify(requestOf({ method: 'GET', target: '/?A=\u{1f600}' })), 'MalformedQueryString')
  })

  test('a million parameters are cut off early (RUN-02)', () => {
    const flood = Array.from({ length: 1_000_000 }, (_, index) => `${index}=`).join('&')
    const request = formOf(`Action=GetCallerIdentity&Version=2011-06-15&${flood}`)
    const timed = (work: () => void): number => {
      const before = performance.now()
      work()
      return performance.now() - before
    }
    const refuse = (): void => refused(() => sts.identify(request), 'MalformedQueryString', /too many/u)
    const best = (work: () => void): number => Math.min(timed(work), timed(work), timed(work))
    // Against the cheapest thing one could do with all of them, so that a busy machine slows both alike.
    const all = best(() => assert.equal(flood.split('&').map((piece) => piece.indexOf('=')).length, 1_000_000))
    const cut = best(refuse)
    assert.ok(cut < all / 2, `${cut} ms of ${all} ms`)
  })

  test('a thousand list members are read in linear time', () => {
    const members = Array.from({ length: 990 }, (_, index) => `ActionNames.member.${index + 1}=iam:GetUser`).join('&')
    const form = `Action=SimulateCustomPolicy&Version=2010-05-08&PolicyInputList.member.1=x&${members}`
    const before = performance.now()
    const input = iam.identify(formOf(form)).decode() as { ActionNames: readonly string[] }
    assert.equal(input.ActionNames.length, 990)
    assert.ok(performance.now() - before < 1000)
  })
})

describe('shapes that no served model has', () => {
  const model: ServiceModel = {
    metadata: {
      apiVersion: '1',
      protocol: 'query',
      serviceId: 'Toy',
      endpointPrefix: 'toy',
      xmlNamespace: 'https://toy/',
    },
    operations: { Play: { http: { method: 'POST', requestUri: '/' }, input: 'Toys', output: 'Toys', errors: [] } },
    shapes: {
      Text: { type: 'string' },
      Time: { type: 'timestamp' },
      Bytes: { type: 'blob' },
      Real: { type: 'double' },
      Flat: { type: 'list', member: { shape: 'Text' }, flattened: true },
      Renamed: { type: 'list', member: { shape: 'Text', locationName: 'item' }, flattened: true },
      Items: { type: 'list', member: { shape: 'Text', locationName: 'item' } },
      FlatMap: {
        type: 'map',
        key: { shape: 'Text', locationName: 'K' },
        value: { shape: 'Text', locationName: 'V' },
        flattened: true,
      },
      Plain: { type: 'map', key: { shape: 'Text' }, value: { shape: 'Text' } },
      Toys: {
        type: 'structure',
        members: {
          Flat: { shape: 'Flat' },
          Renamed: { shape: 'Renamed' },
          Items: { shape: 'Items', locationName: 'Things' },
          FlatMap: { shape: 'FlatMap' },
          Plain: { shape: 'Plain' },
          Time: { shape: 'Time' },
          Bytes: { shape: 'Bytes' },
          Real: { shape: 'Real' },
        },
      },
    },
  }
  const toy = protocolOf(model, new Map())
  const value = {
    Flat: ['a', 'b'],
    Renamed: ['c'],
    Items: ['d'],
    FlatMap: new Map([['__proto__', 'v']]),
    Plain: new Map([['k', 'w']]),
    Time: 1_763_775_484_000,
    Bytes: Uint8Array.of(255),
    Real: 1.5,
  }

  test('in', () => {
    const form =
      'Action=Play&Version=1&Flat.1=a&Flat.2=b&item.1=c&Things.item.1=d&FlatMap.1.K=__proto__&FlatMap.1.V=v&Plain.entry.1.key=k&Plain.entry.1.value=w&Time=2025-11-22T01:38:04Z&Bytes=/w==&Real=1.5'
    assert.deepEqual(toy.identify(formOf(form)).decode(), value)
  })

  test('out', () => {
    const text = textOf(encode(toy.operation('Play'), value))
    assert.ok(
      text.includes(
        '<Flat>a</Flat><Flat>b</Flat><item>c</item><Things><item>d</item></Things><FlatMap><K>__proto__</K><V>v</V></FlatMap>' +
          '<Plain><entry><key>k</key><value>w</value></entry></Plain><Time>2025-11-22T01:38:04Z</Time><Bytes>/w==</Bytes><Real>1.5</Real>',
      ),
      text,
    )
    const json = JSON.parse(textOf(encode(toy.operation('Play'), value, JSON_REPLY))) as {
      PlayResponse: { PlayResult: Record<string, unknown> }
    }
    assert.equal(Object.hasOwn(json.PlayResponse.PlayResult['FlatMap'] as object, '__proto__'), true)
  })

  for (const form of [
    'Plain.entry.1.key=k',
    'Plain.entry.1.key=k&Plain.entry.1.value=v&Plain.entry.1.more=x',
    'Plain.entry.1.key=k&Plain.entry.1.value=v&Plain.entry.2.key=k&Plain.entry.2.value=v',
    'Bytes=_w',
    'Bytes=/x==',
    'Real=NaN',
    'Real=1e999',
    'Time=yesterday',
    'Time=2025-02-30T00:00:00Z',
  ]) {
    test(`${form} is refused`, () =>
      refused(() => toy.identify(formOf(`Action=Play&Version=1&${form}`)).decode(), 'MalformedInput'))
  }

  test('an untranslated pattern, a missing shape and an unknown location stop the service', () => {
    const broken = (shapes: ServiceModel['shapes']) =>
      protocolOf({ ...model, shapes: { ...model.shapes, ...shapes } }, new Map())
    const play = formOf('Action=Play&Version=1')
    assert.throws(
      () =>
        broken({ Text: { type: 'string', pattern: 'a' } })
          .identify(play)
          .decode(),
      /untranslated/u,
    )
    assert.throws(
      () =>
        broken({ Flat: { type: 'list', member: { shape: 'Missing' } } })
          .identify(play)
          .decode(),
      /no shape/u,
    )
    assert.throws(
      () =>
        broken({ Toys: { type: 'structure', members: { A: { shape: 'Plain', location: 'headers' } } } })
          .identify(play)
          .decode(),
      /prefixed/u,
    )
  })
})
