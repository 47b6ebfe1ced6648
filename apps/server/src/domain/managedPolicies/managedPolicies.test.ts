/** AWS's managed policies: they are there by their ARNs, can be read, and the read-only ones only read. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { evaluate, readStoredPolicy } from '@brevet/policy'
import { awsManagedPolicies } from './index.ts'

const ACCOUNT = '111122223333'
const arnOf = (pathAndName: string): string => `arn:aws:iam::aws:policy/${pathAndName}`

function documentOf(arn: string) {
  const policy = awsManagedPolicies.get(arn)
  assert.ok(policy, arn)
  return readStoredPolicy(policy.versions[0]?.document ?? '', 'identity')
}

function allows(arn: string, action: string): boolean {
  const user = {
    kind: 'user',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/u`,
    id: 'AIDAU',
    name: 'u',
  } as const
  const identity = [{ id: arn, document: documentOf(arn) }]
  const policies = { identity, scp: [], rcp: [] }
  return evaluate({ action, resource: '*', resourceAccount: ACCOUNT, principal: user, context: new Map(), policies })
    .allowed
}

/** Every action of the services whose models are here. */
const modelled = ['iam', 'sts', 'organizations'].flatMap((service) => {
  const text = readFileSync(new URL(`../../../models/${service}.json`, import.meta.url), 'utf8')
  const model = JSON.parse(text) as { operations: Record<string, unknown> }
  return Object.keys(model.operations).map((name) => `${service}:${name}`)
})

const READ_ONLY = ['ReadOnlyAccess', 'SecurityAudit', 'job-function/ViewOnlyAccess', 'IAMReadOnlyAccess'].map(arnOf)

/** Calls that change something or give credentials, and that AWS's read-only policies do not allow either. */
const FORBIDDEN =
  `sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity sts:AssumeRoot sts:GetFederationToken
  sts:GetWebIdentityToken sts:GetDelegatedAccessToken sts:TagSession sts:SetSourceIdentity ssm:StartSession
  redshift:GetClusterCredentials redshift-serverless:GetCredentials lakeformation:GetDataAccess
  eks-auth:AssumeRoleForPodIdentity rolesanywhere:CreateSession secretsmanager:GetSecretValue kms:Decrypt
  kms:GenerateDataKey sqs:DeleteMessage s3:PutObject s3:DeleteObject iam:CreateAccessKey iam:PassRole
  iam:UpdateAssumeRolePolicy lambda:InvokeFunction dynamodb:PutItem ec2:RunInstances brevet:RevokeSessions`
    .split(/\s+/)
    .filter((action) => action !== '')

describe("AWS's managed policies", () => {
  const expected: readonly (readonly [string, string, string])[] = [
    ['AdministratorAccess', 'ANPAIWMBCKSKIEE64ZLYK', 'v1'],
    ['AmazonS3FullAccess', 'ANPAIFIR6V6BVTRAHWINE', 'v2'],
    ['AmazonS3ReadOnlyAccess', 'ANPAIZTJ4DXE7G6AGAE6M', 'v3'],
    ['service-role/AWSLambdaBasicExecutionRole', 'ANPAJNCQGXC42545SKXIK', 'v1'],
    ['IAMFullAccess', 'ANPAI7XKCFMBPM3QQRRVQ', 'v2'],
    ['IAMReadOnlyAccess', 'ANPAJKSO7NDY4T57MWDSQ', 'v4'],
    ['PowerUserAccess', 'ANPAJYRXTHIB4FOVS3ZXS', 'v12'],
    ['ReadOnlyAccess', 'ANPAILL3HVNFSB6DCOWYQ', 'v182'],
    ['SecurityAudit', 'ANPAIX2T3QCXHR2OGGCTO', 'v86'],
    ['job-function/ViewOnlyAccess', 'ANPAID22R6XPJATWOFDK6', 'v45'],
  ]

  test('exist by their real ARNs, ids and versions, ordered by name', () => {
    const found = [...awsManagedPolicies].map(([arn, { id, defaultVersionId }]) => [arn, id, defaultVersionId])
    assert.deepEqual(
      found,
      expected.map(([name, id, version]) => [arnOf(name), id, version]),
    )
  })

  test('can be read by the policy engine, belong to aws and cannot be changed in memory', () => {
    for (const [arn, policy] of awsManagedPolicies) {
      assert.ok(!('unreadable' in documentOf(arn)), arn)
      assert.equal(policy.accountId, 'aws')
      assert.equal(policy.arn, arn)
      assert.equal(policy.id.length, 21)
      assert.throws(() => Object.assign(policy, { name: 'Mine' }), TypeError)
      assert.throws(() => Object.assign(policy.versions[0] ?? {}, { document: '' }), TypeError)
    }
  })
})

describe('what they allow', () => {
  test('PowerUserAccess: everything but iam, organizations and account, with its exceptions', () => {
    const arn = arnOf('PowerUserAccess')
    for (const action of [
      's3:PutObject',
      'sts:AssumeRole',
      'brevet:ListSessions',
      'iam:ListRoles',
      'organizations:DescribeOrganization',
    ])
      assert.ok(allows(arn, action), action)
    for (const action of [
      'iam:CreateUser',
      'iam:PassRole',
      'organizations:ListAccounts',
      'account:PutAlternateContact',
    ])
      assert.ok(!allows(arn, action), action)
  })

  test('IAMFullAccess: iam and a few reads of organizations', () => {
    const arn = arnOf('IAMFullAccess')
    assert.ok(allows(arn, 'iam:CreateUser') && allows(arn, 'organizations:ListRoots'))
    assert.ok(!allows(arn, 'sts:AssumeRole') && !allows(arn, 'organizations:CreateAccount'))
  })

  test('ReadOnlyAccess reads what people look at', () => {
    for (const action of [
      'iam:GetRole',
      'organizations:DescribeAccount',
      's3:GetObject',
      's3:GetBucketPolicy',
      's3:ListBucket',
      'sts:GetCallerIdentity',
      'ec2:DescribeInstances',
      'dynamodb:Query',
    ])
      assert.ok(allows(arnOf('ReadOnlyAccess'), action), action)
  })

  test('ViewOnlyAccess lists and does not read contents; SecurityAudit reads configuration', () => {
    assert.ok(allows(arnOf('job-function/ViewOnlyAccess'), 's3:ListBucket'))
    assert.ok(!allows(arnOf('job-function/ViewOnlyAccess'), 's3:GetObject'))
    assert.ok(!allows(arnOf('job-function/ViewOnlyAccess'), 'iam:GetRole'))
    assert.ok(allows(arnOf('SecurityAudit'), 's3:GetBucketPolicy'))
    assert.ok(!allows(arnOf('SecurityAudit'), 's3:GetObject'))
    assert.ok(allows(arnOf('SecurityAudit'), 'sts:GetAccessKeyInfo'))
  })

  for (const arn of READ_ONLY) {
    test(`${arn} allows no call that writes or gives credentials`, () => {
      const allowed = modelled.filter((action) => allows(arn, action))
      assert.ok(allowed.length > 10)
      const writes = allowed.filter((action) => !/:(?:Get|List|Describe|Simulate|Generate)/.test(action))
      assert.deepEqual(writes, [])
      assert.deepEqual(
        FORBIDDEN.filter((action) => allows(arn, action)),
        [],
      )
    })
  }
})
