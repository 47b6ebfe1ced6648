/** The restJson protocol, on Access Analyzer's model and those of services to come. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { ServiceError } from '../../domain/errors.ts'
import { textArbitrary, valueArbitrary } from '../fixtures/arbitrary.ts'
import { patterns as unserved } from '../fixtures/patterns.generated.ts'
import { REPLY, requestOf } from '../fixtures/request.ts'
import { protocolOf } from '../loadProtocol.ts'
import { readModel, type ServiceModel } from '../model.ts'
import { patterns as served } from '../patterns.generated.ts'
import type { Encoded } from '../protocol.ts'
import { type Schema, Schemas, type StructureSchema } from '../schema.ts'
import { isoSeconds } from '../../domain/time.ts'
import { readRestInput } from './restInput.ts'
import { matchPath, uriTemplate } from './uriTemplate.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')
const SERVICES = ['rolesanywhere', 'account', 'eks-auth', 'accessanalyzer', 'signin'] as const
const modelOf = (name: (typeof SERVICES)[number]) =>
  name === 'accessanalyzer' ? readModel(name) : readModel(name, FIXTURES)
const patterns = new Map([...unserved, ...served])
const protocol = (name: (typeof SERVICES)[number]) => protocolOf(modelOf(name), patterns)

const analyzer = protocol('accessanalyzer')
const anywhere = protocol('rolesanywhere')
const jsonOf = ({ body }: Encoded): unknown => JSON.parse(Buffer.from(body).toString('utf8'))
const header = ({ headers }: Encoded, name: string): string | undefined => headers.find(([key]) => key === name)?.[1]
const refused = (act: () => unknown, code: string): void =>
  assert.throws(act, (error) => error instanceof ServiceError && (assert.equal(error.code, code, error.message), true))

const PROFILE = '0ea3cdd3-6f6c-4c5e-9c0a-0d9a1f0c7c11'

/** A body value, written without the codec. */
function plain(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'structure': {
      const given = value as Record<string, unknown>
      const members = schema.members.filter(({ name, location }) => given[name] !== undefined && location === undefined)
      return Object.fromEntries(members.map((member) => [member.wireName, plain(member.schema, given[member.name])]))
    }
    case 'list':
      return (value as unknown[]).map((item) => plain(schema.item, item))
    case 'map':
      return Object.fromEntries(
        [...(value as Map<string, unknown>)].map(([key, item]) => [key, plain(schema.value, item)]),
      )
    case 'scalar':
      if (schema.type === 'blob') return btoa(String.fromCharCode(...(value as Uint8Array)))
      if (schema.type !== 'timestamp') return value
      return schema.timestampFormat === 'iso8601' ? isoSeconds(value as number) : (value as number) / 1000
  }
}

/** Members elsewhere than in the body, written without the codec. */
function located(schema: StructureSchema, value: Record<string, unknown>) {
  const labels = new Map<string, string>()
  const query: { name: string; value: string }[] = []
  for (const { name, wireName, location } of schema.members) {
    const inner = value[name]
    if (inner === undefined) continue
    if (location === 'uri') labels.set(wireName, inner as string)
    if (location === 'querystring')
      for (const each of Array.isArray(inner) ? (inner as unknown[]) : [inner])
        query.push({ name: wireName, value: String(each) })
  }
  return { labels, query }
}

/** An empty list in the query is no list. */
const withoutEmptyQueryLists = (schema: StructureSchema, value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).filter(([name, inner]) => {
      const inQuery = schema.members.some((member) => member.name === name && member.location === 'querystring')
      return !(inQuery && Array.isArray(inner) && inner.length === 0)
    }),
  )

describe('restJson', () => {
  for (const service of SERVICES) {
    test(`${service}: every input and output survives the wire`, () => {
      const model = modelOf(service)
      const schemas = new Schemas(model, patterns)
      const codec = protocol(service)
      for (const [name, { input, output, http }] of Object.entries(model.operations)) {
        if (input !== undefined) {
          const schema = schemas.structure(input)
          fc.assert(
            fc.property(valueArbitrary(schema, textArbitrary(false)), (random) => {
              const value = withoutEmptyQueryLists(schema, random as Record<string, unknown>)
              const { payload } = schema
              const content =
                payload === undefined
                  ? plain(schema, value)
                  : value[payload.name] === undefined
                    ? ''
                    : plain(payload.schema, value[payload.name])
              const body = content === '' ? '' : JSON.stringify(content)
              assert.deepEqual(
                readRestInput(schema, { request: requestOf({ body }), ...located(schema, value) }),
                value,
                name,
              )
            }),
            { numRuns: 10 },
          )
        }
        if (output === undefined) continue
        const schema = schemas.structure(output)
        fc.assert(
          fc.property(valueArbitrary(schema, textArbitrary(false)), (random) => {
            const value = random as Record<string, unknown>
            const answer = codec.operation(name)?.encodeOutput(value, REPLY) ?? assert.fail()
            assert.equal(answer.status, http.responseCode ?? 200)
            const { payload } = schema
            if (payload === undefined) assert.deepEqual(jsonOf(answer), plain(schema, value), name)
            else if (value[payload.name] === undefined) assert.equal(answer.body.length, 0)
            else assert.deepEqual(jsonOf(answer), plain(payload.schema, value[payload.name]), name)
          }),
          { numRuns: 10 },
        )
      }
    })

    test(`${service}: every operation is found by its method and path`, () => {
      const model = modelOf(service)
      for (const [name, { http }] of Object.entries(model.operations)) {
        const target = http.requestUri.replaceAll(/\{\w+\}/gu, 'label%2Fx')
        assert.equal(protocol(service).identify(requestOf({ method: http.method, target })).operation.name, name)
      }
    })
  }

  test('labels, query, lists and body together', () => {
    const { operation, decode } = anywhere.identify(
      requestOf({
        method: 'DELETE',
        target: `/profiles/${PROFILE}/mappings?certificateField=x509Subject&specifiers=CN&specifiers=O+U&X-Amz-Date=x`,
      }),
    )
    assert.equal(operation.name, 'DeleteAttributeMapping')
    assert.deepEqual(decode(), { profileId: PROFILE, certificateField: 'x509Subject', specifiers: ['CN', 'O U'] })
  })

  test('SIG-08 the path that was signed says which operation is meant, not the target as it was sent', () => {
    for (const target of ['/analyzer/.', '/tags/../analyzer', '//analyzer'])
      assert.equal(
        analyzer.identify(requestOf({ method: 'GET', target }), { path: '/analyzer', query: [] }).operation.name,
        'ListAnalyzers',
      )
  })

  test('an escaped slash stays inside its label', () => {
    const arn = 'arn:aws:access-analyzer:us-east-1:123456789012:analyzer/x'
    const identified = analyzer.identify(requestOf({ method: 'GET', target: `/tags/${encodeURIComponent(arn)}` }))
    assert.equal(identified.operation.name, 'ListTagsForResource')
    assert.deepEqual(identified.decode(), { resourceArn: arn })
  })

  test('a literal path wins over a label', () => {
    assert.equal(
      analyzer.identify(requestOf({ target: '/analyzer/findings/statistics' })).operation.name,
      'GetFindingsStatistics',
    )
  })

  test('validation', () => {
    const empty = requestOf({ body: '{}', target: '/profiles', headers: [['Content-Type', 'application/json']] })
    assert.throws(
      () => anywhere.identify(empty).decode(),
      (error) => {
        assert.ok(error instanceof ServiceError)
        assert.match(
          error.message,
          /^2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; Value null at 'roleArns'/u,
        )
        assert.deepEqual(anywhere.describeError(error), {
          code: 'ValidationException',
          status: 400,
          fault: 'Sender',
          message: error.message,
        })
        return true
      },
    )
  })

  for (const [what, facts, code] of [
    ['an unknown path', { method: 'GET', target: '/nope' }, 'InvalidAction'],
    ['another method', { method: 'PUT', target: '/profiles' }, 'InvalidAction'],
    ['an empty label', { method: 'GET', target: '/crl/' }, 'InvalidAction'],
    ['a trailing slash', { method: 'GET', target: '/crls/' }, 'InvalidAction'],
    ['a broken escape in a label', { method: 'GET', target: '/crl/%zz' }, 'InvalidRequest'],
    ['invalid UTF-8 in a label', { method: 'GET', target: '/crl/%ff' }, 'InvalidRequest'],
    ['an unknown query parameter', { method: 'GET', target: '/crls?x=1' }, 'ValidationError'],
    ['a body member in the query', { target: '/profiles?name=x', body: '{}' }, 'ValidationError'],
    ['a query member in the body', { method: 'GET', target: '/crls', body: '{"pageSize":1}' }, 'ValidationError'],
    ['a parameter twice', { method: 'GET', target: '/crls?pageSize=1&pageSize=2' }, 'MalformedInput'],
    ['a number that is none', { method: 'GET', target: '/crls?pageSize=1e1' }, 'MalformedInput'],
    [
      'another content type',
      { target: '/profiles', body: '{}', headers: [['Content-Type', 'text/plain']] },
      'InvalidRequest',
    ],
    [
      'a body for an operation without input',
      { method: 'PATCH', target: '/put-notifications-settings', body: '[]' },
      'MalformedInput',
    ],
  ] as const) {
    test(`${what} is refused`, () => refused(() => anywhere.identify(requestOf(facts)).decode(), code))
  }

  test('errors carry the code in the header and modelled members where the model puts them', () => {
    const answer = analyzer.encodeError(
      new ServiceError('ThrottlingException', 'slow', { members: { retryAfterSeconds: 3 } }),
      REPLY,
    )
    assert.equal(answer.status, 429)
    assert.equal(header(answer, 'x-amzn-ErrorType'), 'ThrottlingException')
    assert.equal(header(answer, 'Retry-After'), '3')
    assert.deepEqual(jsonOf(answer), { __type: 'ThrottlingException', message: 'slow' })
  })

  test('headers, status codes and payloads that no model has yet', () => {
    const toy: ServiceModel = {
      metadata: { apiVersion: '1', protocol: 'rest-json', serviceId: 'Toy', endpointPrefix: 'toy' },
      operations: {
        Put: { http: { method: 'PUT', requestUri: '/o/{Key+}?put=1' }, input: 'In', output: 'Out', errors: [] },
        Get: { http: { method: 'PUT', requestUri: '/o/{Key+}' }, input: 'In', errors: [] },
      },
      shapes: {
        Text: { type: 'string' },
        Number: { type: 'integer' },
        Bytes: { type: 'blob' },
        Time: { type: 'timestamp' },
        In: {
          type: 'structure',
          payload: 'Body',
          members: {
            Key: { shape: 'Text', location: 'uri' },
            When: { shape: 'Time', location: 'header', locationName: 'If-Modified-Since' },
            Body: { shape: 'Bytes' },
          },
        },
        Out: {
          type: 'structure',
          payload: 'Body',
          members: {
            Tag: { shape: 'Text', location: 'header', locationName: 'ETag' },
            When: { shape: 'Time', location: 'header', locationName: 'Last-Modified' },
            Status: { shape: 'Number', location: 'statusCode' },
            Body: { shape: 'Text' },
          },
        },
      },
    }
    const codec = protocolOf(toy, new Map())
    const headers = [['if-modified-since', 'Sat, 22 Nov 2025 01:38:04 GMT']] as const
    const identified = codec.identify(requestOf({ method: 'PUT', target: '/o/a/b%2Fc?put=1', headers, body: 'raw' }))
    assert.equal(identified.operation.name, 'Put')
    assert.deepEqual(identified.decode(), { Key: 'a/b/c', When: 1_763_775_484_000, Body: Buffer.from('raw') })
    assert.equal(codec.identify(requestOf({ method: 'PUT', target: '/o/x' })).operation.name, 'Get')
    const answer = identified.operation.encodeOutput(
      { Tag: 't', When: 1_763_775_484_000, Status: 206, Body: 'text' },
      REPLY,
    )
    assert.equal(answer.status, 206)
    assert.equal(header(answer, 'ETag'), 't')
    assert.equal(header(answer, 'Last-Modified'), 'Sat, 22 Nov 2025 01:38:04 GMT')
    assert.equal(Buffer.from(answer.body).toString(), 'text')
    assert.throws(() => identified.operation.encodeOutput({ Tag: 'a\r\nSet-Cookie: x' }, REPLY), TypeError)
  })

  test('templates', () => {
    const template = uriTemplate('/a/{One}/{Rest+}')
    assert.deepEqual(
      matchPath(template, '/a/b/c/d'),
      new Map([
        ['One', 'b'],
        ['Rest', 'c/d'],
      ]),
    )
    assert.equal(matchPath(template, '/a/b'), undefined)
    assert.deepEqual(matchPath(uriTemplate('/'), '/'), new Map())
  })
})
