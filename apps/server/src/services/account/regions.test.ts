/** An account's regions: their states, changes of them, pages. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { encodeBase64 } from '../../domain/base64.ts'
import { ServiceError } from '../../domain/errors.ts'
import { AWS_REGIONS } from '../../domain/region/awsRegions.ts'
import type { RegionOptStatus } from '../../protocol/types/account.generated.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { disableRegion, enableRegion, getRegionOptStatus, listRegions } from './regions.ts'

const CAPE = 'af-south-1'

describe('regions', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const status = async (RegionName: string, caller = aws.admin) =>
    (await aws.run(getRegionOptStatus, { RegionName }, caller)).RegionOptStatus
  const listed = async (RegionOptStatusContains?: readonly RegionOptStatus[]) =>
    (await aws.run(listRegions, RegionOptStatusContains === undefined ? {} : { RegionOptStatusContains })).Regions?.map(
      ({ RegionName }) => RegionName,
    )
  const invalid = (field: string, message: string, reason: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.deepEqual([error.code, error.message], ['ValidationException', message])
    assert.deepEqual(error.detail.members, { reason, fieldList: [{ name: field, message }] })
    return true
  }
  const stuck = invalid(
    'RegionName',
    'Unable to switch region status because of its current opt-in status.',
    'invalidRegionOptTarget',
  )

  test('on and off again, in this account only', async () => {
    assert.equal(await status(CAPE), 'DISABLED')
    assert.deepEqual(await aws.run(enableRegion, { RegionName: CAPE }), {})
    assert.equal(await status(CAPE), 'ENABLED')
    assert.equal(await status(CAPE, await aws.asUser('admin', OTHER_ACCOUNT)), 'DISABLED')
    await aws.run(disableRegion, { RegionName: CAPE })
    assert.equal(await status(CAPE), 'DISABLED')
    await aws.run(enableRegion, { RegionName: CAPE })
    assert.equal(await status(CAPE), 'ENABLED')
  })

  test('what is so already, or always on, cannot be switched', async () => {
    await assert.rejects(aws.run(disableRegion, { RegionName: CAPE }), stuck)
    await aws.run(enableRegion, { RegionName: CAPE })
    await assert.rejects(aws.run(enableRegion, { RegionName: CAPE }), stuck)
    assert.equal(await status('us-east-1'), 'ENABLED_BY_DEFAULT')
    await assert.rejects(aws.run(disableRegion, { RegionName: 'us-east-1' }), stuck)
    await assert.rejects(aws.run(enableRegion, { RegionName: 'eu-west-1' }), stuck)
  })

  test('what is no region here is none to ask about', async () => {
    const unknown = invalid(
      'RegionName',
      'moon-1 is not a valid region for opt-in or opt-out.',
      'fieldValidationFailed',
    )
    for (const operation of [enableRegion, disableRegion, getRegionOptStatus])
      await assert.rejects(aws.run(operation, { RegionName: 'moon-1' }), unknown)
  })

  test('the list has every region in order, or those in some states', async () => {
    assert.deepEqual(await listed(), [...AWS_REGIONS.keys()].sort())
    await aws.run(enableRegion, { RegionName: CAPE })
    assert.deepEqual(await listed(['ENABLED']), [CAPE])
    assert.deepEqual(await listed(['ENABLED', 'ENABLED_BY_DEFAULT']), [
      CAPE,
      ...[...AWS_REGIONS].filter(([, kind]) => kind === 'default').map(([name]) => name),
    ])
    assert.deepEqual(await listed(['ENABLING']), [])
    assert.deepEqual(await listed([]), [...AWS_REGIONS.keys()].sort())
  })

  test('pages fit together, with a filter too; a full last page has no token', async () => {
    const wanted = await listed(['DISABLED'])
    const seen: (string | undefined)[] = []
    let NextToken: string | undefined
    let pages = 0
    do {
      const page = await aws.run(listRegions, {
        MaxResults: 5,
        RegionOptStatusContains: ['DISABLED'],
        ...(NextToken === undefined ? {} : { NextToken }),
      })
      seen.push(...(page.Regions ?? []).map(({ RegionName }) => RegionName))
      NextToken = page.NextToken
      pages += 1
    } while (NextToken !== undefined)
    assert.deepEqual(seen, wanted)
    assert.equal(pages, 4)
    const whole = await aws.run(listRegions, { MaxResults: 17, RegionOptStatusContains: ['DISABLED'] })
    assert.deepEqual([whole.Regions?.length, whole.NextToken], [17, undefined])
  })

  test('a token that no page gave out is refused', async () => {
    const bad = invalid(
      'NextToken',
      'The value of NextToken is not one that ListRegions has given out.',
      'fieldValidationFailed',
    )
    for (const NextToken of ['', '!', encodeBase64(Buffer.from('moon-1'))])
      await assert.rejects(aws.run(listRegions, { NextToken }), bad)
  })

  test('asks about the account, with the region', async () => {
    const resource = `arn:aws:account::${ACCOUNT}:account`
    const context = [{ key: 'account:TargetRegion', value: CAPE }]
    for (const operation of [enableRegion, disableRegion, getRegionOptStatus])
      assert.deepEqual(await aws.asks(operation, { RegionName: CAPE }), [
        { action: `account:${operation.name}`, resource, context },
      ])
    assert.deepEqual(await aws.asks(listRegions, {}), [{ action: 'account:ListRegions', resource, context: [] }])
  })
})
