/** A call whose facts are in memory asks the database nothing, whatever is configured: counted at SQLite's own door. */
import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { after, before, describe, test } from 'node:test'
import type { DatabaseSync } from 'node:sqlite'
import { GetRoleCommand } from '@aws-sdk/client-iam'
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { guardrailsId, ORGANIZATION_GUARDRAILS_ID } from '../../apps/server/src/domain/credentialIds.ts'
import { newMember } from './accounts.ts'
import { allow, newRole, newUser, policy, session, trust } from './people.ts'
import { refused } from './refused.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const CHANNEL = 'sqlite.db.query'
/** What a server asks by itself, every second or so: news, records that wait, when what was used. */
const BY_ITSELF = /^(?:begin|commit|rollback|savepoint|release)|"(?:feed|changes|outbox|uses|use_cursor)"/
const ROUNDS = 5

describe('warm calls', () => {
  let world: World
  let ann: Key
  let chained: Key
  let worker: string
  const asked: string[] = []
  const note = (message: unknown): void => {
    const { database, sql } = message as { readonly database: DatabaseSync; readonly sql: string }
    if (database.isOpen && database.location()?.startsWith(world.dataDir) === true && !BY_ITSELF.test(sql))
      asked.push(sql)
  }

  before(async () => {
    world = await openWorld()
    subscribe(CHANNEL, note)
    const organizations = world.organizations()
    const member = await newMember(world, 'warm')
    const actions = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']
    worker = await newRole(world, 'Worker', {
      by: member.admin,
      trust: trust({ AWS: [world.accountId, member.id] }, undefined, actions),
      policy: allow('iam:*', 'sts:*'),
    })
    ann = await newUser(world, 'ann', { policy: allow('sts:*', 'iam:*'), tags: [{ Key: 'team', Value: 'blue' }] })
    // Everything that could be asked for at each call: policies of the organization, guardrails, a region that is chosen.
    const root = (await organizations.send(new ListRootsCommand({}))).Roots?.[0]?.Id
    await refused(
      organizations.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    )
    await organizations.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: 'RESOURCE_CONTROL_POLICY' }))
    const Content = policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
    const scp = { Name: 'no-s3', Description: 'd', Type: 'SERVICE_CONTROL_POLICY', Content } as const
    const PolicyId = (await organizations.send(new CreatePolicyCommand(scp))).Policy?.PolicySummary?.Id
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: member.id }))
    await world.change(async ({ write: { resources } }) => {
      const base = { accountId: member.id, path: '/', createdAtMs: 1, tags: [] }
      const settings = { 'maxSessionDuration.any': 7_200, maxAccessKeyAge: 90 }
      await resources.create({
        ...base,
        kind: 'guardrails',
        id: guardrailsId(member.id),
        name: 'account',
        facts: { settings },
      })
      await resources.create({
        ...base,
        accountId: world.accountId,
        kind: 'guardrails',
        id: ORGANIZATION_GUARDRAILS_ID,
        name: 'organization',
        facts: { settings },
      })
      const name = 'af-south-1'
      await resources.create({
        ...base,
        kind: 'regionOptIn',
        id: `${member.id}/${name}`,
        name,
        facts: { choice: 'ENABLED' },
      })
    })
    chained = await session(world, ann, { arn: worker })
  })
  after(async () => {
    unsubscribe(CHANNEL, note)
    await world.close()
  })

  const RoleSessionName = 'scene'
  const assume = (more: object = {}, key: Key = ann, region?: string) =>
    world.sts(key, region).send(new AssumeRoleCommand({ RoleArn: worker, RoleSessionName, ...more }))
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['AssumeRole into another account', () => assume()],
    [
      'AssumeRole with tags and a source identity',
      () => assume({ Tags: [{ Key: 'a', Value: 'b' }], SourceIdentity: 'ann' }),
    ],
    [
      'AssumeRole with managed session policies',
      () => assume({ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }),
    ],
    ['AssumeRole in a region of choice', () => assume({}, ann, 'af-south-1')],
    ['AssumeRole by a session', () => assume({}, chained)],
    ['AssumeRole of a role that is not there', () => refused(assume({ RoleArn: `${worker}x` }))],
    ['GetCallerIdentity', () => world.sts(chained).send(new GetCallerIdentityCommand({}))],
    ['GetSessionToken', () => world.sts(ann).send(new GetSessionTokenCommand({}))],
    ['GetFederationToken', () => world.sts(ann).send(new GetFederationTokenCommand({ Name: 'bob' }))],
    ['GetRole', () => world.iam(chained).send(new GetRoleCommand({ RoleName: 'Worker' }))],
  ]
  for (const [name, call] of calls)
    test(name, async () => {
      await call()
      asked.length = 0
      for (let round = 0; round < ROUNDS; round += 1) await call()
      assert.deepEqual(asked, [])
    })

  test('what is not in memory is counted', async () => {
    asked.length = 0
    await refused(assume({ RoleArn: `${worker}-never-seen` }))
    assert.notDeepEqual(asked, [])
  })
})
