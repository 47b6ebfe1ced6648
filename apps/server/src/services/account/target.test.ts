/** Whose account a call may be about, and what is asked; names as Organizations shows them. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { userKind } from '../iam/holderKind.ts'
import { putPolicy } from '../iam/inline/putPolicy.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { createUser } from '../iam/user/createUser.ts'
import { closeAccount } from '../organizations/closeAccount.ts'
import { createAccount } from '../organizations/createAccount.ts'
import { registerDelegatedAdministrator } from '../organizations/delegation/registerDelegatedAdministrator.ts'
import { disableAWSServiceAccess, enableAWSServiceAccess } from '../organizations/delegation/serviceAccess.ts'
import { describeAccount } from '../organizations/describeAccount.ts'
import { listAccounts } from '../organizations/listAccounts.ts'
import { tagResource } from '../organizations/tag/tags.ts'
import { getAccountInformation, getPrimaryEmail, putAccountName } from './accountInformation.ts'
import { enableRegion, getRegionOptStatus, listRegions } from './regions.ts'

const ServicePrincipal = 'account.amazonaws.com'
const STANDALONE =
  'The management account can only be managed using the standalone context from the management account.'
const NO_ACCESS = 'Your organization must first enable trusted access with AWS Account Management.'

describe('the account that a call is about', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
    await aws.run(enableAWSServiceAccess, { ServicePrincipal })
  })
  afterEach(() => aws.close())

  const member = () => aws.asUser('admin', OTHER_ACCOUNT)
  /** AccessDenied with exactly AWS's sentence. */
  const denied =
    (operation: string, because?: string, accountId = ACCOUNT) =>
    (error: unknown) => {
      assert.ok(error instanceof ServiceError, String(error))
      const said = `User: arn:aws:iam::${accountId}:user/admin is not authorized to perform: account:${operation}`
      assert.deepEqual(
        [error.code, error.message],
        ['AccessDenied', because === undefined ? said : `${said} (${because})`],
      )
      return true
    }

  test("the caller's own by default; what is known of it", async () => {
    const { Account } = await aws.run(describeAccount, { AccountId: ACCOUNT })
    assert.deepEqual(await aws.run(getAccountInformation, {}), {
      AccountId: ACCOUNT,
      AccountName: 'management',
      AccountCreatedDate: Account?.JoinedTimestamp,
      AccountState: 'ACTIVE',
    })
    assert.equal((await aws.run(getAccountInformation, {}, await member())).AccountName, 'member')
  })

  test('members, for the management account', async () => {
    await aws.run(enableRegion, { AccountId: OTHER_ACCOUNT, RegionName: 'af-south-1' })
    const own = await aws.run(getRegionOptStatus, { RegionName: 'af-south-1' })
    assert.equal(own.RegionOptStatus, 'DISABLED')
    const theirs = await aws.run(getRegionOptStatus, { RegionName: 'af-south-1' }, await member())
    assert.equal(theirs.RegionOptStatus, 'ENABLED')
    assert.deepEqual(await aws.run(getPrimaryEmail, { AccountId: OTHER_ACCOUNT }), {
      PrimaryEmail: 'member@example.com',
    })
  })

  test('a name is the same to Organizations', async () => {
    await aws.run(putAccountName, { AccountId: OTHER_ACCOUNT, AccountName: 'A first' })
    const { Account } = await aws.run(describeAccount, { AccountId: OTHER_ACCOUNT })
    assert.equal(Account?.Name, 'A first')
    assert.equal((await aws.run(getAccountInformation, { AccountId: OTHER_ACCOUNT })).AccountName, 'A first')
    const { Accounts } = await aws.run(listAccounts, {})
    assert.deepEqual(Accounts?.map(({ Name }) => Name).sort(), ['A first', 'management'])
  })

  test('the management account may not name itself, nor may others name it', async () => {
    await assert.rejects(aws.run(listRegions, { AccountId: ACCOUNT }), denied('ListRegions', STANDALONE))
    await aws.run(registerDelegatedAdministrator, { AccountId: OTHER_ACCOUNT, ServicePrincipal })
    await assert.rejects(
      aws.run(listRegions, { AccountId: ACCOUNT }, await member()),
      denied('ListRegions', undefined, OTHER_ACCOUNT),
    )
  })

  test('a member may name no account, not even its own, unless it is a delegated administrator', async () => {
    for (const AccountId of [OTHER_ACCOUNT, ACCOUNT, '999999999999'])
      await assert.rejects(
        aws.run(getAccountInformation, { AccountId }, await member()),
        denied('GetAccountInformation', undefined, OTHER_ACCOUNT),
      )
    const { CreateAccountStatus: third } = await aws.run(createAccount, {
      AccountName: 'third',
      Email: 'third@x.example',
    })
    const AccountId = third?.AccountId ?? ''
    await aws.run(registerDelegatedAdministrator, { AccountId: OTHER_ACCOUNT, ServicePrincipal })
    assert.equal((await aws.run(getAccountInformation, { AccountId }, await member())).AccountName, 'third')
    await aws.run(putAccountName, { AccountId: OTHER_ACCOUNT, AccountName: 'itself' }, await member())
  })

  test('nobody names another before the service has access to the organization', async () => {
    await aws.run(registerDelegatedAdministrator, { AccountId: OTHER_ACCOUNT, ServicePrincipal })
    await aws.run(disableAWSServiceAccess, { ServicePrincipal })
    await assert.rejects(aws.run(listRegions, { AccountId: OTHER_ACCOUNT }), denied('ListRegions', NO_ACCESS))
    await assert.rejects(
      aws.run(listRegions, { AccountId: OTHER_ACCOUNT }, await member()),
      denied('ListRegions', undefined, OTHER_ACCOUNT),
    )
    await aws.run(listRegions, {})
  })

  test('accounts that are not members, or closed; of a closed one its information stays readable', async () => {
    await assert.rejects(aws.run(listRegions, { AccountId: '999999999999' }), denied('ListRegions'))
    await aws.run(closeAccount, { AccountId: OTHER_ACCOUNT })
    await assert.rejects(
      aws.run(putAccountName, { AccountId: OTHER_ACCOUNT, AccountName: 'x' }),
      denied('PutAccountName'),
    )
    assert.equal((await aws.run(getAccountInformation, { AccountId: OTHER_ACCOUNT })).AccountState, 'SUSPENDED')
  })

  describe('what is asked', () => {
    const resource = `arn:aws:account::${ACCOUNT}:account/o-a1b2c3d4e5/${OTHER_ACCOUNT}`
    const tag = () => aws.run(tagResource, { ResourceId: OTHER_ACCOUNT, Tags: [{ Key: 'stage', Value: 'test' }] })

    test('about a member: its place in the organization and its tags', async () => {
      await tag()
      assert.deepEqual(await aws.asks(listRegions, { AccountId: OTHER_ACCOUNT }), [
        {
          action: 'account:ListRegions',
          resource,
          context: [
            { key: 'account:AccountResourceOrgPaths', value: ['o-a1b2c3d4e5/r-a1b2/'] },
            { key: 'account:AccountResourceOrgTags/stage', value: 'test' },
          ],
        },
      ])
    })

    test('the keys are no oracle: to a policy of an account that manages nobody they are absent', async () => {
      await tag()
      const asked = await aws.asks(listRegions, { AccountId: OTHER_ACCOUNT }, await member())
      assert.deepEqual(asked, [{ action: 'account:ListRegions', resource, context: [] }])
      await aws.run(registerDelegatedAdministrator, { AccountId: OTHER_ACCOUNT, ServicePrincipal })
      const [now] = await aws.asks(listRegions, { AccountId: OTHER_ACCOUNT }, await member())
      assert.equal(now?.context?.length, 2)
    })

    test('policies are asked first: who may nothing learns nothing about which accounts there are', async () => {
      await aws.run(createUser, { UserName: 'bob' })
      const bob = await aws.asUser('bob')
      const said: string[] = []
      for (const AccountId of [OTHER_ACCOUNT, '999999999999'])
        await assert.rejects(aws.run(listRegions, { AccountId }, bob), (error: unknown) => {
          assert.ok(error instanceof ServiceError)
          said.push(error.message.split(' Encoded')[0]?.replace(AccountId, 'ID') ?? '')
          return error.code === 'AccessDenied'
        })
      assert.match(said[0] ?? '', /because no identity-based policy allows the account:ListRegions action/)
      assert.equal(said[0], said[1])
    })

    test('a policy on a region, a tag and a place', async () => {
      await tag()
      await aws.run(createUser, { UserName: 'bob' })
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'account:EnableRegion',
          Resource: '*',
          Condition: {
            StringEquals: { 'account:TargetRegion': 'me-south-1', 'account:AccountResourceOrgTags/stage': 'test' },
            'ForAnyValue:StringLike': { 'account:AccountResourceOrgPaths': 'o-a1b2c3d4e5/r-a1b2/*' },
          },
        },
      })
      await aws.run(putPolicy(userKind), { UserName: 'bob', PolicyName: 'p', PolicyDocument })
      const bob = await aws.asUser('bob')
      const enable = (RegionName: string, AccountId?: string) =>
        aws.run(enableRegion, AccountId === undefined ? { RegionName } : { RegionName, AccountId }, bob)
      await enable('me-south-1', OTHER_ACCOUNT)
      await assert.rejects(enable('af-south-1', OTHER_ACCOUNT), { code: 'AccessDenied' })
      await assert.rejects(enable('me-south-1'), { code: 'AccessDenied' })
    })
  })
})
