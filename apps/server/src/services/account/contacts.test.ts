/** Contact information and alternate contacts. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { deleteAlternateContact, getAlternateContact, putAlternateContact } from './alternateContacts.ts'
import { getContactInformation, putContactInformation } from './contactInformation.ts'

const OWNER = {
  FullName: 'Ann Example',
  AddressLine1: '1 Main Street',
  City: 'Vienna',
  PostalCode: '1010',
  CountryCode: 'AT',
  PhoneNumber: '+43 1 2345',
}
const GUARD = { Name: 'Bob', Title: 'CISO', EmailAddress: 'bob@example.com', PhoneNumber: '555-0100' }

describe('contacts', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const refused = (code: string, message: string, field?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.deepEqual([error.code, error.message], [code, message])
    const fields = error.detail.members?.['fieldList'] as readonly { readonly name: string }[] | undefined
    assert.equal(fields?.[0]?.name, field)
    return true
  }

  describe('contact information', () => {
    test('there is none until it is put; what is put replaces all of it', async () => {
      await assert.rejects(
        aws.run(getContactInformation, {}),
        refused('ResourceNotFoundException', 'No contact information of the account was found.'),
      )
      const first = { ...OWNER, CompanyName: 'Example', WebsiteUrl: 'https://example.com' }
      await aws.run(putContactInformation, { ContactInformation: first })
      assert.deepEqual(await aws.run(getContactInformation, {}), { ContactInformation: first })
      await aws.run(putContactInformation, { ContactInformation: OWNER })
      assert.deepEqual(await aws.run(getContactInformation, {}), { ContactInformation: OWNER })
      await assert.rejects(aws.run(getContactInformation, {}, await aws.asUser('admin', OTHER_ACCOUNT)))
    })

    test('a state belongs to an address in seven countries', async () => {
      const put = (more: object) => aws.run(putContactInformation, { ContactInformation: { ...OWNER, ...more } })
      for (const CountryCode of ['BR', 'CA', 'DE', 'GB', 'IN', 'JP', 'US']) {
        await assert.rejects(
          put({ CountryCode }),
          refused('ValidationException', 'StateOrRegion is required for the country of the address.', 'StateOrRegion'),
        )
        await put({ CountryCode, StateOrRegion: 'NJ' })
      }
    })

    test('countries have codes of two capital letters', async () => {
      for (const CountryCode of ['at', 'A1', '12'])
        await assert.rejects(
          aws.run(putContactInformation, { ContactInformation: { ...OWNER, CountryCode } }),
          refused('ValidationException', 'CountryCode must be a two-letter country code of ISO 3166-1.', 'CountryCode'),
        )
    })
  })

  describe('alternate contacts', () => {
    const none = refused('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.')

    test('one of each type: put, replaced, removed', async () => {
      const AlternateContactType = 'SECURITY'
      await assert.rejects(aws.run(getAlternateContact, { AlternateContactType }), none)
      await aws.run(putAlternateContact, { AlternateContactType, ...GUARD })
      await aws.run(putAlternateContact, { AlternateContactType: 'BILLING', ...GUARD, Name: 'Eve' })
      await aws.run(putAlternateContact, { AlternateContactType, ...GUARD, Title: 'CSO' })
      assert.deepEqual(await aws.run(getAlternateContact, { AlternateContactType }), {
        AlternateContact: { AlternateContactType, ...GUARD, Title: 'CSO' },
      })
      await aws.run(deleteAlternateContact, { AlternateContactType })
      await assert.rejects(aws.run(getAlternateContact, { AlternateContactType }), none)
      await assert.rejects(aws.run(deleteAlternateContact, { AlternateContactType }), none)
      const left = await aws.run(getAlternateContact, { AlternateContactType: 'BILLING' })
      assert.equal(left.AlternateContact?.Name, 'Eve')
    })

    test('are of three types', async () => {
      const type = { AlternateContactType: 'UNKNOWN' }
      for (const [operation, input] of [
        [getAlternateContact, type],
        [putAlternateContact, { ...type, ...GUARD }],
        [deleteAlternateContact, type],
      ] as const)
        await assert.rejects(aws.run(operation, input), {
          code: 'AccessDenied',
          message: `User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: account:${operation.name} (You specified an invalid Alternate Contact type.)`,
        })
    })

    test('belong to one account', async () => {
      await aws.run(putAlternateContact, { AlternateContactType: 'SECURITY', ...GUARD })
      const other = await aws.asUser('admin', OTHER_ACCOUNT)
      await assert.rejects(aws.run(getAlternateContact, { AlternateContactType: 'SECURITY' }, other), none)
    })

    test('asks about the account, with the type', async () => {
      for (const operation of [getAlternateContact, deleteAlternateContact])
        assert.deepEqual(await aws.asks(operation, { AlternateContactType: 'BILLING' }), [
          {
            action: `account:${operation.name}`,
            resource: `arn:aws:account::${ACCOUNT}:account`,
            context: [{ key: 'account:AlternateContactTypes', value: ['BILLING'] }],
          },
        ])
      const [ask] = await aws.asks(putAlternateContact, { AlternateContactType: 'BILLING', ...GUARD })
      assert.deepEqual(ask?.context, [{ key: 'account:AlternateContactTypes', value: ['BILLING'] }])
    })
  })
})
