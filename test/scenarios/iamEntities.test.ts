/** IAM's entities with the SDK: life cycles, AWS's shapes, pagination, and refusals that the SDK knows by class. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteConflictException,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DeleteVirtualMFADeviceCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  EnableMFADeviceCommand,
  EntityAlreadyExistsException,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  InvalidAuthenticationCodeException,
  LimitExceededException,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  ListVirtualMFADevicesCommand,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  paginateListRoles,
  paginateListUsers,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateGroupCommand,
  UpdateRoleCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import type { IAMClient } from '@aws-sdk/client-iam'
import { allow, newPolicy, trust } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { codeAt } from './totp.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

let world: World
let iam: IAMClient
describe('iamEntities', () => {
  before(async () => {
    world = await openWorld()
    iam = world.iam()
  })
  after(() => world.close())

  type ErrorClass = abstract new (...given: never[]) => Error
  /** The refusal is the SDK's own class for it, with this status. */
  async function refusedBy(call: Promise<unknown>, type: ErrorClass, status: number, sentence?: string | RegExp) {
    const refusal = await refused(call)
    assert.ok(refusal.error instanceof type, `${refusal.name}: ${refusal.message}`)
    assert.equal(refusal.status, status)
    if (typeof sentence === 'string') assert.equal(refusal.message, sentence)
    if (sentence instanceof RegExp) assert.match(refusal.message, sentence)
  }

  describe('users', () => {
    test('a whole life', async () => {
      const made = await iam.send(
        new CreateUserCommand({
          UserName: 'Life',
          Path: '/team/',
          Tags: [{ Key: 'Team', Value: 'ci' }],
          PermissionsBoundary: READ_ONLY,
        }),
      )
      const { CreateDate, UserId, ...rest } = made.User ?? {}
      assert.match(UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
      assert.equal(CreateDate?.getMilliseconds(), 0)
      assert.deepEqual(rest, {
        Path: '/team/',
        UserName: 'Life',
        Arn: `arn:aws:iam::${world.accountId}:user/team/Life`,
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: READ_ONLY,
        },
        Tags: [{ Key: 'Team', Value: 'ci' }],
      })
      await iam.send(new UpdateUserCommand({ UserName: 'Life', NewUserName: 'Second', NewPath: '/' }))
      const { User } = await iam.send(new GetUserCommand({ UserName: 'Second' }))
      assert.equal(User?.UserId, UserId)
      assert.equal(User?.Arn, `arn:aws:iam::${world.accountId}:user/Second`)
      await iam.send(new TagUserCommand({ UserName: 'Second', Tags: [{ Key: 'stage', Value: 'dev' }] }))
      await iam.send(new UntagUserCommand({ UserName: 'Second', TagKeys: ['Team'] }))
      assert.deepEqual((await iam.send(new ListUserTagsCommand({ UserName: 'Second' }))).Tags, [
        { Key: 'stage', Value: 'dev' },
      ])
      await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'Second' }))
      assert.equal((await iam.send(new GetUserCommand({ UserName: 'Second' }))).User?.PermissionsBoundary, undefined)
      await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'Second', PermissionsBoundary: READ_ONLY }))
      await iam.send(new DeleteUserCommand({ UserName: 'Second' }))
      await refusedBy(
        iam.send(new GetUserCommand({ UserName: 'Second' })),
        NoSuchEntityException,
        404,
        'The user with name Second cannot be found.',
      )
    })

    test('GetUser without a name is the caller; root too', async () => {
      assert.equal((await iam.send(new GetUserCommand({}))).User?.UserName, 'admin')
      const { User } = await world.iam(world.root).send(new GetUserCommand({}))
      assert.equal(User?.Arn, `arn:aws:iam::${world.accountId}:root`)
      assert.equal(User?.UserId, world.accountId)
    })

    test('refusals', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Twice' }))
      await refusedBy(
        iam.send(new CreateUserCommand({ UserName: 'tWICE' })),
        EntityAlreadyExistsException,
        409,
        'User with name tWICE already exists.',
      )
      await refusedBy(iam.send(new DeleteUserCommand({ UserName: 'Nobody' })), NoSuchEntityException, 404)
      await refusedBy(
        iam.send(
          new CreateUserCommand({
            UserName: 'Bound',
            PermissionsBoundary: `arn:aws:iam::${world.accountId}:policy/None`,
          }),
        ),
        NoSuchEntityException,
        404,
      )
      await refusedAs(
        iam.send(new CreateUserCommand({ UserName: 'no spaces' })),
        'ValidationError',
        /^The specified value for userName is invalid\. It must contain only /,
      )
      await refusedAs(
        iam.send(new CreateUserCommand({ UserName: 'x'.repeat(65) })),
        'ValidationError',
        /less than or equal to 64/,
      )
      await refusedAs(
        iam.send(new CreateUserCommand({ UserName: 'x', Path: 'no-slashes' })),
        'ValidationError',
        /^The specified value for path is invalid\. It must begin and end with /,
      )
    })

    test('nothing may hang on a user that is deleted', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Loaded' }))
      const gone = () => iam.send(new DeleteUserCommand({ UserName: 'Loaded' }))
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'Loaded' }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must delete access keys first.')
      await iam.send(new DeleteAccessKeyCommand({ UserName: 'Loaded', AccessKeyId: AccessKey?.AccessKeyId }))
      await iam.send(new PutUserPolicyCommand({ UserName: 'Loaded', PolicyName: 'p', PolicyDocument: allow('s3:*') }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must delete policies first.')
      await iam.send(new DeleteUserPolicyCommand({ UserName: 'Loaded', PolicyName: 'p' }))
      await iam.send(new AttachUserPolicyCommand({ UserName: 'Loaded', PolicyArn: READ_ONLY }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must detach all policies first.')
      await iam.send(new DetachUserPolicyCommand({ UserName: 'Loaded', PolicyArn: READ_ONLY }))
      await iam.send(new CreateGroupCommand({ GroupName: 'Load' }))
      await iam.send(new AddUserToGroupCommand({ UserName: 'Loaded', GroupName: 'Load' }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must remove users from group first.')
      await iam.send(new RemoveUserFromGroupCommand({ UserName: 'Loaded', GroupName: 'Load' }))
      await gone()
    })

    test('the SDK’s own paginator sees each of 25 once, in order, within a path', async () => {
      const names = Array.from({ length: 25 }, (_, n) => `page-${String(n).padStart(2, '0')}`)
      await Promise.all(names.map((UserName) => iam.send(new CreateUserCommand({ UserName, Path: '/pages/' }))))
      const seen: (string | undefined)[] = []
      const sizes: number[] = []
      for await (const page of paginateListUsers({ client: iam, pageSize: 10 }, { PathPrefix: '/pages/' })) {
        seen.push(...(page.Users ?? []).map(({ UserName }) => UserName))
        sizes.push(page.Users?.length ?? 0)
        assert.equal(page.IsTruncated, page.Marker !== undefined)
      }
      assert.deepEqual(seen, names)
      assert.deepEqual(sizes, [10, 10, 5])
      await refusedAs(iam.send(new ListUsersCommand({ Marker: 'not one of ours' })), 'ValidationError')
      await refusedAs(
        iam.send(new ListUsersCommand({ MaxItems: 1001 })),
        'ValidationError',
        /less than or equal to 1000/,
      )
    })
  })

  describe('access keys', () => {
    test('two, listed without their secrets, deactivated, deleted', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Keys' }))
      const make = () => iam.send(new CreateAccessKeyCommand({ UserName: 'Keys' }))
      const { AccessKey: first } = await make()
      assert.match(first?.AccessKeyId ?? '', /^AKIA[A-Z2-7]{16}$/)
      assert.match(first?.SecretAccessKey ?? '', /^[A-Za-z0-9+/]{40}$/)
      assert.equal(first?.Status, 'Active')
      await make()
      await refusedBy(make(), LimitExceededException, 409, 'Cannot exceed quota for AccessKeysPerUser: 2')
      const change = { UserName: 'Keys', AccessKeyId: first?.AccessKeyId }
      await iam.send(new UpdateAccessKeyCommand({ ...change, Status: 'Inactive' }))
      const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'Keys' }))
      assert.deepEqual(AccessKeyMetadata?.map(({ Status }) => Status).sort(), ['Active', 'Inactive'])
      assert.ok(AccessKeyMetadata?.every((one) => !('SecretAccessKey' in one)))
      await iam.send(new DeleteAccessKeyCommand(change))
      await refusedBy(iam.send(new DeleteAccessKeyCommand(change)), NoSuchEntityException, 404)
      await refusedBy(iam.send(new UpdateAccessKeyCommand({ ...change, Status: 'Active' })), NoSuchEntityException, 404)
    })
  })

  describe('groups', () => {
    test('a whole life, with members and policies', async () => {
      const { Group } = await iam.send(new CreateGroupCommand({ GroupName: 'Devs', Path: '/g/' }))
      assert.match(Group?.GroupId ?? '', /^AGPA[A-Z2-7]{17}$/)
      assert.equal(Group?.Arn, `arn:aws:iam::${world.accountId}:group/g/Devs`)
      await iam.send(new CreateUserCommand({ UserName: 'member' }))
      await iam.send(new AddUserToGroupCommand({ GroupName: 'Devs', UserName: 'member' }))
      await iam.send(
        new PutGroupPolicyCommand({ GroupName: 'Devs', PolicyName: 'inline', PolicyDocument: allow('s3:*') }),
      )
      await iam.send(new AttachGroupPolicyCommand({ GroupName: 'Devs', PolicyArn: READ_ONLY }))
      const seen = await iam.send(new GetGroupCommand({ GroupName: 'Devs' }))
      assert.deepEqual(
        seen.Users?.map(({ UserName }) => UserName),
        ['member'],
      )
      assert.deepEqual(
        (await iam.send(new ListGroupsForUserCommand({ UserName: 'member' }))).Groups?.map(
          ({ GroupName }) => GroupName,
        ),
        ['Devs'],
      )
      assert.deepEqual((await iam.send(new ListGroupPoliciesCommand({ GroupName: 'Devs' }))).PolicyNames, ['inline'])
      const { PolicyDocument } = await iam.send(new GetGroupPolicyCommand({ GroupName: 'Devs', PolicyName: 'inline' }))
      assert.equal(decodeURIComponent(PolicyDocument ?? ''), allow('s3:*'))
      assert.deepEqual((await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: 'Devs' }))).AttachedPolicies, [
        { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
      ])
      await refusedBy(iam.send(new DeleteGroupCommand({ GroupName: 'Devs' })), DeleteConflictException, 409)
      await iam.send(new UpdateGroupCommand({ GroupName: 'Devs', NewGroupName: 'Makers' }))
      await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'Makers', UserName: 'member' }))
      await iam.send(new DeleteGroupPolicyCommand({ GroupName: 'Makers', PolicyName: 'inline' }))
      await iam.send(new DetachGroupPolicyCommand({ GroupName: 'Makers', PolicyArn: READ_ONLY }))
      await iam.send(new DeleteGroupCommand({ GroupName: 'Makers' }))
      await refusedBy(
        iam.send(new GetGroupCommand({ GroupName: 'Makers' })),
        NoSuchEntityException,
        404,
        'The group with name Makers cannot be found.',
      )
      const { Groups } = await iam.send(new ListGroupsCommand({ PathPrefix: '/g/' }))
      assert.deepEqual(Groups, [])
    })
  })

  describe('roles', () => {
    test('a whole life', async () => {
      const document = trust({ AWS: world.accountId })
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: 'Life',
          Path: '/svc/',
          Description: 'a role with "marks" & <signs>',
          AssumeRolePolicyDocument: document,
          MaxSessionDuration: 7200,
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      )
      assert.match(Role?.RoleId ?? '', /^AROA[A-Z2-7]{17}$/)
      const get = async () => (await iam.send(new GetRoleCommand({ RoleName: 'Life' }))).Role
      const seen = await get()
      assert.equal(seen?.Arn, `arn:aws:iam::${world.accountId}:role/svc/Life`)
      assert.equal(seen?.MaxSessionDuration, 7200)
      assert.equal(seen?.Description, 'a role with "marks" & <signs>')
      assert.match(seen?.AssumeRolePolicyDocument ?? '', /^%7B%22Version%22%3A%222012-10-17%22/)
      // AWS turns an account id in a trust policy into its root's ARN, and shows that.
      assert.deepEqual(
        JSON.parse(decodeURIComponent(seen?.AssumeRolePolicyDocument ?? '')),
        JSON.parse(document.replace(`"${world.accountId}"`, `"arn:aws:iam::${world.accountId}:root"`)),
      )
      await iam.send(new UpdateRoleCommand({ RoleName: 'Life', Description: 'other', MaxSessionDuration: 3600 }))
      assert.deepEqual([(await get())?.Description, (await get())?.MaxSessionDuration], ['other', 3600])
      await iam.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: 'Life',
          PolicyDocument: trust({ Service: 'ec2.amazonaws.com' }),
        }),
      )
      assert.match(decodeURIComponent((await get())?.AssumeRolePolicyDocument ?? ''), /ec2\.amazonaws\.com/)
      await iam.send(new TagRoleCommand({ RoleName: 'Life', Tags: [{ Key: 'c', Value: 'd' }] }))
      await iam.send(new UntagRoleCommand({ RoleName: 'Life', TagKeys: ['a'] }))
      assert.deepEqual((await iam.send(new ListRoleTagsCommand({ RoleName: 'Life' }))).Tags, [{ Key: 'c', Value: 'd' }])
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'Life', PermissionsBoundary: READ_ONLY }))
      assert.equal((await get())?.PermissionsBoundary?.PermissionsBoundaryArn, READ_ONLY)
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'Life' }))
      await iam.send(new PutRolePolicyCommand({ RoleName: 'Life', PolicyName: 'in', PolicyDocument: allow('s3:*') }))
      assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName: 'Life' }))).PolicyNames, ['in'])
      const inline = await iam.send(new GetRolePolicyCommand({ RoleName: 'Life', PolicyName: 'in' }))
      assert.equal(decodeURIComponent(inline.PolicyDocument ?? ''), allow('s3:*'))
      await iam.send(new AttachRolePolicyCommand({ RoleName: 'Life', PolicyArn: READ_ONLY }))
      assert.equal(
        (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'Life' }))).AttachedPolicies?.length,
        1,
      )
      const gone = () => iam.send(new DeleteRoleCommand({ RoleName: 'Life' }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must detach all policies first.')
      await iam.send(new DetachRolePolicyCommand({ RoleName: 'Life', PolicyArn: READ_ONLY }))
      await refusedBy(gone(), DeleteConflictException, 409, 'Cannot delete entity, must delete policies first.')
      await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Life', PolicyName: 'in' }))
      await gone()
      await refusedBy(gone(), NoSuchEntityException, 404, 'The role with name Life cannot be found.')
    })

    test('refusals', async () => {
      const create = (RoleName: string, AssumeRolePolicyDocument: string, MaxSessionDuration = 3600) =>
        iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration }))
      await create('Once', trust({ AWS: world.accountId }))
      await refusedBy(
        create('oNCE', trust({ AWS: '*' })),
        EntityAlreadyExistsException,
        409,
        'Role with name oNCE already exists.',
      )
      for (const text of [
        '{}',
        'text',
        allow('sts:AssumeRole'),
        trust({ AWS: `arn:aws:iam::${world.accountId}:user/not-there` }),
        trust({ Nobody: 'x' }),
      ])
        await refusedBy(create('Bad', text), MalformedPolicyDocumentException, 400)
      await refusedAs(
        create('Bad', trust({ AWS: '*' }), 3599),
        'ValidationError',
        /'maxSessionDuration'.*greater than or equal to 3600/,
      )
      await refusedAs(create('Bad', trust({ AWS: '*' }), 43_201), 'ValidationError', /less than or equal to 43200/)
      await refusedBy(iam.send(new UpdateRoleCommand({ RoleName: 'None' })), NoSuchEntityException, 404)
    })

    test('pages', async () => {
      const names = Array.from({ length: 12 }, (_, n) => `r-${String(n).padStart(2, '0')}`)
      for (const RoleName of names)
        await iam.send(
          new CreateRoleCommand({ RoleName, Path: '/many/', AssumeRolePolicyDocument: trust({ AWS: '*' }) }),
        )
      const seen: (string | undefined)[] = []
      for await (const { Roles } of paginateListRoles({ client: iam, pageSize: 5 }, { PathPrefix: '/many/' }))
        seen.push(...(Roles ?? []).map(({ RoleName }) => RoleName))
      assert.deepEqual(seen, names)
    })
  })

  describe('managed policies', () => {
    test('a whole life: five versions, one of them the default', async () => {
      const { Policy } = await iam.send(
        new CreatePolicyCommand({
          PolicyName: 'Living',
          Path: '/p/',
          Description: 'd',
          PolicyDocument: allow('s3:Get0'),
        }),
      )
      const arn = Policy?.Arn ?? ''
      assert.equal(arn, `arn:aws:iam::${world.accountId}:policy/p/Living`)
      assert.match(Policy?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/)
      assert.deepEqual([Policy?.DefaultVersionId, Policy?.AttachmentCount, Policy?.IsAttachable], ['v1', 0, true])
      const add = (n: number, SetAsDefault = false) =>
        iam.send(new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: allow(`s3:Get${n}`), SetAsDefault }))
      for (const n of [2, 3, 4]) await add(n)
      assert.equal((await add(5, true)).PolicyVersion?.VersionId, 'v5')
      await refusedBy(add(6), LimitExceededException, 409)
      const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn }))
      assert.deepEqual(
        Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
        [
          ['v5', true],
          ['v4', false],
          ['v3', false],
          ['v2', false],
          ['v1', false],
        ],
      )
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v4' }))
      assert.equal(PolicyVersion?.Document, encodeURIComponent(allow('s3:Get4')).replaceAll('*', '%2A'))
      await refusedBy(
        iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: 'v5' })),
        DeleteConflictException,
        409,
      )
      await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }))
      for (const VersionId of ['v2', 'v3', 'v4', 'v5'])
        await iam.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId }))
      await iam.send(new AttachUserPolicyCommand({ UserName: 'admin', PolicyArn: arn }))
      const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: arn }))
      assert.deepEqual(
        entities.PolicyUsers?.map(({ UserName }) => UserName),
        ['admin'],
      )
      assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn: arn }))).Policy?.AttachmentCount, 1)
      await refusedBy(iam.send(new DeletePolicyCommand({ PolicyArn: arn })), DeleteConflictException, 409)
      await iam.send(new DetachUserPolicyCommand({ UserName: 'admin', PolicyArn: arn }))
      await iam.send(new DeletePolicyCommand({ PolicyArn: arn }))
      await refusedBy(iam.send(new GetPolicyCommand({ PolicyArn: arn })), NoSuchEntityException, 404)
    })

    test('AWS’s own, by their real ARNs; nobody changes them', async () => {
      const names = [
        'AdministratorAccess',
        'AmazonS3FullAccess',
        'AmazonS3ReadOnlyAccess',
        'IAMFullAccess',
        'IAMReadOnlyAccess',
        'PowerUserAccess',
        'ReadOnlyAccess',
        'SecurityAudit',
        'job-function/ViewOnlyAccess',
        'service-role/AWSLambdaBasicExecutionRole',
      ]
      for (const name of names) {
        const PolicyArn = `arn:aws:iam::aws:policy/${name}`
        const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }))
        assert.equal(Policy?.Arn, PolicyArn)
      }
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
      assert.deepEqual(
        JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')),
        JSON.parse(allow('*').replace('["*"]', '"*"')),
      )
      await refused(iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('*') })))
      await refused(iam.send(new DeletePolicyCommand({ PolicyArn })))
      const aws = await iam.send(new ListPoliciesCommand({ Scope: 'AWS' }))
      assert.ok(aws.Policies?.every(({ Arn }) => Arn?.startsWith('arn:aws:iam::aws:policy/')))
      const own = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))
      assert.ok(own.Policies?.every(({ Arn }) => Arn?.startsWith(`arn:aws:iam::${world.accountId}:policy/`)))
    })

    test('refusals', async () => {
      await newPolicy(world, 'Dup', allow('s3:*'))
      await refusedBy(
        iam.send(new CreatePolicyCommand({ PolicyName: 'dUP', PolicyDocument: allow('s3:*') })),
        EntityAlreadyExistsException,
        409,
      )
      for (const text of [
        '{',
        '{"Statement":[]}x',
        trust({ AWS: '*' }),
        '{"Version":"2012-10-17","Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}',
      ])
        await refusedBy(
          iam.send(new CreatePolicyCommand({ PolicyName: 'Bad', PolicyDocument: text })),
          MalformedPolicyDocumentException,
          400,
        )
      const large = allow(...Array.from({ length: 500 }, (_, n) => `s3:Get${n}Object`))
      await refusedBy(
        iam.send(new CreatePolicyCommand({ PolicyName: 'Large', PolicyDocument: large })),
        LimitExceededException,
        409,
      )
      await refusedBy(
        iam.send(
          new AttachUserPolicyCommand({ UserName: 'admin', PolicyArn: `arn:aws:iam::${world.accountId}:policy/None` }),
        ),
        NoSuchEntityException,
        404,
      )
      await refusedBy(
        iam.send(new DetachUserPolicyCommand({ UserName: 'admin', PolicyArn: READ_ONLY })),
        NoSuchEntityException,
        404,
      )
    })
  })

  describe('inline policies of users', () => {
    test('put, replaced, read, listed, deleted', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Inline' }))
      const put = (document: string, name = 'one') =>
        iam.send(new PutUserPolicyCommand({ UserName: 'Inline', PolicyName: name, PolicyDocument: document }))
      await put(allow('s3:*'))
      await put(allow('sqs:*'))
      const get = await iam.send(new GetUserPolicyCommand({ UserName: 'Inline', PolicyName: 'one' }))
      assert.equal(decodeURIComponent(get.PolicyDocument ?? ''), allow('sqs:*'))
      assert.deepEqual((await iam.send(new ListUserPoliciesCommand({ UserName: 'Inline' }))).PolicyNames, ['one'])
      await refusedBy(put('{}'), MalformedPolicyDocumentException, 400)
      await refusedBy(
        put(allow(...Array.from({ length: 200 }, (_, n) => `s3:Get${n}Object`)), 'two'),
        LimitExceededException,
        409,
      )
      await iam.send(new AttachUserPolicyCommand({ UserName: 'Inline', PolicyArn: READ_ONLY }))
      await iam.send(new AttachUserPolicyCommand({ UserName: 'Inline', PolicyArn: READ_ONLY }))
      assert.equal(
        (await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'Inline' }))).AttachedPolicies?.length,
        1,
      )
      await iam.send(new DeleteUserPolicyCommand({ UserName: 'Inline', PolicyName: 'one' }))
      await refusedBy(
        iam.send(new GetUserPolicyCommand({ UserName: 'Inline', PolicyName: 'one' })),
        NoSuchEntityException,
        404,
      )
    })
  })

  describe('virtual MFA devices', () => {
    test('a whole life', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Mfa' }))
      const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
      const { Base32StringSeed, QRCodePNG, SerialNumber } = made.VirtualMFADevice ?? {}
      assert.equal(SerialNumber, `arn:aws:iam::${world.accountId}:mfa/phone`)
      assert.deepEqual(
        Buffer.from(QRCodePNG ?? [])
          .subarray(1, 4)
          .toString('latin1'),
        'PNG',
      )
      const seed = Buffer.from(Base32StringSeed ?? []).toString('ascii')
      assert.match(seed, /^[A-Z2-7]{64}$/)
      const nowMs = world.clock.nowMs()
      const enable = (code1: string, code2: string) =>
        iam.send(
          new EnableMFADeviceCommand({
            UserName: 'Mfa',
            SerialNumber,
            AuthenticationCode1: code1,
            AuthenticationCode2: code2,
          }),
        )
      const [now, before] = [codeAt(seed, nowMs), codeAt(seed, nowMs - 30_000)]
      await refusedBy(enable(now, now), InvalidAuthenticationCodeException, 403)
      await refusedBy(enable(now, before), InvalidAuthenticationCodeException, 403)
      await enable(before, now)
      await refusedBy(enable(before, now), EntityAlreadyExistsException, 409)
      const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName: 'Mfa' }))
      assert.deepEqual(
        MFADevices?.map((one) => [one.UserName, one.SerialNumber]),
        [['Mfa', SerialNumber]],
      )
      const assigned = await iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }))
      assert.ok(
        assigned.VirtualMFADevices?.every((one) => one.Base32StringSeed === undefined),
        'a seed is shown once',
      )
      await refusedBy(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), DeleteConflictException, 409)
      await refusedBy(
        iam.send(new DeleteUserCommand({ UserName: 'Mfa' })),
        DeleteConflictException,
        409,
        'Cannot delete entity, must remove tokens from principal first.',
      )
      await iam.send(new DeactivateMFADeviceCommand({ UserName: 'Mfa', SerialNumber }))
      await iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber }))
      await refusedBy(iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })), NoSuchEntityException, 404)
      await refusedBy(iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'a b' })), Error, 400)
    })
  })
})
