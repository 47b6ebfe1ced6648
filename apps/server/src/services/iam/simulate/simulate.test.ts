/** The policy simulator: shapes, positions, layers, context, paging, and what it refuses. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EvaluationResult } from '../../../protocol/types/iam.generated.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { simulateCustomPolicy } from './simulateCustomPolicy.ts'

let iam: IamHarness
describe('simulate', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  type Input = Parameters<typeof simulateCustomPolicy.authorize>[0]['input']

  const policy = (...statements: readonly object[]): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map((one) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...one })),
    })
  const BUCKET = 'arn:aws:s3:::b'
  const BOB = `arn:aws:iam::${ACCOUNT}:user/Bob`

  const simulate = (input: Partial<Input>) =>
    iam.run(simulateCustomPolicy, { PolicyInputList: [policy({})], ActionNames: ['s3:GetObject'], ...input })

  /** The only result. */
  async function one(input: Partial<Input>): Promise<EvaluationResult> {
    const { EvaluationResults = [], IsTruncated } = await simulate(input)
    assert.equal(EvaluationResults.length, 1)
    assert.equal(IsTruncated, false)
    return EvaluationResults[0] ?? assert.fail()
  }

  const decision = async (input: Partial<Input>): Promise<string> => (await one(input)).EvalDecision
  const refuses = (input: Partial<Input>, message: string | RegExp) =>
    assert.rejects(simulate(input), { code: 'InvalidInput', message })

  describe('SimulateCustomPolicy: results', () => {
    test('on everything: no result per resource, no details of accounts', async () => {
      assert.deepEqual(await one({}), {
        EvalActionName: 's3:GetObject',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [
          {
            SourcePolicyId: 'PolicyInputList.1',
            SourcePolicyType: 'IAM Policy',
            StartPosition: { Line: 1, Column: 38 },
            EndPosition: { Line: 1, Column: 95 },
          },
        ],
        MissingContextValues: [],
      })
    })

    test('on one resource: its own result, and empty details', async () => {
      const result = await one({ ResourceArns: [`${BUCKET}/k`] })
      assert.equal(result.EvalResourceName, `${BUCKET}/k`)
      assert.deepEqual(result.EvalDecisionDetails, new Map())
      assert.deepEqual(result.ResourceSpecificResults, [
        {
          EvalResourceName: `${BUCKET}/k`,
          EvalResourceDecision: 'allowed',
          MatchedStatements: result.MatchedStatements,
          MissingContextValues: [],
        },
      ])
    })

    test('on several: the worst decides, with the statements that decided', async () => {
      const limited = policy({ Resource: `${BUCKET}/a/*` }, { Effect: 'Deny', Resource: `${BUCKET}/a/secret` })
      const on = async (...names: readonly string[]) => {
        const { EvalDecision, EvalResourceName, MatchedStatements, ResourceSpecificResults } = await one({
          PolicyInputList: [limited],
          ResourceArns: names.map((name) => `${BUCKET}/${name}`),
        })
        assert.equal(EvalResourceName, '*')
        const each = ResourceSpecificResults?.map((result) => result.EvalResourceDecision)
        return [EvalDecision, MatchedStatements?.length, each]
      }
      assert.deepEqual(await on('a/1', 'a/2'), ['allowed', 1, ['allowed', 'allowed']])
      assert.deepEqual(await on('a/1', 'b/1'), ['implicitDeny', 0, ['allowed', 'implicitDeny']])
      const denied = ['explicitDeny', 1, ['allowed', 'implicitDeny', 'explicitDeny']]
      assert.deepEqual(await on('a/1', 'b/1', 'a/secret'), denied)
    })

    test('a denial shows the statements that deny and no other', async () => {
      const both = policy({ Action: 's3:*' }, { Effect: 'Deny', Action: 's3:Get*' })
      const { EvalDecision, MatchedStatements } = await one({ PolicyInputList: [policy({}), both] })
      assert.equal(EvalDecision, 'explicitDeny')
      assert.deepEqual(
        MatchedStatements?.map(({ SourcePolicyId, StartPosition }) => [SourcePolicyId, StartPosition?.Column]),
        [['PolicyInputList.2', both.indexOf('}') + 2]],
      )
    })

    test('nothing matches, nothing is shown', async () => {
      const result = await one({ ActionNames: ['s3:PutObject'] })
      assert.deepEqual([result.EvalDecision, result.MatchedStatements], ['implicitDeny', []])
    })
  })

  describe('SimulateCustomPolicy: layers', () => {
    test('a permissions boundary', async () => {
      const bounded = (boundary: string) => one({ PermissionsBoundaryPolicyInputList: [boundary] })
      const allowed = await bounded(policy({ Action: 's3:*' }))
      assert.equal(allowed.EvalDecision, 'allowed')
      assert.deepEqual(allowed.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: true })
      assert.deepEqual(
        allowed.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId),
        ['PolicyInputList.1'],
      )
      const limited = await bounded(policy({ Action: 'sqs:*' }))
      assert.equal(limited.EvalDecision, 'implicitDeny')
      assert.deepEqual(limited.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false })
      const denied = await bounded(policy({ Action: 's3:*' }, { Effect: 'Deny' }))
      assert.equal(denied.EvalDecision, 'explicitDeny')
      assert.equal(denied.MatchedStatements?.[0]?.SourcePolicyId, 'PermissionsBoundaryPolicyInputList.1')
      await refuses(
        { PermissionsBoundaryPolicyInputList: [policy({}), policy({})] },
        'You can input only one permissions boundary.',
      )
    })

    test('service control policies: every level must allow, and none is shown', async () => {
      const levels = (...texts: readonly string[][]) =>
        one({
          ResourceArns: [BUCKET],
          OrderedOrganizationPolicyInputList: texts.map((ServiceControlPolicyInputList) => ({
            ServiceControlPolicyInputList,
          })),
        })
      const all = policy({ Action: '*' })
      const allowed = await levels([all], [policy({ Action: 'sqs:*' }), policy({})])
      assert.equal(allowed.EvalDecision, 'allowed')
      assert.deepEqual(allowed.OrganizationsDecisionDetail, { AllowedByOrganizations: true })
      for (const [texts, decided] of [
        [[[all], [policy({ Action: 'sqs:*' })]], 'implicitDeny'],
        [[[all], []], 'implicitDeny'],
        [[[all, policy({ Effect: 'Deny' })], [all]], 'explicitDeny'],
      ] as const) {
        const denied = await levels(...texts.map((level) => [...level]))
        assert.equal(denied.EvalDecision, decided)
        assert.deepEqual(denied.OrganizationsDecisionDetail, { AllowedByOrganizations: false })
        assert.deepEqual(denied.MatchedStatements, [])
        assert.equal(denied.EvalDecisionDetails, undefined)
      }
    })

    test('a resource policy grants to the user it names, and denies', async () => {
      const bucket = policy({ Principal: { AWS: BOB } }, { Effect: 'Deny', Principal: '*', Action: 's3:PutObject' })
      const asBob = { CallerArn: BOB, ResourcePolicy: bucket, ResourceArns: [BUCKET] }
      const allowed = await one({ ...asBob, PolicyInputList: [policy({ Action: 'sqs:*' })] })
      assert.equal(allowed.EvalDecision, 'allowed')
      assert.deepEqual(
        allowed.MatchedStatements?.map(({ SourcePolicyId, SourcePolicyType }) => [SourcePolicyId, SourcePolicyType]),
        [['ResourcePolicy', 'Resource Policy']],
      )
      assert.deepEqual(allowed.EvalDecisionDetails, new Map())
      const denied = { ...asBob, PolicyInputList: [policy({ Action: '*' })], ActionNames: ['s3:PutObject'] }
      assert.equal(await decision(denied), 'explicitDeny')
    })

    test('across accounts both sides must allow, and each says what it decides', async () => {
      const shared = policy({ Principal: { AWS: ACCOUNT } })
      const owner = `arn:aws:iam::${OTHER_ACCOUNT}:root`
      const across = (PolicyInputList: string[], ResourceOwner: string) =>
        one({ PolicyInputList, ResourceOwner, CallerArn: BOB, ResourcePolicy: shared, ResourceArns: [BUCKET] })
      const both = await across([policy({})], owner)
      assert.equal(both.EvalDecision, 'allowed')
      const details = new Map([
        ['IAM Policy', 'allowed'],
        ['Resource Policy', 'allowed'],
      ])
      assert.deepEqual(both.EvalDecisionDetails, details)
      assert.deepEqual(both.ResourceSpecificResults?.[0]?.EvalDecisionDetails, details)
      const half = await across([policy({ Action: 'sqs:*' })], OTHER_ACCOUNT)
      assert.equal(half.EvalDecision, 'implicitDeny')
      assert.deepEqual(half.EvalDecisionDetails?.get('IAM Policy'), 'implicitDeny')
      // The ARN's own account wins over ResourceOwner.
      const own = await one({
        PolicyInputList: [policy({ Action: '*' })],
        ActionNames: ['sqs:SendMessage'],
        ResourceArns: [`arn:aws:sqs:us-east-1:${OTHER_ACCOUNT}:q`],
        ResourceOwner: ACCOUNT,
        CallerArn: BOB,
        ResourcePolicy: policy({ Principal: { AWS: OTHER_ACCOUNT }, Action: 'sqs:*' }),
      })
      assert.equal(own.EvalDecision, 'implicitDeny')
      assert.equal(own.EvalDecisionDetails?.get('Resource Policy'), 'implicitDeny')
    })

    test('without a resource policy only the principal side is simulated, wherever the resource is', async () => {
      const foreign = [`arn:aws:sqs:us-east-1:${OTHER_ACCOUNT}:q`]
      const input = {
        PolicyInputList: [policy({ Action: 'sqs:*' })],
        ActionNames: ['sqs:SendMessage'],
        ResourceArns: foreign,
      }
      assert.equal(await decision(input), 'allowed')
      const owned = { Condition: { StringEquals: { 'aws:ResourceAccount': OTHER_ACCOUNT } } }
      assert.equal(await decision({ ...input, PolicyInputList: [policy({ Action: 'sqs:*', ...owned })] }), 'allowed')
    })

    test('a role is assumed by its trust policy, which AWS leaves out', async () => {
      const trusted = (principal: string, more: object = {}) =>
        JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', ...more },
        })
      const assume = (ResourcePolicy: string, more: Partial<Input> = {}) =>
        decision({
          PolicyInputList: [policy({ Action: 'sts:*' })],
          ActionNames: ['sts:AssumeRole'],
          ResourceArns: [`arn:aws:iam::${ACCOUNT}:role/R`],
          CallerArn: BOB,
          ResourcePolicy,
          ...more,
        })
      assert.equal(await assume(trusted(BOB)), 'allowed')
      assert.equal(await assume(trusted(`${BOB}by`)), 'implicitDeny')
      const withMfa = trusted(BOB, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })
      assert.equal(await assume(withMfa), 'implicitDeny')
      const entry = { ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyValues: ['true'] }
      assert.equal(await assume(withMfa, { ContextEntries: [{ ...entry, ContextKeyType: 'boolean' }] }), 'allowed')
      // With other actions it is an ordinary resource policy, and this is none.
      await refuses(
        {
          ActionNames: ['sts:AssumeRole', 's3:GetObject'],
          CallerArn: BOB,
          ResourcePolicy: trusted(BOB),
        },
        /^ResourcePolicy: .*Resource/,
      )
    })
  })

  describe('SimulateCustomPolicy: context', () => {
    const only = (condition: object): Partial<Input> => ({ PolicyInputList: [policy({ Condition: condition })] })
    const entry = (ContextKeyName: string, ContextKeyType: 'string', ...ContextKeyValues: readonly string[]) => ({
      ContextEntries: [{ ContextKeyName, ContextKeyType, ContextKeyValues }],
    })

    test('missing keys are listed for the action, or for the resource that is named', async () => {
      const needs = only({ Bool: { 'aws:SecureTransport': 'true' } })
      const result = await one(needs)
      assert.deepEqual([result.EvalDecision, result.MissingContextValues], ['implicitDeny', ['aws:SecureTransport']])
      const named = await one({ ...needs, ResourceArns: [BUCKET] })
      assert.deepEqual(named.MissingContextValues, [])
      assert.deepEqual(named.ResourceSpecificResults?.[0]?.MissingContextValues, ['aws:SecureTransport'])
      const other = await one({ ...needs, ActionNames: ['s3:PutObject'] })
      assert.deepEqual(other.MissingContextValues, [])
    })

    test('values of each type, in any case of the key', async () => {
      const cases = [
        ['string', { StringLike: { 's3:prefix': 'a*' } }, 'S3:Prefix', 'ab'],
        ['numeric', { NumericLessThan: { 's3:max-keys': '10' } }, 's3:max-keys', '7'],
        ['boolean', { Bool: { 'aws:SecureTransport': 'true' } }, 'aws:SecureTransport', 'True'],
        ['ip', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'aws:SourceIp', '10.1.2.3'],
        ['binary', { BinaryEquals: { 'x:bytes': 'QUI=' } }, 'x:bytes', 'QUI='],
        [
          'date',
          { DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
          'aws:CurrentTime',
          '2025-12-31T23:59:59Z',
        ],
      ] as const
      for (const [type, condition, key, value] of cases)
        assert.equal(await decision({ ...only(condition), ...entry(key, type as 'string', value) }), 'allowed', type)
    })

    test('a list makes a key multivalued', async () => {
      const each = only({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'b' } })
      const list = entry('aws:TagKeys', 'stringList' as 'string', 'a', 'b')
      assert.equal(await decision({ ...each, ...list }), 'allowed')
      const plain = only({ StringEquals: { 'aws:TagKeys': 'a' } })
      assert.equal(await decision({ ...plain, ...entry('aws:TagKeys', 'stringList' as 'string', 'a') }), 'implicitDeny')
      assert.equal(await decision({ ...plain, ...entry('aws:TagKeys', 'string', 'a') }), 'allowed')
      // Without a type the number of values tells.
      const untyped = { ContextEntries: [{ ContextKeyName: 'aws:TagKeys', ContextKeyValues: ['a', 'b'] }] }
      assert.equal(await decision({ ...each, ...untyped }), 'allowed')
    })

    test('the caller is known by its ARN, and what is given wins', async () => {
      const own = only({ StringEquals: { 'aws:username': 'Bob' }, ArnEquals: { 'aws:PrincipalArn': BOB } })
      assert.equal(await decision({ ...own, CallerArn: BOB }), 'allowed')
      assert.equal(await decision(own), 'implicitDeny')
      assert.equal(
        await decision({ ...own, CallerArn: BOB, ...entry('aws:UserName', 'string', 'Eve') }),
        'implicitDeny',
      )
    })

    test('values that are not of their type, and keys that make no sense', async () => {
      for (const [type, value] of [
        ['numeric', 'many'],
        ['boolean', '1'],
        ['ip', '10.0.0.0/8'],
        ['binary', '?'],
        ['dateList', 'soon'],
      ] as const)
        await refuses(
          entry('aws:SourceIp', type as 'string', value),
          `The value ${value} of the context key aws:SourceIp is not of type ${type}.`,
        )
      await refuses(entry('aws:TagKeys', 'string', 'a', 'b'), /takes one value, not 2/)
      await refuses(entry('aws:TagKeys', 'string'), /takes one value, not 0/)
      await refuses({ ContextEntries: [{ ContextKeyValues: ['a'] }] }, 'A context entry has no ContextKeyName.')
      const twice = ['aws:userid', 'aws:UserId'].map((ContextKeyName) => ({ ContextKeyName, ContextKeyValues: ['a'] }))
      await refuses({ ContextEntries: twice }, 'The context key aws:UserId is given twice.')
    })
  })

  describe('SimulateCustomPolicy: pages', () => {
    const ActionNames = ['s3:GetObject', 's3:PutObject', 's3:ListBucket']

    test('of actions', async () => {
      const first = await simulate({ ActionNames, MaxItems: 2 })
      assert.equal(first.IsTruncated, true)
      assert.ok(first.Marker !== undefined)
      const second = await simulate({ ActionNames, MaxItems: 2, Marker: first.Marker })
      assert.deepEqual([second.IsTruncated, second.Marker], [false, undefined])
      const named = [first, second].flatMap(({ EvaluationResults = [] }) => EvaluationResults)
      assert.deepEqual(
        named.map(({ EvalActionName }) => EvalActionName),
        ActionNames,
      )
      await assert.rejects(simulate({ Marker: '?' }), { code: 'ValidationError' })
    })

    test('end early where the answer gets long, and one result lists so much and no more', async () => {
      const many = policy(...Array.from({ length: 150 }, () => ({ Action: '*' })))
      const input = {
        PolicyInputList: [many],
        ActionNames: Array.from({ length: 150 }, (_, index) => `a:B${index}`),
        MaxItems: 1_000,
      }
      const first = await simulate(input)
      assert.equal(first.IsTruncated, true)
      assert.equal(first.EvaluationResults?.length, 100)
      assert.equal(first.EvaluationResults[0]?.MatchedStatements?.length, 100)
      const rest = await simulate({ ...input, ...(first.Marker === undefined ? {} : { Marker: first.Marker }) })
      assert.deepEqual([rest.EvaluationResults?.length, rest.EvaluationResults?.[0]?.EvalActionName], [50, 'a:B100'])
      const keys = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`k:${index}`, 'x']))
      const needy = [policy({ Condition: { StringEquals: keys } })]
      assert.equal((await one({ PolicyInputList: needy })).MissingContextValues?.length, 100)
      const ResourceArns = Array.from({ length: 500 }, (_, index) => `${BUCKET}/${index}`)
      const { ResourceSpecificResults } = await one({ PolicyInputList: [many], ResourceArns })
      assert.equal(ResourceSpecificResults?.length, 500)
      assert.equal(ResourceSpecificResults[0]?.MatchedStatements?.length, 20)
    })

    test('end early where the work takes long, and leave turns to others', async (t) => {
      // Each look at the clock costs 600 ms.
      const effects = {
        ...iam.effects,
        clock: {
          ...iam.clock,
          monotonicMs() {
            iam.clock.advance(600)
            return iam.clock.monotonicMs()
          },
        },
      }
      const slow = {
        ...simulateCustomPolicy,
        run: (...[call, store]: Parameters<typeof simulateCustomPolicy.run>) =>
          simulateCustomPolicy.run(call, store, effects),
      }
      let turns = 0
      const count = (): void => {
        turns += 1
        counting = setImmediate(count)
      }
      let counting = setImmediate(count)
      t.after(() => clearImmediate(counting))
      const page = (more: object) => iam.run(slow, { PolicyInputList: [policy({})], ActionNames, ...more })
      const first = await page({})
      assert.equal(first.EvaluationResults?.length, 1)
      assert.equal(first.IsTruncated, true)
      const second = await page({ Marker: first.Marker })
      assert.equal(second.EvaluationResults?.[0]?.EvalActionName, 's3:PutObject')
      assert.equal((await page({ Marker: second.Marker })).IsTruncated, false)
      const before = turns
      await page({ ActionNames: ['s3:GetObject'], ResourceArns: Array.from({ length: 50 }, () => BUCKET) })
      assert.ok(turns - before >= 50, `others had ${turns - before} turns in 50 slices`)
    })
  })

  describe('SimulateCustomPolicy: refusals', () => {
    test('permission is asked for everything', async () => {
      assert.deepEqual(await iam.asks(simulateCustomPolicy, { PolicyInputList: ['x'], ActionNames: ['a:B'] }), [
        { action: 'iam:SimulateCustomPolicy', resource: '*', context: [] },
      ])
    })

    test('policies with the place of the first fault', async () => {
      await refuses(
        { PolicyInputList: [policy({}), '{'] },
        /^PolicyInputList\.2: Syntax errors in policy\. \(line 1, column 2: /,
      )
      await refuses(
        { PermissionsBoundaryPolicyInputList: [policy({ Principal: '*' })] },
        /^PermissionsBoundaryPolicyInputList\.1: Policy document should not specify a principal\./,
      )
      await refuses(
        { PolicyInputList: Array.from({ length: 8 }, () => policy({ Sid: 'a'.repeat(9_000) })) },
        /65536 characters at most/,
      )
    })

    test('callers, owners, actions and resources', async () => {
      const sentence = 'Invalid caller - Caller must be an IAM user in this context.'
      for (const CallerArn of [
        `arn:aws:iam::${ACCOUNT}:role/R`,
        `arn:aws:sts::${ACCOUNT}:assumed-role/R/s`,
        `arn:aws:iam::${ACCOUNT}:root`,
        `arn:aws:iam::x:user/Bob`,
        'Bob',
      ])
        await refuses({ CallerArn }, sentence)
      await refuses({ ResourcePolicy: policy({ Principal: '*' }) }, /^CallerArn is required/)
      for (const ResourceOwner of ['1', `arn:aws:iam::${ACCOUNT}:user/x`])
        await refuses({ ResourceOwner }, `'${ResourceOwner}' is not a valid as a Resource Owner.`)
      for (const action of ['s3', 's3:*', 's3:Get?', ' s3:Get'])
        await refuses({ ActionNames: ['s3:GetObject', action] }, /^Invalid Input Actions: /)
      await refuses({ ActionNames: [] }, /at least one/)
      await refuses({ ResourceArns: [BUCKET, 'b'] }, 'ResourceNames are not in a valid ARN format: b.')
    })

    test('EC2 scenarios need their resources', async () => {
      const arn = (type: string): string => `arn:aws:ec2:us-east-1:${ACCOUNT}:${type}/x-1`
      const run = (ResourceHandlingOption: string, ...types: readonly string[]): Partial<Input> => ({
        ResourceHandlingOption,
        PolicyInputList: [policy({ Action: 'ec2:*' })],
        ActionNames: ['ec2:RunInstances'],
        ResourceArns: types.map(arn),
      })
      const basic = ['instance', 'image', 'security-group', 'network-interface']
      assert.equal(await decision(run('EC2-VPC-InstanceStore', ...basic)), 'allowed')
      assert.equal(await decision(run('EC2-VPC-EBS-Subnet', ...basic, 'subnet', 'volume')), 'allowed')
      await refuses(run('EC2-VPC-EBS-Subnet', ...basic), /needs resources of these types: subnet, volume\.$/)
      await refuses(run('EC2-VPC-Unknown', ...basic), /is none of: EC2-/)
    })
  })
})
