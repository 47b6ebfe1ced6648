import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import type { UserCaller } from '../../../domain/caller.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import { createRole } from '../../iam/role/createRole.ts'
import { deletePolicy } from '../../iam/inline/deletePolicy.ts'
import { putPolicy } from '../../iam/inline/putPolicy.ts'
import { createUser } from '../../iam/user/createUser.ts'
import { deleteUser } from '../../iam/user/deleteUser.ts'
import { userKind } from '../../iam/holderKind.ts'
import { closeAccount } from '../closeAccount.ts'
import { createAccount } from '../createAccount.ts'
import { describeAccount } from '../describeAccount.ts'
import { listAccounts } from '../listAccounts.ts'
import { createPolicy } from '../policy/editPolicy.ts'
import { organizations } from '../service.ts'
import { listTagsForResource } from '../tag/tags.ts'
import { listRoots } from '../unit/listRoots.ts'
import { isDelegatedAdministrator } from './delegatedAdministrators.ts'
import { listDelegatedAdministrators, listDelegatedServicesForAccount } from './listDelegatedAdministrators.ts'
import { deregisterDelegatedAdministrator, registerDelegatedAdministrator } from './registerDelegatedAdministrator.ts'
import { deleteResourcePolicy, describeResourcePolicy, putResourcePolicy } from './resourcePolicy.ts'
import {
  disableAWSServiceAccess,
  enableAWSServiceAccess,
  listAWSServiceAccessForOrganization,
} from './serviceAccess.ts'

const IAM = 'iam.amazonaws.com'
const ANALYZER = 'access-analyzer.amazonaws.com'
const ORGANIZATION = 'o-a1b2c3d4e5'
const ROOT = 'r-a1b2'

let aws: IamHarness
let member: UserCaller

const refused =
  (code: string, message: RegExp = /./, reason?: string) =>
  (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    if (reason !== undefined) assert.equal(error.detail.members?.['Reason'], reason)
    return true
  }
const notYours = refused('AccessDenied', /^You don't have permissions to access this resource\.$/)
const notLet = refused('AccessDenied', /because no resource-based policy allows the organizations:\w+ action/)
const forbidden = refused('AccessDenied', /with an explicit deny in a resource-based policy\. Encoded/)

const enable = (ServicePrincipal = IAM) => aws.run(enableAWSServiceAccess, { ServicePrincipal })
const register = (AccountId = OTHER_ACCOUNT, ServicePrincipal = IAM) =>
  aws.run(registerDelegatedAdministrator, { AccountId, ServicePrincipal })
const deregister = (AccountId = OTHER_ACCOUNT, ServicePrincipal = IAM) =>
  aws.run(deregisterDelegatedAdministrator, { AccountId, ServicePrincipal })

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const MEMBER = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }
const allow = (Action: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Principal: MEMBER,
  Action,
  Resource: '*',
  ...more,
})
const put = (...statements: object[]) => aws.run(putResourcePolicy, { Content: document(...statements) })

describe('delegation', () => {
  beforeEach(async () => {
    aws = await openIam()
    member = await aws.asUser('admin', OTHER_ACCOUNT)
  })
  afterEach(() => aws.close())

  describe('access of services to the organization', () => {
    test('comes and goes, and is listed', async () => {
      await enable(IAM)
      aws.clock.advance(1_000)
      await enable(IAM)
      await enable(ANALYZER)
      const { EnabledServicePrincipals } = await aws.run(listAWSServiceAccessForOrganization, {})
      const at = aws.clock.nowMs()
      assert.deepEqual(EnabledServicePrincipals, [
        { ServicePrincipal: ANALYZER, DateEnabled: at },
        { ServicePrincipal: IAM, DateEnabled: at - 1_000 },
      ])
      const first = await aws.run(listAWSServiceAccessForOrganization, { MaxResults: 1 })
      const rest = await aws.run(listAWSServiceAccessForOrganization, { NextToken: first.NextToken ?? '' })
      assert.deepEqual(rest, { EnabledServicePrincipals: EnabledServicePrincipals?.slice(1) })
      for (let times = 0; times < 2; times++) await aws.run(disableAWSServiceAccess, { ServicePrincipal: IAM })
      assert.equal((await aws.run(listAWSServiceAccessForOrganization, {})).EnabledServicePrincipals?.length, 1)
    })

    test('only for services that work across an organization here', async () => {
      const unknown = refused(
        'InvalidInputException',
        /^You specified an unrecognized service principal\.$/,
        'UNRECOGNIZED_SERVICE_PRINCIPAL',
      )
      for (const principal of ['guardduty.amazonaws.com', 'sts.amazonaws.com', 'IAM.amazonaws.com']) {
        await assert.rejects(enable(principal), unknown)
        await assert.rejects(aws.run(disableAWSServiceAccess, { ServicePrincipal: principal }), unknown)
        await assert.rejects(register(OTHER_ACCOUNT, principal), unknown)
        await assert.rejects(deregister(OTHER_ACCOUNT, principal), unknown)
        await assert.rejects(aws.run(listDelegatedAdministrators, { ServicePrincipal: principal }), unknown)
      }
    })
  })

  describe('delegated administrators', () => {
    test('are registered and listed until they are deregistered', async () => {
      await assert.rejects(
        aws.run(listDelegatedServicesForAccount, { AccountId: OTHER_ACCOUNT }),
        refused('AccountNotRegisteredException'),
      )
      await enable(IAM)
      await enable(ANALYZER)
      await register(OTHER_ACCOUNT, IAM)
      aws.clock.advance(1_000)
      await register(OTHER_ACCOUNT, ANALYZER)
      const { DelegatedAdministrators } = await aws.run(listDelegatedAdministrators, {})
      assert.deepEqual(DelegatedAdministrators, [
        {
          Id: OTHER_ACCOUNT,
          Arn: `arn:aws:organizations::${ACCOUNT}:account/${ORGANIZATION}/${OTHER_ACCOUNT}`,
          Email: 'member@example.com',
          Name: 'member',
          Status: 'ACTIVE',
          State: 'ACTIVE',
          JoinedMethod: 'CREATED',
          JoinedTimestamp: aws.clock.nowMs() - 1_000,
          DelegationEnabledDate: aws.clock.nowMs() - 1_000,
        },
      ])
      const analyzers = await aws.run(listDelegatedAdministrators, { ServicePrincipal: ANALYZER })
      assert.equal(analyzers.DelegatedAdministrators?.[0]?.DelegationEnabledDate, aws.clock.nowMs())
      const { DelegatedServices } = await aws.run(listDelegatedServicesForAccount, { AccountId: OTHER_ACCOUNT })
      assert.deepEqual(DelegatedServices, [
        { ServicePrincipal: ANALYZER, DelegationEnabledDate: aws.clock.nowMs() },
        { ServicePrincipal: IAM, DelegationEnabledDate: aws.clock.nowMs() - 1_000 },
      ])
      await deregister(OTHER_ACCOUNT, ANALYZER)
      const left = await aws.run(listDelegatedAdministrators, { ServicePrincipal: ANALYZER })
      assert.deepEqual(left, { DelegatedAdministrators: [] })
      await deregister()
      assert.deepEqual(await aws.run(listDelegatedAdministrators, {}), { DelegatedAdministrators: [] })
      await assert.rejects(deregister(), refused('AccountNotRegisteredException'))
    })

    test('are open member accounts, of services with access, and each once', async () => {
      await assert.rejects(
        register(),
        refused(
          'ConstraintViolationException',
          /^You must enable service access before .* Call the AWS API EnableAWSServiceAccess first\.$/,
          'SERVICE_ACCESS_NOT_ENABLED',
        ),
      )
      await enable()
      const master = refused(
        'ConstraintViolationException',
        /^You cannot register master account/,
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
      )
      await assert.rejects(register(ACCOUNT), master)
      await assert.rejects(deregister(ACCOUNT), master)
      await assert.rejects(register('999999999999'), refused('AccountNotFoundException'))
      await assert.rejects(deregister('999999999999'), refused('AccountNotFoundException'))
      await register()
      await assert.rejects(register(), refused('AccountAlreadyRegisteredException', /^The provided account is already/))
      await assert.rejects(
        aws.run(listDelegatedServicesForAccount, { AccountId: '999999999999' }),
        refused('AccountNotFoundException'),
      )
      await deregister()
      await aws.run(closeAccount, { AccountId: OTHER_ACCOUNT })
      await assert.rejects(
        register(),
        refused(
          'ConstraintViolationException',
          /suspended/,
          'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
        ),
      )
    })

    test('read the organization, from registration to the end of it or of the access of their service', async () => {
      const reads = () => aws.run(listAccounts, {}, member)
      const administers = (service: typeof IAM | typeof ANALYZER) =>
        isDelegatedAdministrator(OTHER_ACCOUNT, service, aws.store.read)
      await assert.rejects(reads(), notYours)
      await enable()
      await assert.rejects(reads(), notYours)
      await register()
      assert.equal((await reads()).Accounts?.length, 2)
      assert.deepEqual([await administers(IAM), await administers(ANALYZER)], [true, false])
      await aws.run(disableAWSServiceAccess, { ServicePrincipal: IAM })
      await assert.rejects(reads(), notYours)
      assert.equal(await administers(IAM), false)
      await enable()
      await reads()
      await deregister()
      await assert.rejects(reads(), notYours)
      assert.equal(await administers(IAM), false)
    })

    test('need the permission of their own account too', async () => {
      await enable()
      await register()
      await aws.run(createRole, { RoleName: 'Idle', AssumeRolePolicyDocument: document(TRUST) }, member)
      const idle = await aws.asRole('Idle', OTHER_ACCOUNT)
      await assert.rejects(aws.run(listRoots, {}, idle), refused('AccessDenied', /no identity-based policy allows/))
      await aws.run(listRoots, {}, member)
    })

    test('are of their own account only', async () => {
      await enable()
      await register()
      const { CreateAccountStatus: status } = await aws.run(createAccount, { Email: 'x@example.com', AccountName: 'x' })
      const other = await aws.asRole('OrganizationAccountAccessRole', status?.AccountId ?? '')
      await assert.rejects(aws.run(listAccounts, {}, other), notYours)
    })

    test('may call exactly what AWS lets them', async () => {
      await enable()
      await register()
      const input = {
        AccountId: OTHER_ACCOUNT,
        AccountName: 'x',
        ChildId: OTHER_ACCOUNT,
        ChildType: 'ACCOUNT',
        Content: '{}',
        CreateAccountRequestId: 'car-00000000',
        Description: '',
        DestinationParentId: ROOT,
        Email: 'x@example.com',
        Filter: 'SERVICE_CONTROL_POLICY',
        Name: 'x',
        OrganizationalUnitId: 'ou-a1b2-none0000',
        ParentId: ROOT,
        PolicyId: 'p-FullAWSAccess',
        PolicyType: 'SERVICE_CONTROL_POLICY',
        ResourceId: ROOT,
        RootId: ROOT,
        ServicePrincipal: IAM,
        SourceParentId: ROOT,
        TagKeys: [],
        Tags: [],
        TargetId: OTHER_ACCOUNT,
        Type: 'SERVICE_CONTROL_POLICY',
      }
      const let_: string[] = []
      for (const operation of organizations.operations) {
        const code = await aws.run(operation as typeof createAccount, input, member).then(
          () => 'done',
          (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
        )
        if (code !== 'AccessDenied') let_.push(operation.name)
      }
      assert.deepEqual(
        let_.sort(),
        [
          // Any member account may call these.
          'CreateOrganization',
          'DescribeOrganization',
          'LeaveOrganization',
          'DescribeAccount',
          'DescribeCreateAccountStatus',
          'DescribeEffectivePolicy',
          'DescribeOrganizationalUnit',
          'DescribePolicy',
          'DescribeResourcePolicy',
          'ListAWSServiceAccessForOrganization',
          'ListAccounts',
          'ListAccountsForParent',
          'ListChildren',
          'ListCreateAccountStatus',
          'ListDelegatedAdministrators',
          'ListDelegatedServicesForAccount',
          'ListOrganizationalUnitsForParent',
          'ListParents',
          'ListPolicies',
          'ListPoliciesForTarget',
          'ListRoots',
          'ListTagsForResource',
          'ListTargetsForPolicy',
        ].sort(),
      )
    })
  })

  describe('the resource policy', () => {
    const writes = (Name = 'one') =>
      aws.run(
        createPolicy,
        {
          Name,
          Description: '',
          Type: 'SERVICE_CONTROL_POLICY',
          Content: document({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' }),
        },
        member,
      )

    test('lets member accounts do what it says, at once, and no more', async () => {
      await assert.rejects(writes(), notYours)
      const made = await put(allow('organizations:CreatePolicy'))
      const Id = made.ResourcePolicy?.ResourcePolicySummary?.Id ?? ''
      assert.match(Id, /^rp-[a-z0-9]{8}$/)
      assert.equal(
        made.ResourcePolicy?.ResourcePolicySummary?.Arn,
        `arn:aws:organizations::${ACCOUNT}:resourcepolicy/${ORGANIZATION}/${Id}`,
      )
      await writes()
      await assert.rejects(aws.run(listAccounts, {}, member), notLet)
      const again = await put(allow('organizations:List*'))
      assert.equal(again.ResourcePolicy?.ResourcePolicySummary?.Id, Id)
      await aws.run(listAccounts, {}, member)
      await assert.rejects(writes('two'), notLet)
      assert.deepEqual(await aws.run(describeResourcePolicy, {}), again)
      await aws.run(deleteResourcePolicy, {})
      await assert.rejects(aws.run(listAccounts, {}, member), notYours)
      await assert.rejects(
        aws.run(describeResourcePolicy, {}),
        refused('ResourcePolicyNotFoundException', /^No resource-based policy found\.$/),
      )
      await assert.rejects(aws.run(deleteResourcePolicy, {}), refused('ResourcePolicyNotFoundException'))
    })

    test('and the account’s own policies decide together, conditions and denials of both included', async () => {
      const Condition = { StringEquals: { 'organizations:PolicyType': 'RESOURCE_CONTROL_POLICY' } }
      await put(allow('organizations:CreatePolicy', { Condition }))
      await assert.rejects(writes(), notLet)
      await put(allow('organizations:CreatePolicy'), { ...allow('organizations:CreatePolicy'), Effect: 'Deny' })
      await assert.rejects(writes(), forbidden)
      await put(allow('organizations:CreatePolicy', { Resource: `arn:aws:organizations::${ACCOUNT}:ou/*` }))
      await assert.rejects(writes(), notLet)
      await put(allow('organizations:CreatePolicy'))
      const Deny = document({ Effect: 'Deny', Action: 'organizations:*', Resource: '*' })
      await aws.run(putPolicy(userKind), { UserName: 'admin', PolicyName: 'no', PolicyDocument: Deny }, member)
      await assert.rejects(writes(), refused('AccessDenied', /explicit deny in an identity-based policy/))
    })

    test('may deny a delegated administrator what it could read', async () => {
      await enable()
      await register()
      await put({ ...allow('organizations:ListAccounts'), Effect: 'Deny' })
      await assert.rejects(aws.run(listAccounts, {}, member), forbidden)
      await aws.run(describeAccount, { AccountId: ACCOUNT }, member)
    })

    test('names users and roles too', async () => {
      await aws.run(createUser, { UserName: 'other' }, member)
      const other = `arn:aws:iam::${OTHER_ACCOUNT}:user/other`
      const made = await put(allow('organizations:List*', { Principal: { AWS: other } }))
      assert.deepEqual(await aws.run(describeResourcePolicy, {}), made)
      await assert.rejects(aws.run(listAccounts, {}, member), notLet)
      await put(allow('organizations:List*', { Principal: { AWS: member.arn } }))
      await aws.run(listAccounts, {}, member)
    })

    test('lets nobody in who only has the name of a user that is gone', async () => {
      const admins = document({ Effect: 'Allow', Action: '*', Resource: '*' })
      const appear = async () => {
        await aws.run(createUser, { UserName: 'other' }, member)
        await aws.run(putPolicy(userKind), { UserName: 'other', PolicyName: 'p', PolicyDocument: admins }, member)
        return aws.asUser('other', OTHER_ACCOUNT)
      }
      const first = await appear()
      const made = await put(allow('organizations:List*', { Principal: { AWS: first.arn } }))
      assert.match(made.ResourcePolicy?.Content ?? '', /user\/other/)
      await aws.run(listAccounts, {}, first)
      await aws.run(deletePolicy(userKind), { UserName: 'other', PolicyName: 'p' }, member)
      await aws.run(deleteUser, { UserName: 'other' }, member)
      const { Content = '' } = (await aws.run(describeResourcePolicy, {})).ResourcePolicy ?? {}
      assert.ok(Content.includes(`"AWS":"${first.userId}"`), Content)
      await assert.rejects(aws.run(listAccounts, {}, await appear()), notLet)
    })

    test('binds the management account in nothing, and lets member accounts do nothing that is its own', async () => {
      await put({ ...allow('organizations:List*'), Effect: 'Deny' })
      await aws.run(listAccounts, {})
      await assert.rejects(
        aws.run(putResourcePolicy, { Content: document(allow('organizations:List*')) }, member),
        notYours,
      )
      await assert.rejects(aws.run(deleteResourcePolicy, {}, member), notYours)
    })

    test('is tagged when it is new, and later as other parts are', async () => {
      const Content = document(allow('organizations:List*'))
      const Tags = [{ Key: 'team', Value: 'a' }]
      const made = await aws.run(putResourcePolicy, { Content, Tags })
      const ResourceId = made.ResourcePolicy?.ResourcePolicySummary?.Id ?? ''
      assert.deepEqual(await aws.run(listTagsForResource, { ResourceId }), { Tags })
      await assert.rejects(
        aws.run(putResourcePolicy, { Content, Tags }),
        refused('InvalidInputException', /TagResource/),
      )
      const asks = await aws.asks(putResourcePolicy, { Content, Tags })
      assert.deepEqual(
        asks.map(({ action }) => action),
        ['organizations:PutResourcePolicy', 'organizations:TagResource'],
      )
      const [tagging] = await aws.asks(listTagsForResource, { ResourceId })
      assert.equal(tagging?.resource, `arn:aws:organizations::${ACCOUNT}:resourcepolicy/${ORGANIZATION}/${ResourceId}`)
    })

    test('that says what cannot be is refused', async () => {
      const json = 'INVALID_RESOURCE_POLICY_JSON'
      const principal = 'INVALID_PRINCIPAL'
      const action = 'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY'
      const resource = 'UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY'
      const list = 'organizations:ListAccounts'
      const type = 'UNSUPPORTED_POLICY_TYPE_IN_RESOURCE_POLICY'
      const ofType = (value: string) => ({ Condition: { StringEquals: { 'organizations:PolicyType': value } } })
      const { Action: _, ...noAction } = allow(list)
      const { Resource: __, ...noResource } = allow(list)
      const { Principal: ___, ...noPrincipal } = allow(list)
      for (const [content, reason] of [
        ['{', json],
        [document({ ...allow(list), Effect: 'Maybe' }), json],
        [document(noPrincipal), json],
        [document(allow(list, { Principal: '*' })), principal],
        [document(allow(list, { Principal: { AWS: '*' } })), principal],
        [document(allow(list, { Principal: { AWS: ACCOUNT } })), principal],
        [document(allow(list, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/admin` } })), principal],
        [document(allow(list, { Principal: { AWS: '999999999999' } })), principal],
        [document(allow(list, { Principal: { AWS: 'AIDAAAAAAAAAAAAAADMIN' } })), principal],
        [document(allow(list, { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:user/none` } })), principal],
        [document(allow(list, { Principal: { ...MEMBER, Service: IAM } })), principal],
        [document({ ...noPrincipal, Effect: 'Deny', NotPrincipal: MEMBER }), principal],
        [document(allow('organizations:*')), action],
        [document(allow('*')), action],
        [document(allow('organizations:MoveAccount')), action],
        [document(allow('organizations:PutResourcePolicy')), action],
        [document(allow('iam:ListUsers')), action],
        [document(allow('organizations:Nothing')), action],
        [document({ ...noAction, NotAction: list }), action],
        [document(allow(list, { Resource: 'arn:aws:s3:::bucket' })), resource],
        [document({ ...noResource, NotResource: '*' }), resource],
        [document(allow('organizations:ListPolicies', ofType('TAG_POLICY'))), type],
      ] as const)
        await assert.rejects(
          aws.run(putResourcePolicy, { Content: content }),
          refused('InvalidInputException', /./, reason),
          content,
        )
      const Condition = { StringEquals: { 'aws:PrincipalTag/x': 'a'.repeat(20_480) } }
      await assert.rejects(
        put(allow(list, { Condition })),
        refused('ConstraintViolationException', /./, 'POLICY_CONTENT_LIMIT_EXCEEDED'),
      )
    })
  })
})

const TRUST = { Effect: 'Allow', Principal: MEMBER, Action: 'sts:AssumeRole' }
