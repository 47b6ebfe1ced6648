/** The awsJson protocol, on Organizations' model: exact answers, round trips, refusals. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { ServiceError } from '../../domain/errors.ts'
import { textArbitrary, valueArbitrary } from '../fixtures/arbitrary.ts'
import { REPLY, requestOf } from '../fixtures/request.ts'
import { loadProtocol } from '../loadProtocol.ts'
import { readModel } from '../model.ts'
import { patterns } from '../patterns.generated.ts'
import type { Encoded } from '../protocol.ts'
import { type Schema, Schemas } from '../schema.ts'
import { parseJson } from './parseJson.ts'
import { structureOfJson } from './jsonInput.ts'

const organizations = loadProtocol('organizations')
const model = readModel('organizations')
const schemas = new Schemas(model, patterns)
const TYPE = ['Content-Type', 'application/x-amz-json-1.1'] as const
const target = (operation: string) => ['X-Amz-Target', `AWSOrganizationsV20161128.${operation}`] as const

const call = (operation: string, body: string) =>
  organizations.identify(requestOf({ headers: [target(operation), TYPE], body }))
const jsonOf = ({ body }: Encoded): unknown => JSON.parse(Buffer.from(body).toString('utf8'))
const header = ({ headers }: Encoded, name: string): string | undefined => headers.find(([key]) => key === name)?.[1]

const refused = (act: () => unknown, code: string): void =>
  assert.throws(act, (error) => error instanceof ServiceError && (assert.equal(error.code, code, error.message), true))

/** A value as plain JSON, written without the codec. */
function plain(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'structure': {
      const given = value as Record<string, unknown>
      return Object.fromEntries(
        schema.members
          .filter(({ name }) => given[name] !== undefined)
          .map((member) => [member.name, plain(member.schema, given[member.name])]),
      )
    }
    case 'list':
      return (value as unknown[]).map((item) => plain(schema.item, item))
    case 'map':
      return Object.fromEntries(
        [...(value as Map<string, unknown>)].map(([key, item]) => [key, plain(schema.value, item)]),
      )
    case 'scalar':
      return schema.type === 'timestamp' ? (value as number) / 1000 : value
  }
}

describe('awsJson', () => {
  test('every input and output survives the wire', () => {
    for (const [name, { input, output }] of Object.entries(model.operations)) {
      for (const shape of [input, output]) {
        if (shape === undefined) continue
        const schema = schemas.structure(shape)
        fc.assert(
          fc.property(valueArbitrary(schema, textArbitrary(false)), (value) => {
            const written = plain(schema, value)
            assert.deepEqual(structureOfJson(schema, parseJson(JSON.stringify(written)), ''), value, name)
            if (shape === output)
              assert.deepEqual(
                jsonOf(organizations.operation(name)?.encodeOutput(value, REPLY) ?? assert.fail()),
                written,
                name,
              )
          }),
          { numRuns: 10 },
        )
      }
    }
  })

  test('headers, types and times of an answer', () => {
    const output = { CreateAccountStatus: { State: 'SUCCEEDED', RequestedTimestamp: 1_763_775_484_123 } }
    const answer = organizations.operation('CreateAccount')?.encodeOutput(output, REPLY) ?? assert.fail()
    assert.equal(answer.status, 200)
    assert.equal(header(answer, 'Content-Type'), 'application/x-amz-json-1.1')
    assert.equal(header(answer, 'x-amzn-RequestId'), REPLY.requestId)
    assert.deepEqual(jsonOf(answer), {
      CreateAccountStatus: { State: 'SUCCEEDED', RequestedTimestamp: 1_763_775_484.123 },
    })
  })

  test('an operation without output answers nothing', () => {
    assert.equal(organizations.operation('DeletePolicy')?.encodeOutput({}, REPLY).body.length, 0)
  })

  test('an empty body, an empty object and nulls are all no input', () => {
    assert.deepEqual(call('ListAccounts', '').decode(), {})
    assert.deepEqual(call('ListAccounts', '{}').decode(), {})
    assert.deepEqual(call('ListAccounts', '{"MaxResults":null}').decode(), {})
    assert.deepEqual(call('DescribeOrganization', '{}').decode(), {})
  })

  for (const [body, code] of [
    ['{"AccountId":', 'MalformedInput'],
    ['[]', 'MalformedInput'],
    ['null', 'MalformedInput'],
    ['{"AccountId":5}', 'MalformedInput'],
    ['{"AccountId":["123456789012"]}', 'MalformedInput'],
    ['{"AccountId":"123456789012","AccountId":"210987654321"}', 'MalformedInput'],
    ['{"AccountId":"123456789012","Extra":1}', 'ValidationError'],
    ['{"__proto__":{"AccountId":"123456789012"}}', 'ValidationError'],
    ['{"AccountId":"\\ud800"}', 'MalformedInput'],
  ] as const) {
    test(`${body} is refused`, () => refused(() => call('DescribeAccount', body).decode(), code))
  }

  for (const number of ['1e1', '"10"', '10.0', 'true', '2147483648', '[]', '{}']) {
    test(`MaxResults ${number} is no integer`, () =>
      refused(() => call('ListAccounts', `{"MaxResults":${number}}`).decode(), 'MalformedInput'))
  }

  test('bytes that are not UTF-8 are refused', () => {
    const request = requestOf({
      headers: [target('ListAccounts'), TYPE],
      body: Buffer.from('{"NextToken":"\u00ff"}', 'latin1'),
    })
    refused(() => organizations.identify(request).decode(), 'MalformedInput')
  })

  test('which operation', () => {
    assert.equal(call('ListAccounts', '').operation.name, 'ListAccounts')
    refused(() => organizations.identify(requestOf({ headers: [TYPE] })), 'MissingAction')
    refused(() => call('Nope', ''), 'InvalidAction')
    refused(() => call('__proto__', ''), 'InvalidAction')
    refused(
      () => organizations.identify(requestOf({ headers: [['X-Amz-Target', 'ListAccounts'], TYPE] })),
      'InvalidAction',
    )
    refused(
      () => organizations.identify(requestOf({ headers: [target('ListAccounts'), target('ListRoots'), TYPE] })),
      'InvalidRequest',
    )
    refused(
      () => organizations.identify(requestOf({ method: 'GET', headers: [target('ListAccounts')] })),
      'InvalidRequest',
    )
    refused(
      () =>
        organizations.identify(requestOf({ target: '/?Action=ListAccounts', headers: [target('ListAccounts'), TYPE] })),
      'InvalidRequest',
    )
    const plainText = requestOf({ headers: [target('ListAccounts'), ['Content-Type', 'text/plain']], body: '{}' })
    refused(() => organizations.identify(plainText).decode(), 'InvalidRequest')
  })

  test('an exception with its reason', () => {
    const error = new ServiceError('InvalidInputException', 'no', {
      members: { Reason: 'INVALID_PATTERN' },
      reason: 'not to be told',
    })
    const answer = organizations.encodeError(error, REPLY)
    assert.equal(answer.status, 400)
    assert.equal(header(answer, 'x-amzn-ErrorType'), 'InvalidInputException')
    assert.deepEqual(jsonOf(answer), { __type: 'InvalidInputException', Message: 'no', Reason: 'INVALID_PATTERN' })
  })
})
