/** What only the management account may call says nothing of the organization to others. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { putPolicy } from '../iam/inline/putPolicy.ts'
import { createRole } from '../iam/role/createRole.ts'
import { roleKind } from '../iam/holderKind.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import type { createAccount } from './createAccount.ts'
import { describeEffectivePolicy } from './policy/describeEffectivePolicy.ts'
import { organizations } from './service.ts'
import { tagResource } from './tag/tags.ts'
import { createOrganizationalUnit } from './unit/createOrganizationalUnit.ts'

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const TRUST = document({ Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'sts:AssumeRole' })
const PART_OPERATIONS = [
  'CloseAccount',
  'CreateOrganizationalUnit',
  'DeleteOrganizationalUnit',
  'DeregisterDelegatedAdministrator',
  'MoveAccount',
  'RegisterDelegatedAdministrator',
  'RemoveAccountFromOrganization',
  'UpdateOrganizationalUnit',
]

describe('operations of the management account', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  test('tell member accounts neither tags nor whether there is such a part, in any refusal', async () => {
    const made = await aws.run(createOrganizationalUnit, { Name: 'secret', ParentId: 'r-a1b2' })
    const unit = made.OrganizationalUnit?.Id ?? ''
    for (const ResourceId of ['r-a1b2', unit, ACCOUNT])
      await aws.run(tagResource, { ResourceId, Tags: [{ Key: 'plan', Value: 'takeover' }] })
    const admin = await aws.asUser('admin', OTHER_ACCOUNT)
    await aws.run(createRole, { RoleName: 'Probe', AssumeRolePolicyDocument: TRUST }, admin)
    const probing = { StringEquals: { 'aws:ResourceTag/plan': 'takeover' } }
    const PolicyDocument = document({ Effect: 'Allow', Action: 'organizations:*', Resource: '*', Condition: probing })
    await aws.run(putPolicy(roleKind), { RoleName: 'Probe', PolicyName: 'p', PolicyDocument }, admin)
    const probe = await aws.asRole('Probe', OTHER_ACCOUNT)

    const input = (account: string, ou: string, root: string) => ({
      AccountId: account,
      DestinationParentId: ou,
      Name: 'x',
      OrganizationalUnitId: ou,
      ParentId: ou,
      ServicePrincipal: 'iam.amazonaws.com',
      SourceParentId: root,
    })
    for (const name of PART_OPERATIONS) {
      const operation = organizations.operations.find((one) => one.name === name)
      assert.ok(operation, name)
      for (const given of [input(ACCOUNT, unit, 'r-a1b2'), input('999999999999', 'ou-a1b2-none0000', 'r-none')])
        for (const caller of [admin, probe])
          await assert.rejects(
            aws.run(operation as unknown as typeof createAccount, given as never, caller),
            (error) => {
              assert.ok(error instanceof ServiceError)
              assert.equal(error.message, "You don't have permissions to access this resource.", name)
              return true
            },
          )
    }
  })

  test('whoever asks about policies of its own account is not told the tags that the organization gave it', async () => {
    await aws.run(tagResource, { ResourceId: OTHER_ACCOUNT, Tags: [{ Key: 'plan', Value: 'closing' }] })
    const admin = await aws.asUser('admin', OTHER_ACCOUNT)
    const [ask] = await aws.asks(describeEffectivePolicy, { PolicyType: 'TAG_POLICY' }, admin)
    assert.deepEqual(ask?.context, [{ key: 'organizations:PolicyType', value: 'TAG_POLICY' }])
  })
})
