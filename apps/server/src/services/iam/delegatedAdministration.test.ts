/**
 * An administrator who may only make what is bounded, as the IAM user guide describes ("Delegating responsibility to
 * others using permissions boundaries"), cannot get out of the boundary by any operation. Decided by the real engine.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { attachPolicy } from './attachment/attachPolicy.ts'
import { detachPolicy } from './attachment/detachPolicy.ts'
import { deleteBoundary, putBoundary } from './boundary/boundary.ts'
import { roleKind, userKind } from './holderKind.ts'
import { deletePolicy as deleteInline } from './inline/deletePolicy.ts'
import { putPolicy } from './inline/putPolicy.ts'
import { createPolicy } from './policy/createPolicy.ts'
import { createPolicyVersion } from './policy/createPolicyVersion.ts'
import { deletePolicy } from './policy/deletePolicy.ts'
import { deletePolicyVersion } from './policy/deletePolicyVersion.ts'
import { setDefaultPolicyVersion } from './policy/setDefaultPolicyVersion.ts'
import { createRole } from './role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam } from './testing.ts'
import { createUser } from './user/createUser.ts'
import type { UserCaller } from '../../domain/caller.ts'

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/Boundary`
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`
const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'

const actions = (text: string): string[] => text.split(' ').map((name) => `iam:${name}`)

/** What the delegate may do: people and roles inside the boundary, and nothing to the boundary itself. */
const DELEGATE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: actions(
        'CreateUser CreateRole PutUserPermissionsBoundary PutRolePermissionsBoundary AttachUserPolicy AttachRolePolicy DetachUserPolicy DetachRolePolicy PutUserPolicy PutRolePolicy DeleteUserPolicy DeleteRolePolicy',
      ),
      Resource: '*',
      Condition: { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } },
    },
    { Effect: 'Allow', Action: actions('Get* List* CreatePolicy CreatePolicyVersion DeletePolicy'), Resource: '*' },
    {
      Effect: 'Deny',
      Action: actions('CreatePolicyVersion DeletePolicy DeletePolicyVersion SetDefaultPolicyVersion'),
      Resource: BOUNDARY,
    },
    { Effect: 'Deny', Action: actions('DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary'), Resource: '*' },
    {
      Effect: 'Deny',
      Action: actions('AttachUserPolicy AttachRolePolicy'),
      Resource: '*',
      Condition: { ArnNotLike: { 'iam:PolicyARN': [READ_ONLY, `arn:aws:iam::${ACCOUNT}:policy/team-*`] } },
    },
  ],
})

let iam: IamHarness
let delegate: UserCaller
describe('delegatedAdministration', () => {
  before(async () => {
    iam = await openIam()
    const PolicyDocument =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","iam:*"],"Resource":"*"}]}'
    await iam.run(createPolicy, { PolicyName: 'Boundary', PolicyDocument })
    await iam.run(createUser, { UserName: 'delegate', PermissionsBoundary: BOUNDARY })
    await iam.run(createPolicy, { PolicyName: 'Delegation', PolicyDocument: DELEGATE })
    await iam.run(attachPolicy(userKind), {
      UserName: 'delegate',
      PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/Delegation`,
    })
    await iam.run(createUser, { UserName: 'unbounded' })
    await iam.run(createRole, { RoleName: 'unbounded', AssumeRolePolicyDocument: TRUST })
    delegate = await iam.asUser('delegate')
  })
  after(() => iam.close())

  const denied = { code: 'AccessDenied' }

  describe('inside the boundary', () => {
    test('the delegate makes bounded users and roles and gives them what it may', async () => {
      await iam.run(createUser, { UserName: 'u1', PermissionsBoundary: BOUNDARY }, delegate)
      await iam.run(
        createRole,
        { RoleName: 'r1', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: BOUNDARY },
        delegate,
      )
      await iam.run(createPolicy, { PolicyName: 'team-all', PolicyDocument: ALLOW_ALL }, delegate)
      const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/team-all`
      await iam.run(attachPolicy(userKind), { UserName: 'u1', PolicyArn }, delegate)
      await iam.run(attachPolicy(roleKind), { RoleName: 'r1', PolicyArn: READ_ONLY }, delegate)
      await iam.run(putPolicy(roleKind), { RoleName: 'r1', PolicyName: 'p', PolicyDocument: ALLOW_ALL }, delegate)
      await iam.run(deleteInline(roleKind), { RoleName: 'r1', PolicyName: 'p' }, delegate)
      await iam.run(detachPolicy(roleKind), { RoleName: 'r1', PolicyArn: READ_ONLY }, delegate)
      await iam.run(putBoundary(userKind), { UserName: 'u1', PermissionsBoundary: BOUNDARY }, delegate)
    })
  })

  describe('out of the boundary', () => {
    const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['an unbounded user', () => iam.run(createUser, { UserName: 'free' }, delegate)],
      [
        'a user with another boundary',
        () => iam.run(createUser, { UserName: 'free', PermissionsBoundary: ADMINISTRATOR }, delegate),
      ],
      ['an unbounded role', () => iam.run(createRole, { RoleName: 'free', AssumeRolePolicyDocument: TRUST }, delegate)],
      [
        'a role with another boundary',
        () =>
          iam.run(
            createRole,
            { RoleName: 'free', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: ADMINISTRATOR },
            delegate,
          ),
      ],
      ['removing its own boundary', () => iam.run(deleteBoundary(userKind), { UserName: 'delegate' }, delegate)],
      ['removing it by another spelling', () => iam.run(deleteBoundary(userKind), { UserName: 'DELEGATE' }, delegate)],
      [
        'replacing its own boundary',
        () => iam.run(putBoundary(userKind), { UserName: 'delegate', PermissionsBoundary: ADMINISTRATOR }, delegate),
      ],
      ["removing a role's boundary", () => iam.run(deleteBoundary(roleKind), { RoleName: 'r1' }, delegate)],
      [
        "replacing a role's boundary",
        () => iam.run(putBoundary(roleKind), { RoleName: 'r1', PermissionsBoundary: ADMINISTRATOR }, delegate),
      ],
      [
        'widening the boundary',
        () =>
          iam.run(
            createPolicyVersion,
            { PolicyArn: BOUNDARY, PolicyDocument: ALLOW_ALL, SetAsDefault: true },
            delegate,
          ),
      ],
      [
        'an earlier version of the boundary',
        () => iam.run(setDefaultPolicyVersion, { PolicyArn: BOUNDARY, VersionId: 'v1' }, delegate),
      ],
      [
        'deleting a version of the boundary',
        () => iam.run(deletePolicyVersion, { PolicyArn: BOUNDARY, VersionId: 'v1' }, delegate),
      ],
      ['deleting the boundary', () => iam.run(deletePolicy, { PolicyArn: BOUNDARY }, delegate)],
      [
        'attaching beyond what it may',
        () => iam.run(attachPolicy(userKind), { UserName: 'delegate', PolicyArn: ADMINISTRATOR }, delegate),
      ],
      [
        'attaching to an unbounded user',
        () => iam.run(attachPolicy(userKind), { UserName: 'unbounded', PolicyArn: READ_ONLY }, delegate),
      ],
      [
        'attaching to an unbounded role',
        () => iam.run(attachPolicy(roleKind), { RoleName: 'unbounded', PolicyArn: READ_ONLY }, delegate),
      ],
      [
        'an inline policy of an unbounded user',
        () =>
          iam.run(putPolicy(userKind), { UserName: 'unbounded', PolicyName: 'p', PolicyDocument: ALLOW_ALL }, delegate),
      ],
      [
        'an inline policy of an unbounded role',
        () =>
          iam.run(putPolicy(roleKind), { RoleName: 'unbounded', PolicyName: 'p', PolicyDocument: ALLOW_ALL }, delegate),
      ],
      [
        'taking a policy from an unbounded user',
        () => iam.run(detachPolicy(userKind), { UserName: 'admin', PolicyArn: ADMINISTRATOR }, delegate),
      ],
      [
        "deleting one of AWS's policies",
        () => iam.run(deletePolicy, { PolicyArn: `arn:aws:iam::aws:policy/ReadOnlyAccess` }, delegate),
      ],
    ]
    for (const [what, attempt] of attempts) {
      test(`refused: ${what}`, async () => {
        await assert.rejects(attempt(), denied)
        const self = await iam.store.read.users.byName(ACCOUNT, 'delegate')
        assert.equal(self?.boundaryArn, BOUNDARY)
        assert.equal((await iam.store.read.policies.byArn(BOUNDARY))?.defaultVersionId, 'v1')
      })
    }
  })
})
