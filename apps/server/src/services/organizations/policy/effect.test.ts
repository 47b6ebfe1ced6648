import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import type { Caller } from '../../../domain/caller.ts'
import { createServiceLinkedRole } from '../../iam/servicelinkedrole/createServiceLinkedRole.ts'
import { createRole } from '../../iam/role/createRole.ts'
import { listUsers } from '../../iam/user/listUsers.ts'
import { assumeRole } from '../../sts/assumeRole.ts'
import { createOrganizationalUnit } from '../unit/createOrganizationalUnit.ts'
import { deleteOrganizationalUnit } from '../unit/deleteOrganizationalUnit.ts'
import { listParents } from '../unit/listParents.ts'
import { listRoots } from '../unit/listRoots.ts'
import { moveAccount } from '../unit/moveAccount.ts'
import { attachPolicy, detachPolicy } from './attachPolicy.ts'
import { createPolicy, deletePolicy, updatePolicy } from './editPolicy.ts'
import { listPoliciesForTarget, listTargetsForPolicy } from './listPolicies.ts'
import { disablePolicyType, enablePolicyType } from './policyTypes.ts'

const ROOT = 'r-a1b2'
let aws: IamHarness
const refused =
  (code: string, message: RegExp = /./, reason?: string) =>
  (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    if (reason !== undefined) assert.equal(error.detail.members?.['Reason'], reason)
    return true
  }

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const NO_LISTING = document({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' })
const NO_ASSUMING = document({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' })

async function unit(name: string, parent = ROOT): Promise<string> {
  const made = await aws.run(createOrganizationalUnit, { Name: name, ParentId: parent })
  return made.OrganizationalUnit?.Id ?? ''
}

async function policy(
  Content: string,
  Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY' = 'SERVICE_CONTROL_POLICY',
): Promise<string> {
  const made = await aws.run(createPolicy, { Name: 'one', Description: '', Type, Content })
  return made.Policy?.PolicySummary?.Id ?? ''
}

const move = (SourceParentId: string, DestinationParentId: string) =>
  aws.run(moveAccount, { AccountId: OTHER_ACCOUNT, SourceParentId, DestinationParentId })

describe('organization policies', () => {
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  describe('units', () => {
    test('nest five deep, know their parent, and go when they are empty', async () => {
      let parent = ROOT
      for (const name of ['a', 'b', 'c', 'd', 'e']) parent = await unit(name, parent)
      assert.match(parent, /^ou-a1b2-[a-z0-9]{8}$/)
      await assert.rejects(
        unit('f', parent),
        refused('ConstraintViolationException', /would exceed the max depth allowed\.$/, 'OU_DEPTH_LIMIT_EXCEEDED'),
      )
      await move(ROOT, parent)
      assert.deepEqual(await aws.run(listParents, { ChildId: OTHER_ACCOUNT }), {
        Parents: [{ Id: parent, Type: 'ORGANIZATIONAL_UNIT' }],
      })
      const remove = () => aws.run(deleteOrganizationalUnit, { OrganizationalUnitId: parent })
      await assert.rejects(remove(), refused('OrganizationalUnitNotEmptyException'))
      await assert.rejects(move(ROOT, parent), refused('AccountNotFoundException'))
      await assert.rejects(move('ou-a1b2-none0000', parent), refused('SourceParentNotFoundException'))
      await assert.rejects(move(parent, parent), refused('DuplicateAccountException'))
      await assert.rejects(move(parent, 'ou-a1b2-none0000'), refused('DestinationParentNotFoundException'))
      await move(parent, ROOT)
      await remove()
      await assert.rejects(remove(), refused('OrganizationalUnitNotFoundException'))
      await assert.rejects(unit('A'), refused('DuplicateOrganizationalUnitException'))
      await assert.rejects(unit('x', 'ou-a1b2-none0000'), refused('ParentNotFoundException'))
    })

    test('a member account may do none of it', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(
        aws.run(createOrganizationalUnit, { Name: 'mine', ParentId: ROOT }, member),
        refused('AccessDenied', /^You don't have permissions/),
      )
      await assert.rejects(aws.run(listRoots, {}, member), refused('AccessDenied', /^You don't have permissions/))
    })
  })

  describe('service control policies', () => {
    test('one on a unit denies the calls of the accounts in it, at once, and stops when the account leaves', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      const inside = await unit('inside')
      await aws.run(attachPolicy, { PolicyId: await policy(NO_LISTING), TargetId: inside })
      await aws.run(listUsers, {}, member)
      await move(ROOT, inside)
      await assert.rejects(
        aws.run(listUsers, {}, member),
        refused('AccessDenied', /with an explicit deny in a service control policy/),
      )
      await move(inside, ROOT)
      await aws.run(listUsers, {}, member)
    })

    test('the management account is exempt; a changed text holds at once', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      const id = await policy(NO_LISTING)
      await aws.run(attachPolicy, { PolicyId: id, TargetId: ROOT })
      await aws.run(listUsers, {})
      await assert.rejects(aws.run(listUsers, {}, member), refused('AccessDenied'))
      await aws.run(updatePolicy, { PolicyId: id, Content: NO_LISTING.replace('ListUsers', 'ListRoles') })
      await aws.run(listUsers, {}, member)
    })

    test('one stays attached everywhere, none is attached twice, none deleted while attached', async () => {
      const inside = await unit('inside')
      const id = await policy(NO_LISTING)
      const full = { PolicyId: 'p-FullAWSAccess', TargetId: inside }
      const min = refused(
        'ConstraintViolationException',
        /^You cannot remove the last policy/,
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      )
      await assert.rejects(aws.run(detachPolicy, full), min)
      const both = { PolicyId: id, TargetId: inside }
      await assert.rejects(aws.run(detachPolicy, both), refused('PolicyNotAttachedException'))
      await aws.run(attachPolicy, both)
      const again = /^A policy with the specified name and type already exists\.$/
      await assert.rejects(aws.run(attachPolicy, both), refused('DuplicatePolicyAttachmentException', again))
      await assert.rejects(policy(NO_LISTING), refused('DuplicatePolicyException', again))
      await assert.rejects(aws.run(deletePolicy, { PolicyId: id }), refused('PolicyInUseException'))
      const listed = await aws.run(listPoliciesForTarget, { TargetId: inside, Filter: 'SERVICE_CONTROL_POLICY' })
      assert.deepEqual(
        listed.Policies?.map(({ Id }) => Id),
        ['p-FullAWSAccess', id],
      )
      const { Targets } = await aws.run(listTargetsForPolicy, { PolicyId: id })
      assert.deepEqual(
        Targets?.map(({ Name, Type }) => [Name, Type]),
        [['inside', 'ORGANIZATIONAL_UNIT']],
      )
      await aws.run(detachPolicy, full)
      await assert.rejects(aws.run(detachPolicy, both), min)
      await aws.run(attachPolicy, full)
      await aws.run(detachPolicy, both)
      await aws.run(deletePolicy, { PolicyId: id })
      const none = refused('PolicyNotFoundException', /^We can't find a policy/)
      await assert.rejects(aws.run(deletePolicy, { PolicyId: id }), none)
      await assert.rejects(aws.run(updatePolicy, { PolicyId: id }), none)
      await assert.rejects(aws.run(attachPolicy, both), refused('PolicyNotFoundException', /^You specified a policy/))
      await assert.rejects(
        aws.run(deletePolicy, { PolicyId: 'p-FullAWSAccess' }),
        refused('InvalidInputException', /./, 'IMMUTABLE_POLICY'),
      )
    })

    test('ten are attached to a target at most, and five resource control policies', async () => {
      await aws.run(enablePolicyType, { RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' })
      for (const [Type, Content, most] of [
        ['SERVICE_CONTROL_POLICY', NO_LISTING, 10],
        ['RESOURCE_CONTROL_POLICY', NO_ASSUMING, 5],
      ] as const) {
        // One is there from the start.
        for (let number = 1; number <= most; number++) {
          const made = await aws.run(createPolicy, { Name: `number ${number}`, Description: '', Type, Content })
          const attached = { PolicyId: made.Policy?.PolicySummary?.Id ?? '', TargetId: ROOT }
          if (number < most) await aws.run(attachPolicy, attached)
          else
            await assert.rejects(
              aws.run(attachPolicy, attached),
              refused('ConstraintViolationException', /maximum number/, 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'),
            )
        }
      }
    })

    test('texts that are no such policy are refused', async () => {
      for (const text of ['{', document({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' })])
        await assert.rejects(policy(text), refused('MalformedPolicyDocumentException'))
      const allowing = document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
      await assert.rejects(policy(allowing, 'RESOURCE_CONTROL_POLICY'), refused('MalformedPolicyDocumentException'))
      const long = (Sid: string, more: object = {}) =>
        document({ Effect: 'Deny', ...more, Action: 'sts:AssumeRole', Resource: '*', Sid })
      const size = refused(
        'ConstraintViolationException',
        /^You have exceeded the maximum policy size\.$/,
        'POLICY_CONTENT_LIMIT_EXCEEDED',
      )
      const room = 10_240 - long('').length
      await assert.rejects(policy(long('a'.repeat(room + 1))), size)
      await policy(long('a'.repeat(room)))
      await assert.rejects(policy(long('a'.repeat(6000), { Principal: '*' }), 'RESOURCE_CONTROL_POLICY'), size)
      await assert.rejects(
        aws.run(createPolicy, { Name: 'tags', Description: '', Type: 'TAG_POLICY', Content: '{}' }),
        refused('InvalidInputException', /TAG_POLICY/, 'INVALID_ENUM_POLICY_TYPE'),
      )
    })
  })

  describe('resource control policies', () => {
    const trust = document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    })
    const RoleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/Door`

    /** Only up to its permission: what the harness's issuer cannot do is issue. */
    const assume = () => aws.run(assumeRole, { RoleArn, RoleSessionName: 'ada' })
    const allowed = (error: unknown) => /issues no session tokens/.test(String(error))

    test('one denies callers of other accounts too, and never anything in the management account', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      await aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument: trust }, member)
      await assert.rejects(assume(), allowed)
      const guard = { PolicyId: await policy(NO_ASSUMING, 'RESOURCE_CONTROL_POLICY'), TargetId: ROOT }
      await assert.rejects(aws.run(attachPolicy, guard), refused('PolicyTypeNotEnabledException'))
      const type = { RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' } as const
      await aws.run(enablePolicyType, type)
      await assert.rejects(aws.run(enablePolicyType, type), refused('PolicyTypeAlreadyEnabledException'))
      await assert.rejects(assume(), allowed)
      await aws.run(attachPolicy, guard)
      await assert.rejects(assume(), refused('AccessDenied', /not authorized to perform: sts:AssumeRole/))
      await aws.run(createRole, { RoleName: 'Home', AssumeRolePolicyDocument: trust })
      const home = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Home`, RoleSessionName: 'ada' }
      await assert.rejects(aws.run(assumeRole, home), allowed)
      await assert.rejects(
        aws.run(detachPolicy, { PolicyId: 'p-RCPFullAWSAccess', TargetId: ROOT }),
        refused('InvalidInputException', /./, 'NON_DETACHABLE_POLICY'),
      )
      await aws.run(disablePolicyType, type)
      await assert.rejects(assume(), allowed)
      const filter = { TargetId: ROOT, Filter: 'RESOURCE_CONTROL_POLICY' } as const
      assert.deepEqual(await aws.run(listPoliciesForTarget, filter), { Policies: [] })
    })

    test('service-linked roles are not bound by them, nor by service control policies', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      await aws.run(createServiceLinkedRole, { AWSServiceName: 'autoscaling.amazonaws.com' }, member)
      const linked = await aws.asRole('AWSServiceRoleForAutoScaling', OTHER_ACCOUNT)
      const AWS = [linked.roleArn, member.arn]
      const both = document({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' })
      await aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument: both }, member)
      const by = (caller: Caller) => aws.run(assumeRole, { RoleArn, RoleSessionName: 'x' }, caller)
      await aws.run(enablePolicyType, { RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' })
      const resource = await policy(NO_ASSUMING, 'RESOURCE_CONTROL_POLICY')
      await aws.run(attachPolicy, { PolicyId: resource, TargetId: ROOT })
      await assert.rejects(by(member), refused('AccessDenied', /explicit deny in a resource control policy/))
      await assert.rejects(by(linked), allowed)
      await aws.run(detachPolicy, { PolicyId: resource, TargetId: ROOT })
      const service = await policy(document({ Effect: 'Deny', Action: 'sts:*', Resource: '*' }))
      await aws.run(attachPolicy, { PolicyId: service, TargetId: ROOT })
      await assert.rejects(by(member), refused('AccessDenied', /explicit deny in a service control policy/))
      await assert.rejects(by(linked), allowed)
    })
  })
})
