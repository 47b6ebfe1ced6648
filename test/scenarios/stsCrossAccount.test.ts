/** Cross-account access: both sides speak, and either can say no. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  CreatePolicyCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations'
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts'
import { newMember } from './accounts.ts'
import type { Member } from './accounts.ts'
import { allow, assume, newPolicy, newRole, newUser, policy, session, trust } from './people.ts'
import { encodedMessage, refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

let world: World
let prod: Member
describe('stsCrossAccount', () => {
  before(async () => {
    world = await openWorld()
    prod = await newMember(world, 'prod')
  })
  after(() => world.close())

  describe('OrganizationAccountAccessRole', () => {
    test('opens the new account to the management account’s administrators', async () => {
      const { Account, Arn } = await world.sts(prod.admin).send(new GetCallerIdentityCommand())
      assert.equal(Account, prod.id)
      assert.equal(Arn, `arn:aws:sts::${prod.id}:assumed-role/OrganizationAccountAccessRole/scene`)
      const { Users } = await world.iam(prod.admin).send(new ListUsersCommand({}))
      assert.deepEqual(Users, [])
      const { Account: told } = await world
        .sts()
        .send(new GetAccessKeyInfoCommand({ AccessKeyId: prod.admin.accessKeyId }))
      assert.equal(told, prod.id)
    })

    test('not to its other users', async () => {
      const nobody = await newUser(world, 'nobody')
      await refusedAs(
        assume(world, nobody, `arn:aws:iam::${prod.id}:role/OrganizationAccountAccessRole`),
        'AccessDenied',
        /^User: arn:aws:iam::111122223333:user\/nobody is not authorized to perform: sts:AssumeRole on resource: /,
      )
    })
  })

  describe('a role in another account', () => {
    const inProd = (name: string): string => `arn:aws:iam::${prod.id}:role/${name}`
    let deploy: string
    before(async () => {
      deploy = await newRole(world, 'Deploy', {
        trust: trust({ AWS: world.accountId }),
        policy: allow('iam:ListRoles'),
        by: prod.admin,
      })
    })

    test('both sides allow: granted', async () => {
      const ann = await newUser(world, 'ann', { policy: policy({ Action: 'sts:AssumeRole', Resource: deploy }) })
      const key = await session(world, ann, { arn: deploy })
      const { Roles } = await world.iam(key).send(new ListRolesCommand({}))
      assert.deepEqual(
        Roles?.map(({ RoleName }) => RoleName),
        ['Deploy', 'OrganizationAccountAccessRole'],
      )
    })

    test('only the role trusts: refused, even where it names the user', async () => {
      const ben = await newUser(world, 'ben')
      await refusedAs(
        assume(world, ben, deploy),
        'AccessDenied',
        / because no identity-based policy allows the sts:AssumeRole action\.$/,
      )
      const arn = await newRole(world, 'ForBen', {
        trust: trust({ AWS: `arn:aws:iam::${world.accountId}:user/ben` }),
        by: prod.admin,
      })
      await refusedAs(assume(world, ben, arn), 'AccessDenied')
    })

    test('only the caller’s side allows: refused, and the other account’s policy is not spoken of', async () => {
      const cat = await newUser(world, 'cat', { policy: allow('sts:AssumeRole') })
      const arn = await newRole(world, 'Closed', {
        trust: trust({ AWS: `arn:aws:iam::${prod.id}:root` }),
        by: prod.admin,
      })
      const said = `User: arn:aws:iam::${world.accountId}:user/cat is not authorized to perform: sts:AssumeRole on resource: ${arn}.`
      const refusal = await refusedAs(assume(world, cat, arn), 'AccessDenied', said)
      await refusedAs(assume(world, cat, inProd('Absent')), 'AccessDenied', said.replace('Closed', 'Absent'))
      const opened = await world
        .sts()
        .send(new DecodeAuthorizationMessageCommand({ EncodedMessage: encodedMessage(refusal) }))
      const { reasoning } = JSON.parse(opened.DecodedMessage ?? '') as {
        reasoning: { layers: { layer: string; statements?: unknown }[] }
      }
      const layer = reasoning.layers.find((one) => one.layer === 'trust')
      assert.ok(layer !== undefined)
      assert.equal(layer.statements, undefined)
    })

    test('a deny on either side wins', async () => {
      const dan = await newUser(world, 'dan', { policy: allow('sts:AssumeRole') })
      const text = policy(
        { Principal: { AWS: world.accountId }, Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: { AWS: `arn:aws:iam::${world.accountId}:user/dan` }, Action: 'sts:AssumeRole' },
      )
      const arn = await newRole(world, 'NotDan', { trust: text, by: prod.admin })
      await refusedAs(assume(world, dan, arn), 'AccessDenied')
      const eli = await newUser(world, 'eli', { policy: allow('sts:AssumeRole') })
      await session(world, eli, { arn })
    })

    test('a third account stands outside', async () => {
      const third = await newMember(world, 'third')
      const fay = await newUser(world, 'fay', { policy: allow('sts:AssumeRole'), by: third.admin })
      await refusedAs(assume(world, fay, deploy), 'AccessDenied')
    })

    test('a chain over three accounts', async () => {
      const stage = await newMember(world, 'stage')
      const hop = await newRole(world, 'Hop', {
        trust: trust({ AWS: deploy }),
        policy: allow('iam:GetRole'),
        by: stage.admin,
      })
      await world.iam(prod.admin).send(
        new PutRolePolicyCommand({
          RoleName: 'Deploy',
          PolicyName: 'hop',
          PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: hop }),
        }),
      )
      const inDeploy = await session(world, world.admin, { arn: deploy })
      const inHop = await session(world, inDeploy, { arn: hop })
      const { Role } = await world.iam(inHop).send(new GetRoleCommand({ RoleName: 'Hop' }))
      assert.equal(Role?.Arn, hop)
      await refusedAs(assume(world, world.admin, hop), 'AccessDenied')
    })

    test('session policies by ARN are of the account that owns the session, or AWS’s', async () => {
      const own = await newPolicy(world, 'Ours', allow('iam:ListRoles'))
      const { Policy: theirs } = await world
        .iam(prod.admin)
        .send(new CreatePolicyCommand({ PolicyName: 'Theirs', PolicyDocument: allow('iam:ListRoles') }))
      const narrowed = (arn: string | undefined) => assume(world, world.admin, deploy, { PolicyArns: [{ arn }] })
      await narrowed(theirs?.Arn)
      await narrowed('arn:aws:iam::aws:policy/ReadOnlyAccess')
      await refusedAs(
        narrowed(own),
        'ValidationError',
        `The policy ${own} is not in the account of the session: ${prod.id}.`,
      )
    })

    test('a change of trust holds for the next call', async () => {
      const arn = await newRole(world, 'Changing', { trust: trust({ AWS: world.accountId }), by: prod.admin })
      await session(world, world.admin, { arn })
      await world
        .iam(prod.admin)
        .send(new UpdateAssumeRolePolicyCommand({ RoleName: 'Changing', PolicyDocument: trust({ AWS: prod.id }) }))
      await refused(assume(world, world.admin, arn))
    })

    test('aws:PrincipalOrgID lets in the organization, and only this one', async () => {
      const { Organization } = await world.organizations().send(new DescribeOrganizationCommand({}))
      const org = (id: string | undefined) => trust({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': id } })
      const ours = await newRole(world, 'OurOrg', { trust: org(Organization?.Id), by: prod.admin })
      const theirs = await newRole(world, 'TheirOrg', { trust: org('o-aaaaaaaaaa'), by: prod.admin })
      await session(world, world.admin, { arn: ours })
      await refusedAs(assume(world, world.admin, theirs), 'AccessDenied')
    })
  })
})
