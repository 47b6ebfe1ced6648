/** IAM's policy simulator with real clients: the AWS SDK, the AWS CLI and brevet itself, against one server. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  CreateGroupCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  paginateSimulatePrincipalPolicy,
  PutGroupPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam'
import { awsCli, BREVET, credentialEnv, run, skipWithout } from './child.ts'
import { allow, newPolicy, newRole, newUser, policy, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

let world: World
let cwd: string
let user: string
describe('policySimulator', () => {
  before(async () => {
    world = await openWorld()
    cwd = mkdtempSync(join(tmpdir(), 'brevet-simulator-'))
    const home = policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}/*' })
    const boundary = await newPolicy(world, 'Limit', allow('s3:*', 'sts:*', 'iam:*'))
    await newUser(world, 'sim', { policy: home, attach: ['arn:aws:iam::aws:policy/IAMReadOnlyAccess'], boundary })
    user = arn('user/sim')
  })
  after(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await world.close()
  })

  const arn = (resource: string): string => `arn:aws:iam::${world.accountId}:${resource}`

  describe('the SDK', () => {
    const simulate = (input: Partial<SimulatePrincipalPolicyCommandInput>) =>
      world
        .iam()
        .send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: user, ActionNames: ['s3:GetObject'], ...input }))

    test('reads every member of a result', async () => {
      const { EvaluationResults, IsTruncated } = await simulate({
        ResourceArns: ['arn:aws:s3:::b/sim/k', 'arn:aws:s3:::b/x'],
      })
      assert.equal(IsTruncated, false)
      const matched = [
        {
          SourcePolicyId: 'user_sim_scenario',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 126 },
        },
      ]
      const bounded = { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } }
      assert.deepEqual(EvaluationResults, [
        {
          EvalActionName: 's3:GetObject',
          EvalResourceName: '*',
          EvalDecision: 'implicitDeny',
          MatchedStatements: [],
          MissingContextValues: [],
          OrganizationsDecisionDetail: { AllowedByOrganizations: true },
          ...bounded,
          EvalDecisionDetails: {},
          ResourceSpecificResults: [
            {
              EvalResourceName: 'arn:aws:s3:::b/sim/k',
              EvalResourceDecision: 'allowed',
              MatchedStatements: matched,
              MissingContextValues: [],
              ...bounded,
            },
            {
              EvalResourceName: 'arn:aws:s3:::b/x',
              EvalResourceDecision: 'implicitDeny',
              MatchedStatements: [],
              MissingContextValues: [],
              ...bounded,
            },
          ],
        },
      ])
    })

    test('what is simulated is what happens', async () => {
      const ActionNames = ['iam:ListUsers', 'iam:CreateUser']
      const { EvaluationResults } = await simulate({ ActionNames })
      assert.deepEqual(
        EvaluationResults?.map(({ EvalDecision }) => EvalDecision),
        ['allowed', 'implicitDeny'],
      )
    })

    test('pages', async () => {
      const client = world.iam()
      const ActionNames = ['iam:GetUser', 'iam:GetRole', 'iam:GetGroup', 'iam:GetPolicy', 'iam:PassRole']
      const names: (string | undefined)[] = []
      let pages = 0
      for await (const page of paginateSimulatePrincipalPolicy(
        { client, pageSize: 2 },
        { PolicySourceArn: user, ActionNames },
      )) {
        pages += 1
        names.push(...(page.EvaluationResults ?? []).map(({ EvalActionName }) => EvalActionName))
      }
      assert.deepEqual([pages, names], [3, ActionNames])
    })

    test('SimulateCustomPolicy with every parameter', async () => {
      const { EvaluationResults } = await world.iam().send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [allow('s3:*')],
          PermissionsBoundaryPolicyInputList: [allow('s3:Get*')],
          OrderedOrganizationPolicyInputList: [
            { ServiceControlPolicyInputList: [allow('*')] },
            { ServiceControlPolicyInputList: [allow('s3:*')] },
          ],
          ActionNames: ['s3:GetObject'],
          ResourceArns: ['arn:aws:s3:::b/k'],
          ResourcePolicy: policy({
            Principal: { AWS: user },
            Action: 's3:GetObject',
            Resource: '*',
            Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
          }),
          ResourceOwner: 'arn:aws:iam::444455556666:root',
          CallerArn: user,
          ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyType: 'ip', ContextKeyValues: ['10.1.2.3'] }],
          MaxItems: 1,
        }),
      )
      const [result] = EvaluationResults ?? []
      assert.equal(result?.EvalDecision, 'allowed')
      assert.deepEqual(result.EvalDecisionDetails, { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' })
      assert.deepEqual(result.OrganizationsDecisionDetail, { AllowedByOrganizations: true })
      assert.deepEqual(
        result.MatchedStatements?.map(({ SourcePolicyId, SourcePolicyType }) => [SourcePolicyId, SourcePolicyType]),
        [
          ['ResourcePolicy', 'Resource Policy'],
          ['PolicyInputList.1', 'IAM Policy'],
        ],
      )
    })

    test('a trust policy, and who may learn from it', async () => {
      await newRole(world, 'Trusting', { trust: trust({ AWS: user }) })
      const input = { PolicySourceArn: user, ActionNames: ['sts:AssumeRole'], ResourceArns: [arn('role/Trusting')] }
      const { EvaluationResults } = await simulate(input)
      assert.equal(EvaluationResults?.[0]?.EvalDecision, 'allowed')
      const { EvaluationResults: admin } = await simulate({ ...input, PolicySourceArn: arn('user/admin') })
      assert.equal(admin?.[0]?.EvalDecision, 'implicitDeny')
      const key = await newUser(world, 'watcher', { policy: allow('iam:SimulatePrincipalPolicy') })
      const asked = world.iam(key).send(new SimulatePrincipalPolicyCommand(input))
      await refusedAs(
        asked,
        'AccessDenied',
        /^User: \S+ is not authorized to perform: iam:GetRole on resource: \S+role\/Trusting /,
      )
    })

    test('the keys that policies refer to', async () => {
      const custom = await world
        .iam()
        .send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList: [allow('s3:*')] }))
      assert.deepEqual(custom.ContextKeyNames, [])
      const own = await world.iam().send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: user }))
      assert.deepEqual(own.ContextKeyNames, ['aws:username'])
      await world.iam().send(new CreateGroupCommand({ GroupName: 'simulated' }))
      const limited = policy({ Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } })
      await world
        .iam()
        .send(new PutGroupPolicyCommand({ GroupName: 'simulated', PolicyName: 'p', PolicyDocument: limited }))
      const input = {
        PolicySourceArn: arn('group/simulated'),
        PolicyInputList: [policy({ Action: 's3:*', Resource: 'arn:aws:s3:::${aws:userid}' })],
      }
      const group = await world.iam().send(new GetContextKeysForPrincipalPolicyCommand(input))
      assert.deepEqual(group.ContextKeyNames, ['aws:SecureTransport', 'aws:userid'])
    })

    test('errors have the classes of the model', async () => {
      const session = `arn:aws:sts::${world.accountId}:assumed-role/R/s`
      await refusedAs(
        simulate({ PolicySourceArn: session }),
        'InvalidInputException',
        `Invalid Entity Arn: ${session} does not clearly define entity type and name.`,
      )
      await refusedAs(
        simulate({ PolicySourceArn: arn('user/gone') }),
        'NoSuchEntityException',
        'The user with name gone cannot be found.',
      )
    })
  })

  /** The example of AWS's own documentation of the CLI. */
  const DYNAMO =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'

  describe('the AWS CLI', { skip: skipWithout('aws'), concurrency: 2 }, () => {
    async function aws<T>(...args: readonly string[]): Promise<T> {
      const { code, stderr, stdout } = await awsCli(world.endpoint, cwd)(world.admin, 'iam', ...args)
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout) as T
    }
    const entry = (date: string) => [
      '--context-entries',
      `ContextKeyName='aws:CurrentTime',ContextKeyValues='${date}',ContextKeyType=date`,
    ]

    test('simulate-custom-policy answers what its documentation shows', async () => {
      const command = [
        'simulate-custom-policy',
        '--policy-input-list',
        DYNAMO,
        '--action-names',
        'dynamodb:CreateBackup',
      ]
      const common = { EvalActionName: 'dynamodb:CreateBackup', EvalResourceName: '*', MissingContextValues: [] }
      assert.deepEqual(await aws(...command, ...entry('2019-04-25T11:00:00Z')), {
        EvaluationResults: [
          {
            ...common,
            EvalDecision: 'allowed',
            MatchedStatements: [
              {
                SourcePolicyId: 'PolicyInputList.1',
                SourcePolicyType: 'IAM Policy',
                StartPosition: { Line: 1, Column: 38 },
                EndPosition: { Line: 1, Column: 167 },
              },
            ],
          },
        ],
      })
      assert.deepEqual(await aws(...command, ...entry('2014-04-25T11:00:00Z')), {
        EvaluationResults: [{ ...common, EvalDecision: 'implicitDeny', MatchedStatements: [] }],
      })
    })

    test('simulate-principal-policy, get-context-keys-for-custom-policy and -principal-policy', async () => {
      interface Answer {
        readonly EvaluationResults: readonly { readonly EvalDecision: string }[]
      }
      const command = ['simulate-principal-policy', '--policy-source-arn', user, '--page-size', '1', '--action-names']
      const { EvaluationResults } = await aws<Answer>(
        ...command,
        'iam:GetUser',
        'iam:DeleteUser',
        's3:GetObject',
        '--resource-arns',
        user,
      )
      assert.deepEqual(
        EvaluationResults.map(({ EvalDecision }) => EvalDecision),
        ['allowed', 'implicitDeny', 'implicitDeny'],
      )
      const table = DYNAMO.replace(
        '"Resource":"*"',
        '"Resource":"arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}"',
      )
      assert.deepEqual(await aws('get-context-keys-for-custom-policy', '--policy-input-list', table), {
        ContextKeyNames: ['aws:username', 'aws:CurrentTime'],
      })
      assert.deepEqual(await aws('get-context-keys-for-principal-policy', '--policy-source-arn', user), {
        ContextKeyNames: ['aws:username'],
      })
    })
  })

  describe('brevet policy simulate', () => {
    const brevet = (...args: readonly string[]) =>
      run(BREVET, ['policy', 'simulate', ...args], {
        cwd,
        env: { ...credentialEnv(world.admin), BREVET_ENDPOINT: world.endpoint },
      })

    test('asks the server about a principal', async () => {
      const about = ['--principal', user, '--action', 's3:GetObject,iam:ListUsers']
      const mixed = await brevet(...about, '--resource', 'arn:aws:s3:::b/sim/k')
      assert.equal(mixed.code, 0, mixed.stderr)
      assert.match(mixed.stdout, /^s3:GetObject +arn:aws:s3:::b\/sim\/k +allowed +user_sim_scenario:1:38$/m)
      assert.match(mixed.stdout, /^iam:ListUsers +\S+ +allowed +IAMReadOnlyAccess:1:38$/m)
      const time = { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }
      await newUser(world, 'late', { policy: policy({ Action: 'sqs:*', Resource: '*', Condition: time }) })
      const late = ['--principal', arn('user/late'), '--action', 'sqs:SendMessage']
      const missing = await brevet(...late)
      assert.equal(missing.code, 1)
      assert.match(missing.stdout, /implicitDeny +the request has no aws:CurrentTime/)
      const early = await brevet(...late, '--context', 'aws:CurrentTime=2019-01-01T00:00:00Z', '--json')
      const { EvaluationResults } = JSON.parse(early.stdout) as {
        EvaluationResults: readonly { EvalDecision: string }[]
      }
      assert.deepEqual([early.code, EvaluationResults[0]?.EvalDecision], [0, 'allowed'])
    })

    test('says what the server refuses', async () => {
      const gone = await brevet('--principal', arn('user/gone'), '--action', 's3:GetObject')
      assert.equal(gone.code, 1)
      assert.match(gone.stderr, /NoSuchEntity: The user with name gone cannot be found\./)
    })

    test('decides about files without a server', async () => {
      writeFileSync(join(cwd, 'dynamo.json'), DYNAMO)
      const args = ['policy', 'simulate', '--identity', 'dynamo.json', '--action', 'dynamodb:CreateBackup']
      const ended = await run(BREVET, [...args, '--context', 'aws:CurrentTime=2019-04-25T11:00:00Z'], { cwd })
      assert.deepEqual([ended.code, ended.stderr], [0, ''])
      assert.match(ended.stdout, /allowed +dynamo\.json:1:37$/m)
    })
  })
})
