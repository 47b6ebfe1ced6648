/**
 * What Terraform's AWS provider does to each resource, without Terraform: the calls that version 5.100.0 was seen to make
 * (audit log of test/terraform with -parallelism=1), in its order, and what it compares of the answers with the configuration.
 * Whatever here reads back otherwise would be a difference in every plan. Source: terraform-provider-aws, internal/service/iam.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as iam from '@aws-sdk/client-iam'
import * as org from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { metadataText } from '../../apps/server/src/federation/saml/fixtures/metadata.ts'
import { LEAF, LEAF_KEY } from '../../apps/server/src/services/iam/fixtures/certificates.ts'
import { openWorld, type World } from './world.ts'

const arn = (resource: string): string => `arn:aws:iam::111122223333:${resource}`
/** Go's url.QueryUnescape, which the provider reads documents with: a plus sign is a space. */
const unescaped = (text = ''): unknown => JSON.parse(decodeURIComponent(text.replaceAll('+', ' ')))
/** The provider compares tags as a map. */
const map = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): object =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))

/** As data.aws_iam_policy_document writes it: sorted, lists of one as a text, and characters that encodings trip over. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Action: ['s3:ListBucket', 's3:GetObject'],
      Condition: { StringEquals: { 'aws:PrincipalTag/Cost center': ['a+b', 'c%20d', 'é & "quoted"', '${*}'] } },
      Effect: 'Allow',
      Resource: 'arn:aws:s3:::bucket/*',
      Sid: 'Read',
    },
  ],
}
const CHANGED = { ...POLICY, Statement: [{ ...POLICY.Statement[0], Sid: 'Changed' }] }
const trust = (AWS: string) => ({
  Statement: [{ Action: ['sts:TagSession', 'sts:AssumeRole'], Effect: 'Allow', Principal: { AWS } }],
  Version: '2012-10-17',
})
const Tags = [
  { Key: 'Team', Value: 'blue' },
  { Key: 'Cost center', Value: '4711 / é' },
]
const NEW_TAGS = [
  { Key: 'Team', Value: 'green' },
  { Key: 'Stage', Value: 'two' },
]
const AFTER = { Team: 'green', Stage: 'two' }
const gone = (error: unknown): boolean => error instanceof iam.NoSuchEntityException

let world: World
const client = () => world.iam()

async function user(UserName: string, Path = '/'): Promise<void> {
  await client().send(new iam.CreateUserCommand({ UserName, Path, Tags }))
}
async function policy(PolicyName: string): Promise<string> {
  const PolicyDocument = JSON.stringify(POLICY)
  const made = await client().send(
    new iam.CreatePolicyCommand({ PolicyName, PolicyDocument, Description: '', Path: '/' }),
  )
  return made.Policy?.Arn ?? ''
}
async function role(RoleName: string, AWS: string): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify(trust(AWS))
  await client().send(
    new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 3_600, Path: '/' }),
  )
}

describe("the calls of Terraform's AWS provider", () => {
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  test('provider and aws_caller_identity', async () => {
    const { Account, Arn, UserId } = await world.sts().send(new GetCallerIdentityCommand({}))
    assert.deepEqual([Account, Arn], ['111122223333', arn('user/admin')])
    assert.match(UserId ?? '', /^AIDA/)
  })

  test('aws_iam_user', async () => {
    const boundary = await policy('user-boundary')
    const made = { UserName: 'bob', Path: '/people/', PermissionsBoundary: boundary, Tags }
    await client().send(new iam.CreateUserCommand(made))
    const read = async (UserName: string) => (await client().send(new iam.GetUserCommand({ UserName }))).User
    const found = await read('bob')
    assert.deepEqual([found?.Arn, found?.UserName, found?.Path], [arn('user/people/bob'), 'bob', '/people/'])
    assert.equal(found?.PermissionsBoundary?.PermissionsBoundaryArn, boundary)
    assert.deepEqual(map(found?.Tags), map(Tags))
    await client().send(new iam.UntagUserCommand({ UserName: 'bob', TagKeys: ['Cost center'] }))
    await client().send(new iam.TagUserCommand({ UserName: 'bob', Tags: NEW_TAGS }))
    await client().send(new iam.UpdateUserCommand({ UserName: 'bob', NewUserName: 'robert', NewPath: '/new/' }))
    await client().send(new iam.DeleteUserPermissionsBoundaryCommand({ UserName: 'robert' }))
    const changed = await read('robert')
    assert.deepEqual([changed?.Arn, changed?.UserId], [arn('user/new/robert'), found?.UserId])
    assert.equal(changed?.PermissionsBoundary, undefined)
    assert.deepEqual(map(changed?.Tags), AFTER)
    // force_destroy asks for everything a user may have, also where there is nothing.
    const UserName = 'robert'
    assert.deepEqual((await client().send(new iam.ListGroupsForUserCommand({ UserName }))).Groups, [])
    assert.deepEqual((await client().send(new iam.ListUserPoliciesCommand({ UserName }))).PolicyNames, [])
    assert.deepEqual((await client().send(new iam.ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies, [])
    assert.deepEqual((await client().send(new iam.ListAccessKeysCommand({ UserName }))).AccessKeyMetadata, [])
    assert.deepEqual((await client().send(new iam.ListSSHPublicKeysCommand({ UserName }))).SSHPublicKeys, [])
    await client().send(new iam.ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }))
    assert.deepEqual((await client().send(new iam.ListMFADevicesCommand({ UserName }))).MFADevices, [])
    await assert.rejects(client().send(new iam.DeleteLoginProfileCommand({ UserName })), gone)
    assert.deepEqual((await client().send(new iam.ListSigningCertificatesCommand({ UserName }))).Certificates, [])
    const credentials = await client().send(new iam.ListServiceSpecificCredentialsCommand({ UserName }))
    assert.deepEqual(credentials.ServiceSpecificCredentials, [])
    await client().send(new iam.DeleteUserCommand({ UserName }))
    await assert.rejects(read('robert'), gone)
    await client().send(new iam.DeletePolicyCommand({ PolicyArn: boundary }))
  })

  test('aws_iam_group, aws_iam_group_membership and aws_iam_group_policy', async () => {
    for (const name of ['ann', 'ben']) await user(name)
    await client().send(new iam.CreateGroupCommand({ GroupName: 'staff', Path: '/groups/' }))
    const read = (GroupName: string) => client().send(new iam.GetGroupCommand({ GroupName }))
    const { Group } = await read('staff')
    assert.deepEqual([Group?.Arn, Group?.Path, Group?.GroupName], [arn('group/groups/staff'), '/groups/', 'staff'])
    const GroupName = 'staff'
    for (const UserName of ['ann', 'ben']) await client().send(new iam.AddUserToGroupCommand({ GroupName, UserName }))
    const members = async () => (await read('staff')).Users?.map(({ UserName }) => UserName).toSorted()
    assert.deepEqual(await members(), ['ann', 'ben'])
    await client().send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName: 'ben' }))
    assert.deepEqual(await members(), ['ann'])
    const put = { GroupName, PolicyName: 'own', PolicyDocument: JSON.stringify(POLICY) }
    await client().send(new iam.PutGroupPolicyCommand(put))
    const document = async () =>
      (await client().send(new iam.GetGroupPolicyCommand({ GroupName, PolicyName: 'own' }))).PolicyDocument
    assert.deepEqual(unescaped(await document()), POLICY)
    await client().send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName: 'own' }))
    await assert.rejects(document(), gone)
    await client().send(new iam.UpdateGroupCommand({ GroupName, NewGroupName: 'crew', NewPath: '/groups/' }))
    assert.equal((await read('crew')).Group?.GroupId, Group?.GroupId)
    await client().send(new iam.RemoveUserFromGroupCommand({ GroupName: 'crew', UserName: 'ann' }))
    await client().send(new iam.DeleteGroupCommand({ GroupName: 'crew' }))
    await assert.rejects(read('crew'), gone)
  })

  test('aws_iam_policy: a new version, then its default; five versions are pruned to four', async () => {
    const PolicyArn = await policy('read')
    const read = async () => {
      const { Policy } = await client().send(new iam.GetPolicyCommand({ PolicyArn }))
      const VersionId = Policy?.DefaultVersionId
      const { PolicyVersion } = await client().send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId }))
      return { ...Policy, document: unescaped(PolicyVersion?.Document) }
    }
    const found = await read()
    assert.deepEqual([found.document, found.PolicyName, found.Path], [POLICY, 'read', '/'])
    // The configuration's default is an empty text: "not there" is the same to the provider.
    assert.equal(found.Description ?? '', '')
    await client().send(new iam.TagPolicyCommand({ PolicyArn, Tags: NEW_TAGS }))
    for (let n = 2; n <= 7; n += 1) {
      const { Versions = [] } = await client().send(new iam.ListPolicyVersionsCommand({ PolicyArn }))
      const [oldest] = Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true).toReversed()
      if (Versions.length === 5)
        await client().send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest?.VersionId }))
      const PolicyDocument = JSON.stringify(n % 2 === 0 ? CHANGED : POLICY)
      const make = new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: false })
      const VersionId = (await client().send(make)).PolicyVersion?.VersionId
      assert.equal(VersionId, `v${n}`)
      await client().send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId }))
      assert.deepEqual((await read()).document, n % 2 === 0 ? CHANGED : POLICY)
    }
    assert.deepEqual(map((await read()).Tags), AFTER)
    const { Versions = [] } = await client().send(new iam.ListPolicyVersionsCommand({ PolicyArn }))
    for (const { IsDefaultVersion, VersionId } of Versions)
      if (IsDefaultVersion !== true) await client().send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId }))
    await client().send(new iam.DeletePolicyCommand({ PolicyArn }))
    await assert.rejects(read(), gone)
  })

  test('aws_iam_role, aws_iam_role_policy, aws_iam_role_policy_attachment and aws_iam_instance_profile', async () => {
    await user('cid', '/ci/')
    const RoleName = 'deploy'
    const AssumeRolePolicyDocument = JSON.stringify(trust(arn('user/ci/cid')))
    const settings = { Description: 'Deploys.', MaxSessionDuration: 7_200, Path: '/ci/', Tags }
    await client().send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...settings }))
    const read = async (name = RoleName) => (await client().send(new iam.GetRoleCommand({ RoleName: name }))).Role
    const found = await read()
    // Waits until the ARN is one: never the bare unique id.
    assert.equal(found?.Arn, arn('role/ci/deploy'))
    assert.deepEqual(unescaped(found?.AssumeRolePolicyDocument), trust(arn('user/ci/cid')))
    assert.deepEqual([found?.Description, found?.MaxSessionDuration], ['Deploys.', 7_200])
    assert.deepEqual(map(found?.Tags), map(Tags))

    const own = { RoleName, PolicyName: 'own' }
    await client().send(new iam.PutRolePolicyCommand({ ...own, PolicyDocument: JSON.stringify(POLICY) }))
    assert.deepEqual(unescaped((await client().send(new iam.GetRolePolicyCommand(own))).PolicyDocument), POLICY)
    const PolicyArn = await policy('attached')
    await client().send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }))
    const attached = async () =>
      (await client().send(new iam.ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies?.map(
        (one) => one.PolicyArn,
      )
    assert.deepEqual(await attached(), [PolicyArn])
    const entities = await client().send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }))
    assert.deepEqual(
      entities.PolicyRoles?.map((one) => one.RoleName),
      [RoleName],
    )

    const InstanceProfileName = 'machine'
    await client().send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path: '/ci/', Tags }))
    await client().send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }))
    const profile = async () =>
      (await client().send(new iam.GetInstanceProfileCommand({ InstanceProfileName }))).InstanceProfile
    assert.deepEqual(
      (await profile())?.Roles?.map((one) => one.RoleName),
      [RoleName],
    )
    assert.deepEqual(map((await profile())?.Tags), map(Tags))

    await role('chained', arn('role/ci/deploy'))
    await client().send(new iam.UntagRoleCommand({ RoleName, TagKeys: ['Cost center'] }))
    await client().send(new iam.TagRoleCommand({ RoleName, Tags: NEW_TAGS }))
    const PolicyDocument = JSON.stringify(trust('111122223333'))
    await client().send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
    await client().send(new iam.UpdateRoleDescriptionCommand({ RoleName, Description: 'All.' }))
    // The duration alone: the description stays.
    await client().send(new iam.UpdateRoleCommand({ RoleName, MaxSessionDuration: 43_200 }))
    const changed = await read()
    assert.deepEqual([changed?.Description, changed?.MaxSessionDuration], ['All.', 43_200])
    // The provider knows that an account is its root.
    assert.deepEqual(unescaped(changed?.AssumeRolePolicyDocument), trust(arn('root')))
    assert.deepEqual(map(changed?.Tags), AFTER)
    await client().send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }))
    await client().send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'chained' }))
    assert.deepEqual(
      (await profile())?.Roles?.map((one) => one.RoleName),
      ['chained'],
    )

    // Destroy with force_detach_policies: profiles, attachments, inline policies, the role.
    const { InstanceProfiles = [] } = await client().send(
      new iam.ListInstanceProfilesForRoleCommand({ RoleName: 'chained' }),
    )
    assert.deepEqual(
      InstanceProfiles.map((one) => one.InstanceProfileName),
      [InstanceProfileName],
    )
    await client().send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'chained' }))
    await client().send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName }))
    await assert.rejects(profile(), gone)
    await assert.rejects(client().send(new iam.DeleteRoleCommand({ RoleName })), iam.DeleteConflictException)
    await client().send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn }))
    await assert.rejects(client().send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn })), gone)
    const { PolicyNames } = await client().send(new iam.ListRolePoliciesCommand({ RoleName }))
    assert.deepEqual(PolicyNames, ['own'])
    await client().send(new iam.DeleteRolePolicyCommand(own))
    for (const name of [RoleName, 'chained']) await client().send(new iam.DeleteRoleCommand({ RoleName: name }))
    await assert.rejects(read(), gone)
    await client().send(new iam.DeletePolicyCommand({ PolicyArn }))
  })

  test('a role that trusts what does not exist yet: the sentence that the provider waits on', () =>
    assert.rejects(role('early', arn('user/nobody')), (error) => {
      assert.ok(error instanceof iam.MalformedPolicyDocumentException)
      assert.match(error.message, /Invalid principal in policy/)
      return true
    }))

  test('aws_iam_openid_connect_provider', async () => {
    const create = { Url: 'https://ci.example.com', ClientIDList: ['one'], ThumbprintList: ['a'.repeat(40)], Tags }
    const made = await client().send(new iam.CreateOpenIDConnectProviderCommand(create))
    const OpenIDConnectProviderArn = made.OpenIDConnectProviderArn ?? ''
    const named = { OpenIDConnectProviderArn }
    const read = () => client().send(new iam.GetOpenIDConnectProviderCommand(named))
    const found = await read()
    // The provider takes the URL without its scheme for the same.
    assert.deepEqual(
      [found.Url, found.ClientIDList, found.ThumbprintList],
      ['ci.example.com', ['one'], ['a'.repeat(40)]],
    )
    assert.deepEqual(map(found.Tags), map(Tags))
    const ThumbprintList = ['b'.repeat(40)]
    await client().send(new iam.UpdateOpenIDConnectProviderThumbprintCommand({ ...named, ThumbprintList }))
    await client().send(new iam.AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: 'two' }))
    await client().send(new iam.RemoveClientIDFromOpenIDConnectProviderCommand({ ...named, ClientID: 'one' }))
    const changed = await read()
    assert.deepEqual([changed.ClientIDList, changed.ThumbprintList], [['two'], ThumbprintList])
    await client().send(new iam.DeleteOpenIDConnectProviderCommand(named))
    await assert.rejects(read(), gone)
  })

  test('aws_iam_saml_provider and aws_iam_server_certificate: texts come back as they were', async () => {
    const SAMLMetadataDocument = metadataText()
    const made = await client().send(new iam.CreateSAMLProviderCommand({ Name: 'idp', SAMLMetadataDocument, Tags }))
    const { SAMLProviderArn } = made
    const read = () => client().send(new iam.GetSAMLProviderCommand({ SAMLProviderArn }))
    assert.equal((await read()).SAMLMetadataDocument, SAMLMetadataDocument)
    assert.deepEqual(map((await read()).Tags), map(Tags))
    const renewed = metadataText({ entityId: 'https://idp.example.com/other' })
    await client().send(new iam.UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument: renewed }))
    assert.equal((await read()).SAMLMetadataDocument, renewed)
    await client().send(new iam.DeleteSAMLProviderCommand({ SAMLProviderArn }))
    await assert.rejects(read(), gone)

    const ServerCertificateName = 'web'
    const CertificateBody = `${LEAF.trim()}\n\n`
    await client().send(
      new iam.UploadServerCertificateCommand({
        ServerCertificateName,
        CertificateBody,
        PrivateKey: LEAF_KEY,
        Path: '/',
      }),
    )
    const { ServerCertificate } = await client().send(new iam.GetServerCertificateCommand({ ServerCertificateName }))
    // Its state has the text without space around it, and is compared with this.
    assert.equal(ServerCertificate?.CertificateBody, LEAF.trim())
    await client().send(new iam.DeleteServerCertificateCommand({ ServerCertificateName }))
  })

  test('aws_iam_access_key, aws_iam_account_alias and aws_iam_account_password_policy', async () => {
    await user('key')
    const { AccessKey } = await client().send(new iam.CreateAccessKeyCommand({ UserName: 'key' }))
    const named = { UserName: 'key', AccessKeyId: AccessKey?.AccessKeyId }
    await client().send(new iam.UpdateAccessKeyCommand({ ...named, Status: 'Inactive' }))
    const { AccessKeyMetadata = [] } = await client().send(new iam.ListAccessKeysCommand({ UserName: 'key' }))
    assert.deepEqual(
      AccessKeyMetadata.map(({ Status, UserName }) => [UserName, Status]),
      [['key', 'Inactive']],
    )
    await client().send(new iam.DeleteAccessKeyCommand(named))

    const aliases = async () => (await client().send(new iam.ListAccountAliasesCommand({}))).AccountAliases
    await client().send(new iam.CreateAccountAliasCommand({ AccountAlias: 'ours' }))
    assert.deepEqual(await aliases(), ['ours'])
    await client().send(new iam.DeleteAccountAliasCommand({ AccountAlias: 'ours' }))
    assert.deepEqual(await aliases(), [])

    // What the provider leaves out of the call must read as its zero value.
    const rules = { AllowUsersToChangePassword: true, MinimumPasswordLength: 6 }
    await client().send(new iam.UpdateAccountPasswordPolicyCommand(rules))
    const read = async () => (await client().send(new iam.GetAccountPasswordPolicyCommand({}))).PasswordPolicy
    const found = await read()
    assert.deepEqual([found?.AllowUsersToChangePassword, found?.MinimumPasswordLength], [true, 6])
    assert.deepEqual(
      [found?.ExpirePasswords, found?.HardExpiry ?? false, found?.MaxPasswordAge ?? 0],
      [false, false, 0],
    )
    assert.deepEqual(
      [found?.RequireNumbers, found?.RequireSymbols, found?.PasswordReusePrevention ?? 0],
      [false, false, 0],
    )
    await client().send(new iam.DeleteAccountPasswordPolicyCommand({}))
    await assert.rejects(read(), gone)
  })

  test('aws_organizations_organizational_unit, _account, _policy and _policy_attachment', async () => {
    const to = world.organizations()
    const { Organization } = await to.send(new org.DescribeOrganizationCommand({}))
    const { Roots = [] } = await to.send(new org.ListRootsCommand({}))
    const root = Roots[0]?.Id ?? ''
    assert.deepEqual([Organization?.FeatureSet, Roots.length], ['ALL', 1])
    await to.send(new org.ListAWSServiceAccessForOrganizationCommand({}))
    const parent = async (ChildId: string) =>
      (await to.send(new org.ListParentsCommand({ ChildId }))).Parents?.map(({ Id }) => Id)
    const tags = async (ResourceId: string) =>
      map((await to.send(new org.ListTagsForResourceCommand({ ResourceId }))).Tags)

    const unit = await to.send(new org.CreateOrganizationalUnitCommand({ Name: 'prod', ParentId: root, Tags }))
    const OrganizationalUnitId = unit.OrganizationalUnit?.Id ?? ''
    const described = async () =>
      (await to.send(new org.DescribeOrganizationalUnitCommand({ OrganizationalUnitId }))).OrganizationalUnit
    assert.deepEqual([(await described())?.Name, await parent(OrganizationalUnitId)], ['prod', [root]])
    assert.deepEqual(await tags(OrganizationalUnitId), map(Tags))
    await to.send(new org.UpdateOrganizationalUnitCommand({ OrganizationalUnitId, Name: 'production' }))
    assert.equal((await described())?.Name, 'production')

    const account = { AccountName: 'shop', Email: 'shop@example.com', RoleName: 'Access', Tags }
    const { CreateAccountStatus } = await to.send(new org.CreateAccountCommand(account))
    const status = { CreateAccountRequestId: CreateAccountStatus?.Id }
    const outcome = (await to.send(new org.DescribeCreateAccountStatusCommand(status))).CreateAccountStatus
    assert.equal(outcome?.State, 'SUCCEEDED')
    const AccountId = outcome?.AccountId ?? ''
    assert.deepEqual(await parent(AccountId), [root])
    const move = { AccountId, SourceParentId: root, DestinationParentId: OrganizationalUnitId }
    await to.send(new org.MoveAccountCommand(move))
    const found = async () => (await to.send(new org.DescribeAccountCommand({ AccountId }))).Account
    const { Email, JoinedMethod, Name, Status } = (await found()) ?? {}
    assert.deepEqual([Name, Email, Status, JoinedMethod], ['shop', 'shop@example.com', 'ACTIVE', 'CREATED'])
    assert.deepEqual([await parent(AccountId), await tags(AccountId)], [[OrganizationalUnitId], map(Tags)])
    const within = await to.send(new org.ListAccountsForParentCommand({ ParentId: OrganizationalUnitId }))
    assert.deepEqual(
      within.Accounts?.map(({ Id }) => Id),
      [AccountId],
    )

    const Content = JSON.stringify({
      Statement: [{ Action: ['iam:*'], Effect: 'Deny', Resource: '*' }],
      Version: '2012-10-17',
    })
    const Type = 'SERVICE_CONTROL_POLICY'
    const made = await to.send(new org.CreatePolicyCommand({ Name: 'guard', Description: '', Content, Type, Tags }))
    const PolicyId = made.Policy?.PolicySummary?.Id ?? ''
    const policyRead = async () => (await to.send(new org.DescribePolicyCommand({ PolicyId }))).Policy
    const summary = (await policyRead())?.PolicySummary
    assert.deepEqual(
      [(await policyRead())?.Content, summary?.Description ?? '', summary?.AwsManaged],
      [Content, '', false],
    )
    await to.send(new org.UpdatePolicyCommand({ PolicyId, Description: 'Nobody leaves.' }))
    const updated = await policyRead()
    assert.deepEqual([updated?.Content, updated?.PolicySummary?.Name], [Content, 'guard'])
    for (const TargetId of [OrganizationalUnitId, AccountId])
      await to.send(new org.AttachPolicyCommand({ PolicyId, TargetId }))
    const targets = async () =>
      (await to.send(new org.ListTargetsForPolicyCommand({ PolicyId }))).Targets?.map(
        ({ TargetId }) => TargetId,
      ).toSorted()
    assert.deepEqual(await targets(), [OrganizationalUnitId, AccountId].toSorted())

    for (const TargetId of [OrganizationalUnitId, AccountId])
      await to.send(new org.DetachPolicyCommand({ PolicyId, TargetId }))
    await to.send(new org.DeletePolicyCommand({ PolicyId }))
    await assert.rejects(policyRead(), org.PolicyNotFoundException)
    const back = { AccountId, SourceParentId: OrganizationalUnitId, DestinationParentId: root }
    await to.send(new org.MoveAccountCommand(back))
    await to.send(new org.DeleteOrganizationalUnitCommand({ OrganizationalUnitId }))
    await assert.rejects(described(), org.OrganizationalUnitNotFoundException)
    await to.send(new org.CloseAccountCommand({ AccountId }))
    // The provider takes a suspended account for one that is gone.
    assert.equal((await found())?.Status, 'SUSPENDED')
  })
})
