/** Which texts of past decisions are shown, and what is said of the others. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { fingerprint } from '../../authz/documents.ts'
import { policyArn, roleArn } from '../../domain/arn.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import type { PolicyInForce } from './decisionDocument.ts'
import { policyTexts } from './policyTexts.ts'

let iam: IamHarness
describe('policyTexts', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const TEXT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'

  /** What becomes of one policy. */
  async function statusOf(policy: Omit<PolicyInForce, 'fingerprint'>, then = TEXT): Promise<string> {
    const known = { ...policy, fingerprint: fingerprint(then) }
    const [found, ...others] = await policyTexts([known], iam.admin, iam.store.read)
    assert.deepEqual(others, [])
    assert.equal(found?.text === undefined, found?.status !== 'UNCHANGED')
    assert.equal(found?.policyId, policy.id)
    return found.status
  }

  describe('policyTexts', () => {
    test('managed policies: by version, of the own account and of AWS', async () => {
      for (const accountId of [ACCOUNT, OTHER_ACCOUNT]) {
        const policy = {
          accountId,
          id: `ANPAEXAMPLE${accountId}`,
          name: 'reader',
          path: '/',
          arn: policyArn({ accountId, name: 'reader', path: '/' }),
          description: '',
          tags: [],
          createdAtMs: 0,
          updatedAtMs: 0,
          defaultVersionId: 'v1',
          nextVersion: 2,
          versions: [{ id: 'v1', document: TEXT, createdAtMs: 0 }],
        }
        await iam.store.write((tx) => tx.write.policies.create(policy))
      }
      const own = { layer: 'identity', id: `arn:aws:iam::${ACCOUNT}:policy/reader`, version: 'v1' }
      assert.equal(await statusOf(own), 'UNCHANGED')
      assert.equal(await statusOf(own, `${TEXT} `), 'CHANGED')
      assert.equal(await statusOf({ ...own, version: 'v2' }), 'GONE')
      assert.equal(await statusOf({ ...own, id: `${own.id}2` }), 'GONE')
      assert.equal(await statusOf({ ...own, id: `arn:aws:iam::${OTHER_ACCOUNT}:policy/reader` }), 'WITHHELD')
      const ours = await iam.store.read.policies.byArn('arn:aws:iam::aws:policy/AdministratorAccess')
      const { document = '', id: version = '' } = ours?.versions[0] ?? {}
      const aws = { layer: 'identity', id: 'arn:aws:iam::aws:policy/AdministratorAccess', version }
      assert.equal(await statusOf(aws, document), 'UNCHANGED')
    })

    test('inline policies of users, groups and roles, and trust policies: as they are now', async () => {
      const role = {
        accountId: ACCOUNT,
        id: 'AROAEXAMPLEEXAMPLE001',
        name: 'builder',
        path: '/ci/',
        createdAtMs: 0,
        inlinePolicies: [],
        attachedPolicyArns: [],
        tags: [],
        maxSessionSeconds: 3600,
        trustPolicy: '{"trusts":"nobody"}',
      }
      const theirs = { ...role, accountId: OTHER_ACCOUNT, id: 'AROAEXAMPLEEXAMPLE002' }
      await iam.store.write(async (tx) => {
        for (const one of [role, theirs]) {
          await tx.write.roles.create(one)
          await tx.write.holders.putInlinePolicy(one.id, 'own', TEXT)
        }
      })
      const inline = { layer: 'identity', id: 'inline:own', attachedTo: role.id }
      assert.equal(await statusOf(inline), 'UNCHANGED')
      assert.equal(await statusOf(inline, 'other'), 'CHANGED')
      assert.equal(await statusOf({ ...inline, id: 'inline:other' }), 'GONE')
      assert.equal(await statusOf({ ...inline, attachedTo: 'AROAGONE' }), 'GONE')
      assert.equal(await statusOf({ ...inline, attachedTo: theirs.id }), 'WITHHELD')
      assert.equal(await statusOf({ layer: 'session', id: 'inline:session' }), 'NOT_KEPT')
      const trust = { layer: 'trust', id: roleArn(role) }
      assert.equal(await statusOf(trust, role.trustPolicy), 'UNCHANGED')
      assert.equal(await statusOf(trust), 'CHANGED')
      assert.equal(await statusOf({ ...trust, id: roleArn({ ...role, path: '/' }) }), 'GONE')
      assert.equal(await statusOf({ ...trust, id: roleArn(theirs) }, theirs.trustPolicy), 'WITHHELD')
      assert.equal(await statusOf({ layer: 'scp', level: 0, id: 'p-FullAWSAccess' }), 'WITHHELD')
    })

    test('so many, and so long, and no more', async () => {
      const policy = { layer: 'scp', id: 'p-1' }
      const found = await policyTexts(
        Array.from({ length: 100 }, () => policy),
        iam.admin,
        iam.store.read,
      )
      assert.equal(found.length, 24)
    })
  })
})
