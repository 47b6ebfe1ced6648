/** CheckNoNewAccess, CheckAccessNotGranted and CheckNoPublicAccess on real policies. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam } from '../iam/testing.ts'
import { checkAccessNotGranted } from './checkAccessNotGranted.ts'
import { checkNoNewAccess } from './checkNoNewAccess.ts'
import { checkNoPublicAccess } from './checkNoPublicAccess.ts'

let aws: IamHarness
describe('checks', () => {
  before(async () => {
    aws = await openIam()
  })
  after(() => aws.close())

  const refused = (code: string, message?: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.match(error.message, message)
    return true
  }

  type Statement = Readonly<Record<string, unknown>>
  const policy = (...Statement: Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
  const allow = (Action: string | string[], more: Statement = {}): Statement => ({
    Effect: 'Allow',
    Action,
    Resource: 'arn:aws:s3:::box/*',
    ...more,
  })
  const trust = (Principal: unknown, Condition?: unknown): string =>
    policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) })

  const IDENTITY_POLICY = 'IDENTITY_POLICY'
  const RESOURCE_POLICY = 'RESOURCE_POLICY'

  describe('CheckNoNewAccess', () => {
    const check = (existing: string, proposed: string, policyType: 'IDENTITY_POLICY' | 'RESOURCE_POLICY') =>
      aws.run(checkNoNewAccess, { existingPolicyDocument: existing, newPolicyDocument: proposed, policyType })

    test('narrower and equal policies pass', async () => {
      const wide = policy(allow('s3:*'))
      for (const proposed of [
        policy(allow('s3:Get*')),
        wide,
        policy(allow('s3:*'), allow('s3:PutObject', { Effect: 'Deny' })),
      ])
        assert.deepEqual(await check(wide, proposed, IDENTITY_POLICY), {
          result: 'PASS',
          message: 'The modified permissions do not grant new access compared to your existing policy.',
        })
    })

    test('wider ones fail with the statement that is wider', async () => {
      const { message, reasons, result } = await check(
        policy(allow('s3:GetObject')),
        policy(allow('s3:GetObject'), allow('s3:PutObject', { Sid: 'Write' })),
        IDENTITY_POLICY,
      )
      assert.equal(result, 'FAIL')
      assert.equal(message, 'The modified permissions grant new access compared to your existing policy.')
      assert.deepEqual(
        reasons?.map(({ statementId, statementIndex }) => [statementIndex, statementId]),
        [[1, 'Write']],
      )
      assert.match(reasons?.[0]?.description ?? '', /^New access in the statement with sid: Write\. /)
    })

    test('a condition taken away is new access', async () => {
      const { result } = await check(
        policy(allow('s3:GetObject', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
        policy(allow('s3:GetObject')),
        IDENTITY_POLICY,
      )
      assert.equal(result, 'FAIL')
    })

    test('trust policies are resource policies', async () => {
      const user = `arn:aws:iam::${ACCOUNT}:user/alice`
      const passes = await check(trust({ AWS: [user, ACCOUNT] }), trust({ AWS: user }), RESOURCE_POLICY)
      assert.equal(passes.result, 'PASS')
      assert.equal((await check(trust({ AWS: user }), trust({ AWS: '*' }), RESOURCE_POLICY)).result, 'FAIL')
    })

    test('so are the others', async () => {
      const box = (AWS: string): string => policy(allow('s3:GetObject', { Principal: { AWS } }))
      assert.equal((await check(box(ACCOUNT), box(ACCOUNT), RESOURCE_POLICY)).result, 'PASS')
      assert.equal((await check(box(ACCOUNT), box('*'), RESOURCE_POLICY)).result, 'FAIL')
    })

    test('what is no policy is refused with its place; the audit record does not repeat it', async () => {
      const good = policy(allow('s3:GetObject'))
      for (const [bad, place] of [
        ['{', /line 1/],
        [policy(allow('s3:GetObject', { Principal: '*' })), /Principal/],
        [policy(allow('s3:GetObject', { Colour: 'secret-in-policy' })), /Colour/],
      ] as const) {
        await assert.rejects(check(bad, good, IDENTITY_POLICY), refused('InvalidParameterException', place))
        await assert.rejects(
          check(good, bad, IDENTITY_POLICY),
          refused('InvalidParameterException', /^The value of newPolicyDocument is not a valid policy document/),
        )
      }
      await assert.rejects(check(good, policy(allow('secret')), IDENTITY_POLICY), (error: ServiceError) => {
        assert.equal(error.detail.sentence, 'The value of newPolicyDocument is not a valid policy document.')
        return true
      })
      await assert.rejects(check(trust({ AWS: ACCOUNT }), good, RESOURCE_POLICY), refused('InvalidParameterException'))
    })

    test('what cannot be proved within the budget fails and says so', async () => {
      const hard = (seed: number): string[] =>
        Array.from(
          { length: 40 },
          (_, index) => `arn:aws:s3:::*${'?'.repeat((index * seed) % 23)}a*${index % 7}?*b${'?'.repeat(index % 19)}`,
        )
      const { message, reasons, result } = await check(
        policy(allow('s3:GetObject', { Resource: hard(5) })),
        policy(allow('s3:GetObject', { Resource: hard(7) })),
        IDENTITY_POLICY,
      )
      assert.equal(result, 'FAIL')
      assert.match(
        message ?? '',
        /^(It could not be proved that the modified permissions grant no new access|The modified permissions grant new access)/,
      )
      assert.ok((reasons?.length ?? 0) > 0)
    })
  })

  describe('CheckAccessNotGranted', () => {
    const check = (
      policyDocument: string,
      access: { actions?: string[]; resources?: string[] }[],
      policyType: 'IDENTITY_POLICY' | 'RESOURCE_POLICY' = IDENTITY_POLICY,
    ) => aws.run(checkAccessNotGranted, { policyDocument, access, policyType })

    test('passes where none of the actions is allowed', async () => {
      assert.deepEqual(await check(policy(allow('s3:GetObject')), [{ actions: ['s3:DeleteBucket', 's3:PutObject'] }]), {
        result: 'PASS',
        message: 'The policy document does not grant access to perform the listed actions.',
      })
    })

    test('fails where one is, named with its statement', async () => {
      const { message, reasons, result } = await check(policy(allow('iam:*'), allow(['s3:*'])), [
        { actions: ['s3:PutObject'] },
      ])
      assert.equal(result, 'FAIL')
      assert.equal(message, 'The policy document grants access to perform one or more of the listed actions.')
      assert.deepEqual(
        reasons?.map(({ statementIndex }) => statementIndex),
        [1],
      )
      assert.match(
        reasons?.[0]?.description ?? '',
        /^One or more of the listed actions in the statement with index: 1\./,
      )
    })

    test('looks at resources', async () => {
      const document = policy(allow('s3:GetObject'))
      const elsewhere = await check(document, [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::other/*'] }])
      assert.deepEqual(elsewhere, {
        result: 'PASS',
        message: 'The policy document does not grant access to perform the listed actions or resources.',
      })
      assert.equal((await check(document, [{ resources: ['arn:aws:s3:::box/secret'] }])).result, 'FAIL')
      assert.equal((await check(document, [{ resources: ['arn:aws:s3:::*'], actions: ['s3:*'] }])).result, 'FAIL')
    })

    test('a Deny takes back what an Allow gives', async () => {
      const document = policy(allow('s3:*'), allow('s3:Put*', { Effect: 'Deny' }))
      assert.equal((await check(document, [{ actions: ['s3:PutObject'] }])).result, 'PASS')
    })

    test('trust policies are resource policies', async () => {
      const document = trust({ AWS: ACCOUNT })
      assert.equal((await check(document, [{ actions: ['sts:AssumeRole'] }], RESOURCE_POLICY)).result, 'FAIL')
      assert.equal((await check(document, [{ actions: ['sts:TagSession'] }], RESOURCE_POLICY)).result, 'PASS')
    })

    test('what asks nothing, or could never be granted, is refused before anything passes by mistake', async () => {
      const document = policy(allow('s3:GetObject'))
      for (const access of [
        [],
        [{}],
        [{ actions: [], resources: [] }],
        [{ actions: ['GetObject'] }],
        [{ actions: [''] }],
        [{ resources: ['box/secret'] }],
      ])
        await assert.rejects(check(document, access), refused('ValidationException'))
    })
  })

  describe('CheckNoPublicAccess', () => {
    const resourceType = 'AWS::IAM::AssumeRolePolicyDocument'
    const check = (policyDocument: string) => aws.run(checkNoPublicAccess, { policyDocument, resourceType })

    test('passes where the policy knows whom it lets in', async () => {
      for (const document of [
        trust({ AWS: ACCOUNT }),
        trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/ci` }),
        trust({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      ])
        assert.deepEqual(await check(document), {
          result: 'PASS',
          message: 'The resource policy does not grant public access for the given resource type.',
        })
    })

    test('fails where it does not', async () => {
      const { message, reasons, result } = await check(trust({ AWS: '*' }))
      assert.equal(result, 'FAIL')
      assert.equal(message, 'The resource policy grants public access for the given resource type.')
      assert.deepEqual(
        reasons?.map(({ statementIndex }) => statementIndex),
        [0],
      )
      assert.match(reasons?.[0]?.description ?? '', /^Public access granted in the following statement with index: 0\./)
    })

    test('other resource types are refused, naming what is supported', async () => {
      await assert.rejects(
        aws.run(checkNoPublicAccess, { policyDocument: trust({ AWS: '*' }), resourceType: 'AWS::S3::Bucket' }),
        refused('ValidationException', /AWS::S3::Bucket is not supported.*AWS::IAM::AssumeRolePolicyDocument/),
      )
    })

    test('what is no trust policy is refused', async () => {
      await assert.rejects(
        check(policy(allow('s3:GetObject', { Principal: '*' }))),
        refused('InvalidParameterException'),
      )
    })
  })

  describe('permissions', () => {
    test('each check has its own action, on everything', async () => {
      const document = policy(allow('s3:GetObject'))
      const asked = [
        await aws.asks(checkNoNewAccess, {
          existingPolicyDocument: document,
          newPolicyDocument: document,
          policyType: IDENTITY_POLICY,
        }),
        await aws.asks(checkAccessNotGranted, {
          policyDocument: document,
          access: [{ actions: ['s3:*'] }],
          policyType: IDENTITY_POLICY,
        }),
        await aws.asks(checkNoPublicAccess, {
          policyDocument: document,
          resourceType: 'AWS::IAM::AssumeRolePolicyDocument',
        }),
      ]
      assert.deepEqual(
        asked.flat(),
        ['CheckNoNewAccess', 'CheckAccessNotGranted', 'CheckNoPublicAccess'].map((name) => ({
          action: `access-analyzer:${name}`,
          resource: '*',
        })),
      )
    })
  })
})
