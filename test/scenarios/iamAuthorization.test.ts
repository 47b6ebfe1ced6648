/** IAM's policies in effect, call by call: groups, boundaries, versions, SCPs, delegation, and what a refusal gives away. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam'
import type { IAMClient } from '@aws-sdk/client-iam'
import { allow, assume, newPolicy, newRole, newUser, policy, session, trust } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const AWS_POLICY = 'arn:aws:iam::aws:policy'

let world: World
let admin: IAMClient
describe('iamAuthorization', () => {
  before(async () => {
    world = await openWorld()
    admin = world.iam()
  })
  after(() => world.close())

  const listUsers = (key: Key) => world.iam(key).send(new ListUsersCommand({}))
  const listRoles = (key: Key) => world.iam(key).send(new ListRolesCommand({}))
  const getUser = (key: Key, UserName: string) => world.iam(key).send(new GetUserCommand({ UserName }))
  const userArn = (name: string): string => `arn:aws:iam::${world.accountId}:user/${name}`

  describe('what takes effect with the next call', () => {
    test('inline and attached policies of a user', async () => {
      const key = await newUser(world, 'ann')
      await refusedAs(listUsers(key), 'AccessDenied')
      await admin.send(
        new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'p', PolicyDocument: allow('iam:ListUsers') }),
      )
      await listUsers(key)
      await admin.send(new DeleteUserPolicyCommand({ UserName: 'ann', PolicyName: 'p' }))
      await refusedAs(listUsers(key), 'AccessDenied')
      await admin.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: `${AWS_POLICY}/IAMReadOnlyAccess` }))
      await listUsers(key)
      await refusedAs(world.iam(key).send(new CreateUserCommand({ UserName: 'x' })), 'AccessDenied')
      await admin.send(new DetachUserPolicyCommand({ UserName: 'ann', PolicyArn: `${AWS_POLICY}/IAMReadOnlyAccess` }))
      await refusedAs(listUsers(key), 'AccessDenied')
    })

    test('groups: inline and attached policies, joining and leaving', async () => {
      const key = await newUser(world, 'gil')
      await admin.send(new CreateGroupCommand({ GroupName: 'Readers' }))
      await admin.send(
        new PutGroupPolicyCommand({ GroupName: 'Readers', PolicyName: 'p', PolicyDocument: allow('iam:ListUsers') }),
      )
      await refusedAs(listUsers(key), 'AccessDenied')
      await admin.send(new AddUserToGroupCommand({ GroupName: 'Readers', UserName: 'gil' }))
      await listUsers(key)
      await refusedAs(listRoles(key), 'AccessDenied')
      await admin.send(
        new AttachGroupPolicyCommand({ GroupName: 'Readers', PolicyArn: `${AWS_POLICY}/IAMReadOnlyAccess` }),
      )
      await listRoles(key)
      await admin.send(
        new PutGroupPolicyCommand({
          GroupName: 'Readers',
          PolicyName: 'p',
          PolicyDocument: policy({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }),
        }),
      )
      await refusedAs(listUsers(key), 'AccessDenied', / with an explicit deny in an identity-based policy\.$/)
      await admin.send(new RemoveUserFromGroupCommand({ GroupName: 'Readers', UserName: 'gil' }))
      await refusedAs(listRoles(key), 'AccessDenied', / because no identity-based policy allows /)
    })

    test('a permissions boundary of a user', async () => {
      const key = await newUser(world, 'ben', { policy: allow('iam:*') })
      const boundary = await newPolicy(world, 'Fence', allow('iam:ListUsers', 'sts:*'))
      await listRoles(key)
      await admin.send(new PutUserPermissionsBoundaryCommand({ UserName: 'ben', PermissionsBoundary: boundary }))
      await listUsers(key)
      await refusedAs(
        listRoles(key),
        'AccessDenied',
        / because no permissions boundary allows the iam:ListRoles action\.$/,
      )
      await admin.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'ben' }))
      await listRoles(key)
    })

    test('a boundary grants nothing', async () => {
      const key = await newUser(world, 'bare', { boundary: `${AWS_POLICY}/AdministratorAccess` })
      await refusedAs(listUsers(key), 'AccessDenied', / because no identity-based policy allows /)
    })

    test('a permissions boundary of a role, on its sessions', async () => {
      const arn = await newRole(world, 'Fenced', {
        trust: trust({ AWS: world.accountId }),
        policy: allow('iam:*'),
        boundary: await newPolicy(world, 'RoleFence', allow('iam:ListRoles')),
      })
      const key = await session(world, world.admin, { arn })
      await listRoles(key)
      await refusedAs(listUsers(key), 'AccessDenied', / because no permissions boundary allows /)
    })

    test('the default version of a managed policy', async () => {
      const arn = await newPolicy(world, 'Versioned', allow('iam:ListUsers'))
      const key = await newUser(world, 'ver', { attach: [arn] })
      await listUsers(key)
      await admin.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: allow('iam:ListRoles') }))
      await listUsers(key)
      await admin.send(new SetDefaultPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v2' }))
      await listRoles(key)
      await refusedAs(listUsers(key), 'AccessDenied')
      await admin.send(
        new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: allow('iam:ListUsers'), SetAsDefault: true }),
      )
      await listUsers(key)
    })

    test('a role’s sessions follow its policies, as they are at the time of the call', async () => {
      const managed = await newPolicy(world, 'Follow', allow('iam:ListUsers'))
      const arn = await newRole(world, 'Follower', { trust: trust({ AWS: world.accountId }), attach: [managed] })
      const key = await session(world, world.admin, { arn })
      await listUsers(key)
      await admin.send(
        new CreatePolicyVersionCommand({ PolicyArn: managed, PolicyDocument: allow('s3:*'), SetAsDefault: true }),
      )
      await refusedAs(listUsers(key), 'AccessDenied')
    })
  })

  describe('resources and conditions', () => {
    test('a path in the resource', async () => {
      await admin.send(new CreateUserCommand({ UserName: 'Inside', Path: '/team/' }))
      await admin.send(new CreateUserCommand({ UserName: 'Outside' }))
      const key = await newUser(world, 'lead', { policy: policy({ Action: 'iam:*User', Resource: userArn('team/*') }) })
      await getUser(key, 'Inside')
      await refusedAs(getUser(key, 'Outside'), 'AccessDenied')
      await world.iam(key).send(new CreateUserCommand({ UserName: 'New', Path: '/team/sub/' }))
      await refusedAs(world.iam(key).send(new CreateUserCommand({ UserName: 'New2' })), 'AccessDenied')
    })

    test('a deny cannot be walked around by the case of the letters', async () => {
      await admin.send(new CreateUserCommand({ UserName: 'Precious' }))
      const key = await newUser(world, 'sly', {
        policy: policy(
          { Action: 'iam:*', Resource: '*' },
          { Effect: 'Deny', Action: 'iam:DeleteUser', Resource: userArn('Precious') },
        ),
      })
      for (const UserName of ['Precious', 'precious', 'PRECIOUS'])
        await refused(world.iam(key).send(new DeleteUserCommand({ UserName })))
      await getUser(world.admin, 'Precious')
    })

    test('tags of the entity, of the request and of the caller', async () => {
      await admin.send(new CreateUserCommand({ UserName: 'Blue', Tags: [{ Key: 'team', Value: 'blue' }] }))
      await admin.send(new CreateUserCommand({ UserName: 'Red', Tags: [{ Key: 'team', Value: 'red' }] }))
      const same = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }
      const key = await newUser(world, 'bluelead', {
        tags: [{ Key: 'team', Value: 'blue' }],
        policy: policy(
          { Action: 'iam:GetUser', Resource: '*', Condition: same },
          {
            Action: 'iam:TagUser',
            Resource: '*',
            Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['note'] } },
          },
        ),
      })
      await getUser(key, 'Blue')
      await refusedAs(getUser(key, 'Red'), 'AccessDenied')
      const tagUser = (Key: string) =>
        world.iam(key).send(new TagUserCommand({ UserName: 'Red', Tags: [{ Key, Value: 'x' }] }))
      await tagUser('note')
      await refusedAs(tagUser('team'), 'AccessDenied')
    })

    test('${aws:username}: everybody looks at themselves', async () => {
      const arn = await newPolicy(
        world,
        'Self',
        policy({ Action: 'iam:GetUser', Resource: 'arn:aws:iam::*:user/${aws:username}' }),
      )
      const key = await newUser(world, 'selfie', { attach: [arn] })
      await getUser(key, 'selfie')
      await refusedAs(getUser(key, 'admin'), 'AccessDenied')
    })

    test('source address, user agent, time and region', async () => {
      const condition = (block: unknown) => policy({ Action: 'iam:ListUsers', Resource: '*', Condition: block })
      const holds = async (name: string, block: unknown): Promise<boolean> =>
        listUsers(await newUser(world, name, { policy: condition(block) })).then(
          () => true,
          () => false,
        )
      assert.equal(await holds('ip1', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }), true)
      assert.equal(await holds('ip2', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), false)
      assert.equal(await holds('ua1', { StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }), true)
      assert.equal(await holds('time1', { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }), true)
      assert.equal(await holds('time2', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }), false)
      assert.equal(await holds('region1', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }), true)
      assert.equal(await holds('region2', { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }), false)
      assert.equal(await holds('tls', { Bool: { 'aws:SecureTransport': 'true' } }), false)
    })

    test('delegation: users only within a boundary', async () => {
      const boundary = await newPolicy(world, 'Max', allow('s3:*'))
      const key = await newUser(world, 'delegate', {
        policy: policy({
          Action: 'iam:CreateUser',
          Resource: '*',
          Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
        }),
      })
      const create = (UserName: string, PermissionsBoundary?: string) =>
        world
          .iam(key)
          .send(
            new CreateUserCommand({ UserName, ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }) }),
          )
      await create('kept', boundary)
      await refusedAs(create('free'), 'AccessDenied')
      await refusedAs(create('wide', `${AWS_POLICY}/AdministratorAccess`), 'AccessDenied')
    })
  })

  describe('what a refusal gives away', () => {
    test('AccessDenied comes before existence: the same sentence for what is there and what is not', async () => {
      const key = await newUser(world, 'curious')
      const said = async (call: Promise<unknown>) =>
        (await refusedAs(call, 'AccessDenied')).message.split(' Encoded')[0]
      await newRole(world, 'Secret', { trust: trust({ AWS: world.accountId }) })
      const role = (RoleName: string) => world.iam(key).send(new GetRoleCommand({ RoleName }))
      assert.equal((await said(role('Secret')))?.replaceAll('Secret', 'Absent'), await said(role('Absent')))
      const create = (UserName: string) => world.iam(key).send(new CreateUserCommand({ UserName }))
      assert.equal((await said(create('admin')))?.replaceAll('admin', 'absent'), await said(create('absent')))
    })
  })

  describe('service control policies', () => {
    const id = '555566667777'

    test('FullAWSAccess allows by default; an account with nothing attached may do nothing', async () => {
      await world.change(async (tx) => {
        const organization = await tx.organization.get()
        await tx.write.accounts.create({
          id,
          arn: `arn:aws:organizations::${world.accountId}:account/${organization?.id}/${id}`,
          name: 'bare',
          email: 'bare@example.com',
          status: 'ACTIVE',
          joinedMethod: 'CREATED',
          joinedAtMs: world.clock.nowMs(),
        })
        await tx.write.roles.create({
          accountId: id,
          id: 'AROASCENARIOSCENARIO2',
          name: 'Door',
          path: '/',
          createdAtMs: world.clock.nowMs(),
          inlinePolicies: [],
          attachedPolicyArns: [`${AWS_POLICY}/AdministratorAccess`],
          tags: [],
          maxSessionSeconds: 3600,
          trustPolicy: trust({ AWS: `arn:aws:iam::${world.accountId}:root` }),
        })
      })
      const key = await session(world, world.admin, { arn: `arn:aws:iam::${id}:role/Door` })
      await refusedAs(
        listUsers(key),
        'AccessDenied',
        `User: arn:aws:sts::${id}:assumed-role/Door/scene is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${id}:user/ because no service control policy allows the iam:ListUsers action.`,
      )
      await world.change((tx) => tx.write.organizationPolicies.attach('p-FullAWSAccess', id))
      await listUsers(key)
    })

    test('a deny on the root binds the members’ administrators, and never the management account', async () => {
      await world.change(async (tx) => {
        const organization = await tx.organization.get()
        await tx.write.organizationPolicies.create({
          id: 'p-nolisting',
          type: 'SERVICE_CONTROL_POLICY',
          name: 'NoListing',
          description: '',
          awsManaged: false,
          document: policy({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }),
        })
        await tx.write.organizationPolicies.attach('p-nolisting', organization?.rootId ?? '')
      })
      const key = await session(world, world.admin, { arn: `arn:aws:iam::${id}:role/Door` })
      await refusedAs(listUsers(key), 'AccessDenied', / with an explicit deny in a service control policy/)
      await listRoles(key)
      await listUsers(world.admin)
      await assume(world, world.admin, `arn:aws:iam::${id}:role/Door`)
    })
  })
})
