/** Permissions boundaries of users and roles. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Operation, ReadOperation } from '../../operation.ts'
import { type HolderKind, roleKind, userKind } from '../holderKind.ts'
import { createPolicy } from '../policy/createPolicy.ts'
import { createRole } from '../role/createRole.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createUser } from '../user/createUser.ts'
import { type BoundaryMember, deleteBoundary, putBoundary } from './boundary.ts'
import { boundaryOperations } from './operations.ts'

const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`
const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
const VIEW_ONLY = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const arnOf = (name: string, accountId = ACCOUNT): string => `arn:aws:iam::${accountId}:policy/${name}`

/** An operation of whichever kind, to be called with plain objects. */
const loose = (operation: Operation) => operation as unknown as ReadOperation<object, object>

let iam: IamHarness
describe('boundary', () => {
  before(async () => {
    iam = await openIam()
    await iam.run(createUser, { UserName: 'Holder' })
    await iam.run(createRole, { RoleName: 'Holder', AssumeRolePolicyDocument: TRUST })
    const other = await iam.asUser('admin', OTHER_ACCOUNT)
    await iam.run(createPolicy, { PolicyName: 'Foreign', PolicyDocument: ALLOW }, other)
  })
  after(() => iam.close())

  test('the table has both operations for users and roles; groups have no boundary', () => {
    assert.deepEqual(
      boundaryOperations.map(({ name }) => name),
      [
        'PutUserPermissionsBoundary',
        'DeleteUserPermissionsBoundary',
        'PutRolePermissionsBoundary',
        'DeleteRolePermissionsBoundary',
      ],
    )
  })

  function boundaries<M extends BoundaryMember>(kind: HolderKind<M>): void {
    const named = (name: string) => ({ [kind.member]: name })
    const put = (PermissionsBoundary: string, name = 'Holder') =>
      iam.run(loose(putBoundary(kind)), { ...named(name), PermissionsBoundary })
    const remove = (name = 'Holder') => iam.run(loose(deleteBoundary(kind)), named(name))
    const current = async () => (await kind.reader(iam.store.read).byName(ACCOUNT, 'Holder'))?.boundaryArn

    describe(`the boundary of a ${kind.noun}`, () => {
      test('is set, replaced, removed, and may be removed again', async () => {
        await put(VIEW_ONLY)
        assert.equal(await current(), VIEW_ONLY)
        await put(READ_ONLY)
        assert.equal(await current(), READ_ONLY)
        await remove()
        assert.equal(await current(), undefined)
        await remove()
      })

      test('is a managed policy of this account or AWS', async () => {
        await put(VIEW_ONLY)
        for (const arn of [arnOf('Absent'), arnOf('Foreign', OTHER_ACCOUNT)])
          await assert.rejects(put(arn), {
            code: 'NoSuchEntity',
            message: `Scope ARN: ${arn} does not exist or is not attachable.`,
          })
        await assert.rejects(put(`arn:aws:iam::${ACCOUNT}:role/Holder`), { code: 'InvalidInput' })
        await assert.rejects(put(VIEW_ONLY, 'nobody'), { code: 'NoSuchEntity' })
        await assert.rejects(remove('nobody'), { code: 'NoSuchEntity' })
        assert.equal(await current(), VIEW_ONLY)
      })

      test('asks: with the boundary being set, and with the one being removed', async () => {
        await put(VIEW_ONLY)
        const resource = `arn:aws:iam::${ACCOUNT}:${kind.noun}/Holder`
        assert.deepEqual(
          await iam.asks(loose(putBoundary(kind)), { ...named('holder'), PermissionsBoundary: READ_ONLY }),
          [
            {
              action: `iam:Put${kind.title}PermissionsBoundary`,
              resource,
              context: [{ key: 'iam:PermissionsBoundary', value: READ_ONLY }],
            },
          ],
        )
        assert.deepEqual(await iam.asks(loose(deleteBoundary(kind)), named('holder')), [
          {
            action: `iam:Delete${kind.title}PermissionsBoundary`,
            resource,
            context: [{ key: 'iam:PermissionsBoundary', value: VIEW_ONLY }],
          },
        ])
      })
    })
  }

  boundaries(userKind)
  boundaries(roleKind)
})
