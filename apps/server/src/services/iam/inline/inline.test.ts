/** Inline policies of users, groups and roles: life cycle, sizes, pages, and what each operation asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Operation, ReadOperation } from '../../operation.ts'
import { createGroup } from '../group/createGroup.ts'
import { groupKind, type HolderKind, type NameMember, roleKind, userKind } from '../holderKind.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { deletePolicy } from './deletePolicy.ts'
import { getPolicy } from './getPolicy.ts'
import { listPolicies } from './listPolicies.ts'
import { inlineOperations } from './operations.ts'
import { putPolicy } from './putPolicy.ts'

const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`
const ALLOW = '{"Version": "2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'
const TAGS = [{ Key: 'Team', Value: 'ci' }]

/** An operation of whichever kind, to be called with plain objects. */
const loose = (operation: Operation) => operation as unknown as ReadOperation<object, object>

let iam: IamHarness
describe('inline', () => {
  before(async () => {
    iam = await openIam()
    const more = { Path: '/p/', PermissionsBoundary: VIEW_ONLY, Tags: TAGS }
    await iam.run(createUser, { UserName: 'Holder', ...more })
    await iam.run(createGroup, { GroupName: 'Holder', Path: '/p/' })
    await iam.run(createRole, { RoleName: 'Holder', AssumeRolePolicyDocument: TRUST, ...more })
  })
  after(() => iam.close())

  /** A policy of exactly `size` characters besides white space, and some white space. */
  function sized(size: number): string {
    const base = ALLOW.replaceAll(' ', '').replace('s3:*', 's3:')
    return base.replace('s3:', `s3:${'a'.repeat(size - base.length)}`).replace('{', '{ \n\t')
  }

  test('the table has the four operations for each kind, by their names', () => {
    assert.deepEqual(
      inlineOperations.map(({ name }) => name),
      ['User', 'Group', 'Role'].flatMap((kind) => [
        `Put${kind}Policy`,
        `Get${kind}Policy`,
        `Delete${kind}Policy`,
        `List${kind}Policies`,
      ]),
    )
  })

  function inlinePolicies<M extends NameMember>(kind: HolderKind<M>, limit: number, hasTags: boolean): void {
    const named = (name: string) => ({ [kind.member]: name })
    const holder = named('Holder')
    const put = (PolicyName: string, PolicyDocument = ALLOW) =>
      iam.run(loose(putPolicy(kind)), { ...holder, PolicyName, PolicyDocument })
    const remove = (PolicyName: string) => iam.run(loose(deletePolicy(kind)), { ...holder, PolicyName })
    const get = (PolicyName: string) => iam.run(loose(getPolicy(kind)), { ...holder, PolicyName })
    const list = (more: object = {}) => iam.run(loose(listPolicies(kind)), { ...holder, ...more })

    describe(`inline policies of a ${kind.noun}`, () => {
      test('are put, read percent-encoded, replaced, listed by name in pages, deleted', async () => {
        for (const name of ['b', 'a', 'c']) await put(name)
        const replaced = ALLOW.replace('s3', 'ec2')
        await put('b', replaced)
        assert.deepEqual(await get('b'), {
          ...holder,
          PolicyName: 'b',
          PolicyDocument: encodeURIComponent(replaced).replaceAll('*', '%2A'),
        })
        const first = (await list({ MaxItems: 2 })) as { Marker: string }
        assert.deepEqual(first, { PolicyNames: ['a', 'b'], IsTruncated: true, Marker: first.Marker })
        assert.deepEqual(await list({ Marker: first.Marker }), { PolicyNames: ['c'], IsTruncated: false })
        for (const name of ['a', 'b', 'c']) await remove(name)
        assert.deepEqual(await list(), { PolicyNames: [], IsTruncated: false })
        const absent = { code: 'NoSuchEntity', message: `The ${kind.noun} policy with name a cannot be found.` }
        await assert.rejects(get('a'), absent)
        await assert.rejects(remove('a'), absent)
      })

      test('names compare exactly; the name of the holder is found ignoring case and answered as it is', async () => {
        await put('Case')
        await assert.rejects(get('case'), { code: 'NoSuchEntity' })
        const answer = await iam.run(loose(getPolicy(kind)), { ...named('hOLDER'), PolicyName: 'Case' })
        assert.deepEqual({ ...answer, PolicyDocument: '' }, { ...holder, PolicyName: 'Case', PolicyDocument: '' })
        await remove('Case')
      })

      test(`together at most ${limit} characters without white space`, async () => {
        const tooLarge = {
          code: 'LimitExceeded',
          message: `Maximum policy size of ${limit} bytes exceeded for ${kind.noun} Holder`,
        }
        await assert.rejects(put('one', sized(limit + 1)), tooLarge)
        await put('one', sized(limit))
        await put('one', sized(limit)) // replacing does not count twice
        await assert.rejects(put('two'), tooLarge)
        await put('one', sized(limit - 200))
        await put('two', sized(200))
        await assert.rejects(put('three'), tooLarge)
        await remove('one')
        await remove('two')
      })

      test('must be identity policies; the holder must exist', async () => {
        for (const document of ['{', TRUST])
          await assert.rejects(put('bad', document), { code: 'MalformedPolicyDocument' })
        const input = { ...named('nobody'), PolicyName: 'p', PolicyDocument: ALLOW }
        const missing = { code: 'NoSuchEntity', message: `The ${kind.noun} with name nobody cannot be found.` }
        for (const operation of [putPolicy(kind), getPolicy(kind), deletePolicy(kind), listPolicies(kind)])
          await assert.rejects(iam.run(loose(operation), input), missing)
        assert.deepEqual(await list(), { PolicyNames: [], IsTruncated: false })
      })

      test('asks: the real ARN, tags, and for changes the boundary the holder has', async () => {
        const tags = hasTags
          ? [
              { key: 'aws:ResourceTag/Team', value: 'ci' },
              { key: 'iam:ResourceTag/Team', value: 'ci' },
            ]
          : []
        const boundary = hasTags ? [{ key: 'iam:PermissionsBoundary', value: VIEW_ONLY }] : []
        const resource = `arn:aws:iam::${ACCOUNT}:${kind.noun}/p/Holder`
        const input = { ...named('HOLDER'), PolicyName: 'p', PolicyDocument: ALLOW }
        const asked = (operation: Operation) => iam.asks(loose(operation), input)
        const reads = { resource, context: tags }
        const changes = { resource, context: [...tags, ...boundary] }
        assert.deepEqual(await asked(putPolicy(kind)), [{ action: `iam:Put${kind.title}Policy`, ...changes }])
        assert.deepEqual(await asked(deletePolicy(kind)), [{ action: `iam:Delete${kind.title}Policy`, ...changes }])
        assert.deepEqual(await asked(getPolicy(kind)), [{ action: `iam:Get${kind.title}Policy`, ...reads }])
        assert.deepEqual(await asked(listPolicies(kind)), [{ action: `iam:List${kind.title}Policies`, ...reads }])
        assert.deepEqual(await iam.asks(loose(listPolicies(kind)), named('nobody')), [
          {
            action: `iam:List${kind.title}Policies`,
            resource: `arn:aws:iam::${ACCOUNT}:${kind.noun}/nobody`,
            context: [],
          },
        ])
      })
    })
  }

  inlinePolicies(userKind, 2_048, true)
  inlinePolicies(groupKind, 5_120, false)
  inlinePolicies(roleKind, 10_240, true)
})
