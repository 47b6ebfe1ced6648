/** Whose region must be on for which call to the security token service. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Caller } from '../domain/caller.ts'
import { ServiceError } from '../domain/errors.ts'
import { type RegionChoice, servedRegions } from '../domain/region/servedRegions.ts'
import { received } from '../domain/request.ts'
import { testBox } from '../store/fixtures/aesBox.ts'
import { ACCOUNT, OTHER_ACCOUNT } from '../store/fixtures/entities.ts'
import { openSqliteStore } from '../store/sqlite/openSqliteStore.ts'
import type { Store } from '../store/store.ts'
import { checkRegion } from './regionLimits.ts'

const CAPE = 'af-south-1'
const REQUEST = received({
  method: 'POST',
  target: '/',
  headers: [],
  body: new Uint8Array(),
  requestId: 'r',
  receivedAtMs: 0,
  sourceIp: '127.0.0.1',
  secureTransport: false,
})
const CALLER: Caller = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  credential: { type: 'longTerm', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
}

describe('checkRegion', () => {
  let store: Store
  before(async () => {
    store = await openSqliteStore({ file: ':memory:', box: testBox, clock: { nowMs: () => 0, monotonicMs: () => 0 } })
  })
  after(() => store.close())

  async function choose(accountId: string, choice: RegionChoice | undefined): Promise<void> {
    const id = `${accountId}/${CAPE}`
    await store.write(async ({ resources, write }) => {
      if ((await resources.byId('regionOptIn', id)) !== undefined) await write.resources.delete('regionOptIn', id)
      const resource = { kind: 'regionOptIn', accountId, id, name: CAPE, path: '/', createdAtMs: 0, tags: [] } as const
      if (choice !== undefined) await write.resources.create({ ...resource, facts: { choice } })
    })
  }
  beforeEach(async () => {
    await choose(ACCOUNT, undefined)
    await choose(OTHER_ACCOUNT, undefined)
  })

  type RegionConfig = Parameters<typeof servedRegions>[0]
  const STANDARD: RegionConfig = { regions: undefined, homeRegion: 'us-east-1' }
  const check = (operation: string, { input = {}, region = CAPE, signingName = 'sts', config = STANDARD } = {}) =>
    checkRegion(
      { caller: CALLER, input, region, request: REQUEST },
      { signingName, operation },
      { store: store.read, regions: servedRegions(config) },
    )
  const assume = { RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/deploy` }

  const disabled = (accountId: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, 'RegionDisabledException')
    assert.equal(
      error.message,
      `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    )
    return true
  }

  test('a region that accounts opt into is off until the account is in', async () => {
    for (const operation of ['GetSessionToken', 'GetFederationToken', 'GetCallerIdentity', 'GetAccessKeyInfo'])
      await assert.rejects(check(operation), disabled(ACCOUNT), operation)
    await choose(ACCOUNT, 'ENABLED')
    await check('GetSessionToken')
    await choose(ACCOUNT, 'DISABLED')
    await assert.rejects(check('GetSessionToken'), disabled(ACCOUNT))
  })

  test("for a role's credentials the account of the role counts, not the caller's", async () => {
    for (const operation of ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']) {
      await choose(ACCOUNT, 'ENABLED')
      await choose(OTHER_ACCOUNT, undefined)
      await assert.rejects(check(operation, { input: assume }), disabled(OTHER_ACCOUNT), operation)
      await choose(ACCOUNT, undefined)
      await choose(OTHER_ACCOUNT, 'ENABLED')
      await check(operation, { input: assume })
    }
  })

  test('regions that are always on are never looked up, whatever is stored', async () => {
    await check('GetSessionToken', { region: 'eu-central-1' })
    await check('GetSessionToken', { region: 'our-cellar-1' })
    await choose(ACCOUNT, 'DISABLED')
    await check('GetSessionToken', { config: { regions: undefined, homeRegion: CAPE } })
  })

  test('a region of the configuration is on until the account is out', async () => {
    const config = { regions: ['us-east-1', CAPE], homeRegion: 'us-east-1' }
    await check('GetSessionToken', { config })
    await choose(ACCOUNT, 'DISABLED')
    await assert.rejects(check('GetSessionToken', { config }), disabled(ACCOUNT))
  })

  test('other services answer in every region: else nobody could switch one on', async () => {
    for (const signingName of ['iam', 'organizations', 'account']) await check('EnableRegion', { signingName })
  })
})
