import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../domain/errors.ts'
import { putPolicy } from '../services/iam/inline/putPolicy.ts'
import { userKind } from '../services/iam/holderKind.ts'
import { createRole } from '../services/iam/role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../services/iam/testing.ts'
import { createUser } from '../services/iam/user/createUser.ts'
import { listUsers } from '../services/iam/user/listUsers.ts'
import { createOrganizationalUnit } from '../services/organizations/unit/createOrganizationalUnit.ts'
import { moveAccount } from '../services/organizations/unit/moveAccount.ts'
import { assumeRole } from '../services/sts/assumeRole.ts'
import { organizationKeys } from './context.ts'

const ORGANIZATION = 'o-a1b2c3d4e5'
const ROOT = 'r-a1b2'

describe('the organization in condition keys', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement })

  /** Makes user bob, who may do `Action` where every one of `keys` has the value; `paths` are multivalued keys. */
  async function mayWhere(Action: string, keys: Record<string, string>, paths: Record<string, string>): Promise<void> {
    const Condition = { StringEquals: keys, 'ForAnyValue:StringEquals': paths }
    const PolicyDocument = document({ Effect: 'Allow', Action, Resource: '*', Condition })
    await aws.run(putPolicy(userKind), { UserName: 'bob', PolicyName: 'p', PolicyDocument })
  }

  const denied = (error: unknown) => error instanceof ServiceError && error.code === 'AccessDenied'

  /** Into a unit; answers the path that the account has then. */
  async function moved(AccountId: string): Promise<string> {
    const unit = await aws.run(createOrganizationalUnit, { Name: 'u', ParentId: ROOT })
    const id = unit.OrganizationalUnit?.Id ?? ''
    await aws.run(moveAccount, { AccountId, SourceParentId: ROOT, DestinationParentId: id })
    return `${ORGANIZATION}/${ROOT}/${id}/`
  }

  test('those of principal and resource, for a resource of the own account', async () => {
    await aws.run(createUser, { UserName: 'bob' })
    const bob = await aws.asUser('bob')
    const path = await moved(ACCOUNT)
    const keys = {
      'aws:PrincipalOrgID': ORGANIZATION,
      'aws:ResourceOrgID': ORGANIZATION,
      'aws:ResourceAccount': ACCOUNT,
    }
    const paths = { 'aws:PrincipalOrgPaths': path, 'aws:ResourceOrgPaths': path }
    await mayWhere('iam:ListUsers', keys, paths)
    await aws.run(listUsers, {}, bob)
    for (const key of Object.keys(keys)) {
      await mayWhere('iam:ListUsers', { ...keys, [key]: 'o-zzzzzzzzzz' }, paths)
      await assert.rejects(aws.run(listUsers, {}, bob), denied, key)
    }
    for (const key of Object.keys(paths)) {
      await mayWhere('iam:ListUsers', keys, { ...paths, [key]: `${ORGANIZATION}/${ROOT}/` })
      await assert.rejects(aws.run(listUsers, {}, bob), denied, key)
    }
  })

  test('those of the resource are of the account that owns it', async () => {
    await aws.run(createUser, { UserName: 'bob' })
    const bob = await aws.asUser('bob')
    const member = await aws.asUser('admin', OTHER_ACCOUNT)
    const trust = document({ Effect: 'Allow', Principal: { AWS: bob.arn }, Action: 'sts:AssumeRole' })
    await aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument: trust }, member)
    const path = await moved(OTHER_ACCOUNT)
    const assume = () =>
      aws.run(assumeRole, { RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/Door`, RoleSessionName: 'bob' }, bob)
    const keys = { 'aws:ResourceOrgID': ORGANIZATION, 'aws:ResourceAccount': OTHER_ACCOUNT }
    const own = { 'aws:PrincipalOrgPaths': `${ORGANIZATION}/${ROOT}/` }
    await mayWhere('sts:AssumeRole', keys, { ...own, 'aws:ResourceOrgPaths': path })
    // Allowed: what the harness cannot do is issue tokens.
    await assert.rejects(assume(), /issues no session tokens/)
    await mayWhere('sts:AssumeRole', keys, { ...own, 'aws:ResourceOrgPaths': `${ORGANIZATION}/${ROOT}/` })
    await assert.rejects(assume(), denied)
  })

  test('an account outside has none', async () => {
    assert.equal((await organizationKeys('Resource', '999999999999', aws.store.read)).size, 0)
    assert.deepEqual(
      [...(await organizationKeys('Resource', ACCOUNT, aws.store.read)).keys()],
      ['aws:resourceorgid', 'aws:resourceorgpaths'],
    )
  })
})

describe('the keys of several asks', () => {
  test('what one ask supplies is not supplied to the next', async () => {
    const aws = await openIam()
    try {
      await aws.run(createUser, { UserName: 'bob' })
      const bob = await aws.asUser('bob')
      const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
      const noBoundary = { Null: { 'iam:PermissionsBoundary': 'true' } }
      const create = { Effect: 'Allow', Action: 'iam:CreateRole', Resource: '*' }
      const tag = { Effect: 'Allow', Action: 'iam:TagRole', Resource: '*', Condition: noBoundary }
      const PolicyDocument = document(create, tag)
      await aws.run(putPolicy(userKind), { UserName: 'bob', PolicyName: 'p', PolicyDocument })
      const input = {
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
        PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
        Tags: [{ Key: 'team', Value: 'blue' }],
      }
      await aws.run(createRole, { RoleName: 'Tagged', ...input }, bob)
      const onlyBounded = { ...create, Condition: { Null: { 'iam:PermissionsBoundary': 'false' } } }
      await aws.run(putPolicy(userKind), {
        UserName: 'bob',
        PolicyName: 'p',
        PolicyDocument: document(onlyBounded, { ...tag, Condition: onlyBounded.Condition }),
      })
      await assert.rejects(aws.run(createRole, { RoleName: 'Other', ...input }, bob), /iam:TagRole/)
    } finally {
      await aws.close()
    }
  })
})
