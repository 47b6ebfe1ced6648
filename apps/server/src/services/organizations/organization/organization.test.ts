import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { UserCaller } from '../../../domain/caller.ts'
import { ServiceError } from '../../../domain/errors.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../../iam/testing.ts'
import { registerDelegatedAdministrator } from '../delegation/registerDelegatedAdministrator.ts'
import { enableAWSServiceAccess } from '../delegation/serviceAccess.ts'
import { createOrganization, enableAllFeatures } from './createOrganization.ts'
import { deleteOrganization, leaveOrganization, removeAccountFromOrganization } from './leaveOrganization.ts'

describe('the organization that always is', () => {
  let aws: IamHarness
  let member: UserCaller
  beforeEach(async () => {
    aws = await openIam()
    member = await aws.asUser('admin', OTHER_ACCOUNT)
  })
  afterEach(() => aws.close())

  const refused = (code: string, reason?: string) => (error: unknown) => {
    assert.ok(error instanceof ServiceError, String(error))
    assert.equal(error.code, code)
    assert.equal(error.detail.members?.['Reason'], reason)
    return true
  }

  test('is not created again', async () => {
    for (const caller of [aws.admin, member])
      for (const FeatureSet of ['ALL', 'CONSOLIDATED_BILLING'] as const)
        await assert.rejects(
          aws.run(createOrganization, { FeatureSet }, caller),
          refused('AlreadyInOrganizationException'),
        )
  })

  test('has all features', async () => {
    await assert.rejects(
      aws.run(enableAllFeatures, {}),
      refused('HandshakeConstraintViolationException', 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES'),
    )
    await assert.rejects(aws.run(enableAllFeatures, {}, member), refused('AccessDenied'))
  })

  test('is left by nobody', async () => {
    await assert.rejects(aws.run(leaveOrganization, {}), refused('MasterCannotLeaveOrganizationException'))
    const stays = refused('ConstraintViolationException', 'ACCOUNT_CANNOT_LEAVE_ORGANIZATION')
    await assert.rejects(aws.run(leaveOrganization, {}, member), stays)
    const remove = (AccountId: string, caller = aws.admin) =>
      aws.run(removeAccountFromOrganization, { AccountId }, caller)
    await assert.rejects(remove(OTHER_ACCOUNT), stays)
    await assert.rejects(remove(ACCOUNT), refused('MasterCannotLeaveOrganizationException'))
    await assert.rejects(remove('999999999999'), refused('AccountNotFoundException'))
    await assert.rejects(remove(OTHER_ACCOUNT, member), refused('AccessDenied'))
    const ServicePrincipal = 'iam.amazonaws.com'
    await aws.run(enableAWSServiceAccess, { ServicePrincipal })
    await aws.run(registerDelegatedAdministrator, { AccountId: OTHER_ACCOUNT, ServicePrincipal })
    const administers = refused('ConstraintViolationException', 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG')
    await assert.rejects(remove(OTHER_ACCOUNT), administers)
    await assert.rejects(aws.run(leaveOrganization, {}, member), administers)
  })

  test('is not deleted', async () => {
    await assert.rejects(aws.run(deleteOrganization, {}), refused('OrganizationNotEmptyException'))
    await assert.rejects(aws.run(deleteOrganization, {}, member), refused('AccessDenied'))
  })
})
