/** The version of tokens: 2, and no other is accepted and ignored. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type IamHarness, openIam } from '../testing.ts'
import { setSecurityTokenServicePreferences } from './setSecurityTokenServicePreferences.ts'

let iam: IamHarness
describe('preferences', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  test('version 2 is what there is; version 1 is refused', async () => {
    await iam.run(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v2Token' })
    await assert.rejects(iam.run(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v1Token' }), {
      code: 'InvalidParameterValue',
      message: 'v1Token is not issued here: every token is a v2Token, which is valid in all regions.',
    })
  })

  test('asks about everything', async () => {
    assert.deepEqual(await iam.asks(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion: 'v2Token' }), [
      { action: 'iam:SetSecurityTokenServicePreferences', resource: '*', context: [] },
    ])
  })
})
