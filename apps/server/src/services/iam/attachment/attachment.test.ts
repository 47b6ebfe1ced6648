/** Attached managed policies of users, groups and roles: attaching, detaching, quotas, pages, and the asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Operation, ReadOperation } from '../../operation.ts'
import { createGroup } from '../group/createGroup.ts'
import { groupKind, type HolderKind, type NameMember, roleKind, userKind } from '../holderKind.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { attachPolicy } from './attachPolicy.ts'
import { detachPolicy } from './detachPolicy.ts'
import { listAttachedPolicies } from './listAttachedPolicies.ts'
import { attachmentOperations } from './operations.ts'

const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`
const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const arnOf = (name: string, accountId = ACCOUNT): string => `arn:aws:iam::${accountId}:policy/${name}`

/** An operation of whichever kind, to be called with plain objects. */
const loose = (operation: Operation) => operation as unknown as ReadOperation<object, object>

let iam: IamHarness
describe('attachment', () => {
  before(async () => {
    iam = await openIam()
    const more = { Path: '/p/', PermissionsBoundary: VIEW_ONLY }
    await iam.run(createUser, { UserName: 'Holder', ...more })
    await iam.run(createGroup, { GroupName: 'Holder', Path: '/p/' })
    await iam.run(createRole, { RoleName: 'Holder', AssumeRolePolicyDocument: TRUST, ...more })
    for (let n = 1; n <= 11; n += 1)
      await iam.run(createPolicy, { PolicyName: `P${n}`, Path: '/q/', PolicyDocument: ALLOW })
    const other = await iam.asUser('admin', OTHER_ACCOUNT)
    await iam.run(createPolicy, { PolicyName: 'Foreign', PolicyDocument: ALLOW }, other)
  })
  after(() => iam.close())

  test('the table has the three operations for each kind, by their names', () => {
    assert.deepEqual(
      attachmentOperations.map(({ name }) => name),
      ['User', 'Group', 'Role'].flatMap((kind) => [
        `Attach${kind}Policy`,
        `Detach${kind}Policy`,
        `ListAttached${kind}Policies`,
      ]),
    )
  })

  function attachments<M extends NameMember>(kind: HolderKind<M>): void {
    const named = (name: string) => ({ [kind.member]: name })
    const attach = (PolicyArn: string, name = 'Holder') =>
      iam.run(loose(attachPolicy(kind)), { ...named(name), PolicyArn })
    const detach = (PolicyArn: string, name = 'Holder') =>
      iam.run(loose(detachPolicy(kind)), { ...named(name), PolicyArn })
    const list = async (more: object = {}) =>
      (await iam.run(loose(listAttachedPolicies(kind)), { ...named('Holder'), ...more })) as {
        AttachedPolicies: { PolicyName: string; PolicyArn: string }[]
        Marker?: string
      }

    describe(`attached policies of a ${kind.noun}`, () => {
      test('are attached once, listed in order, by path and in pages, and detached', async () => {
        for (const arn of [READ_ONLY, arnOf('q/P1'), READ_ONLY, VIEW_ONLY]) await attach(arn)
        const all = await list()
        assert.deepEqual(all, {
          AttachedPolicies: [
            { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
            { PolicyName: 'P1', PolicyArn: arnOf('q/P1') },
            { PolicyName: 'ViewOnlyAccess', PolicyArn: VIEW_ONLY },
          ],
          IsTruncated: false,
        })
        assert.deepEqual((await list({ PathPrefix: '/q/' })).AttachedPolicies, all.AttachedPolicies.slice(1, 2))
        assert.deepEqual((await list({ PathPrefix: '/job-function/' })).AttachedPolicies, all.AttachedPolicies.slice(2))
        const first = await list({ MaxItems: 2 })
        assert.deepEqual(first.AttachedPolicies, all.AttachedPolicies.slice(0, 2))
        assert.deepEqual((await list({ Marker: first.Marker })).AttachedPolicies, all.AttachedPolicies.slice(2))
        for (const { PolicyArn } of all.AttachedPolicies) await detach(PolicyArn)
        assert.deepEqual((await list()).AttachedPolicies, [])
        const missing = { code: 'NoSuchEntity', message: `Policy ${READ_ONLY} was not found.` }
        await assert.rejects(detach(READ_ONLY), missing)
      })

      test('ten at most; attaching one of the ten again is no error', async () => {
        for (let n = 1; n <= 10; n += 1) await attach(arnOf(`q/P${n}`))
        await attach(arnOf('q/P1'))
        await assert.rejects(attach(arnOf('q/P11')), {
          code: 'LimitExceeded',
          message: `Cannot exceed quota for PoliciesPer${kind.title}: 10`,
        })
        for (let n = 1; n <= 10; n += 1) await detach(arnOf(`q/P${n}`))
      })

      test('the policy must be of this account or AWS, the ARN well-formed, the holder there', async () => {
        for (const arn of [arnOf('Absent'), arnOf('Foreign', OTHER_ACCOUNT), 'arn:aws:iam::aws:policy/NoSuchPolicy'])
          await assert.rejects(attach(arn), {
            code: 'NoSuchEntity',
            message: `Policy ${arn} does not exist or is not attachable.`,
          })
        const noArn = 'longpolicynamebutnoarn'
        await assert.rejects(attach(noArn), { code: 'ValidationError', message: `ARN ${noArn} is not valid.` })
        const noPolicy = `arn:aws:iam::${ACCOUNT}:not_a_policy/invalid`
        await assert.rejects(attach(noPolicy), { code: 'InvalidInput', message: `ARN ${noPolicy} is not valid.` })
        await assert.rejects(attach(READ_ONLY.replace('arn:aws:', 'arn:aws-cn:')), {
          code: 'ValidationError',
          message: 'Invalid ARN partition',
        })
        const missing = { code: 'NoSuchEntity', message: `The ${kind.noun} with name nobody cannot be found.` }
        await assert.rejects(attach(READ_ONLY, 'nobody'), missing)
        await assert.rejects(detach(READ_ONLY, 'nobody'), missing)
        assert.deepEqual((await list()).AttachedPolicies, [])
      })

      test('asks: the policy, the real ARN of the holder and the boundary it has', async () => {
        const resource = `arn:aws:iam::${ACCOUNT}:${kind.noun}/p/Holder`
        const boundary = kind.noun === 'group' ? [] : [{ key: 'iam:PermissionsBoundary', value: VIEW_ONLY }]
        const context = [...boundary, { key: 'iam:PolicyARN', value: READ_ONLY }]
        const input = { ...named('HOLDER'), PolicyArn: READ_ONLY }
        assert.deepEqual(await iam.asks(loose(attachPolicy(kind)), input), [
          { action: `iam:Attach${kind.title}Policy`, resource, context },
        ])
        assert.deepEqual(await iam.asks(loose(detachPolicy(kind)), input), [
          { action: `iam:Detach${kind.title}Policy`, resource, context },
        ])
        assert.deepEqual(await iam.asks(loose(listAttachedPolicies(kind)), named('Holder')), [
          { action: `iam:ListAttached${kind.title}Policies`, resource, context: [] },
        ])
      })
    })
  }

  attachments(userKind)
  attachments(groupKind)
  attachments(roleKind)
})
