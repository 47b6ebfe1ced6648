/** The region of a signature, by names that are none: what is denied or off in a region stays so. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf, newUser, openTarget } from './target.ts'
import type { Key, Target } from './target.ts'

const deny = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-3' } } },
  ],
})

describe('regions', () => {
  let target: Target
  let user: Key
  before(async () => {
    target = await openTarget()
    user = await newUser(target, 'ann', deny)
  })
  after(() => target.close())

  const ask = async (region: string) =>
    codeOf(await target.call({ Action: 'GetAccessKeyInfo', AccessKeyId: user.accessKeyId }, user, { region }))

  test('the ground: one region is denied, one is off, one is neither', async () => {
    assert.deepEqual(
      [await ask('eu-west-3'), await ask('af-south-1'), await ask('eu-west-1')],
      ['AccessDenied', 'RegionDisabledException', 'ok'],
    )
  })

  test('in capitals a region is no other region, but none', async () => {
    for (const region of ['EU-WEST-3', 'eu-West-3', 'AF-SOUTH-1', 'af-south-1A', 'EU-WEST-1'])
      assert.equal(await ask(region), 'SignatureDoesNotMatch', region)
  })
})
