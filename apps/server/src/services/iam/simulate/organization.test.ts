/** SimulatePrincipalPolicy in an organization: resource control policies, who owns a resource, and the password policy. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Caller } from '../../../domain/caller.ts'
import { createAccount } from '../../organizations/createAccount.ts'
import { attachPolicy } from '../../organizations/policy/attachPolicy.ts'
import { createPolicy } from '../../organizations/policy/editPolicy.ts'
import { enablePolicyType } from '../../organizations/policy/policyTypes.ts'
import { createRole } from '../role/createRole.ts'
import { createServiceLinkedRole } from '../servicelinkedrole/createServiceLinkedRole.ts'
import { updateAccountPasswordPolicy } from '../passwordPolicy/updateAccountPasswordPolicy.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { simulatePrincipalPolicy } from './simulatePrincipalPolicy.ts'

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const DOOR = `arn:aws:iam::${OTHER_ACCOUNT}:role/Door`
const LINKED = `arn:aws:iam::${OTHER_ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`

type Input = Parameters<typeof simulatePrincipalPolicy.authorize>[0]['input']

let aws: IamHarness
let member: Caller

async function simulated(input: Input, caller: Caller) {
  const [result] = (await aws.run(simulatePrincipalPolicy, input, caller)).EvaluationResults ?? []
  return [result?.EvalDecision, result?.OrganizationsDecisionDetail?.AllowedByOrganizations]
}

describe('simulations in an organization', () => {
  beforeEach(async () => {
    aws = await openIam()
    member = await aws.asUser('admin', OTHER_ACCOUNT)
  })
  afterEach(() => aws.close())

  test('resource control policies bind who assumes roles of the account, as they do for real', async () => {
    await aws.run(createServiceLinkedRole, { AWSServiceName: 'autoscaling.amazonaws.com' }, member)
    const trust = document({ Effect: 'Allow', Principal: { AWS: [member.arn, LINKED] }, Action: 'sts:AssumeRole' })
    await aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument: trust }, member)
    const entering = { PolicySourceArn: member.arn, ActionNames: ['sts:AssumeRole'], ResourceArns: [DOOR] }
    assert.deepEqual(await simulated(entering, member), ['allowed', true])
    await aws.run(enablePolicyType, { RootId: 'r-a1b2', PolicyType: 'RESOURCE_CONTROL_POLICY' })
    const Content = document({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' })
    const made = await aws.run(createPolicy, { Name: 'no', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content })
    await aws.run(attachPolicy, { PolicyId: made.Policy?.PolicySummary?.Id ?? '', TargetId: 'r-a1b2' })
    assert.deepEqual(await simulated(entering, member), ['explicitDeny', false])
    assert.deepEqual(await simulated({ ...entering, PolicySourceArn: LINKED }, member), ['allowed', true])
    // What they do not reach: actions of other services, and the management account.
    assert.deepEqual(await simulated({ ...entering, ActionNames: ['iam:GetRole'] }, member), ['allowed', true])
    const home = {
      PolicySourceArn: aws.admin.arn,
      ActionNames: ['sts:GetFederationToken'],
      ResourceArns: [`arn:aws:sts::${ACCOUNT}:federated-user/x`],
    }
    assert.deepEqual(await simulated(home, aws.admin), ['allowed', true])
  })

  test('of another account it is not told which policies bind it, nor whether or where it is in the organization', async () => {
    await aws.run(enablePolicyType, { RootId: 'r-a1b2', PolicyType: 'RESOURCE_CONTROL_POLICY' })
    const made = await aws.run(createAccount, { Email: 'x@example.com', AccountName: 'x' })
    const other = made.CreateAccountStatus?.AccountId ?? ''
    const Condition = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-partner000' } }
    const Content = document({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition })
    const policy = await aws.run(createPolicy, {
      Name: 'no',
      Description: '',
      Type: 'RESOURCE_CONTROL_POLICY',
      Content,
    })
    await aws.run(attachPolicy, { PolicyId: policy.Policy?.PolicySummary?.Id ?? '', TargetId: other })
    const answers = async (account: string, caller: Caller) => {
      const entering = {
        PolicySourceArn: caller.arn,
        ActionNames: ['sts:AssumeRole'],
        ResourceArns: [`arn:aws:iam::${account}:role/Door`],
        ResourcePolicy: document({ Effect: 'Allow', Principal: { AWS: caller.arn }, Action: 'sts:AssumeRole' }),
      }
      const placed = { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': '*' } }
      const denies = document({ Effect: 'Deny', Action: '*', Resource: '*', Condition: placed })
      return [await simulated(entering, caller), await simulated({ ...entering, PolicyInputList: [denies] }, caller)]
    }
    assert.deepEqual(await answers(other, member), await answers('999999999999', member))
    // The management account may read all that, and a decision about one's own account goes by it.
    assert.deepEqual((await answers(other, aws.admin))[0], ['explicitDeny', false])
    assert.deepEqual((await answers(OTHER_ACCOUNT, member))[1], ['explicitDeny', true])
  })

  test('condition keys say where the owner of a resource is', async () => {
    await aws.run(createUser, { UserName: 'bob' }, member)
    const bob = `arn:aws:iam::${OTHER_ACCOUNT}:user/bob`
    const may = (value: string, resource: string) => {
      const Condition = { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': value } }
      return simulated(
        {
          PolicySourceArn: bob,
          ActionNames: ['s3:GetObject'],
          ResourceArns: [resource],
          PolicyInputList: [document({ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition })],
        },
        member,
      )
    }
    assert.deepEqual(await may('o-a1b2c3d4e5/r-a1b2/', 'arn:aws:s3:::b/k'), ['allowed', true])
    assert.deepEqual(await may('o-a1b2c3d4e5/r-a1b2/ou-*', 'arn:aws:s3:::b/k'), ['implicitDeny', true])
    const outside = 'arn:aws:s3:us-east-1:999999999999:accesspoint/a'
    assert.deepEqual(await may('*', outside), ['implicitDeny', true])
  })

  test('AllowUsersToChangePassword lets users change their own passwords, and nobody else', async () => {
    for (const UserName of ['bob', 'eve']) await aws.run(createUser, { UserName }, member)
    const user = (name: string) => `arn:aws:iam::${OTHER_ACCOUNT}:user/${name}`
    const changing = { PolicySourceArn: user('bob'), ActionNames: ['iam:ChangePassword'] }
    assert.deepEqual(await simulated(changing, member), ['implicitDeny', true])
    await aws.run(updateAccountPasswordPolicy, { AllowUsersToChangePassword: true }, member)
    assert.deepEqual(await simulated(changing, member), ['allowed', true])
    assert.deepEqual(await simulated({ ...changing, ResourceArns: [user('bob')] }, member), ['allowed', true])
    assert.deepEqual(await simulated({ ...changing, ResourceArns: [user('eve')] }, member), ['implicitDeny', true])
    assert.deepEqual(await simulated({ ...changing, ActionNames: ['iam:GetUser'] }, member), ['implicitDeny', true])
    assert.deepEqual(await simulated({ ...changing, CallerArn: user('eve') }, member), ['implicitDeny', true])
    // Other actions are not guarded by it: what a stranger may do by the policies stays as it was.
    const stranger = { ResourceArns: [user('bob')], CallerArn: `arn:aws:iam::${ACCOUNT}:user/ann` }
    const reading = { ...changing, ...stranger, ActionNames: ['iam:GetUser'] }
    const reads = [document({ Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' })]
    assert.deepEqual(await simulated({ ...reading, PolicyInputList: reads }, member), ['allowed', true])
    const PolicyInputList = [document({ Effect: 'Deny', Action: 'iam:*', Resource: '*' })]
    assert.deepEqual(await simulated({ ...changing, PolicyInputList }, member), ['explicitDeny', true])
  })
})
