/** Which tokens are of version 1: those of the global endpoint, for accounts that want them so. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { received } from '../../domain/request.ts'
import { setSecurityTokenServicePreferences } from '../iam/preferences/setSecurityTokenServicePreferences.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { tokenScope } from './tokenScope.ts'

describe('tokenScope', () => {
  let iam: IamHarness
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  function scope(host: string | undefined, region = 'us-east-1', accountId = ACCOUNT): Promise<string> {
    const request = received({
      method: 'POST',
      target: '/',
      headers: host === undefined ? [] : [['Host', host]],
      body: new Uint8Array(),
      requestId: 'r',
      receivedAtMs: 0,
      sourceIp: '127.0.0.1',
      secureTransport: false,
    })
    return tokenScope({ caller: iam.admin, input: {}, region, request }, accountId, iam.store.read)
  }
  const prefer = (GlobalEndpointTokenVersion: 'v1Token' | 'v2Token') =>
    iam.run(setSecurityTokenServicePreferences, { GlobalEndpointTokenVersion })

  test('version 2 unless the account prefers version 1, which it may take back', async () => {
    assert.equal(await scope('sts.amazonaws.com'), 'v2')
    await prefer('v1Token')
    assert.equal(await scope('sts.amazonaws.com'), 'v1')
    assert.equal(await scope('sts.amazonaws.com', 'us-east-1', OTHER_ACCOUNT), 'v2')
    await prefer('v2Token')
    assert.equal(await scope('sts.amazonaws.com'), 'v2')
  })

  test('only the global endpoint, whatever the preference', async () => {
    await prefer('v1Token')
    for (const [host, region, version] of [
      ['sts.amazonaws.com', 'eu-central-1', 'v1'],
      ['STS.Brevet.Example:7870', 'us-east-1', 'v1'],
      ['sts.my-company.example', 'us-east-1', 'v1'],
      ['sts.us-east-1.amazonaws.com', 'us-east-1', 'v2'],
      ['sts.US-EAST-1.brevet.example:7870', 'us-east-1', 'v2'],
      ['127.0.0.1:7870', 'us-east-1', 'v2'],
      ['brevet.example', 'us-east-1', 'v2'],
      ['sts:7870', 'us-east-1', 'v2'],
      [undefined, 'us-east-1', 'v2'],
    ] as const)
      assert.equal(await scope(host, region), version, `${host} in ${region}`)
  })
})
