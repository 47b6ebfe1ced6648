/** Session tags with the SDK: who may pass them, what they mean, how they travel through chains. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ListRolesCommand, ListUsersCommand, TagRoleCommand } from '@aws-sdk/client-iam'
import { ListAccountsCommand } from '@aws-sdk/client-organizations'
import type { Tag } from '@aws-sdk/client-sts'
import { GetFederationTokenCommand } from '@aws-sdk/client-sts'
import { allow, assume, keyOf, newRole, newUser, policy, session, trust } from './people.ts'
import { refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const BOTH = ['sts:AssumeRole', 'sts:TagSession']
const tag = (Key: string, Value: string): Tag => ({ Key, Value })

let world: World
/** A user of the account, tagged, who may assume and tag. */
let user: Key
/** Trusts the account, tags included; its sessions may go on, and list users where their tag `team` is `blue`. */
let open: string
describe('stsTags', () => {
  before(async () => {
    world = await openWorld()
    user = await newUser(world, 'tagger', { policy: allow(...BOTH), tags: [tag('Team', 'own')] })
    open = await newRole(world, 'Open', {
      trust: trust({ AWS: '*' }, undefined, BOTH),
      policy: policy(
        { Action: BOTH, Resource: '*' },
        { Action: 'iam:ListUsers', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } },
        { Action: 'iam:ListRoles', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalTag/cost': '7' } } },
      ),
    })
  })
  after(() => world.close())

  const listUsers = (key: Key) => world.iam(key).send(new ListUsersCommand({}))
  const listRoles = (key: Key) => world.iam(key).send(new ListRolesCommand({}))

  describe('what tags do', () => {
    test('they are the principal’s, their keys ignoring case', async () => {
      const blue = await assume(world, user, open, { Tags: [tag('TEAM', 'blue')] })
      assert.ok((blue.PackedPolicySize ?? 0) > 0)
      await listUsers(keyOf(blue.Credentials))
      await refusedAs(
        listUsers(await session(world, user, { arn: open, more: { Tags: [tag('team', 'Blue')] } })),
        'AccessDenied',
      )
      await refusedAs(listUsers(await session(world, user, { arn: open })), 'AccessDenied')
    })

    test('a session tag hides the role’s own', async () => {
      const arn = await newRole(world, 'OwnTag', {
        trust: trust({ AWS: '*' }, undefined, BOTH),
        policy: policy({
          Action: 'iam:ListUsers',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
        }),
        tags: [tag('team', 'blue')],
      })
      await listUsers(await session(world, user, { arn }))
      await refusedAs(
        listUsers(await session(world, user, { arn, more: { Tags: [tag('Team', 'red')] } })),
        'AccessDenied',
      )
    })

    test('sts:TagSession is needed on both sides', async () => {
      const mute = await newRole(world, 'Mute', { trust: trust({ AWS: world.accountId }) })
      await session(world, user, { arn: mute })
      await refusedAs(
        assume(world, user, mute, { Tags: [tag('a', 'b')] }),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/tagger is not authorized to perform: sts:TagSession on resource: ${mute} because no role trust policy allows the sts:TagSession action.`,
      )
      const shy = await newUser(world, 'shy', { policy: allow('sts:AssumeRole') })
      const strict = await newRole(world, 'Strict', { trust: trust({ AWS: world.accountId }, undefined, BOTH) })
      await session(world, shy, { arn: strict })
      await refusedAs(
        assume(world, shy, strict, { Tags: [tag('a', 'b')] }),
        'AccessDenied',
        / no identity-based policy allows the sts:TagSession action/,
      )
    })

    test('trust policies see aws:RequestTag, aws:TagKeys and sts:TransitiveTagKeys', async () => {
      const arn = await newRole(world, 'Choosy', {
        trust: trust(
          { AWS: '*' },
          {
            StringEquals: { 'aws:RequestTag/team': ['blue', 'red'] },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'], 'sts:TransitiveTagKeys': ['team'] },
          },
          BOTH,
        ),
      })
      await session(world, user, { arn, more: { Tags: [tag('team', 'red')] } })
      await session(world, user, {
        arn,
        more: { Tags: [tag('team', 'blue'), tag('cost', '7')], TransitiveTagKeys: ['team'] },
      })
      for (const more of [
        {},
        { Tags: [tag('team', 'green')] },
        { Tags: [tag('team', 'red'), tag('other', 'x')] },
        { Tags: [tag('team', 'red'), tag('cost', '1')], TransitiveTagKeys: ['cost'] },
      ])
        await refusedAs(assume(world, user, arn, more), 'AccessDenied')
    })

    test('a trust policy may compare the caller’s tag with the role’s', async () => {
      const arn = await newRole(world, 'SameTeam', {
        trust: trust({ AWS: '*' }, { StringEquals: { 'aws:ResourceTag/Team': '${aws:PrincipalTag/Team}' } }),
        tags: [tag('Team', 'own')],
      })
      await session(world, user, { arn })
      await world.iam().send(new TagRoleCommand({ RoleName: 'SameTeam', Tags: [tag('Team', 'others')] }))
      await refusedAs(assume(world, user, arn), 'AccessDenied')
    })
  })

  describe('transitive tags', () => {
    test('travel through a chain of three; others end with their session', async () => {
      const first = await session(world, user, {
        arn: open,
        more: { Tags: [tag('team', 'blue'), tag('cost', '7')], TransitiveTagKeys: ['team'] },
      })
      await listUsers(first)
      await listRoles(first)
      const second = await session(world, first, { arn: open })
      await listUsers(second)
      await refusedAs(listRoles(second), 'AccessDenied')
      const third = await assume(world, second, open)
      assert.ok((third.PackedPolicySize ?? 0) > 0, 'an inherited tag takes its place')
      await listUsers(keyOf(third.Credentials))
      await refusedAs(listRoles(keyOf(third.Credentials)), 'AccessDenied')
    })

    test('new ones may be added on the way', async () => {
      const first = await session(world, user, {
        arn: open,
        more: { Tags: [tag('team', 'blue')], TransitiveTagKeys: ['team'] },
      })
      const second = await session(world, first, {
        arn: open,
        more: { Tags: [tag('cost', '7')], TransitiveTagKeys: ['cost'] },
      })
      const third = await session(world, second, { arn: open })
      await listUsers(third)
      await listRoles(third)
    })

    test('an inherited one cannot be passed again, in any letter case, nor changed', async () => {
      const first = await session(world, user, {
        arn: open,
        more: { Tags: [tag('team', 'blue')], TransitiveTagKeys: ['team'] },
      })
      for (const again of [tag('team', 'red'), tag('team', 'blue'), tag('TEAM', 'red')])
        await refusedAs(
          assume(world, first, open, { Tags: [again] }),
          'InvalidParameterValue',
          "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
        )
    })

    test('an inherited one needs sts:TagSession like any other', async () => {
      const first = await session(world, user, {
        arn: open,
        more: { Tags: [tag('team', 'blue')], TransitiveTagKeys: ['team'] },
      })
      const mute = await newRole(world, 'MuteToo', { trust: trust({ AWS: open }) })
      await refusedAs(assume(world, first, mute), 'AccessDenied', /sts:TagSession/)
      await session(world, await session(world, user, { arn: open }), { arn: mute })
    })
  })

  describe('tags that are refused', () => {
    const refusedTags = (Tags: Tag[], name: string, sentence: string | RegExp, TransitiveTagKeys: string[] = []) =>
      refusedAs(assume(world, user, open, { Tags, TransitiveTagKeys }), name, sentence)

    test('the same key twice, ignoring case', async () => {
      const sentence = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
      await refusedTags([tag('Team', 'a'), tag('team', 'b')], 'InvalidParameterValue', sentence)
      await refusedTags([tag('a', 'b')], 'InvalidParameterValue', /^Duplicate transitive tag keys found\./, ['a', 'A'])
    })

    test('aws: in any letter case', async () => {
      for (const key of ['aws:x', 'AWS:x', 'Aws:RequestTag/y'])
        await refusedTags([tag(key, 'v')], 'InvalidParameterValue', /aws: are reserved/)
    })

    test('transitive, but not passed', async () => {
      await refusedTags(
        [tag('a', 'b')],
        'InvalidParameterValue',
        'The specified transitive tag key must be included in the requested tags.',
        ['c'],
      )
    })

    test('too many, too long, wrong characters', async () => {
      await refusedTags(
        Array.from({ length: 51 }, (_, n) => tag(`k${n}`, 'v')),
        'ValidationError',
        /less than or equal to 50/,
      )
      await refusedTags([tag('k'.repeat(129), 'v')], 'ValidationError', /less than or equal to 128/)
      await refusedTags([tag('k', 'v'.repeat(257))], 'ValidationError', /less than or equal to 256/)
      await refusedTags([tag('', 'v')], 'ValidationError', /greater than or equal to 1/)
      await refusedTags([tag('bad*key', 'v')], 'ValidationError', /regular expression pattern/)
    })

    test('50 short ones, empty values and all letters are fine', async () => {
      const tags = [
        ...Array.from({ length: 48 }, (_, n) => tag(`k${n}`, '')),
        tag('Größe', 'Ñandú_.:/=+-@ x'),
        tag('k'.repeat(128), 'v'),
      ]
      await session(world, user, { arn: open, more: { Tags: tags } })
    })
  })

  describe('tags of GetFederationToken', () => {
    test('are the federated user’s; need sts:TagSession', async () => {
      const blue = { 'aws:PrincipalTag/team': 'blue' }
      const broker = await newUser(world, 'broker', {
        policy: policy(
          { Action: ['sts:GetFederationToken', 'sts:TagSession'], Resource: '*' },
          { Action: 'organizations:ListAccounts', Resource: '*', Condition: { StringEquals: blue } },
        ),
      })
      const give = (Tags: Tag[], key = broker) =>
        world
          .sts(key)
          .send(new GetFederationTokenCommand({ Name: 'Fed', Policy: allow('organizations:ListAccounts'), Tags }))
      const accounts = async (Tags: Tag[]) =>
        world.organizations(keyOf((await give(Tags)).Credentials)).send(new ListAccountsCommand({}))
      await accounts([tag('team', 'blue')])
      await refusedAs(accounts([tag('team', 'red')]), 'AccessDeniedException')
      await refusedAs(give([tag('a', 'b'), tag('A', 'c')]), 'InvalidParameterValue', /^Duplicate tag keys found\./)
      const mute = await newUser(world, 'muteBroker', { policy: allow('sts:GetFederationToken') })
      await refusedAs(give([tag('a', 'b')], mute), 'AccessDenied', /sts:TagSession/)
    })
  })
})
