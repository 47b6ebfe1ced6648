import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { ServiceError } from '../../domain/errors.ts'
import { createRole } from '../iam/role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { assumeRole } from '../sts/assumeRole.ts'
import { closeAccount } from './closeAccount.ts'

const HOUR_MS = 3_600_000

describe('CloseAccount', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const coded = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code
  const close = (AccountId = OTHER_ACCOUNT) => aws.run(closeAccount, { AccountId })

  test('ends every session that there is of the account, for as long as one could live', async () => {
    await close()
    const nowMs = aws.clock.nowMs()
    const [revocation, ...more] = await aws.store.read.revocations.active(nowMs)
    assert.deepEqual(more, [])
    assert.deepEqual([revocation?.kind, revocation?.subject], ['account', OTHER_ACCOUNT])
    assert.ok((revocation?.issuedBeforeMs ?? 0) > nowMs)
    assert.ok((revocation?.keepUntilMs ?? 0) >= nowMs + 36 * HOUR_MS)
    assert.equal((await aws.store.read.accounts.byId(OTHER_ACCOUNT))?.status, 'SUSPENDED')
  })

  test('its roles are entered by nobody, as if they were not there', async () => {
    const member = await aws.asUser('admin', OTHER_ACCOUNT)
    const Statement = [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }]
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument }, member)
    const assume = () =>
      aws.run(assumeRole, { RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/Door`, RoleSessionName: 'ada' })
    // Allowed: what the harness cannot do is issue tokens.
    await assert.rejects(assume(), /issues no session tokens/)
    await close()
    await assert.rejects(assume(), coded('AccessDenied'))
  })

  test('happens once, to member accounts', async () => {
    await close()
    await assert.rejects(close(), coded('AccountAlreadyClosedException'))
    await assert.rejects(close(ACCOUNT), coded('ConstraintViolationException'))
    await assert.rejects(close('999999999999'), coded('AccountNotFoundException'))
  })
})
