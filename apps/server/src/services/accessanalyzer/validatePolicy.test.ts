/** ValidatePolicy: AWS's shapes and places, parameters, pages. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import type { ValidatePolicyRequest } from '../../protocol/types/accessanalyzer.generated.ts'
import { ACCOUNT, type IamHarness, openIam } from '../iam/testing.ts'
import { validatePolicy } from './validatePolicy.ts'

let aws: IamHarness
describe('validatePolicy', () => {
  before(async () => {
    aws = await openIam()
  })
  after(() => aws.close())

  const refused = (code: string, field?: string, reason?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (field === undefined) return true
    const { fieldList, reason: why } = error.detail.members as { fieldList: { name: string }[]; reason: string }
    assert.deepEqual([fieldList.map(({ name }) => name), why], [[field], reason])
    return true
  }

  /** The example of `aws accessanalyzer validate-policy help` (awscli 1.45, Apache-2.0), with the places that AWS answered. */
  const EXAMPLE = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "",
            "Effect": "Allow",
            "Principal": {
                "Federated": "cognito-identity.amazonaws.com"
            },
            "Action": [
                "sts:AssumeRole",
                "sts:TagSession"
            ],
            "Condition": {
                "StringEquals": {
                    "cognito-identity.amazonaws.com:aud": "us-west-2_EXAMPLE"
                }
            }
        }
    ]
}`

  const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
  const identity = (policyDocument: string): ValidatePolicyRequest => ({
    policyDocument,
    policyType: 'IDENTITY_POLICY',
  })
  const codes = async (input: ValidatePolicyRequest): Promise<string[]> =>
    (await aws.run(validatePolicy, input)).findings.map(({ issueCode }) => issueCode)

  describe('findings', () => {
    for (const validatePolicyResourceType of [undefined, 'AWS::IAM::AssumeRolePolicyDocument'] as const) {
      test(`stand where AWS puts them (resource type ${validatePolicyResourceType ?? 'not given'})`, async () => {
        const { findings, nextToken } = await aws.run(validatePolicy, {
          policyDocument: EXAMPLE,
          policyType: 'RESOURCE_POLICY',
          ...(validatePolicyResourceType === undefined ? {} : { validatePolicyResourceType }),
        })
        assert.equal(nextToken, undefined)
        const [sid, action] = findings
        assert.deepEqual([sid?.issueCode, sid?.findingType], ['EMPTY_SID_VALUE', 'SUGGESTION'])
        assert.equal(
          sid?.learnMoreLink,
          'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-empty-sid-value',
        )
        assert.deepEqual(sid?.locations, [
          {
            path: [{ value: 'Statement' }, { index: 0 }, { value: 'Sid' }],
            span: { start: { line: 5, column: 19, offset: 79 }, end: { line: 5, column: 21, offset: 81 } },
          },
        ])
        assert.deepEqual([action?.issueCode, action?.findingType], ['MISMATCHED_ACTION_FOR_PRINCIPAL', 'ERROR'])
        assert.deepEqual(action?.locations, [
          {
            path: [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }, { index: 0 }],
            span: { start: { line: 11, column: 16, offset: 258 }, end: { line: 11, column: 32, offset: 274 } },
          },
        ])
        assert.ok((sid?.findingDetails.length ?? 0) > 10)
      })
    }

    test('go by what the server is told of its own services and network', async () => {
      const document =
        '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"inventory:Read","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}'
      assert.deepEqual(await codes(identity(document)), ['INVALID_SERVICE_IN_ACTION', 'PRIVATE_NOT_IP_ADDRESS'])
      const told = await openIam({ knownServices: ['inventory'], privateNetwork: true })
      try {
        assert.deepEqual((await told.run(validatePolicy, identity(document))).findings, [])
      } finally {
        await told.close()
      }
    })

    test('about several lines end where their text ends', async () => {
      const document =
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject",\n"Resource":{\n "a":1}}}'
      const { findings } = await aws.run(validatePolicy, identity(document))
      const spans = findings.flatMap(({ locations }) => locations.map(({ span }) => span))
      const found = spans.find(({ start, end }) => start.line !== end.line)
      assert.deepEqual(found, { start: { line: 2, column: 11, offset: 90 }, end: { line: 3, column: 7, offset: 99 } })
    })

    test('are those of the policy type', async () => {
      const principal = ALLOW_ALL.replace('"Action"', '"Principal":"*","Action"')
      assert.ok((await codes({ policyDocument: principal, policyType: 'IDENTITY_POLICY' })).length > 0)
      assert.ok((await codes({ policyDocument: principal, policyType: 'SERVICE_CONTROL_POLICY' })).length > 0)
      const rcp = ALLOW_ALL.replace('"Action"', '"Principal":"*","Action"').replace('Allow', 'Deny')
      const errors = async (policyType: ValidatePolicyRequest['policyType'], policyDocument: string) =>
        (await aws.run(validatePolicy, { policyType, policyDocument })).findings.filter(
          ({ findingType }) => findingType === 'ERROR',
        ).length
      assert.equal((await errors('RESOURCE_CONTROL_POLICY', ALLOW_ALL)) > 0, true)
      assert.equal(await errors('IDENTITY_POLICY', ALLOW_ALL), 0)
      assert.equal(await errors('SERVICE_CONTROL_POLICY', ALLOW_ALL), 0)
      assert.equal(await errors('RESOURCE_POLICY', rcp), 0)
      assert.equal((await errors('RESOURCE_POLICY', ALLOW_ALL)) > 0, true)
    })

    test('of a bucket policy are those of any resource policy, and a trust policy is none', async () => {
      const policyType = 'RESOURCE_POLICY'
      const found = await codes({ policyDocument: EXAMPLE, policyType, validatePolicyResourceType: 'AWS::S3::Bucket' })
      assert.ok(found.includes('MISSING_RESOURCE'))
    })

    test('a text that is no policy has findings, not an exception', async () => {
      assert.ok((await codes(identity('{'))).includes('JSON_SYNTAX_ERROR'))
      assert.ok((await codes(identity(''))).length > 0)
    })

    test('know the account they are made for', async () => {
      const trusting = (account: string): ValidatePolicyRequest => ({
        policyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
        }),
        policyType: 'RESOURCE_POLICY',
        validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument',
      })
      assert.notDeepEqual(await codes(trusting('999988887777')), await codes(trusting(ACCOUNT)))
    })
  })

  describe('parameters', () => {
    test('a locale but English is refused, not ignored', async () => {
      await aws.run(validatePolicy, { ...identity(ALLOW_ALL), locale: 'EN' })
      await assert.rejects(
        aws.run(validatePolicy, { ...identity(ALLOW_ALL), locale: 'DE' }),
        refused('ValidationException', 'locale', 'notSupported'),
      )
    })

    test('a resource type belongs to resource policies', async () => {
      await assert.rejects(
        aws.run(validatePolicy, { ...identity(ALLOW_ALL), validatePolicyResourceType: 'AWS::S3::Bucket' }),
        refused('ValidationException', 'validatePolicyResourceType', 'fieldValidationFailed'),
      )
    })

    test('the permission is access-analyzer:ValidatePolicy on everything', async () => {
      assert.deepEqual(await aws.asks(validatePolicy, identity(ALLOW_ALL)), [
        { action: 'access-analyzer:ValidatePolicy', resource: '*' },
      ])
    })
  })

  describe('pages', () => {
    const many: ValidatePolicyRequest = identity(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: Array.from({ length: 7 }, (_, index) => ({
          Sid: `s${index}`,
          Effect: 'Allow',
          Action: `nosuch${index}:Get`,
          Resource: '*',
        })),
      }),
    )

    test('together hold every finding once, in order', async () => {
      const { findings: all } = await aws.run(validatePolicy, many)
      assert.ok(all.length >= 7)
      const seen = []
      let nextToken: string | undefined
      do {
        const page = await aws.run(validatePolicy, {
          ...many,
          maxResults: 2,
          ...(nextToken === undefined ? {} : { nextToken }),
        })
        assert.ok(page.findings.length <= 2)
        seen.push(...page.findings)
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      assert.deepEqual(seen, all)
    })

    test('a token is good for its own policy and parameters only', async () => {
      const { nextToken = '' } = await aws.run(validatePolicy, { ...many, maxResults: 1 })
      const with_ = (more: Partial<ValidatePolicyRequest>) =>
        aws.run(validatePolicy, { ...many, maxResults: 1, nextToken, ...more })
      await with_({})
      await with_({ maxResults: 3 })
      for (const more of [
        { policyDocument: ALLOW_ALL },
        { policyType: 'SERVICE_CONTROL_POLICY' },
        { nextToken: 'bm9uc2Vuc2U=' },
        { nextToken: '' },
        {
          nextToken: Buffer.from(`${Buffer.from(nextToken, 'base64').toString().split('.')[0]}.-1`).toString('base64'),
        },
      ] as const)
        await assert.rejects(with_(more), refused('ValidationException', 'nextToken', 'fieldValidationFailed'))
    })

    test('of nothing are refused', async () => {
      for (const maxResults of [0, -1])
        await assert.rejects(
          aws.run(validatePolicy, { ...many, maxResults }),
          refused('ValidationException', 'maxResults', 'fieldValidationFailed'),
        )
      assert.ok((await aws.run(validatePolicy, { ...many, maxResults: 2_000_000 })).findings.length >= 7)
    })
  })
})
