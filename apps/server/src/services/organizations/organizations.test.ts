import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { createUser } from '../iam/user/createUser.ts'
import { getUser } from '../iam/user/getUser.ts'
import { createAccount } from './createAccount.ts'
import { describeAccount } from './describeAccount.ts'
import { describeCreateAccountStatus } from './describeCreateAccountStatus.ts'
import { describeOrganization } from './describeOrganization.ts'
import { listAccounts } from './listAccounts.ts'
import { organizations } from './service.ts'

let aws: IamHarness
describe('organizations', () => {
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const refused = (code: string, message?: string, reason?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    if (message !== undefined) assert.equal(error.message, message)
    if (reason !== undefined) assert.equal(error.detail.members?.['Reason'], reason)
    return true
  }

  const NEW = { Email: 'dev@example.com', AccountName: 'Development' }
  const ORGANIZATION = 'o-a1b2c3d4e5'

  /** Creates an account; answers its id. */
  async function created(input: Parameters<typeof createAccount.run>[0]['input']): Promise<string> {
    const { CreateAccountStatus: status } = await aws.run(createAccount, input)
    assert.equal(status?.State, 'SUCCEEDED')
    return status?.AccountId ?? ''
  }

  describe('CreateAccount', () => {
    test('the account is there when the call answers, and the status can be asked for', async () => {
      const { CreateAccountStatus: status } = await aws.run(createAccount, NEW)
      assert.match(status?.Id ?? '', /^car-[a-z0-9]{32}$/)
      assert.match(status?.AccountId ?? '', /^[1-9][0-9]{11}$/)
      assert.deepEqual(status, {
        Id: status?.Id,
        AccountName: 'Development',
        State: 'SUCCEEDED',
        RequestedTimestamp: aws.clock.nowMs(),
        CompletedTimestamp: aws.clock.nowMs(),
        AccountId: status?.AccountId,
      })
      const described = await aws.run(describeCreateAccountStatus, { CreateAccountRequestId: status?.Id ?? '' })
      assert.deepEqual(described.CreateAccountStatus, status)
      const { Account } = await aws.run(describeAccount, { AccountId: status?.AccountId ?? '' })
      assert.deepEqual(Account, {
        Id: status?.AccountId,
        Arn: `arn:aws:organizations::${ACCOUNT}:account/${ORGANIZATION}/${status?.AccountId}`,
        Email: 'dev@example.com',
        Name: 'Development',
        Status: 'ACTIVE',
        State: 'ACTIVE',
        JoinedMethod: 'CREATED',
        JoinedTimestamp: aws.clock.nowMs(),
        Paths: [`${ORGANIZATION}/r-a1b2/${status?.AccountId}/`],
      })
    })

    test('the management account gets a role there that may do everything', async () => {
      const id = await created(NEW)
      const role = await aws.store.read.roles.byName(id, 'OrganizationAccountAccessRole')
      assert.match(role?.id ?? '', /^AROA[A-Z2-7]{17}$/)
      assert.deepEqual(role?.attachedPolicyArns, ['arn:aws:iam::aws:policy/AdministratorAccess'])
      assert.equal(role?.path, '/')
      assert.equal(role?.maxSessionSeconds, 3600)
      assert.deepEqual(JSON.parse(role?.trustPolicy ?? ''), {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
      })
    })

    test('that role can be called otherwise', async () => {
      const id = await created({ ...NEW, RoleName: 'Landing' })
      assert.ok((await aws.store.read.roles.byName(id, 'Landing')) !== undefined)
      assert.equal(await aws.store.read.roles.byName(id, 'OrganizationAccountAccessRole'), undefined)
    })

    test('service control policies let the new account do what its own policies allow', async () => {
      const id = await created(NEW)
      const levels = await aws.store.read.organization.serviceControlPolicies(id)
      assert.equal(levels.length, 2)
      assert.ok(levels.every((level) => level.length === 1))
      const session = await aws.asRole('OrganizationAccountAccessRole', id)
      await aws.run(createUser, { UserName: 'first' }, session)
      assert.equal((await aws.store.read.users.byName(id, 'first'))?.accountId, id)
    })

    test('it gets its tags; those that break a rule make nothing', async () => {
      const twice = [
        { Key: 'k', Value: 'v' },
        { Key: 'K', Value: 'w' },
      ]
      const many = Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
      for (const [Tags, code, reason] of [
        [twice, 'InvalidInputException', 'DUPLICATE_TAG_KEY'],
        [[{ Key: 'aws:k', Value: 'v' }], 'InvalidInputException', 'INVALID_SYSTEM_TAGS_PARAMETER'],
        [many, 'ConstraintViolationException', 'MAX_TAG_LIMIT_EXCEEDED'],
      ] as const)
        await assert.rejects(aws.run(createAccount, { ...NEW, Tags }), refused(code, undefined, reason))
      const id = await created({ ...NEW, Tags: [{ Key: 'k', Value: 'v' }] })
      assert.deepEqual(await aws.store.read.organization.tags(id), [{ key: 'k', value: 'v' }])
    })

    test('its root user exists', async () => {
      const id = await created(NEW)
      const root = { ...aws.root, accountId: id, userId: id, arn: `arn:aws:iam::${id}:root` }
      const { User } = await aws.run(getUser, {}, root)
      assert.deepEqual(User, { UserId: id, Arn: `arn:aws:iam::${id}:root`, CreateDate: aws.clock.nowMs() })
    })

    test('an address that an account has already fails the creation, whatever its case, and makes nothing', async () => {
      await created(NEW)
      const { CreateAccountStatus: status } = await aws.run(createAccount, { ...NEW, Email: 'DEV@example.com' })
      assert.deepEqual(status, {
        Id: status?.Id,
        AccountName: 'Development',
        State: 'FAILED',
        RequestedTimestamp: aws.clock.nowMs(),
        CompletedTimestamp: aws.clock.nowMs(),
        FailureReason: 'EMAIL_ALREADY_EXISTS',
      })
      const described = await aws.run(describeCreateAccountStatus, { CreateAccountRequestId: status?.Id ?? '' })
      assert.deepEqual(described.CreateAccountStatus, status)
      assert.equal((await aws.run(listAccounts, {})).Accounts?.length, 3)
    })

    test('what would have no effect is refused', async () => {
      await assert.rejects(
        aws.run(createAccount, { ...NEW, IamUserAccessToBilling: 'DENY' }),
        refused('InvalidInputException', undefined, 'INVALID_ENUM'),
      )
      assert.equal((await aws.run(listAccounts, {})).Accounts?.length, 2)
      await created({ ...NEW, Tags: [], IamUserAccessToBilling: 'ALLOW' })
    })
  })

  describe('ListAccounts', () => {
    test('pages through every account', async () => {
      for (let index = 0; index < 21; index++)
        await created({ Email: `a${index}@example.com`, AccountName: `Account ${index}` })
      const first = await aws.run(listAccounts, {})
      assert.equal(first.Accounts?.length, 20)
      const rest = await aws.run(listAccounts, { NextToken: first.NextToken ?? '' })
      assert.equal(rest.Accounts?.length, 3)
      assert.equal(rest.NextToken, undefined)
      const ids = [...(first.Accounts ?? []), ...(rest.Accounts ?? [])].map(({ Id }) => Id)
      assert.equal(new Set(ids).size, 23)
      assert.equal((await aws.run(listAccounts, { MaxResults: 1 })).Accounts?.length, 1)
    })

    test('a token that no page gave out is refused', async () => {
      for (const NextToken of ['', 'not base64', 'AAA'])
        await assert.rejects(
          aws.run(listAccounts, { NextToken }),
          refused('InvalidInputException', undefined, 'INVALID_NEXT_TOKEN'),
        )
    })
  })

  describe('what is not there', () => {
    test('an unknown account and an unknown request', async () => {
      await assert.rejects(
        aws.run(describeAccount, { AccountId: '999999999999' }),
        refused('AccountNotFoundException', "You specified an account that doesn't exist."),
      )
      await assert.rejects(
        aws.run(describeCreateAccountStatus, { CreateAccountRequestId: 'car-00000000' }),
        refused('CreateAccountStatusNotFoundException'),
      )
    })
  })

  describe('who may ask', () => {
    test('a member account may describe the organization, and nothing else', async () => {
      const member = await aws.asUser('admin', OTHER_ACCOUNT)
      const sentence = "You don't have permissions to access this resource."
      for (const call of [
        () => aws.run(createAccount, NEW, member),
        () => aws.run(listAccounts, {}, member),
        () => aws.run(describeAccount, { AccountId: OTHER_ACCOUNT }, member),
        () => aws.run(describeAccount, { AccountId: '999999999999' }, member),
        () => aws.run(describeCreateAccountStatus, { CreateAccountRequestId: 'car-00000000' }, member),
      ])
        await assert.rejects(call, refused('AccessDenied', sentence))
      const expected = {
        Organization: {
          Id: ORGANIZATION,
          Arn: `arn:aws:organizations::${ACCOUNT}:organization/${ORGANIZATION}`,
          FeatureSet: 'ALL',
          MasterAccountArn: `arn:aws:organizations::${ACCOUNT}:account/${ORGANIZATION}/${ACCOUNT}`,
          MasterAccountEmail: 'management@example.com',
          MasterAccountId: ACCOUNT,
          AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
        },
      }
      assert.deepEqual(await aws.run(describeOrganization, {}, member), expected)
      assert.deepEqual(await aws.run(describeOrganization, {}), expected)
    })

    test('every call is authorized by policy', async () => {
      await aws.run(createUser, { UserName: 'bob' })
      const bob = await aws.asUser('bob')
      const arn = `arn:aws:organizations::${ACCOUNT}:`
      const root = `${arn}root/${ORGANIZATION}/r-a1b2`
      const full = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess'
      const member = `${arn}account/${ORGANIZATION}/${ACCOUNT}`
      const unit = `${arn}ou/${ORGANIZATION}/ou-a1b2-none0000`
      const resources: Readonly<Record<string, readonly string[]>> = {
        AttachPolicy: [full, root],
        CloseAccount: [member],
        CreateOrganizationalUnit: [root],
        CreatePolicy: [`${arn}policy/${ORGANIZATION}/service_control_policy/*`],
        DeleteOrganizationalUnit: [unit],
        DeletePolicy: [full],
        DeregisterDelegatedAdministrator: [member],
        DescribeAccount: [member],
        DescribeEffectivePolicy: [root],
        DescribeOrganizationalUnit: [unit],
        DescribePolicy: [full],
        DetachPolicy: [full, root],
        DisablePolicyType: [root],
        EnablePolicyType: [root],
        ListAccountsForParent: [root],
        ListChildren: [root],
        ListDelegatedServicesForAccount: [member],
        ListOrganizationalUnitsForParent: [root],
        ListParents: [member],
        ListPoliciesForTarget: [root],
        ListTargetsForPolicy: [full],
        ListTagsForResource: [root],
        MoveAccount: [member, root, unit],
        PutResourcePolicy: [`${arn}resourcepolicy/${ORGANIZATION}/*`],
        RegisterDelegatedAdministrator: [member],
        RemoveAccountFromOrganization: [member],
        TagResource: [root],
        UntagResource: [root],
        UpdateOrganizationalUnit: [unit],
        UpdatePolicy: [full],
      }
      const id = 'ou-a1b2-none0000'
      const input = {
        ...NEW,
        AccountId: ACCOUNT,
        ChildId: ACCOUNT,
        CreateAccountRequestId: 'car-00000000',
        DestinationParentId: id,
        Filter: 'SERVICE_CONTROL_POLICY',
        OrganizationalUnitId: id,
        ParentId: 'r-a1b2',
        PolicyId: 'p-FullAWSAccess',
        PolicyType: 'SERVICE_CONTROL_POLICY',
        ResourceId: 'r-a1b2',
        RootId: 'r-a1b2',
        ServicePrincipal: 'iam.amazonaws.com',
        TagKeys: [],
        SourceParentId: 'r-a1b2',
        TargetId: 'r-a1b2',
        Type: 'SERVICE_CONTROL_POLICY',
      }
      for (const operation of organizations.operations) {
        const asks = await aws.asks(operation as typeof createAccount, input)
        assert.deepEqual(
          asks.map(({ action, resource }) => [action, resource]),
          (resources[operation.name] ?? ['*']).map((resource) => [`organizations:${operation.name}`, resource]),
        )
        const keys = asks.flatMap(({ context = [] }) => context.map(({ key }) => key))
        const ofType = /Polic/.test(operation.name) && !/ResourcePolicy/.test(operation.name)
        assert.equal(keys.includes('organizations:PolicyType'), ofType, operation.name)
        const ofService = /Delegated|ServiceAccess$/.test(operation.name) && !/ServicesFor/.test(operation.name)
        assert.equal(keys.includes('organizations:ServicePrincipal'), ofService, operation.name)
        await assert.rejects(aws.run(operation as typeof createAccount, input, bob), (error: unknown) => {
          assert.ok(error instanceof ServiceError)
          assert.match(error.message, /is not authorized to perform: organizations:/)
          return true
        })
      }
    })
  })
})
