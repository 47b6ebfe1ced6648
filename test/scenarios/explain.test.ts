/** A refused call explained: by its request id and by its encoded message, to those who may see it and to nobody else. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  GetUserCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { readRecords } from '../../apps/server/src/audit/index.ts'
import { dataFiles } from '../../apps/server/src/config/index.ts'
import { newMember } from './accounts.ts'
import { brevetCommand } from './brevetCommand.ts'
import { allow, assume, newPolicy, newRole, newUser, policy, session, trust } from './people.ts'
import { encodedMessage, type Refusal, refused } from './refused.ts'
import { type Key, openWorld, type World } from './world.ts'

let world: World
describe('explain', () => {
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  const brevet = (words: readonly string[], key?: Key) => brevetCommand(words, world, key)

  /** The id of a refused request. */
  function requestIdOf({ error }: Refusal): string {
    const { $metadata } = error as { $metadata?: { requestId?: string } }
    return $metadata?.requestId ?? assert.fail('no request id')
  }

  /** `brevet explain ID` as the administrator, which must succeed. */
  async function explained(refusal: Refusal, key?: Key): Promise<string> {
    const { code, err, out } = await brevet(['explain', requestIdOf(refusal)], key)
    assert.equal(code, 0, err)
    return out
  }

  const NO_USERS = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
    {
      "Sid": "NoListing",
      "Effect": "Deny",
      "Action": "iam:List*",
      "Resource": "*"
    }
  ]
}`

  describe('brevet explain', () => {
    test('an explicit deny: policy, line and column, the text marked, the smallest change, which then allows the call', async () => {
      const ann = await newUser(world, 'ann', { policy: NO_USERS })
      const refusal = await refused(world.iam(ann).send(new ListUsersCommand({})))
      const out = await explained(refusal)
      assert.match(out, new RegExp(`^Request ${requestIdOf(refusal)} at `))
      assert.match(out, /Denied: an explicit deny in an identity-based policy/)
      assert.match(out, /caller +arn:aws:iam::111122223333:user\/ann\n +action +iam:ListUsers/)
      assert.match(out, /Deny statement "NoListing" of inline:scenario attached to AIDA\w+, 5:5/)
      assert.match(out, / 7:7 \| "Effect": "Deny",\n[ │]+\| \^{16}\n/)
      assert.match(out, /Allowed if statement "NoListing" of the identity-based policy inline:scenario were removed\./)

      const [first, last] = [NO_USERS.indexOf(',\n    {'), NO_USERS.lastIndexOf('\n  ]')]
      const text = NO_USERS.slice(0, first) + NO_USERS.slice(last)
      await world
        .iam()
        .send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'scenario', PolicyDocument: text }))
      await world.iam(ann).send(new ListUsersCommand({}))

      const later = await explained(refusal)
      assert.match(later, /Deny statement "NoListing"/)
      assert.match(later, /inline:scenario has changed since/)
      assert.doesNotMatch(later, /\^\^\^/)
    })

    test('a boundary that does not allow: the managed policy by version, and the statement to add', async () => {
      const limit = await newPolicy(
        world,
        'limit',
        policy({ Action: 'iam:GetUser', Resource: 'arn:aws:iam::*:user/bob' }),
      )
      const bob = await newUser(world, 'bob', { policy: allow('iam:*'), boundary: limit })
      const refusal = await refused(world.iam(bob).send(new GetUserCommand({ UserName: 'ann' })))
      const out = await explained(refusal)
      assert.match(out, /permissions boundary: does not allow {2}<== decided/)
      assert.match(out, new RegExp(`Allow statement 1 of ${limit} v1, 1:\\d+`))
      assert.match(out, /Resource.*arn:aws:iam::\*:user\/bob/)
      assert.match(out, /\^{20,}/)
      assert.match(
        out,
        /Allowed if statement 1 of the permissions boundary\s[^.]+also\s[^.]+arn:aws:iam::111122223333:user\/ann\./,
      )
      const wider = await newPolicy(
        world,
        'wider',
        policy({ Action: 'iam:GetUser', Resource: 'arn:aws:iam::*:user/*' }),
      )
      await world.iam().send(new PutUserPermissionsBoundaryCommand({ UserName: 'bob', PermissionsBoundary: wider }))
      await world.iam(bob).send(new GetUserCommand({ UserName: 'ann' }))
    })

    test("a trust policy that asks for an external id: the change in the caller's hand comes first, and works", async () => {
      const cleo = await newUser(world, 'cleo')
      const arn = `arn:aws:iam::${world.accountId}:user/cleo`
      const role = await newRole(world, 'Guarded', {
        trust: trust({ AWS: arn }, { StringEquals: { 'sts:ExternalId': 'acme-42' } }),
      })
      const refusal = await refused(assume(world, cleo, role))
      const out = await explained(refusal)
      assert.match(out, /role trust policy: does not allow {2}<== decided/)
      assert.match(out, /smallest change first\n├─ Allowed if sts:ExternalId were "acme-42"\./)
      assert.match(out, /"sts:ExternalId":"acme-42"/)
      await assume(world, cleo, role, { ExternalId: 'acme-42' })
      await world
        .iam()
        .send(new UpdateAssumeRolePolicyCommand({ RoleName: 'Guarded', PolicyDocument: trust({ AWS: arn }) }))
      assert.match(await explained(refusal), /role\/Guarded has changed since/)
    })

    test('by encoded message, also as the whole sentence of the error, and as JSON', async () => {
      const dora = await newUser(world, 'dora')
      const refusal = await refused(world.iam(dora).send(new ListUsersCommand({})))
      for (const words of [[encodedMessage(refusal)], [refusal.message]]) {
        const { code, err, out } = await brevet(['explain', ...words])
        assert.equal(code, 0, err)
        assert.match(out, /^Denied: no identity-based policy allows it/)
        assert.match(out, /Allowed if an identity-based policy also allowed iam:ListUsers on\s/)
      }
      const { out } = await brevet(['explain', '--json', requestIdOf(refusal)])
      const known = JSON.parse(out) as {
        record: { requestId: string; eventName: string }
        decision: { reasoning: { layer: string; counterfactuals: { kind: string; sentence: string }[] } }
      }
      assert.deepEqual([known.record.requestId, known.record.eventName], [requestIdOf(refusal), 'ListUsers'])
      assert.equal(known.decision.reasoning.layer, 'identity')
      assert.equal(known.decision.reasoning.counterfactuals[0]?.kind, 'addStatement')
      const local = await brevet(['explain', '--data-dir', world.dataDir, requestIdOf(refusal)])
      assert.match(local.out, /Denied: no identity-based policy allows it/, local.err)
    })
  })

  describe('what brevet explain does not show', () => {
    test('to those who may not: it takes a permission of its own', async () => {
      const emil = await newUser(world, 'emil', { policy: allow('sts:*') })
      const refusal = await refused(world.iam(emil).send(new ListUsersCommand({})))
      for (const word of [requestIdOf(refusal), encodedMessage(refusal)]) {
        const { code, err, out } = await brevet(['explain', word], emil)
        assert.deepEqual([code, out], [1, ''])
        assert.match(
          err,
          /AccessDeniedException: User: .*user\/emil is not authorized to perform: brevet:ExplainDecision/,
        )
        assert.match(err, /It takes the permission brevet:ExplainDecision/)
      }
      const fritz = await newUser(world, 'fritz', { policy: allow('brevet:*') })
      assert.equal((await brevet(['explain', requestIdOf(refusal)], fritz)).code, 0)
      assert.match((await brevet(['explain', encodedMessage(refusal)], fritz)).err, /sts:DecodeAuthorizationMessage/)
    })

    test('of another account: its requests, its policies, its tags; on either side of a cross-account call', async () => {
      const prod = await newMember(world, 'prod')
      const secret = { StringEquals: { 'sts:ExternalId': 'their-secret-id' } }
      const closed = await newRole(world, 'Closed', { trust: trust({ AWS: world.accountId }, secret), by: prod.admin })
      const gus = await newUser(world, 'gus', { policy: allow('sts:AssumeRole') })
      const refusal = await refused(assume(world, gus, closed))
      const out = await explained(refusal)
      assert.match(out, /role trust policy: does not allow {2}<== decided/)
      assert.match(out, new RegExp(`Policies of account ${prod.id} are not shown`))
      const { out: json } = await brevet(['explain', '--json', requestIdOf(refusal)])
      for (const word of ['their-secret-id', 'ExternalId']) assert.ok(!out.includes(word) && !json.includes(word), word)

      for (const word of [requestIdOf(refusal), encodedMessage(refusal)]) {
        const other = await brevet(['explain', word], prod.admin)
        assert.equal(other.code, 1)
        assert.equal(other.out, '')
      }
      const own = await refused(world.iam(gus).send(new ListUsersCommand({})))
      const { err } = await brevet(['explain', requestIdOf(own)], prod.admin)
      assert.match(err, /ResourceNotFoundException: This account's audit log has no request/)
    })

    test('policies that belong elsewhere or are not kept: named, with what they ask for, but without their text', async () => {
      const limits = await newMember(world, 'limits')
      const ida = await newUser(world, 'ida', { policy: allow('iam:*', 'sts:*'), by: limits.admin })
      await world.change(async (tx) => {
        const document = policy({ Effect: 'Deny', Action: 'iam:List*', Resource: '*' })
        const type = 'SERVICE_CONTROL_POLICY'
        const facts = {
          id: 'p-explained',
          type,
          name: 'explained',
          description: '',
          awsManaged: false,
          document,
        } as const
        await tx.write.organizationPolicies.create(facts)
        await tx.write.organizationPolicies.attach(facts.id, limits.id)
      })
      const refusal = await refused(world.iam(ida).send(new ListUsersCommand({})))
      const explainer = await newUser(world, 'explainer', { policy: allow('brevet:*'), by: limits.admin })
      const out = await explained(refusal, explainer)
      assert.match(out, /service control policy at level 1 below the root: denies explicitly {2}<== decided/)
      assert.match(out, /Deny statement 1 of p-explained, 1:38\n/)
      assert.match(out, /expected iam:List\*,\s+the request has iam:ListUsers/)
      assert.match(out, /p-explained belongs to another account: its text is not shown\./)

      const jon = await newUser(world, 'jon', { policy: allow('iam:*', 'sts:*') })
      const role = await newRole(world, 'Narrowed', { trust: trust({ AWS: world.accountId }), policy: allow('iam:*') })
      const narrowed = await session(world, jon, { arn: role, more: { Policy: allow('iam:GetRole') } })
      const narrow = await explained(await refused(world.iam(narrowed).send(new ListUsersCommand({}))))
      assert.match(narrow, /session policy: does not allow {2}<== decided/)
      assert.match(narrow, /inline:session was passed when the session began/)
    })

    test('errors name the next step: unknown ids, garbage, calls that no policy refused', async () => {
      const unknown = await brevet(['explain', '00000000-0000-4000-8000-000000000000'])
      assert.equal(unknown.code, 1)
      assert.match(unknown.err, /has no request 00000000-0000-4000-8000-000000000000\.\nIs it the id of a call/)
      const garbage = await brevet(['explain', 'A'.repeat(200)])
      assert.equal(garbage.code, 1)
      assert.match(garbage.err, /InvalidAuthorizationMessageException: .*\nCopy all that follows/)
      const word = await brevet(['explain', 'yesterday'])
      assert.equal(word.code, 2)
      assert.match(word.err, /neither a request id/)
      assert.equal((await brevet(['explain'])).code, 2)
      const missing = await refused(world.iam().send(new GetUserCommand({ UserName: 'nobody' })))
      assert.match(
        (await brevet(['explain', requestIdOf(missing)])).err,
        /was not refused by a policy of this account, but with NoSuchEntity/,
      )
      const fine = await world.iam().send(new ListUsersCommand({}))
      assert.match((await brevet(['explain', fine.$metadata.requestId ?? ''])).err, /was not refused\./)
    })

    test('secrets: the record that explains holds none, and is bounded', async () => {
      const hilde = await newUser(world, 'hilde')
      const refusal = await refused(world.iam(hilde).send(new ListUsersCommand({})))
      let found = 0
      for await (const { record } of readRecords(dataFiles(world.dataDir).audit)) {
        const text = JSON.stringify(record)
        assert.ok(!text.includes(hilde.secretAccessKey))
        assert.ok(!text.includes('Encoded authorization failure message'))
        assert.ok(text.length < 16_384, `${text.length}`)
        if (record.requestID === requestIdOf(refusal))
          found += Number(record.additionalEventData?.['decision'] !== undefined)
      }
      assert.equal(found, 1)
    })
  })
})
