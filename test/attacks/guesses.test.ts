/** STS-07, STS-10: what an account finds out about its neighbours by writing guesses into policies of its own. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  GetContextKeysForPrincipalPolicyCommand,
  GetPolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { ListAccountsCommand, PutResourcePolicyCommand, TagResourceCommand } from '@aws-sdk/client-organizations'
import { ListParentsCommand } from '@aws-sdk/client-organizations'
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts'
import { newMember } from '../scenarios/accounts.ts'
import type { Member } from '../scenarios/accounts.ts'
import { assume, newRole, newUser, policy, trust } from '../scenarios/people.ts'
import { encodedMessage, refused } from '../scenarios/refused.ts'
import { openWorld } from '../scenarios/world.ts'
import type { Key, World } from '../scenarios/world.ts'

const NOWHERE = '999999999999'

let world: World
let victim: Member
let mine: Member
let probe: Key
describe('guesses', () => {
  before(async () => {
    world = await openWorld()
    victim = await newMember(world, 'victim')
    mine = await newMember(world, 'mine')
    await newUser(world, 'kept', { by: victim.admin, tags: [{ Key: 'project', Value: 'secret' }] })
    await newRole(world, 'Vault', {
      by: victim.admin,
      trust: trust({ AWS: victim.id }),
      tags: [{ Key: 'project', Value: 'secret' }],
    })
    probe = await newUser(world, 'probe', { by: mine.admin })
  })
  after(() => world.close())

  /** Everything that the probe is told when it makes `call` with this deny in its policies: sentence and reasoning. */
  async function told(condition: object, call: () => Promise<unknown>): Promise<string> {
    const PolicyDocument = policy(
      { Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: ['iam:*', 'sts:AssumeRole', 'organizations:*'], Resource: '*', Condition: condition },
    )
    await world
      .iam(mine.admin)
      .send(new PutUserPolicyCommand({ UserName: 'probe', PolicyName: 'guess', PolicyDocument }))
    const refusal = await refused(call())
    const { DecodedMessage } = await world
      .sts(mine.admin)
      .send(new DecodeAuthorizationMessageCommand({ EncodedMessage: encodedMessage(refusal) }))
    return `${refusal.message.split(' Encoded ')[0]} ${DecodedMessage}`
  }

  /** What depends on the request's moment or on the text of the guess. */
  const settled = (text: string): string =>
    text
      .replaceAll(/"fingerprint":"[^"]*"/g, '')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '')
      .replaceAll(/\{"key":"aws:epochtime"[^\]]*\]\}\}/g, '')
      .replaceAll(/"(?:expected|start|end|line|column)":(?:\[[^\]]*\]|\d+)/g, '')

  const role = (account: string, name: string) => () => assume(world, probe, `arn:aws:iam::${account}:role/${name}`)
  const simulated = (name: string) => () =>
    world.iam(probe).send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${victim.id}:user/${name}`,
        ActionNames: ['iam:GetUser'],
      }),
    )
  const keysOf = (name: string) => () =>
    world
      .iam(probe)
      .send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: `arn:aws:iam::${victim.id}:role/${name}` }))

  const tagged = (value: string) => ({ StringLike: { 'aws:ResourceTag/project': value } })

  for (const [what, call] of [
    ['AssumeRole', role],
    ['SimulatePrincipalPolicy', simulated],
    ['GetContextKeysForPrincipalPolicy', keysOf],
  ] as const)
    test(`${what}: neither the tags of what another account has, nor that it has it`, async () => {
      const at = (name: string) => (call === role ? role(victim.id, name) : (call as typeof keysOf)(name))
      const known = what === 'SimulatePrincipalPolicy' ? 'kept' : 'Vault'
      const right = settled(await told(tagged('se*'), at(known)))
      assert.doesNotMatch(right, /explicit deny|"outcome":"explicitDeny"/)
      assert.equal(right, settled(await told(tagged('xy*'), at(known))))
      assert.equal(right.replaceAll(known, 'Absent'), settled(await told(tagged('se*'), at('Absent'))))
    })

  test('neither whether an account is in the organization, nor where', async () => {
    const inside = { Null: { 'aws:ResourceOrgID': 'false' } }
    const below = { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': 'o-*' } }
    const get = (account: string) => () =>
      world.iam(probe).send(new GetPolicyCommand({ PolicyArn: `arn:aws:iam::${account}:policy/p` }))
    for (const guess of [inside, below])
      for (const ask of [(account: string) => role(account, 'Vault'), get]) {
        const here = settled(await told(guess, ask(victim.id)))
        assert.doesNotMatch(here, /explicit deny|"outcome":"explicitDeny"/)
        assert.equal(here.replaceAll(victim.id, NOWHERE), settled(await told(guess, ask(NOWHERE))))
      }
  })

  test('nor the tags of parts of the organization that it may not read', async () => {
    const organizations = world.organizations()
    await organizations.send(
      new TagResourceCommand({ ResourceId: victim.id, Tags: [{ Key: 'project', Value: 'secret' }] }),
    )
    const Content = policy({ Principal: { AWS: mine.id }, Action: 'organizations:ListAccounts', Resource: '*' })
    await organizations.send(new PutResourcePolicyCommand({ Content }))
    const parents = () => world.organizations(probe).send(new ListParentsCommand({ ChildId: victim.id }))
    const right = settled(await told(tagged('se*'), parents))
    assert.doesNotMatch(right, /explicit deny|"outcome":"explicitDeny"/)
    assert.match(right, /because no resource-based policy allows the organizations:ListParents action/)
    assert.equal(right, settled(await told(tagged('xy*'), parents)))
    await assert.doesNotReject(world.organizations(probe).send(new ListAccountsCommand({})))
  })

  test('whom the other account lets in still has its own policies ask about tags', async () => {
    await newRole(world, 'Open', {
      by: victim.admin,
      trust: trust({ AWS: mine.id }),
      tags: [{ Key: 'project', Value: 'secret' }],
    })
    assert.match(
      await told(tagged('se*'), role(victim.id, 'Open')),
      /with an explicit deny in an identity-based policy/,
    )
  })
})
