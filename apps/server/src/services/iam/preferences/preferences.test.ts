/** Which tokens an account gets at the global endpoint. What follows from it: services/sts/tokenScope.test.ts. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { getAccountSummary } from '../accountSummary/getAccountSummary.ts'
import { type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { setSecurityTokenServicePreferences } from './setSecurityTokenServicePreferences.ts'

let iam: IamHarness
describe('preferences', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const version = async (caller = iam.admin) =>
    (await iam.run(getAccountSummary, {}, caller)).SummaryMap?.get('GlobalEndpointTokenVersion')

  test('version 2 is the default; what is set shows in the summary of this account', async () => {
    assert.equal(await version(), 2)
    await iam.run(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v1Token' })
    assert.equal(await version(), 1)
    assert.equal(await version(await iam.asUser('admin', OTHER_ACCOUNT)), 2)
    await iam.run(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v2Token' })
    assert.equal(await version(), 2)
  })

  test('asks about everything', async () => {
    assert.deepEqual(await iam.asks(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v2Token' }), [
      { action: 'iam:SetSecurityTokenServicePreferences', resource: '*', context: [] },
    ])
  })
})
