/** Every error that AWS's model of Account Management documents is answered as documented and leaves no trace, or there is a reason why it is never answered. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dataFiles } from '../../../apps/server/src/config/index.ts'
import { readModel } from '../../../apps/server/src/protocol/model.ts'
import { account } from '../../../apps/server/src/services/account/service.ts'
import { newUser } from '../people.ts'
import { send, signedPost } from '../signedCall.ts'
import { openWorld } from '../world.ts'
import type { Key, World } from '../world.ts'
import { stateOf } from './databaseState.ts'
import { each, excusedBy } from './rows.ts'
import type { Row, Unprovoked } from './rows.ts'

const { operations, shapes } = readModel('account')
const CONTACT = { AlternateContactType: 'BILLING' }
const REGION = { RegionName: 'af-south-1' }
const PERSON = { Name: 'Ann', Title: 'Ms', EmailAddress: 'ann@example.com', PhoneNumber: '+1 555 0100' }
const ADDRESS = {
  FullName: 'Ann',
  AddressLine1: '1 Road',
  City: 'Town',
  PostalCode: '1',
  CountryCode: 'SE',
  PhoneNumber: '+1555',
}

/** A request of every operation that breaks no rule but that its caller may not make it. */
const REQUESTS: Readonly<Record<string, object>> = {
  DeleteAlternateContact: CONTACT,
  DisableRegion: REGION,
  EnableRegion: REGION,
  GetAccountInformation: {},
  GetAlternateContact: CONTACT,
  GetContactInformation: {},
  GetPrimaryEmail: { AccountId: '111122223333' },
  GetRegionOptStatus: REGION,
  ListRegions: {},
  PutAccountName: { AccountName: 'Another' },
  PutAlternateContact: { ...CONTACT, ...PERSON },
  PutContactInformation: { ContactInformation: ADDRESS },
}
const ROWS: readonly Row[] = [
  ...each('AccessDeniedException', {}, REQUESTS).map((row) => ({ ...row, as: 'bob' as const })),
  ...each(
    'AccessDeniedException',
    { AlternateContactType: 'UNKNOWN' },
    { DeleteAlternateContact: {}, GetAlternateContact: {}, PutAlternateContact: PERSON },
  ),
  ...each('ValidationException', {}, REQUESTS).map((row) => ({
    ...row,
    input: { ...row.input, AccountId: 'nothing' },
  })),
  ...each(
    'ResourceNotFoundException',
    {},
    {
      DeleteAlternateContact: CONTACT,
      GetAlternateContact: CONTACT,
      GetContactInformation: {},
    },
  ),
]
const NEVER: readonly Unprovoked[] = [
  { error: 'InternalServerException', because: 'no input makes the server fail' },
  { error: 'TooManyRequestsException', because: 'callers who are known are not throttled' },
  { error: 'ConflictException', because: 'a region is on or off when the call answers: nothing is under way' },
  {
    error: 'ResourceNotFoundException',
    operations: ['GetPrimaryEmail'],
    because: 'every account has an address, and an account that is none of the organization is AccessDeniedException',
  },
]

describe('the documented errors of Account Management', () => {
  let world: World
  let bob: Key
  let untouched: string
  const state = () => stateOf(dataFiles(world.dataDir).database)
  before(async () => {
    world = await openWorld()
    bob = await newUser(world, 'bob')
    untouched = state()
  })
  after(() => world.close())

  for (const { operation, error, input, as } of ROWS)
    test(`${operation}: ${error}`, async () => {
      const target = operations[operation]?.http.requestUri ?? assert.fail(operation)
      const request = { body: JSON.stringify(input), contentType: 'application/json', service: 'account', target }
      const answer = await send(world, signedPost(world, as === 'bob' ? bob : world.admin, request))
      assert.equal(answer.headers['x-amzn-errortype'], error, answer.body)
      assert.equal(answer.status, (shapes[error] as { error?: { httpStatusCode?: number } }).error?.httpStatusCode)
      assert.equal(state(), untouched, 'the call left something')
    })

  test('every error of every operation that is served is provoked, or it is said why not', () => {
    const pairs = account.operations.flatMap(({ name }) =>
      (operations[name]?.errors ?? []).map((error) => `${name} ${error}`),
    )
    const provoked = new Set(ROWS.map((row) => `${row.operation} ${row.error}`))
    assert.deepEqual([...provoked, ...excusedBy(NEVER, pairs)].sort(), pairs.sort())
  })
})
