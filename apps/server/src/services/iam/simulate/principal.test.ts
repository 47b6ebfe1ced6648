/** SimulatePrincipalPolicy and GetContextKeys...: policies as they are in force, trust, and who may ask. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { EvaluationResult } from '../../../protocol/types/iam.generated.ts'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { putBoundary } from '../boundary/boundary.ts'
import { createGroup } from '../group/createGroup.ts'
import { addUserToGroup } from '../group/membership.ts'
import { groupKind, roleKind, userKind } from '../holderKind.ts'
import { putPolicy } from '../inline/putPolicy.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { getContextKeysForCustomPolicy, getContextKeysForPrincipalPolicy } from './getContextKeys.ts'
import { simulatePrincipalPolicy } from './simulatePrincipalPolicy.ts'

type Input = Parameters<typeof simulatePrincipalPolicy.authorize>[0]['input']

const arn = (resource: string, account = ACCOUNT): string => `arn:aws:iam::${account}:${resource}`
const ANN = arn('user/team/Ann')
const GROUP = arn('group/Staff')
const DEPLOY = arn('role/Deploy')

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })),
  })
const trust = (principal: string, more: object = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', ...more }],
  })

let iam: IamHarness
describe('principal', () => {
  before(async () => {
    iam = await openIam()
    await setUp()
  })
  after(() => iam.close())

  /** Ann has an inline policy, and a group with an inline and a managed one; the role Deploy trusts her, if she has MFA. */
  async function setUp(): Promise<void> {
    const own = (statement: object) => ({ PolicyName: 'own', PolicyDocument: policy(statement) })
    await iam.run(createUser, { UserName: 'Ann', Path: '/team/', Tags: [{ Key: 'team', Value: 'blue' }] })
    const home = own({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' })
    await iam.run(putPolicy(userKind), { UserName: 'Ann', ...home })
    await iam.run(createGroup, { GroupName: 'Staff' })
    const overTls = own({ Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })
    await iam.run(putPolicy(groupKind), { GroupName: 'Staff', ...overTls })
    await iam.run(addUserToGroup, { GroupName: 'Staff', UserName: 'Ann' })
    const topics = policy({ Action: 'sns:Publish' }, { Action: 'sns:List*' })
    await iam.run(createPolicy, { PolicyName: 'Topics', PolicyDocument: topics })
    await iam.run(attachPolicy(groupKind), { GroupName: 'Staff', PolicyArn: arn('policy/Topics') })
    const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    await iam.run(createRole, { RoleName: 'Deploy', AssumeRolePolicyDocument: trust(ANN, mfa) })
    const asDeploy = own({ Action: 's3:PutObject', Condition: { ArnLike: { 'aws:PrincipalArn': DEPLOY } } })
    await iam.run(putPolicy(roleKind), { RoleName: 'Deploy', ...asDeploy })
  }

  const simulate = (input: Partial<Input>) =>
    iam.run(simulatePrincipalPolicy, { PolicySourceArn: ANN, ActionNames: ['s3:GetObject'], ...input })
  const results = async (input: Partial<Input>): Promise<readonly EvaluationResult[]> =>
    (await simulate(input)).EvaluationResults ?? []
  async function one(input: Partial<Input>): Promise<EvaluationResult> {
    const all = await results(input)
    assert.equal(all.length, 1)
    return all[0] ?? assert.fail()
  }
  const decision = async (input: Partial<Input>): Promise<string> => (await one(input)).EvalDecision
  const shown = ({ MatchedStatements }: EvaluationResult) =>
    MatchedStatements?.map(({ SourcePolicyId, StartPosition }) => [SourcePolicyId, StartPosition?.Column])

  describe('SimulatePrincipalPolicy', () => {
    test('a user: inline and attached policies, those of its groups, and what is known of it', async () => {
      const own = await one({ ResourceArns: ['arn:aws:s3:::b/Ann/k'] })
      assert.equal(own.EvalDecision, 'allowed')
      assert.deepEqual(shown(own), [['user_Ann_own', 38]])
      assert.deepEqual(own.OrganizationsDecisionDetail, { AllowedByOrganizations: true })
      const of = async (action: string) => {
        const result = await one({ ActionNames: [action] })
        return [result.EvalDecision, shown(result), result.MissingContextValues]
      }
      assert.deepEqual(await of('sns:Publish'), ['allowed', [['Topics', 38]], []])
      const second = policy({ Action: 'sns:Publish' }).lastIndexOf(']') + 1
      assert.deepEqual(await of('sns:ListTopics'), ['allowed', [['Topics', second]], []])
      assert.deepEqual(await of('sqs:SendMessage'), ['implicitDeny', [], ['aws:SecureTransport']])
      const tls = [{ ContextKeyName: 'aws:SecureTransport', ContextKeyValues: ['true'] }]
      const sent = await one({ ActionNames: ['sqs:SendMessage'], ContextEntries: tls })
      assert.deepEqual(shown(sent), [['group_Staff_own', 38]])
    })

    test('further policies and keys of the principal', async () => {
      const { 'aws:userid': userid } = { 'aws:userid': (await iam.asUser('Ann')).userId }
      const condition = {
        StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:userid': userid, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      }
      const input = { ActionNames: ['x:Y'], PolicyInputList: [policy({ Action: 'x:Y', Condition: condition })] }
      const result = await one(input)
      assert.deepEqual([result.EvalDecision, shown(result)], ['allowed', [['PolicyInputList.1', 38]]])
      const entry = { ContextKeyName: 'aws:PrincipalTag/TEAM', ContextKeyValues: ['red'] }
      assert.equal(await decision({ ...input, ContextEntries: [entry] }), 'implicitDeny')
    })

    test('a group has its own policies only', async () => {
      assert.equal(await decision({ PolicySourceArn: GROUP, ActionNames: ['sns:Publish'] }), 'allowed')
      const resource = { ResourceArns: ['arn:aws:s3:::b/Ann/k'] }
      assert.equal(await decision({ PolicySourceArn: GROUP, ...resource }), 'implicitDeny')
    })

    test('a role: its ARN is known, no session is', async () => {
      const result = await one({ PolicySourceArn: DEPLOY, ActionNames: ['s3:PutObject'] })
      assert.deepEqual([result.EvalDecision, shown(result)], ['allowed', [['role_Deploy_own', 38]]])
      const named = { StringLike: { 'aws:userid': '*' } }
      const input = {
        PolicySourceArn: DEPLOY,
        ActionNames: ['x:Y'],
        PolicyInputList: [policy({ Action: 'x:Y', Condition: named })],
      }
      assert.deepEqual((await one(input)).MissingContextValues, ['aws:userid'])
    })

    test('the boundary of the entity, replaced by the one that is given', async () => {
      await iam.run(createUser, { UserName: 'Bounded' })
      await iam.run(createPolicy, { PolicyName: 'Limit', PolicyDocument: policy({ Action: 'sqs:*' }) })
      const Admin = 'arn:aws:iam::aws:policy/AdministratorAccess'
      await iam.run(attachPolicy(userKind), { UserName: 'Bounded', PolicyArn: Admin })
      await iam.run(putBoundary(userKind), { UserName: 'Bounded', PermissionsBoundary: arn('policy/Limit') })
      const input = { PolicySourceArn: arn('user/Bounded') }
      const limited = await one(input)
      assert.equal(limited.EvalDecision, 'implicitDeny')
      assert.deepEqual(limited.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false })
      const inside = await one({ ...input, ActionNames: ['sqs:SendMessage'] })
      assert.deepEqual(shown(inside), [['AdministratorAccess', 38]])
      const wider = { ...input, PermissionsBoundaryPolicyInputList: [policy({ Action: 's3:*' })] }
      assert.equal(await decision(wider), 'allowed')
    })

    test('service control policies of the account', async () => {
      await iam.store.write(async (tx) => {
        await tx.write.organizationPolicies.create({
          id: 'p-noqueues',
          type: 'SERVICE_CONTROL_POLICY',
          name: 'NoQueues',
          description: '',
          awsManaged: false,
          document: policy({ Effect: 'Deny', Action: 'sqs:*' }),
        })
        await tx.write.organizationPolicies.attach('p-noqueues', OTHER_ACCOUNT)
      })
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      const input = {
        PolicySourceArn: arn('user/admin', OTHER_ACCOUNT),
        ActionNames: ['sqs:SendMessage', 's3:GetObject'],
      }
      const { EvaluationResults = [] } = await iam.run(simulatePrincipalPolicy, input, other)
      assert.deepEqual(
        EvaluationResults.map((result) => [
          result.EvalDecision,
          result.OrganizationsDecisionDetail?.AllowedByOrganizations,
        ]),
        [
          ['explicitDeny', false],
          ['allowed', true],
        ],
      )
    })

    test('damaged policies deny, as they do for real', async () => {
      await iam.run(createUser, { UserName: 'Damaged' })
      const user = await iam.asUser('Damaged')
      await iam.store.write((tx) => tx.write.holders.putInlinePolicy(user.userId, 'broken', '{'))
      const result = await one({ PolicySourceArn: user.arn, PolicyInputList: [policy({ Action: '*' })] })
      assert.equal(result.EvalDecision, 'explicitDeny')
      assert.deepEqual(result.MatchedStatements, [
        { SourcePolicyId: 'user_Damaged_broken', SourcePolicyType: 'IAM Policy' },
      ])
    })
  })

  describe('SimulatePrincipalPolicy: trust and resource policies', () => {
    const assume = (input: Partial<Input>) => one({ ActionNames: ['sts:AssumeRole'], ResourceArns: [DEPLOY], ...input })
    const mfa = [
      { ContextKeyName: 'aws:MultiFactorAuthPresent', ContextKeyType: 'boolean', ContextKeyValues: ['true'] },
    ] as const

    test("a role's trust policy decides who assumes it", async () => {
      const without = await assume({})
      assert.equal(without.EvalDecision, 'implicitDeny')
      assert.deepEqual(without.ResourceSpecificResults?.[0]?.MissingContextValues, ['aws:MultiFactorAuthPresent'])
      const result = await assume({ ContextEntries: mfa })
      assert.equal(result.EvalDecision, 'allowed')
      // The place is the one in the text that GetRole shows, not in the stored one.
      const text = trust(ANN, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })
      assert.deepEqual(result.MatchedStatements, [
        {
          SourcePolicyId: 'AssumeRolePolicyDocument',
          SourcePolicyType: 'Resource Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: text.length - 1 },
        },
      ])
      const everything = [policy({ Action: '*' })]
      await iam.run(createUser, { UserName: 'Untrusted' })
      const untrusted = { PolicySourceArn: arn('user/Untrusted'), PolicyInputList: everything, ContextEntries: mfa }
      assert.equal((await assume(untrusted)).EvalDecision, 'implicitDeny')
      // Ann by CallerArn is known to the trust policy too.
      assert.equal((await assume({ ...untrusted, CallerArn: ANN })).EvalDecision, 'allowed')
    })

    test('a damaged trust policy denies, as it does for real', async () => {
      await iam.run(createRole, { RoleName: 'Damaged', AssumeRolePolicyDocument: trust(ANN) })
      const { roleId } = await iam.asRole('Damaged')
      await iam.store.write((tx) => tx.write.roles.update(roleId, { trustPolicy: '{' }))
      const result = await assume({ ResourceArns: [arn('role/Damaged')] })
      assert.equal(result.EvalDecision, 'explicitDeny')
      assert.deepEqual(result.MatchedStatements, [
        { SourcePolicyId: 'AssumeRolePolicyDocument', SourcePolicyType: 'Resource Policy' },
      ])
    })

    test('a role that does not exist, and wildcards, have no trust policy', async () => {
      for (const role of [arn('role/Planned'), arn('role/*'), arn('role/x/Deploy')])
        assert.equal(
          (await assume({ ResourceArns: [role], PolicyInputList: [policy({ Action: 'sts:*' })] })).EvalDecision,
          'allowed',
        )
    })

    test('who learns from a trust policy must be allowed to read it', async () => {
      const asks = await iam.asks(simulatePrincipalPolicy, {
        PolicySourceArn: ANN,
        ActionNames: ['STS:assumerole', 's3:GetObject'],
        ResourceArns: [DEPLOY, DEPLOY, arn('role/Deploy', OTHER_ACCOUNT), arn('role/*'), 'arn:aws:s3:::b', '*'],
      })
      assert.deepEqual(
        asks.map(({ action, resource }) => [action, resource]),
        [
          ['iam:SimulatePrincipalPolicy', ANN],
          ['iam:GetRole', DEPLOY],
        ],
      )
      const passed = {
        PolicySourceArn: ANN,
        ActionNames: ['sts:AssumeRole'],
        ResourceArns: [DEPLOY],
        ResourcePolicy: '{}',
      }
      assert.equal((await iam.asks(simulatePrincipalPolicy, passed)).length, 1)
    })

    test('a resource policy: users, roles (unlike AWS), no groups', async () => {
      const bucket = (principal: string): string => policy({ Principal: { AWS: principal }, Action: 's3:DeleteObject' })
      const erase = (input: Partial<Input>) =>
        decision({ ActionNames: ['s3:DeleteObject'], ResourceArns: ['arn:aws:s3:::b/k'], ...input })
      assert.equal(await erase({ ResourcePolicy: bucket(ANN) }), 'allowed')
      assert.equal(await erase({ ResourcePolicy: bucket(DEPLOY) }), 'implicitDeny')
      assert.equal(await erase({ ResourcePolicy: bucket(DEPLOY), PolicySourceArn: DEPLOY }), 'allowed')
      const asAnn = { PolicySourceArn: GROUP, CallerArn: ANN, ResourcePolicy: bucket(ANN) }
      assert.equal(await erase(asAnn), 'allowed')
      await assert.rejects(erase({ PolicySourceArn: GROUP, ResourcePolicy: bucket(ANN) }), {
        code: 'InvalidInput',
        message: 'Invalid caller - Caller must be an IAM user in this context.',
      })
    })

    test('another caller is known by its ARN alone: its tags are not told', async () => {
      const tagged = {
        PolicyInputList: [policy({ Action: 'x:Y', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } })],
      }
      const input = {
        PolicySourceArn: arn('user/admin'),
        ActionNames: ['x:Y'],
        PermissionsBoundaryPolicyInputList: tagged.PolicyInputList,
      }
      assert.equal(await decision({ ...input, CallerArn: ANN }), 'implicitDeny')
      assert.equal(await decision({ ...input, PolicySourceArn: ANN, ...tagged, CallerArn: ANN }), 'allowed')
    })
  })

  describe('PolicySourceArn', () => {
    test('names a user, group or role of the account', async () => {
      for (const PolicySourceArn of [
        arn('root'),
        arn('policy/Topics'),
        `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/s`,
        'arn:aws:s3:::bucket/user/Ann',
        'not an ARN, but long enough',
      ])
        await assert.rejects(simulate({ PolicySourceArn }), {
          code: 'InvalidInput',
          message: `Invalid Entity Arn: ${PolicySourceArn} does not clearly define entity type and name.`,
        })
      for (const [PolicySourceArn, noun] of [
        [arn('user/Ann'), 'user'],
        [arn('user/team/ann'), 'user'],
        [arn('group/Nobody'), 'group'],
        [arn('role/Nobody'), 'role'],
      ] as const)
        await assert.rejects(simulate({ PolicySourceArn }), {
          code: 'NoSuchEntity',
          message: `The ${noun} with name ${PolicySourceArn.slice(PolicySourceArn.lastIndexOf('/') + 1)} cannot be found.`,
        })
    })

    test('of another account is refused, to everybody', async () => {
      const PolicySourceArn = arn('user/admin', OTHER_ACCOUNT)
      await assert.rejects(simulate({ PolicySourceArn }), { code: 'AccessDenied' })
      await assert.rejects(iam.run(getContextKeysForPrincipalPolicy, { PolicySourceArn }), { code: 'AccessDenied' })
      // The operation does not rely on authorization alone.
      const open = { ...simulatePrincipalPolicy, authorize: () => 'exempt' as const }
      await assert.rejects(iam.run(open, { PolicySourceArn, ActionNames: ['s3:GetObject'] }), { code: 'NoSuchEntity' })
    })

    test('permission is asked for on the entity, with its tags', async () => {
      const [ask] = await iam.asks(simulatePrincipalPolicy, { PolicySourceArn: ANN, ActionNames: ['a:B'] })
      assert.deepEqual(
        [ask?.action, ask?.resource, ask?.context?.map(({ key }) => key)],
        ['iam:SimulatePrincipalPolicy', ANN, ['aws:ResourceTag/team', 'iam:ResourceTag/team']],
      )
      const ann = await iam.asUser('Ann')
      await assert.rejects(iam.run(simulatePrincipalPolicy, { PolicySourceArn: ANN, ActionNames: ['a:B'] }, ann), {
        code: 'AccessDenied',
      })
    })
  })

  describe('GetContextKeys', () => {
    test('of texts, in their order', async () => {
      const text = policy({
        Action: 'dynamodb:*',
        Resource: 'arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}',
        Condition: { DateGreaterThan: { 'aws:CurrentTime': '2015-08-16T12:00:00Z' } },
      })
      const again = policy({ Action: 's3:*', Condition: { StringEquals: { 'AWS:username': 'x', 's3:prefix': 'y' } } })
      const { ContextKeyNames } = await iam.run(getContextKeysForCustomPolicy, { PolicyInputList: [text, again] })
      assert.deepEqual(ContextKeyNames, ['aws:username', 'aws:CurrentTime', 's3:prefix'])
      await assert.rejects(iam.run(getContextKeysForCustomPolicy, { PolicyInputList: ['{}'] }), {
        code: 'InvalidInput',
      })
      const asks = await iam.asks(getContextKeysForCustomPolicy, { PolicyInputList: [text] })
      assert.deepEqual(
        asks.map(({ action, resource }) => [action, resource]),
        [['iam:GetContextKeysForCustomPolicy', '*']],
      )
    })

    test('of a user: its policies, those of its groups, its boundary, and more', async () => {
      const limit = policy({ Action: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })
      await iam.run(createPolicy, { PolicyName: 'FromHome', PolicyDocument: limit })
      await iam.run(putBoundary(userKind), { UserName: 'Ann', PermissionsBoundary: arn('policy/FromHome') })
      const more = [policy({ Action: '*', Condition: { Null: { 'aws:TagKeys': 'true' } } })]
      const { ContextKeyNames } = await iam.run(getContextKeysForPrincipalPolicy, {
        PolicySourceArn: ANN,
        PolicyInputList: more,
      })
      assert.deepEqual(ContextKeyNames, ['aws:username', 'aws:SecureTransport', 'aws:SourceIp', 'aws:TagKeys'])
      const asks = await iam.asks(getContextKeysForPrincipalPolicy, { PolicySourceArn: ANN })
      assert.deepEqual(
        asks.map(({ action, resource }) => [action, resource]),
        [['iam:GetContextKeysForPrincipalPolicy', ANN]],
      )
    })
  })
})
