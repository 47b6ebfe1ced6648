/** Who acts for the organization besides its management account, with the SDK and the AWS CLI. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ListUsersCommand } from '@aws-sdk/client-iam'
import {
  AccountAlreadyRegisteredException,
  AccountNotRegisteredException,
  AlreadyInOrganizationException,
  AttachPolicyCommand,
  ConstraintViolationException,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeleteOrganizationCommand,
  DeleteResourcePolicyCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeEffectivePolicyCommand,
  DescribeResourcePolicyCommand,
  EffectivePolicyNotFoundException,
  EnableAllFeaturesCommand,
  EnableAWSServiceAccessCommand,
  HandshakeConstraintViolationException,
  InvalidInputException,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListDelegatedServicesForAccountCommand,
  MasterCannotLeaveOrganizationException,
  OrganizationNotEmptyException,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  ResourcePolicyNotFoundException,
} from '@aws-sdk/client-organizations'
import { newMember } from './accounts.ts'
import { awsCli, skipWithout } from './child.ts'
import { policy } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const ACCOUNTS = 'account.amazonaws.com'

describe('delegation of the organization', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  /** Expects a refusal of the SDK's class, with the reason where the class has one. */
  async function refusedBy(
    call: Promise<unknown>,
    refusal: new (...args: never[]) => Error,
    reason?: string,
  ): Promise<void> {
    const { error } = await refused(call)
    assert.ok(error instanceof refusal, String(error))
    assert.equal((error as Error & { Reason?: string }).Reason, reason)
  }

  test('a delegated administrator reads the organization, from registration to deregistration', async () => {
    const aws = world.organizations()
    const member = await newMember(world, 'reader')
    const reads = () => world.organizations(member.admin).send(new ListAccountsCommand({}))
    const input = { AccountId: member.id, ServicePrincipal: ACCOUNTS }
    const denied = "You don't have permissions to access this resource."
    await refusedAs(reads(), 'AccessDeniedException', denied)
    await refusedBy(
      aws.send(new RegisterDelegatedAdministratorCommand(input)),
      ConstraintViolationException,
      'SERVICE_ACCESS_NOT_ENABLED',
    )
    await aws.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: ACCOUNTS }))
    await aws.send(new RegisterDelegatedAdministratorCommand(input))
    await refusedBy(aws.send(new RegisterDelegatedAdministratorCommand(input)), AccountAlreadyRegisteredException)
    assert.ok((await reads()).Accounts?.some(({ Id }) => Id === world.accountId))
    const { DelegatedServices } = await aws.send(new ListDelegatedServicesForAccountCommand({ AccountId: member.id }))
    assert.equal(DelegatedServices?.[0]?.ServicePrincipal, ACCOUNTS)
    assert.ok(DelegatedServices[0].DelegationEnabledDate instanceof Date)
    await aws.send(new DeregisterDelegatedAdministratorCommand(input))
    await refusedAs(reads(), 'AccessDeniedException', denied)
    await refusedBy(aws.send(new DeregisterDelegatedAdministratorCommand(input)), AccountNotRegisteredException)
    const other = { ...input, ServicePrincipal: 'guardduty.amazonaws.com' }
    await refusedBy(
      aws.send(new RegisterDelegatedAdministratorCommand(other)),
      InvalidInputException,
      'UNRECOGNIZED_SERVICE_PRINCIPAL',
    )
  })

  test('the resource policy lets a member account guard another one', async () => {
    const aws = world.organizations()
    const guard = await newMember(world, 'guard')
    const guarded = await newMember(world, 'guarded')
    const delegate = world.organizations(guard.admin)
    const create = () =>
      delegate.send(
        new CreatePolicyCommand({
          Name: 'NoListing',
          Description: '',
          Type: 'SERVICE_CONTROL_POLICY',
          Content: policy({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }),
        }),
      )
    await refusedAs(create(), 'AccessDeniedException')
    await refusedBy(aws.send(new DescribeResourcePolicyCommand({})), ResourcePolicyNotFoundException)
    const arn = (resource: string) => `arn:aws:organizations::${world.accountId}:${resource}`
    const Content = policy({
      Principal: { AWS: `arn:aws:iam::${guard.id}:root` },
      Action: ['organizations:CreatePolicy', 'organizations:AttachPolicy', 'organizations:DescribeEffectivePolicy'],
      Resource: [arn('policy/*/service_control_policy/*'), arn(`account/*/${guarded.id}`)],
    })
    const put = await aws.send(new PutResourcePolicyCommand({ Content, Tags: [{ Key: 'team', Value: 'guards' }] }))
    assert.match(put.ResourcePolicy?.ResourcePolicySummary?.Arn ?? '', /:resourcepolicy\/o-[a-z0-9]+\/rp-[a-z0-9]{8}$/)
    const PolicyId = (await create()).Policy?.PolicySummary?.Id ?? ''
    await refusedAs(
      delegate.send(new AttachPolicyCommand({ PolicyId, TargetId: guard.id })),
      'AccessDeniedException',
      /is not authorized to perform: organizations:AttachPolicy on resource: /,
    )
    await world.iam(guarded.admin).send(new ListUsersCommand({}))
    await delegate.send(new AttachPolicyCommand({ PolicyId, TargetId: guarded.id }))
    await refusedAs(world.iam(guarded.admin).send(new ListUsersCommand({})), 'AccessDenied')
    // The control policies are types that AWS's model does not have here.
    const PolicyType = 'SERVICE_CONTROL_POLICY' as 'TAG_POLICY'
    const effective = new DescribeEffectivePolicyCommand({ PolicyType, TargetId: guarded.id })
    const { EffectivePolicy } = await delegate.send(effective)
    const { Levels } = JSON.parse(EffectivePolicy?.PolicyContent ?? '') as {
      Levels: { TargetId: string; Policies: { Id: string }[] }[]
    }
    assert.equal(Levels.length, 2)
    assert.deepEqual(Levels[1]?.TargetId, guarded.id)
    assert.deepEqual(Levels[1].Policies.map(({ Id }) => Id).sort(), [PolicyId, 'p-FullAWSAccess'].sort())
    await aws.send(new DeleteResourcePolicyCommand({}))
    await refusedAs(delegate.send(effective), 'AccessDeniedException')
    await refusedBy(
      aws.send(new DescribeEffectivePolicyCommand({ PolicyType: 'TAG_POLICY', TargetId: guarded.id })),
      EffectivePolicyNotFoundException,
    )
  })

  test('the organization is what it is: neither made, left, emptied nor deleted', async () => {
    const aws = world.organizations()
    const member = await newMember(world, 'staying')
    await refusedBy(aws.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' })), AlreadyInOrganizationException)
    await refusedBy(
      aws.send(new EnableAllFeaturesCommand({})),
      HandshakeConstraintViolationException,
      'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
    )
    await refusedBy(aws.send(new LeaveOrganizationCommand({})), MasterCannotLeaveOrganizationException)
    const reason = 'ACCOUNT_CANNOT_LEAVE_ORGANIZATION'
    const leaving = world.organizations(member.admin).send(new LeaveOrganizationCommand({}))
    await refusedBy(leaving, ConstraintViolationException, reason)
    const removing = aws.send(new RemoveAccountFromOrganizationCommand({ AccountId: member.id }))
    await refusedBy(removing, ConstraintViolationException, reason)
    await refusedBy(aws.send(new DeleteOrganizationCommand({})), OrganizationNotEmptyException)
    const Target = { Id: 'a@example.com', Type: 'EMAIL' } as const
    await refusedAs(
      aws.send(new InviteAccountToOrganizationCommand({ Target })),
      'UnknownOperationException',
      /accounts join by CreateAccount/,
    )
  })

  test('the AWS CLI does the same', { skip: skipWithout('aws') }, async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'brevet-delegation-'))
    t.after(() => rmSync(cwd, { recursive: true, force: true }))
    const member = await newMember(world, 'cli')
    const run = (line: string, texts: readonly string[] = []) =>
      awsCli(world.endpoint, cwd)(world.admin, 'organizations', ...line.split(' '), ...texts)
    async function aws<T>(line: string, texts: readonly string[] = []): Promise<T> {
      const { code, stderr, stdout } = await run(line, texts)
      assert.equal(code, 0, `aws organizations ${line}: ${stderr}`)
      return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T
    }
    const of = `--service-principal iam.amazonaws.com`
    await aws(`enable-aws-service-access ${of}`)
    await aws(`register-delegated-administrator --account-id ${member.id} ${of}`)
    const listed = await aws<{ DelegatedAdministrators: { Id: string }[] }>(`list-delegated-administrators ${of}`)
    assert.deepEqual(
      listed.DelegatedAdministrators.map(({ Id }) => Id),
      [member.id],
    )
    const effective = await aws<{ EffectivePolicy: { PolicyContent: string } }>(
      `describe-effective-policy --policy-type SERVICE_CONTROL_POLICY --target-id ${member.id}`,
    )
    assert.match(effective.EffectivePolicy.PolicyContent, /p-FullAWSAccess/)
    const content = policy({
      Principal: { AWS: `arn:aws:iam::${member.id}:root` },
      Action: 'organizations:ListRoots',
      Resource: '*',
    })
    await aws('put-resource-policy --content', [content])
    const described = await aws<{ ResourcePolicy: { Content: string } }>('describe-resource-policy')
    assert.equal(described.ResourcePolicy.Content, content)
    await aws('delete-resource-policy')
    await aws(`deregister-delegated-administrator --account-id ${member.id} ${of}`)
    await aws(`disable-aws-service-access ${of}`)
    const none = await run('create-organization')
    assert.ok(none.code !== 0)
    assert.match(none.stderr, /\(AlreadyInOrganizationException\) when calling the CreateOrganization operation/)
  })
})
