/** The one table of errors, in every protocol. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { join } from 'node:path'
import { ServiceError } from '../domain/errors.ts'
import { ErrorTable } from './errors.ts'
import { REPLY } from './fixtures/request.ts'
import { loadProtocol, unroutedErrors } from './loadProtocol.ts'
import { readModel } from './model.ts'

const tables = { query: new ErrorTable('query'), json: new ErrorTable('json'), rest: new ErrorTable('rest-json') }
const seen = (table: ErrorTable, code: string): string => {
  const { code: wire, status, fault } = table.resolve(new ServiceError(code, 'm'))
  return `${wire} ${status}${fault === 'Receiver' ? ' Receiver' : ''}`
}

/** Code inside, in query services, in awsJson services, in restJson services. Source: contract.md, "Errors". */
const ROWS = [
  ['AccessDenied', 'AccessDenied 403', 'AccessDeniedException 400', 'AccessDeniedException 403'],
  ['ExpiredToken', 'ExpiredToken 403', 'ExpiredTokenException 400', 'ExpiredTokenException 403'],
  [
    'IncompleteSignature',
    'IncompleteSignature 400',
    'IncompleteSignatureException 400',
    'IncompleteSignatureException 403',
  ],
  ['InternalFailure', 'InternalFailure 500 Receiver', 'InternalFailure 500 Receiver', 'InternalFailure 500 Receiver'],
  ['InvalidAction', 'InvalidAction 400', 'UnknownOperationException 400', 'UnknownOperationException 404'],
  [
    'InvalidClientTokenId',
    'InvalidClientTokenId 403',
    'UnrecognizedClientException 400',
    'UnrecognizedClientException 403',
  ],
  [
    'InvalidParameterCombination',
    'InvalidParameterCombination 400',
    'ValidationException 400',
    'ValidationException 400',
  ],
  ['InvalidParameterValue', 'InvalidParameterValue 400', 'ValidationException 400', 'ValidationException 400'],
  ['InvalidRequest', 'InvalidRequest 400', 'InvalidRequestException 400', 'InvalidRequestException 400'],
  ['MalformedInput', 'MalformedInput 400', 'SerializationException 400', 'SerializationException 400'],
  ['MalformedQueryString', 'MalformedQueryString 400', 'MalformedQueryString 400', 'MalformedQueryString 400'],
  ['MissingAction', 'MissingAction 400', 'UnknownOperationException 400', 'UnknownOperationException 404'],
  [
    'MissingAuthenticationToken',
    'MissingAuthenticationToken 403',
    'MissingAuthenticationTokenException 400',
    'MissingAuthenticationTokenException 403',
  ],
  ['MissingParameter', 'MissingParameter 400', 'ValidationException 400', 'ValidationException 400'],
  ['OptInRequired', 'OptInRequired 403', 'OptInRequired 400', 'OptInRequired 403'],
  [
    'RequestEntityTooLarge',
    'RequestEntityTooLarge 413',
    'RequestEntityTooLargeException 413',
    'RequestEntityTooLargeException 413',
  ],
  ['RequestExpired', 'RequestExpired 400', 'RequestExpired 400', 'RequestExpired 400'],
  [
    'ServiceUnavailable',
    'ServiceUnavailable 503 Receiver',
    'ServiceUnavailableException 503 Receiver',
    'ServiceUnavailableException 503 Receiver',
  ],
  [
    'SignatureDoesNotMatch',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 400',
    'InvalidSignatureException 403',
  ],
  ['Throttling', 'Throttling 400', 'ThrottlingException 400', 'ThrottlingException 429'],
  ['ValidationError', 'ValidationError 400', 'ValidationException 400', 'ValidationException 400'],
  ['NoSuchThing', 'InternalFailure 500 Receiver', 'InternalFailure 500 Receiver', 'InternalFailure 500 Receiver'],
] as const

describe('common errors', () => {
  for (const [code, query, json, rest] of ROWS) {
    test(code, () => {
      assert.equal(seen(tables.query, code), query)
      assert.equal(seen(tables.json, code), json)
      assert.equal(seen(tables.rest, code), rest)
    })
  }
})

describe('modelled errors', () => {
  const sts = new ErrorTable('query', readModel('sts').shapes)
  const iam = new ErrorTable('query', readModel('iam').shapes)
  const organizations = new ErrorTable('json', readModel('organizations').shapes)
  const eks = new ErrorTable('rest-json', readModel('eks-auth', join(import.meta.dirname, 'fixtures')).shapes)

  for (const [table, code, wire] of [
    [sts, 'MalformedPolicyDocument', 'MalformedPolicyDocument 400'],
    [sts, 'MalformedPolicyDocumentException', 'MalformedPolicyDocument 400'],
    [sts, 'PackedPolicyTooLarge', 'PackedPolicyTooLarge 400'],
    [sts, 'IDPRejectedClaim', 'IDPRejectedClaim 403'],
    [sts, 'RegionDisabledException', 'RegionDisabledException 403'],
    [sts, 'InvalidAuthorizationMessageException', 'InvalidAuthorizationMessageException 400'],
    [sts, 'ExpiredTokenException', 'ExpiredTokenException 400'],
    [sts, 'ExpiredToken', 'ExpiredToken 403'],
    [sts, 'NoSuchEntity', 'InternalFailure 500 Receiver'],
    [iam, 'NoSuchEntity', 'NoSuchEntity 404'],
    [iam, 'EntityAlreadyExists', 'EntityAlreadyExists 409'],
    [iam, 'DeleteConflict', 'DeleteConflict 409'],
    [iam, 'LimitExceeded', 'LimitExceeded 409'],
    [iam, 'InvalidAuthenticationCode', 'InvalidAuthenticationCode 403'],
    [iam, 'ServiceFailure', 'ServiceFailure 500 Receiver'],
    [organizations, 'AccountNotFoundException', 'AccountNotFoundException 400'],
    [organizations, 'ServiceException', 'ServiceException 500 Receiver'],
    [organizations, 'AccessDenied', 'AccessDeniedException 400'],
    [organizations, 'ValidationError', 'InvalidInputException 400'],
    [eks, 'AccessDenied', 'AccessDeniedException 400'],
    [eks, 'Throttling', 'ThrottlingException 429'],
    [eks, 'ValidationError', 'InvalidParameterException 400'],
    [eks, 'ServiceUnavailable', 'ServiceUnavailableException 503 Receiver'],
  ] as const) {
    test(`${code} is ${wire}`, () => assert.equal(seen(table, code), wire))
  }
})

describe('exceptions that must give a reason', () => {
  const analyzer = new ErrorTable('rest-json', readModel('accessanalyzer').shapes)

  test('have one where only the sentence is known, and keep their own', () => {
    assert.deepEqual(analyzer.resolve(new ServiceError('ValidationError', 'wrong')).members, { reason: 'other' })
    const members = { reason: 'notSupported' }
    assert.deepEqual(analyzer.resolve(new ServiceError('ValidationException', 'no', { members })).members, members)
    assert.deepEqual(analyzer.resolve(new ServiceError('AccessDenied', 'no')).members, {})
  })
})

describe('what nobody may learn', () => {
  const sts = loadProtocol('sts')

  for (const thrown of [
    new Error('/var/lib/brevet: secret'),
    new TypeError('secret'),
    'secret',
    undefined,
    new ServiceError('InternalFailure', 'secret'),
    new ServiceError('SecretCode', 'secret'),
  ]) {
    test(`${String(thrown)} becomes an internal failure without detail`, () => {
      const { code, status, message } = sts.describeError(thrown)
      assert.equal(code, 'InternalFailure')
      assert.equal(status, 500)
      assert.ok(!message.includes('secret'))
      const answer = sts.encodeError(thrown, REPLY)
      assert.equal(answer.status, 500)
      assert.ok(
        !JSON.stringify([answer.headers, Buffer.from(answer.body).toString()])
          .toLowerCase()
          .includes('secret'),
      )
    })
  }

  test("the reason is the audit record's, not the caller's", () => {
    const error = new ServiceError('AccessDenied', 'no', { reason: 'hidden-reason' })
    for (const protocol of ['sts', 'organizations'] as const) {
      assert.ok(
        !Buffer.from(loadProtocol(protocol).encodeError(error, REPLY).body).toString().includes('hidden-reason'),
      )
    }
  })
})

test('requests of no service get the common errors, in the form of their protocol', () => {
  const error = new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid.')
  const query = unroutedErrors('query').encodeError(error, REPLY)
  assert.equal(query.status, 403)
  assert.match(
    Buffer.from(query.body).toString(),
    /^<ErrorResponse><Error><Type>Sender<\/Type><Code>InvalidClientTokenId</u,
  )
  const json = unroutedErrors('json').encodeError(error, REPLY)
  assert.equal(json.status, 400)
  assert.match(Buffer.from(json.body).toString(), /^\{"__type":"UnrecognizedClientException","message":/u)
  assert.equal(unroutedErrors('rest-json').describeError(error).status, 403)
})
