/** What audit records hold of inputs and outputs. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { valueArbitrary } from './fixtures/arbitrary.ts'
import { loadProtocol, protocolOf } from './loadProtocol.ts'
import { readModel, type ServiceModel } from './model.ts'
import { patterns } from './patterns.generated.ts'
import { HIDDEN } from './redact.ts'
import { type Schema, Schemas } from './schema.ts'

const sts = loadProtocol('sts')
const iam = loadProtocol('iam')
const organizations = loadProtocol('organizations')

/** JSON of what is shown: the prototype of records does not matter to it. */
const shown = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('redaction', () => {
  test('an AssumeRole call', () => {
    const operation = sts.operation('AssumeRole') ?? assert.fail()
    assert.deepEqual(
      shown(
        operation.redactInput({
          RoleArn: 'arn',
          RoleSessionName: 's',
          DurationSeconds: 900,
          SerialNumber: 'mfa',
          TokenCode: '123456',
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
      {
        durationSeconds: 900,
        roleArn: 'arn',
        roleSessionName: 's',
        serialNumber: 'mfa',
        tags: [{ key: 'a', value: 'b' }],
        tokenCode: HIDDEN,
      },
    )
    assert.deepEqual(
      shown(
        operation.redactOutput({
          Credentials: {
            AccessKeyId: 'ASIA',
            SecretAccessKey: 'secret',
            SessionToken: 'token',
            Expiration: 1_763_775_484_000,
          },
          PackedPolicySize: 0,
        }),
      ),
      {
        credentials: {
          accessKeyId: 'ASIA',
          secretAccessKey: HIDDEN,
          sessionToken: HIDDEN,
          expiration: '2025-11-22T01:38:04Z',
        },
        packedPolicySize: 0,
      },
    )
  })

  test('nothing is null', () => {
    assert.equal(sts.operation('GetCallerIdentity')?.redactInput({}), null)
    assert.equal(iam.operation('DeleteUser')?.redactOutput({}), null)
    assert.equal(iam.operation('GetAccountSummary')?.redactInput({}), null)
  })

  for (const [service, operation, side, value] of [
    [iam, 'CreateAccessKey', 'redactOutput', { AccessKey: { SecretAccessKey: 'CANARY' } }],
    [
      iam,
      'CreateVirtualMFADevice',
      'redactOutput',
      { VirtualMFADevice: { Base32StringSeed: Buffer.from('CANARY'), QRCodePNG: Buffer.from('CANARY') } },
    ],
    [iam, 'EnableMFADevice', 'redactInput', { AuthenticationCode1: 'CANARY', AuthenticationCode2: 'CANARY' }],
    [iam, 'ResyncMFADevice', 'redactInput', { AuthenticationCode1: 'CANARY', AuthenticationCode2: 'CANARY' }],
    [iam, 'CreateLoginProfile', 'redactInput', { Password: 'CANARY' }],
    [iam, 'UpdateLoginProfile', 'redactInput', { Password: 'CANARY' }],
    [iam, 'ChangePassword', 'redactInput', { OldPassword: 'CANARY', NewPassword: 'CANARY' }],
    [iam, 'UploadServerCertificate', 'redactInput', { PrivateKey: 'CANARY' }],
    [
      iam,
      'CreateServiceSpecificCredential',
      'redactOutput',
      { ServiceSpecificCredential: { ServicePassword: 'CANARY' } },
    ],
    [sts, 'GetSessionToken', 'redactInput', { TokenCode: 'CANARY' }],
    [sts, 'GetFederationToken', 'redactOutput', { Credentials: { SecretAccessKey: 'CANARY', SessionToken: 'CANARY' } }],
    [sts, 'AssumeRoleWithWebIdentity', 'redactInput', { WebIdentityToken: 'CANARY' }],
    [sts, 'AssumeRoleWithSAML', 'redactInput', { SAMLAssertion: 'CANARY' }],
    [organizations, 'CreateAccount', 'redactInput', { Email: 'CANARY', AccountName: 'CANARY' }],
  ] as const) {
    test(`${operation} shows none of its secrets`, () => {
      const text = JSON.stringify(service.operation(operation)?.[side](value))
      assert.ok(text.includes(HIDDEN))
      assert.ok(!text.includes('CANARY') && !text.includes(Buffer.from('CANARY').toString('base64')), text)
    })
  }

  test('no sensitive text of any operation is ever shown', () => {
    for (const name of ['sts', 'iam', 'organizations'] as const) {
      const protocol = loadProtocol(name)
      const model = readModel(name)
      const schemas = new Schemas(model, patterns)
      for (const [operation, { input, output }] of Object.entries(model.operations)) {
        for (const [side, shape] of [
          ['redactInput', input],
          ['redactOutput', output],
        ] as const) {
          if (shape === undefined) continue
          fc.assert(
            fc.property(valueArbitrary(schemas.get(shape), fc.constant('plain')), (value) => {
              const marked = mark(schemas.get(shape), value)
              assert.ok(
                !(JSON.stringify(protocol.operation(operation)?.[side](marked)) ?? '').includes('CANARY'),
                operation,
              )
            }),
            { numRuns: 5 },
          )
        }
      }
    }
  })

  test('a record stays small', () => {
    const operation = iam.operation('SimulateCustomPolicy') ?? assert.fail()
    const policies = operation.redactInput({ PolicyInputList: Array.from({ length: 100 }, () => 'p'.repeat(100_000)) })
    assert.ok(JSON.stringify(policies).length < 80_000)
    const actions = operation.redactInput({ ActionNames: Array.from({ length: 100_000 }, () => 'a') })?.['actionNames']
    assert.ok(Array.isArray(actions) && actions.length < 5000)
    assert.equal(actions.at(-1), '[too many values]')
    const one = iam.operation('CreateUser')?.redactInput({ UserName: 'u'.repeat(5000) })
    assert.equal(one?.['userName'], `${'u'.repeat(1024)}[3976 more characters]`)
  })

  test('a value under a sensitive key is hidden', () => {
    const model: ServiceModel = {
      metadata: { apiVersion: '1', protocol: 'query', serviceId: 'Toy', endpointPrefix: 'toy' },
      operations: { Play: { http: { method: 'POST', requestUri: '/' }, input: 'In', errors: [] } },
      shapes: {
        Secret: { type: 'string', sensitive: true },
        Text: { type: 'string' },
        Map: { type: 'map', key: { shape: 'Secret' }, value: { shape: 'Text' } },
        In: { type: 'structure', members: { Map: { shape: 'Map' } } },
      },
    }
    const shownMap = protocolOf(model, new Map())
      .operation('Play')
      ?.redactInput({ Map: new Map([['CANARY', 'CANARY']]) })
    assert.deepEqual(shown(shownMap), { map: { [HIDDEN]: HIDDEN } })
  })

  test('a whole policy document is shown', () => {
    const document = 'd'.repeat(10_240)
    assert.equal(
      iam.operation('PutRolePolicy')?.redactInput({ PolicyDocument: document })?.['policyDocument'],
      document,
    )
  })

  test('__proto__ as a map key is a key', () => {
    const output = iam.operation('GetAccountSummary')?.redactOutput({ SummaryMap: new Map([['__proto__', 1]]) })
    assert.equal(JSON.stringify(output), '{"summaryMap":{"__proto__":1}}')
  })
})

/** `value` with every sensitive text replaced by a canary. */
function mark(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'scalar':
      if (!schema.sensitive) return value
      return schema.type === 'blob' ? Buffer.from('CANARY') : 'CANARY'
    case 'list':
      return (value as unknown[]).map((item) => mark(schema.item, item))
    case 'map':
      return new Map(
        [...(value as Map<unknown, unknown>)].map(([key, item]) => [mark(schema.key, key), mark(schema.value, item)]),
      )
    case 'structure': {
      const given = value as Record<string, unknown>
      return Object.fromEntries(
        schema.members
          .filter(({ name }) => given[name] !== undefined)
          .map((member) => [member.name, mark(member.schema, given[member.name])]),
      )
    }
  }
}
