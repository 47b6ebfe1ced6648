/** Organizations with the SDK: accounts, how they were made, pages, and refusals that the SDK knows by class. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  AccountNotFoundException,
  CreateAccountCommand,
  CreateAccountStatusNotFoundException,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  InvalidInputException,
  ListAccountsCommand,
  paginateListAccounts,
} from '@aws-sdk/client-organizations'
import { newMember } from './accounts.ts'
import { allow, assume, newUser } from './people.ts'
import { refused, refusedAs } from './refused.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

let world: World
describe('organizations', () => {
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  const create = (name: string, more: { RoleName?: string; Email?: string } = {}) =>
    world.organizations().send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com`, ...more }))

  describe('the organization', () => {
    test('exists from the first start, with all features', async () => {
      const { Organization } = await world.organizations().send(new DescribeOrganizationCommand({}))
      assert.match(Organization?.Id ?? '', /^o-[a-z0-9]{10,32}$/)
      assert.equal(Organization?.Arn, `arn:aws:organizations::${world.accountId}:organization/${Organization?.Id}`)
      assert.equal(Organization?.FeatureSet, 'ALL')
      assert.equal(Organization?.MasterAccountId, world.accountId)
      assert.equal(
        Organization?.MasterAccountArn,
        `arn:aws:organizations::${world.accountId}:account/${Organization?.Id}/${world.accountId}`,
      )
    })
  })

  describe('accounts', () => {
    test('created, described, found in the list', async () => {
      const made = await create('first')
      const status = made.CreateAccountStatus
      assert.match(status?.Id ?? '', /^car-[a-z0-9]{8,32}$/)
      assert.match(status?.AccountId ?? '', /^\d{12}$/)
      assert.equal(status?.State, 'SUCCEEDED')
      const again = await world
        .organizations()
        .send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: status?.Id }))
      assert.deepEqual(again.CreateAccountStatus, status)
      const { Account } = await world.organizations().send(new DescribeAccountCommand({ AccountId: status?.AccountId }))
      assert.equal(Account?.Name, 'first')
      assert.equal(Account?.Email, 'first@example.com')
      assert.equal(Account?.Status, 'ACTIVE')
      assert.equal(Account?.JoinedMethod, 'CREATED')
      const { Accounts } = await world.organizations().send(new ListAccountsCommand({}))
      assert.deepEqual(Accounts?.map(({ Name }) => Name).sort(), ['first', 'management'])
    })

    test('the role of a new account may have another name', async () => {
      const made = await create('named', { RoleName: 'OrgAdmin' })
      const id = made.CreateAccountStatus?.AccountId
      await assume(world, world.admin, `arn:aws:iam::${id}:role/OrgAdmin`)
      await refusedAs(
        assume(world, world.admin, `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`),
        'AccessDenied',
      )
    })

    test('an address is good for one account', async () => {
      await create('taken')
      const made = await create('other', { Email: 'TAKEN@example.com' })
      assert.deepEqual(
        [made.CreateAccountStatus?.State, made.CreateAccountStatus?.FailureReason, made.CreateAccountStatus?.AccountId],
        ['FAILED', 'EMAIL_ALREADY_EXISTS', undefined],
      )
    })

    test('pages', async () => {
      for (const n of [1, 2, 3]) await create(`page${n}`)
      const seen: (string | undefined)[] = []
      for await (const { Accounts } of paginateListAccounts({ client: world.organizations(), pageSize: 2 }, {})) {
        assert.ok((Accounts?.length ?? 0) <= 2)
        seen.push(...(Accounts ?? []).map(({ Id }) => Id))
      }
      assert.equal(new Set(seen).size, seen.length)
      const { Accounts } = await world.organizations().send(new ListAccountsCommand({}))
      assert.deepEqual(new Set(seen), new Set(Accounts?.map(({ Id }) => Id)))
    })
  })

  describe('refusals', () => {
    test('the SDK knows them by class', async () => {
      const missing = await refused(
        world.organizations().send(new DescribeAccountCommand({ AccountId: '999999999999' })),
      )
      assert.ok(missing.error instanceof AccountNotFoundException, missing.name)
      assert.equal(missing.message, "You specified an account that doesn't exist.")
      assert.equal(missing.status, 400)
      const id = `car-${'a'.repeat(32)}`
      const status = await refused(
        world.organizations().send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id })),
      )
      assert.ok(status.error instanceof CreateAccountStatusNotFoundException, status.name)
      const billing = await refused(
        world
          .organizations()
          .send(new CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com', IamUserAccessToBilling: 'DENY' })),
      )
      assert.ok(billing.error instanceof InvalidInputException, billing.name)
      const token = await refused(world.organizations().send(new ListAccountsCommand({ NextToken: '!' })))
      assert.ok(token.error instanceof InvalidInputException, token.name)
      assert.equal(token.error.Reason, 'INVALID_NEXT_TOKEN')
    })

    test('only the management account makes and lists accounts, and only who may', async () => {
      const member = await newMember(world, 'member')
      await refusedAs(world.organizations(member.admin).send(new ListAccountsCommand({})), 'AccessDeniedException')
      await refusedAs(
        world.organizations(member.admin).send(new CreateAccountCommand({ AccountName: 'y', Email: 'y@example.com' })),
        'AccessDeniedException',
      )
      const { Organization } = await world.organizations(member.admin).send(new DescribeOrganizationCommand({}))
      assert.equal(Organization?.MasterAccountId, world.accountId)
      const reader = await newUser(world, 'reader', { policy: allow('organizations:ListAccounts') })
      await world.organizations(reader).send(new ListAccountsCommand({}))
      await refusedAs(
        world.organizations(reader).send(new CreateAccountCommand({ AccountName: 'z', Email: 'z@example.com' })),
        'AccessDeniedException',
        `User: arn:aws:iam::${world.accountId}:user/reader is not authorized to perform: organizations:CreateAccount on resource: * because no identity-based policy allows the organizations:CreateAccount action.`,
      )
    })

    test('parameters are checked in the words of this service', async () => {
      const faults = [
        world.organizations().send(new CreateAccountCommand({ AccountName: 'x', Email: 'no-address' })),
        world.organizations().send(new DescribeAccountCommand({ AccountId: '12' })),
      ]
      for (const call of faults) {
        const { error, message, status } = await refused(call)
        assert.ok(error instanceof InvalidInputException, error.name)
        assert.equal(error.Reason, 'INVALID_PATTERN')
        assert.equal(message, 'You provided a value that does not match the required pattern.')
        assert.equal(status, 400)
      }
    })
  })
})
