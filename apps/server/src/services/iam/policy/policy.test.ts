/** Managed policies: life cycle, versions, AWS's own, lists and their filters, and what each operation asks. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { awsManagedPolicies } from '../../../domain/managedPolicies/index.ts'
import { attachPolicy } from '../attachment/attachPolicy.ts'
import { detachPolicy } from '../attachment/detachPolicy.ts'
import { deleteBoundary, putBoundary } from '../boundary/boundary.ts'
import { createGroup } from '../group/createGroup.ts'
import { groupKind, roleKind, userKind } from '../holderKind.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { createPolicy } from './createPolicy.ts'
import { createPolicyVersion } from './createPolicyVersion.ts'
import { deletePolicy } from './deletePolicy.ts'
import { deletePolicyVersion } from './deletePolicyVersion.ts'
import { getPolicy } from './getPolicy.ts'
import { getPolicyVersion } from './getPolicyVersion.ts'
import { listEntitiesForPolicy } from './listEntitiesForPolicy.ts'
import { listPolicies } from './listPolicies.ts'
import { listPolicyVersions } from './listPolicyVersions.ts'
import { setDefaultPolicyVersion } from './setDefaultPolicyVersion.ts'
import { listPolicyTags, tagPolicy, untagPolicy } from './tagPolicy.ts'

const document = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`
const arnOf = (name: string, accountId = ACCOUNT): string => `arn:aws:iam::${accountId}:policy/${name}`
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

let iam: IamHarness
describe('policy', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (PolicyName: string, more: object = {}) =>
    iam.run(createPolicy, { PolicyName, PolicyDocument: document('s3:GetObject'), ...more })
  const missing = (arn: string) => ({ code: 'NoSuchEntity', message: `Policy ${arn} was not found.` })

  describe('CreatePolicy, GetPolicy', () => {
    test('a policy has v1 as its default version and nobody who uses it', async () => {
      const Tags = [{ Key: 'Team', Value: 'ci' }]
      const { Policy: created } = await create('Created', { Path: '/team/', Description: 'reads', Tags })
      assert.match(created?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/)
      const expected = {
        PolicyName: 'Created',
        PolicyId: created?.PolicyId,
        Arn: arnOf('team/Created'),
        Path: '/team/',
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        PermissionsBoundaryUsageCount: 0,
        IsAttachable: true,
        CreateDate: iam.clock.nowMs(),
        UpdateDate: iam.clock.nowMs(),
        Tags,
      }
      assert.deepEqual(created, expected)
      assert.deepEqual(await iam.run(getPolicy, { PolicyArn: arnOf('team/Created') }), {
        Policy: { ...expected, Description: 'reads' },
      })
      assert.ok(!('Tags' in ((await create('Untagged')).Policy ?? {})))
      assert.deepEqual((await iam.run(getPolicy, { PolicyArn: arnOf('Untagged') })).Policy?.Tags, [])
    })

    test('names are unique ignoring case, whatever the path', async () => {
      await create('Taken', { Path: '/a/' })
      await assert.rejects(create('tAKEN', { Path: '/b/' }), {
        code: 'EntityAlreadyExists',
        message: 'A policy called tAKEN already exists. Duplicate names are not allowed.',
      })
    })

    test('documents must be identity policies of at most 6,144 characters without white space', async () => {
      for (const PolicyDocument of ['{', TRUST, document('nonsense')])
        await assert.rejects(create('Malformed', { PolicyDocument }), { code: 'MalformedPolicyDocument' })
      const sized = (size: number) => {
        const base = document('s3:')
        return base.replace('s3:', `s3:${'a'.repeat(size - base.length)}`).replace('{', '{ ')
      }
      await create('Largest', { PolicyDocument: sized(6_144) })
      await assert.rejects(create('TooLarge', { PolicyDocument: sized(6_145) }), {
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for PolicySize: 6144',
      })
      await assert.rejects(iam.run(getPolicy, { PolicyArn: arnOf('TooLarge') }), missing(arnOf('TooLarge')))
    })

    test('what is not the ARN of a policy is InvalidInput, what is no ARN ValidationError', async () => {
      await assert.rejects(iam.run(getPolicy, { PolicyArn: 'longpolicynamebutnoarn' }), {
        code: 'ValidationError',
        message: 'ARN longpolicynamebutnoarn is not valid.',
      })
      for (const PolicyArn of [`arn:aws:iam::${ACCOUNT}:role/Created`, `arn:aws:s3::${ACCOUNT}:policy/x`])
        await assert.rejects(iam.run(getPolicy, { PolicyArn }), {
          code: 'InvalidInput',
          message: `ARN ${PolicyArn} is not valid.`,
        })
    })

    test('a policy of another account cannot be read, by anybody', async () => {
      const other = await iam.asUser('admin', OTHER_ACCOUNT)
      const PolicyArn = arnOf('Secret', OTHER_ACCOUNT)
      await iam.run(createPolicy, { PolicyName: 'Secret', PolicyDocument: document('s3:*') }, other)
      assert.equal((await iam.run(getPolicy, { PolicyArn }, other)).Policy?.PolicyName, 'Secret')
      await assert.rejects(iam.run(getPolicy, { PolicyArn }), { code: 'AccessDenied' })
      // The operation does not rely on authorization alone.
      const asked = await iam.asks(getPolicy, { PolicyArn })
      assert.equal(asked[0]?.resourceAccount, OTHER_ACCOUNT)
      await assert.rejects(iam.run({ ...getPolicy, authorize: () => 'exempt' }, { PolicyArn }), missing(PolicyArn))
    })
  })

  describe('versions', () => {
    test('are numbered without ever repeating, five at most; one is the default', async () => {
      await create('Versioned')
      const PolicyArn = arnOf('Versioned')
      const add = (SetAsDefault?: boolean) =>
        iam.run(createPolicyVersion, {
          PolicyArn,
          PolicyDocument: document('s3:PutObject'),
          ...(SetAsDefault === undefined ? {} : { SetAsDefault }),
        })
      iam.clock.advance(1_000)
      assert.deepEqual((await add()).PolicyVersion, {
        VersionId: 'v2',
        IsDefaultVersion: false,
        CreateDate: iam.clock.nowMs(),
      })
      assert.equal((await add(true)).PolicyVersion?.IsDefaultVersion, true)
      await assert.rejects(iam.run(createPolicyVersion, { PolicyArn, PolicyDocument: TRUST }), {
        code: 'MalformedPolicyDocument',
      })
      assert.equal((await iam.run(getPolicy, { PolicyArn })).Policy?.DefaultVersionId, 'v3')
      assert.equal((await iam.run(getPolicy, { PolicyArn })).Policy?.UpdateDate, iam.clock.nowMs())
      await assert.rejects(iam.run(deletePolicyVersion, { PolicyArn, VersionId: 'v3' }), {
        code: 'DeleteConflict',
        message: 'Cannot delete the default version of a policy.',
      })
      await iam.run(deletePolicyVersion, { PolicyArn, VersionId: 'v2' })
      for (const expected of ['v4', 'v5', 'v6']) assert.equal((await add()).PolicyVersion?.VersionId, expected)
      await assert.rejects(add(), {
        code: 'LimitExceeded',
        message:
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      })
      const first = await iam.run(listPolicyVersions, { PolicyArn, MaxItems: 3 })
      assert.deepEqual(
        first.Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
        [
          ['v6', false],
          ['v5', false],
          ['v4', false],
        ],
      )
      const rest = await iam.run(listPolicyVersions, { PolicyArn, Marker: first.Marker ?? '' })
      assert.deepEqual(
        rest.Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
        [
          ['v3', true],
          ['v1', false],
        ],
      )
      assert.equal(rest.IsTruncated, false)
    })

    test('GetPolicyVersion gives the document percent-encoded, SetDefaultPolicyVersion changes the one in force', async () => {
      await create('Switched')
      const PolicyArn = arnOf('Switched')
      await iam.run(createPolicyVersion, { PolicyArn, PolicyDocument: document('s3:*') })
      const { PolicyVersion } = await iam.run(getPolicyVersion, { PolicyArn, VersionId: 'v2' })
      assert.equal(
        PolicyVersion?.Document,
        '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D',
      )
      assert.equal(PolicyVersion?.IsDefaultVersion, false)
      iam.clock.advance(1_000)
      await iam.run(setDefaultPolicyVersion, { PolicyArn, VersionId: 'v2' })
      const { Policy } = await iam.run(getPolicy, { PolicyArn })
      assert.equal(Policy?.DefaultVersionId, 'v2')
      assert.equal(Policy?.UpdateDate, iam.clock.nowMs())
      // A policy that is not there at all is missed in the same words.
      for (const wanted of [PolicyArn, arnOf('Nothing')])
        for (const operation of [getPolicyVersion, setDefaultPolicyVersion, deletePolicyVersion])
          await assert.rejects(
            iam.run<{ PolicyArn: string; VersionId: string }, object>(operation, {
              PolicyArn: wanted,
              VersionId: 'v9',
            }),
            { code: 'NoSuchEntity', message: `Policy ${wanted} version v9 does not exist or is not attachable.` },
          )
    })
  })

  describe('DeletePolicy', () => {
    test('not while attached, bounding, or with more than one version', async () => {
      const PolicyArn = arnOf('Deleted')
      await create('Deleted')
      await iam.run(createUser, { UserName: 'holder' })
      await iam.run(createUser, { UserName: 'bounded', PermissionsBoundary: PolicyArn })
      await iam.run(attachPolicy(userKind), { UserName: 'holder', PolicyArn })
      const attached = { code: 'DeleteConflict', message: 'Cannot delete a policy attached to entities.' }
      await assert.rejects(iam.run(deletePolicy, { PolicyArn }), attached)
      const { Policy } = await iam.run(getPolicy, { PolicyArn })
      assert.deepEqual([Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount], [1, 1])
      await iam.run(detachPolicy(userKind), { UserName: 'holder', PolicyArn })
      await assert.rejects(iam.run(deletePolicy, { PolicyArn }), attached) // a boundary only
      await iam.run(deleteBoundary(userKind), { UserName: 'bounded' })
      await iam.run(attachPolicy(userKind), { UserName: 'holder', PolicyArn })
      await assert.rejects(iam.run(deletePolicy, { PolicyArn }), attached) // attached only
      await iam.run(detachPolicy(userKind), { UserName: 'holder', PolicyArn })
      await iam.run(createPolicyVersion, { PolicyArn, PolicyDocument: document('s3:*') })
      await assert.rejects(iam.run(deletePolicy, { PolicyArn }), {
        code: 'DeleteConflict',
        message: /more than one version/,
      })
      await iam.run(deletePolicyVersion, { PolicyArn, VersionId: 'v2' })
      await iam.run(deletePolicy, { PolicyArn })
      await assert.rejects(iam.run(deletePolicy, { PolicyArn }), missing(PolicyArn))
    })
  })

  describe("AWS's own policies", () => {
    test('can be read, with their use in this account', async () => {
      const { Policy } = await iam.run(getPolicy, { PolicyArn: ADMINISTRATOR })
      assert.equal(Policy?.PolicyId, 'ANPAIWMBCKSKIEE64ZLYK')
      assert.equal(Policy?.AttachmentCount, 1) // admin of this account; the other account's does not count
      const { PolicyVersion } = await iam.run(getPolicyVersion, { PolicyArn: ADMINISTRATOR, VersionId: 'v1' })
      assert.deepEqual(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')), {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      })
      assert.deepEqual((await iam.run(listPolicyTags, { PolicyArn: ADMINISTRATOR })).Tags, [])
    })

    test('cannot be changed by anybody, not even root', async () => {
      const PolicyArn = ADMINISTRATOR
      const attempts = [
        iam.run(deletePolicy, { PolicyArn }, iam.root),
        iam.run(createPolicyVersion, { PolicyArn, PolicyDocument: document('s3:*') }, iam.root),
        iam.run(deletePolicyVersion, { PolicyArn, VersionId: 'v1' }, iam.root),
        iam.run(setDefaultPolicyVersion, { PolicyArn, VersionId: 'v1' }, iam.root),
        iam.run(tagPolicy, { PolicyArn, Tags: [{ Key: 'k', Value: 'v' }] }, iam.root),
        iam.run(untagPolicy, { PolicyArn, TagKeys: ['k'] }, iam.root),
      ]
      for (const result of await Promise.allSettled(attempts)) {
        assert.equal(result.status, 'rejected')
        const error = result.reason as { code: string; message: string }
        assert.equal(error.code, 'AccessDenied')
        assert.match(error.message, /is not authorized to perform: iam:\w+ on resource: policy arn:aws:iam::aws:policy/)
      }
    })
  })

  describe('ListPolicies', () => {
    const all = async (input: object): Promise<(string | undefined)[]> => {
      const names: (string | undefined)[] = []
      let Marker: string | undefined
      do {
        const page = await iam.run(listPolicies, { ...input, ...(Marker === undefined ? {} : { Marker }) })
        names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName))
        assert.equal(page.IsTruncated, page.Marker !== undefined)
        Marker = page.Marker
      } while (Marker !== undefined)
      return names
    }
    const awsNames = [...awsManagedPolicies.values()].map(({ name }) => name)
    const localNames = ['List1', 'List2', 'List3']

    test('pages of every size through both scopes give each policy once', async () => {
      for (const name of localNames) await create(name, { Path: '/listed/' })
      const local = await all({ Scope: 'Local' })
      assert.ok(localNames.every((name) => local.includes(name)))
      assert.deepEqual(await all({ Scope: 'AWS' }), awsNames)
      for (const MaxItems of [1, 2, 3, 4, 9, 10, 11, 100]) {
        assert.deepEqual(await all({ MaxItems }), [...awsNames, ...local], `pages of ${MaxItems}`)
        assert.deepEqual(await all({ MaxItems, Scope: 'Local' }), local)
        assert.deepEqual(await all({ MaxItems, PathPrefix: '/listed/' }), localNames)
      }
      assert.deepEqual(await all({ PathPrefix: '/job-function/' }), ['ViewOnlyAccess'])
    })

    test('filters by use', async () => {
      await iam.run(createUser, { UserName: 'lister', PermissionsBoundary: arnOf('listed/List2') })
      await iam.run(attachPolicy(userKind), { UserName: 'lister', PolicyArn: arnOf('listed/List1') })
      const listed = { PathPrefix: '/listed/', MaxItems: 1 }
      assert.deepEqual(await all({ ...listed, OnlyAttached: true }), ['List1', 'List2'])
      assert.deepEqual(await all({ ...listed, PolicyUsageFilter: 'PermissionsPolicy' }), ['List1'])
      assert.deepEqual(await all({ ...listed, PolicyUsageFilter: 'PermissionsBoundary' }), ['List2'])
      assert.deepEqual(await all({ ...listed, OnlyAttached: false }), localNames)
    })

    test('shows neither descriptions nor tags; refuses markers that are not its own', async () => {
      await create('Described', { Path: '/described/', Description: 'd', Tags: [{ Key: 'k', Value: 'v' }] })
      const { Policies } = await iam.run(listPolicies, { PathPrefix: '/described/' })
      assert.ok(Policies?.[0] !== undefined && !('Description' in Policies[0]) && !('Tags' in Policies[0]))
      await assert.rejects(iam.run(listPolicies, { Marker: Buffer.from('aws:x').toString('base64') }), {
        code: 'ValidationError',
      })
    })
  })

  describe('ListEntitiesForPolicy', () => {
    test('finds users, groups and roles by kind, path and use, in pages', async () => {
      const PolicyArn = arnOf('Entities')
      await create('Entities')
      await iam.run(createUser, { UserName: 'eu', Path: '/e/' })
      await iam.run(createGroup, { GroupName: 'eg' })
      await iam.run(createRole, { RoleName: 'er', AssumeRolePolicyDocument: TRUST })
      await iam.run(createRole, { RoleName: 'eb', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: PolicyArn })
      await iam.run(attachPolicy(userKind), { UserName: 'eu', PolicyArn })
      await iam.run(attachPolicy(groupKind), { GroupName: 'eg', PolicyArn })
      await iam.run(attachPolicy(roleKind), { RoleName: 'er', PolicyArn })
      await iam.run(putBoundary(roleKind), { RoleName: 'er', PermissionsBoundary: PolicyArn })
      const names = async (more: object) => {
        const found: string[] = []
        let Marker: string | undefined
        do {
          const paging = Marker === undefined ? {} : { Marker }
          const page = await iam.run(listEntitiesForPolicy, { PolicyArn, ...more, ...paging })
          for (const { UserName } of page.PolicyUsers ?? []) found.push(`user ${UserName}`)
          for (const { GroupName } of page.PolicyGroups ?? []) found.push(`group ${GroupName}`)
          for (const { RoleName } of page.PolicyRoles ?? []) found.push(`role ${RoleName}`)
          Marker = page.Marker
        } while (Marker !== undefined)
        return found.toSorted()
      }
      const everything = ['group eg', 'role eb', 'role er', 'user eu']
      for (const MaxItems of [1, 2, 3, 100]) assert.deepEqual(await names({ MaxItems }), everything)
      assert.deepEqual(await names({ EntityFilter: 'Role' }), ['role eb', 'role er'])
      assert.deepEqual(await names({ EntityFilter: 'Group' }), ['group eg'])
      assert.deepEqual(await names({ PathPrefix: '/e/' }), ['user eu'])
      assert.deepEqual(await names({ PolicyUsageFilter: 'PermissionsPolicy' }), ['group eg', 'role er', 'user eu'])
      assert.deepEqual(await names({ PolicyUsageFilter: 'PermissionsBoundary' }), ['role eb', 'role er'])
      await assert.rejects(iam.run(listEntitiesForPolicy, { PolicyArn: arnOf('Absent') }), {
        code: 'NoSuchEntity',
        message: `Policy ${arnOf('Absent')} does not exist or is not attachable.`,
      })
    })
  })

  describe('TagPolicy, UntagPolicy, ListPolicyTags', () => {
    test('a key given twice is refused, one that differs in case only with a word on that', async () => {
      await create('Twice')
      const tag = (...keys: string[]) =>
        iam.run(tagPolicy, { PolicyArn: arnOf('Twice'), Tags: keys.map((Key) => ({ Key, Value: '' })) })
      await assert.rejects(tag('a', 'a'), { code: 'InvalidInput', message: 'Duplicate tag keys found.' })
      await assert.rejects(tag('a', 'A'), {
        code: 'InvalidInput',
        message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      })
    })

    test('add, replace ignoring case, remove, page', async () => {
      const PolicyArn = arnOf('Tagged')
      await create('Tagged', { Tags: [{ Key: 'Team', Value: 'a' }] })
      await iam.run(tagPolicy, {
        PolicyArn,
        Tags: [
          { Key: 'team', Value: 'b' },
          { Key: 'Zone', Value: 'z' },
        ],
      })
      const first = await iam.run(listPolicyTags, { PolicyArn, MaxItems: 1 })
      assert.deepEqual(first.Tags, [{ Key: 'team', Value: 'b' }])
      assert.equal(first.IsTruncated, true)
      await iam.run(untagPolicy, { PolicyArn, TagKeys: ['TEAM'] })
      assert.deepEqual((await iam.run(listPolicyTags, { PolicyArn })).Tags, [{ Key: 'Zone', Value: 'z' }])
      const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }))
      await assert.rejects(iam.run(tagPolicy, { PolicyArn, Tags }), { code: 'LimitExceeded' })
    })
  })

  describe('asks', () => {
    test('creating asks about the ARN it will have, and for TagPolicy with tags', async () => {
      const input = { PolicyName: 'New', Path: '/p/', PolicyDocument: document('s3:*') }
      const resource = arnOf('p/New')
      assert.deepEqual(await iam.asks(createPolicy, input), [{ action: 'iam:CreatePolicy', resource, context: [] }])
      const context = [
        { key: 'aws:RequestTag/k', value: 'v' },
        { key: 'aws:TagKeys', value: ['k'] },
      ]
      assert.deepEqual(await iam.asks(createPolicy, { ...input, Tags: [{ Key: 'k', Value: 'v' }] }), [
        { action: 'iam:CreatePolicy', resource, context },
        { action: 'iam:TagPolicy', resource, context },
      ])
    })

    test('the others ask about the policy, with its tags and its account', async () => {
      await create('Asked', { Tags: [{ Key: 'Team', Value: 'ci' }] })
      const PolicyArn = arnOf('Asked')
      const context = [
        { key: 'aws:ResourceTag/Team', value: 'ci' },
        { key: 'iam:ResourceTag/Team', value: 'ci' },
      ]
      const about = (action: string, more: readonly object[] = []) => [
        { action, resource: PolicyArn, resourceAccount: ACCOUNT, context: [...context, ...more] },
      ]
      const VersionId = 'v1'
      assert.deepEqual(await iam.asks(getPolicy, { PolicyArn }), about('iam:GetPolicy'))
      assert.deepEqual(await iam.asks(deletePolicy, { PolicyArn }), about('iam:DeletePolicy'))
      assert.deepEqual(
        await iam.asks(createPolicyVersion, { PolicyArn, PolicyDocument: '{}' }),
        about('iam:CreatePolicyVersion'),
      )
      assert.deepEqual(await iam.asks(getPolicyVersion, { PolicyArn, VersionId }), about('iam:GetPolicyVersion'))
      assert.deepEqual(await iam.asks(listPolicyVersions, { PolicyArn }), about('iam:ListPolicyVersions'))
      assert.deepEqual(await iam.asks(deletePolicyVersion, { PolicyArn, VersionId }), about('iam:DeletePolicyVersion'))
      assert.deepEqual(
        await iam.asks(setDefaultPolicyVersion, { PolicyArn, VersionId }),
        about('iam:SetDefaultPolicyVersion'),
      )
      assert.deepEqual(await iam.asks(listPolicyTags, { PolicyArn }), about('iam:ListPolicyTags'))
      assert.deepEqual(await iam.asks(listEntitiesForPolicy, { PolicyArn }), about('iam:ListEntitiesForPolicy'))
      assert.deepEqual(
        await iam.asks(tagPolicy, { PolicyArn, Tags: [{ Key: 'x', Value: 'y' }] }),
        about('iam:TagPolicy', [
          { key: 'aws:RequestTag/x', value: 'y' },
          { key: 'aws:TagKeys', value: ['x'] },
        ]),
      )
      assert.deepEqual(
        await iam.asks(untagPolicy, { PolicyArn, TagKeys: ['x'] }),
        about('iam:UntagPolicy', [{ key: 'aws:TagKeys', value: ['x'] }]),
      )
      assert.deepEqual(await iam.asks(getPolicy, { PolicyArn: ADMINISTRATOR }), [
        { action: 'iam:GetPolicy', resource: ADMINISTRATOR, context: [] },
      ])
      assert.deepEqual(await iam.asks(listPolicies, {}), [{ action: 'iam:ListPolicies', resource: '*' }])
    })
  })
})
