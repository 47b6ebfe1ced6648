/** What an import plans, where order and omission matter for safety. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountFile, inAccounts } from '../accountFile.ts'
import type { Change } from './change.ts'
import { planImport } from './plan.ts'

const ACCOUNT = '111122223333'
const AWS_BOUNDARY = 'arn:aws:iam::aws:policy/PowerUserAccess'
const bounded = { PermissionsBoundary: { PermissionsBoundaryArn: AWS_BOUNDARY } }
const trusting = (AWS: string) => ({ Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' } })
const user = (more: object = {}) => ({ UserName: 'bob', Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:user/bob`, ...more })
const role = (RoleName: string, AWS: string, more: object = {}) => ({
  RoleName,
  Path: '/',
  Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
  AssumeRolePolicyDocument: trusting(AWS),
  ...more,
})
const file = (members: object) => accountFile({ Policies: [], ...members })
const plan = (wanted: object, present: object = {}, aws: readonly string[] = []): readonly Change[] =>
  planImport(file(wanted), file(present), { awsPolicies: new Set(aws) })

describe('permissions boundaries', () => {
  test('users and roles are made with theirs, in the same call', () => {
    const root = `arn:aws:iam::${ACCOUNT}:root`
    const wanted = { UserDetailList: [user(bounded)], RoleDetailList: [role('deploy', root, bounded)] }
    const first = plan(wanted, {}, [AWS_BOUNDARY]).map(({ calls }) => calls[0]?.parameters['PermissionsBoundary'])
    assert.deepEqual(first, [AWS_BOUNDARY, AWS_BOUNDARY])
  })

  test('whose boundary the server does not have is not made at all', () => {
    const [change] = plan({ UserDetailList: [user(bounded)] })
    assert.equal(change?.kind, 'not importable')
    assert.deepEqual(change.calls, [])
    assert.match(change.problems.join(), /permissions boundary/)
  })

  test('one that exists gets its boundary before anything else, and never loses one', () => {
    const inline = { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: {} }] }
    const [change] = plan({ UserDetailList: [user({ ...bounded, ...inline })] }, { UserDetailList: [user()] }, [
      AWS_BOUNDARY,
    ])
    assert.deepEqual(
      change?.calls.map(({ action }) => action),
      ['PutUserPermissionsBoundary', 'PutUserPolicy'],
    )
    const [without] = plan({ UserDetailList: [user()] }, { UserDetailList: [user(bounded)] })
    assert.equal(without?.kind, 'unchanged')
  })
})

describe('roles that trust roles', () => {
  const [one, two] = ['one', 'two'].map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`)
  const circle = { RoleDetailList: [role('one', two ?? ''), role('two', one ?? '')] }

  test('can be assumed by nobody until the roles they name are there', () => {
    const calls = plan(circle).flatMap((change) => change.calls)
    assert.deepEqual(
      calls.map(({ action }) => action),
      ['CreateRole', 'CreateRole', 'UpdateAssumeRolePolicy', 'UpdateAssumeRolePolicy'],
    )
    for (const { parameters } of calls.slice(0, 2))
      assert.match(parameters['AssumeRolePolicyDocument'] ?? '', /"Effect":"Deny"/)
    assert.equal(calls[2]?.parameters['PolicyDocument'], JSON.stringify(trusting(two ?? '')))
  })

  test('are left alone where they are as the file says', () => {
    assert.deepEqual(
      plan(circle, circle).map(({ kind }) => kind),
      ['unchanged', 'unchanged'],
    )
  })
})

test('an entity under another path is not importable', () => {
  const elsewhere = user({ Arn: `arn:aws:iam::${ACCOUNT}:user/x/bob`, Path: '/x/', UserName: 'BOB' })
  assert.equal(plan({ UserDetailList: [user()] }, { UserDetailList: [elsewhere] })[0]?.kind, 'not importable')
})

test('account ids change in ARNs and where they stand alone, and nowhere else', () => {
  const AWS = [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::999988887777:root`, `x${ACCOUNT}`]
  const mapped = inAccounts(
    file({ RoleDetailList: [{ AssumeRolePolicyDocument: { AWS } }] }),
    new Map([[ACCOUNT, '444455556666']]),
  )
  assert.deepEqual(mapped.RoleDetailList[0]?.['AssumeRolePolicyDocument'], {
    AWS: ['444455556666', 'arn:aws:iam::444455556666:root', 'arn:aws:iam::999988887777:root', `x${ACCOUNT}`],
  })
})
