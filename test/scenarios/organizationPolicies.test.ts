/** Organizational units and the policies on them with the SDK: what they deny, and from when. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ListUsersCommand } from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CloseAccountCommand,
  ConstraintViolationException,
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListChildrenCommand,
  ListRootsCommand,
  MalformedPolicyDocumentException,
  MoveAccountCommand,
  paginateListPolicies,
} from '@aws-sdk/client-organizations'
import { newMember } from './accounts.ts'
import { assume } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

describe('organization policies', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  const deny = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Resource: '*', ...statement } })

  async function root(): Promise<string> {
    const { Roots } = await world.organizations().send(new ListRootsCommand({}))
    return Roots?.[0]?.Id ?? ''
  }

  async function policy(Name: string, Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', Content: string) {
    const command = new CreatePolicyCommand({ Name, Description: 'for a test', Type, Content })
    return (await world.organizations().send(command)).Policy?.PolicySummary
  }

  test('an account that moves into a unit is bound by what is attached there, at its very next call', async () => {
    const aws = world.organizations()
    const member = await newMember(world, 'bound')
    const RootId = await root()
    const made = await aws.send(new CreateOrganizationalUnitCommand({ Name: 'Sandbox', ParentId: RootId }))
    const unit = made.OrganizationalUnit?.Id ?? ''
    const summary = await policy('NoListing', 'SERVICE_CONTROL_POLICY', deny({ Action: 'iam:ListUsers' }))
    assert.match(summary?.Arn ?? '', /:policy\/o-[a-z0-9]+\/service_control_policy\/p-[a-z0-9]{8}$/)
    await aws.send(new AttachPolicyCommand({ PolicyId: summary?.Id, TargetId: unit }))
    await world.iam(member.admin).send(new ListUsersCommand({}))
    await aws.send(new MoveAccountCommand({ AccountId: member.id, SourceParentId: RootId, DestinationParentId: unit }))
    await refusedAs(
      world.iam(member.admin).send(new ListUsersCommand({})),
      'AccessDenied',
      / with an explicit deny in a service control policy/,
    )
    const children = await aws.send(new ListChildrenCommand({ ParentId: unit, ChildType: 'ACCOUNT' }))
    assert.deepEqual(children.Children, [{ Id: member.id, Type: 'ACCOUNT' }])
    await aws.send(new DetachPolicyCommand({ PolicyId: summary?.Id, TargetId: unit }))
    await world.iam(member.admin).send(new ListUsersCommand({}))
    const last = await refused(aws.send(new DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: unit })))
    assert.ok(last.error instanceof ConstraintViolationException, last.name)
    assert.equal(last.error.Reason, 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED')
  })

  test('a resource control policy keeps other accounts from roles of the members', async () => {
    const aws = world.organizations()
    const member = await newMember(world, 'guarded')
    const door = `arn:aws:iam::${member.id}:role/OrganizationAccountAccessRole`
    const { Root } = await aws.send(
      new EnablePolicyTypeCommand({ RootId: await root(), PolicyType: 'RESOURCE_CONTROL_POLICY' }),
    )
    assert.deepEqual(
      Root?.PolicyTypes?.map(({ Type }) => Type),
      ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
    )
    await assume(world, world.admin, door)
    const summary = await policy(
      'Closed',
      'RESOURCE_CONTROL_POLICY',
      deny({ Principal: '*', Action: 'sts:AssumeRole' }),
    )
    await aws.send(new AttachPolicyCommand({ PolicyId: summary?.Id, TargetId: member.id }))
    await refusedAs(assume(world, world.admin, door), 'AccessDenied')
    await aws.send(new DetachPolicyCommand({ PolicyId: summary?.Id, TargetId: member.id }))
    await assume(world, world.admin, door)
  })

  test('a closed account: nobody of it is let in, nobody enters it', async () => {
    const aws = world.organizations()
    const member = await newMember(world, 'closing')
    await world.iam(member.admin).send(new ListUsersCommand({}))
    await aws.send(new CloseAccountCommand({ AccountId: member.id }))
    await refusedAs(world.iam(member.admin).send(new ListUsersCommand({})), 'ExpiredToken')
    await refusedAs(
      assume(world, world.admin, `arn:aws:iam::${member.id}:role/OrganizationAccountAccessRole`),
      'AccessDenied',
    )
    await refusedAs(aws.send(new CloseAccountCommand({ AccountId: member.id })), 'AccountAlreadyClosedException')
    await refusedAs(aws.send(new CloseAccountCommand({ AccountId: '999999999999' })), 'AccountNotFoundException')
    await refusedAs(aws.send(new CloseAccountCommand({ AccountId: world.accountId })), 'ConstraintViolationException')
  })

  test('policies are described and listed; a text that is none is refused by class', async () => {
    const aws = world.organizations()
    const Content = deny({ Action: 'iam:DeleteUser' })
    const summary = await policy('Kept', 'SERVICE_CONTROL_POLICY', Content)
    const { Policy } = await aws.send(new DescribePolicyCommand({ PolicyId: summary?.Id }))
    assert.equal(Policy?.Content, Content)
    const names: (string | undefined)[] = []
    const pages = paginateListPolicies({ client: aws, pageSize: 1 }, { Filter: 'SERVICE_CONTROL_POLICY' })
    for await (const { Policies } of pages) names.push(...(Policies ?? []).map(({ Name }) => Name))
    assert.deepEqual(names, ['FullAWSAccess', 'Kept', 'NoListing'])
    const bad = await refused(policy('Bad', 'SERVICE_CONTROL_POLICY', '{}'))
    assert.ok(bad.error instanceof MalformedPolicyDocumentException, bad.name)
  })
})
