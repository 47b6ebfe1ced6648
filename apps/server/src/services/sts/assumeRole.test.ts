/** AssumeRole where the role changes between the decision and the session. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { authorize } from '../../authz/authorize.ts'
import type { Call } from '../../authz/authorized.ts'
import { ServiceError } from '../../domain/errors.ts'
import { received } from '../../domain/request.ts'
import type { AssumeRoleRequest } from '../../protocol/types/sts.generated.ts'
import { createRole } from '../iam/role/createRole.ts'
import { deleteRole } from '../iam/role/deleteRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../iam/testing.ts'
import { assumeRole } from './assumeRole.ts'

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
const trusting = (account: string) => {
  const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

describe('assumeRole', () => {
  let aws: IamHarness
  beforeEach(async () => {
    aws = await openIam()
  })
  afterEach(() => aws.close())

  const roleThatTrusts = (account: string) =>
    aws.run(createRole, { RoleName: 'Door', AssumeRolePolicyDocument: trusting(account) })

  /** The call, with `meanwhile` between what the policies say and what follows from it. */
  async function assumed(meanwhile: () => Promise<unknown>): Promise<unknown> {
    const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Door`, RoleSessionName: 'x' }
    const call: Call<AssumeRoleRequest> = { input, caller: aws.admin, request: REQUEST, region: 'us-east-1' }
    const { effects, store } = aws
    const asks = await assumeRole.authorize(call, store.read, effects)
    const nowMs = effects.clock.nowMs()
    const authorized = await authorize(call, asks, { store: store.read, messages: effects.messages, nowMs })
    await meanwhile()
    return assumeRole.run(authorized, store.read, effects)
  }

  test('a role that was made again in the meantime does not take over whom the old one trusted', async () => {
    await roleThatTrusts(ACCOUNT)
    await assert.rejects(
      assumed(async () => {
        await aws.run(deleteRole, { RoleName: 'Door' })
        await roleThatTrusts(OTHER_ACCOUNT)
      }),
      (error) => error instanceof ServiceError && error.code === 'AccessDenied',
    )
  })

  test('one that stayed as it was issues its session', async () => {
    await roleThatTrusts(ACCOUNT)
    // The harness has no sealing key: whoever comes as far as that would have been given a session.
    await assert.rejects(
      assumed(() => Promise.resolve()),
      /issues no session tokens/,
    )
  })
})
