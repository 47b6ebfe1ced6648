import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { FULL_AWS_ACCESS } from '../../../domain/organizationPolicies.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import { createOrganizationalUnit } from '../unit/createOrganizationalUnit.ts'
import { moveAccount } from '../unit/moveAccount.ts'
import { attachPolicy } from './attachPolicy.ts'
import { describeEffectivePolicy } from './describeEffectivePolicy.ts'
import { createPolicy } from './editPolicy.ts'
import { enablePolicyType } from './policyTypes.ts'

const ROOT = 'r-a1b2'

describe('DescribeEffectivePolicy', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const coded = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code
  const scp = (TargetId: string) => ({ PolicyType: 'SERVICE_CONTROL_POLICY', TargetId }) as const

  test('shows the control policies of every level, from the root to the account', async () => {
    const unit = await aws.run(createOrganizationalUnit, { Name: 'u', ParentId: ROOT })
    const unitId = unit.OrganizationalUnit?.Id ?? ''
    await aws.run(moveAccount, {
      AccountId: OTHER_ACCOUNT,
      SourceParentId: ROOT,
      DestinationParentId: unitId,
    })
    const Document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] }
    const Content = JSON.stringify(Document)
    const made = await aws.run(createPolicy, { Name: 'p', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content })
    const Id = made.Policy?.PolicySummary?.Id ?? ''
    await aws.run(attachPolicy, { PolicyId: Id, TargetId: unitId })
    const { EffectivePolicy } = await aws.run(describeEffectivePolicy, scp(OTHER_ACCOUNT))
    const full = { Id: FULL_AWS_ACCESS.id, Document: JSON.parse(FULL_AWS_ACCESS.document) as unknown }
    assert.deepEqual(JSON.parse(EffectivePolicy?.PolicyContent ?? ''), {
      Levels: [
        { TargetId: ROOT, Policies: [full] },
        { TargetId: unitId, Policies: [{ Id, Document }, full].sort((a, b) => (a.Id < b.Id ? -1 : 1)) },
        { TargetId: OTHER_ACCOUNT, Policies: [full] },
      ],
    })
    assert.equal(EffectivePolicy?.TargetId, OTHER_ACCOUNT)
    assert.equal(EffectivePolicy?.PolicyType, 'SERVICE_CONTROL_POLICY')
  })

  test('finds none of a type that is off, nor for the management account, nor of other types', async () => {
    const rcp = { PolicyType: 'RESOURCE_CONTROL_POLICY', TargetId: OTHER_ACCOUNT } as const
    const none = coded('EffectivePolicyNotFoundException')
    const off = { code: 'EffectivePolicyNotFoundException', message: /^The specified policy type is not enabled\./ }
    await assert.rejects(aws.run(describeEffectivePolicy, rcp), off)
    await aws.run(enablePolicyType, { RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' })
    const { EffectivePolicy } = await aws.run(describeEffectivePolicy, rcp)
    assert.match(EffectivePolicy?.PolicyContent ?? '', /p-RCPFullAWSAccess/)
    await assert.rejects(aws.run(describeEffectivePolicy, scp(ACCOUNT)), none)
    await assert.rejects(aws.run(describeEffectivePolicy, { PolicyType: 'SERVICE_CONTROL_POLICY' }), none)
    await assert.rejects(aws.run(describeEffectivePolicy, { PolicyType: 'TAG_POLICY' }), off)
    for (const id of ['999999999999', ROOT])
      await assert.rejects(aws.run(describeEffectivePolicy, scp(id)), coded('TargetNotFoundException'))
  })

  test('tells a member account about itself, but not about its control policies', async () => {
    const member = await aws.asUser('admin', OTHER_ACCOUNT)
    const none = coded('EffectivePolicyNotFoundException')
    await assert.rejects(aws.run(describeEffectivePolicy, { PolicyType: 'TAG_POLICY' }, member), none)
    await assert.rejects(
      aws.run(describeEffectivePolicy, { PolicyType: 'TAG_POLICY', TargetId: ACCOUNT }, member),
      coded('AccessDenied'),
    )
    await assert.rejects(aws.run(describeEffectivePolicy, scp(OTHER_ACCOUNT), member), coded('AccessDenied'))
    const [ask] = await aws.asks(describeEffectivePolicy, { PolicyType: 'TAG_POLICY' }, member)
    assert.equal(ask?.resource, `arn:aws:organizations::${ACCOUNT}:account/o-a1b2c3d4e5/${OTHER_ACCOUNT}`)
  })
})
