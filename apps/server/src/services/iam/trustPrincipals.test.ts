/** Trust policies: what may be named in them, and how they are stored and shown. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createRole } from './role/createRole.ts'
import { deleteRole } from './role/deleteRole.ts'
import { getRole } from './role/getRole.ts'
import { updateAssumeRolePolicy } from './role/updateAssumeRolePolicy.ts'
import { ACCOUNT, type IamHarness, openIam, OTHER_ACCOUNT } from './testing.ts'

const trust = (principal: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  })
const user = (name: string, accountId = ACCOUNT): string => `arn:aws:iam::${accountId}:user/${name}`
const role = (name: string, accountId = ACCOUNT): string => `arn:aws:iam::${accountId}:role/${name}`

let iam: IamHarness
describe('trustPrincipals', () => {
  before(async () => {
    iam = await openIam()
    await iam.run(createRole, { RoleName: 'Target', AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) })
    await iam.run(createRole, { RoleName: 'Caller', Path: '/team/', AssumeRolePolicyDocument: trust({ AWS: ACCOUNT }) })
  })
  after(() => iam.close())

  const update = (document: string) => iam.run(updateAssumeRolePolicy, { RoleName: 'Target', PolicyDocument: document })
  async function stored(): Promise<string | undefined> {
    return (await iam.store.read.roles.byName(ACCOUNT, 'Target'))?.trustPolicy
  }
  async function shown(): Promise<string> {
    const { Role } = await iam.run(getRole, { RoleName: 'Target' })
    return decodeURIComponent(Role.AssumeRolePolicyDocument ?? '')
  }

  describe('principals of trust policies', () => {
    test('users and roles of any account are stored as unique ids and shown as ARNs', async () => {
      const document = trust({ AWS: [user('admin'), user('admin', OTHER_ACCOUNT), role('team/Caller')] })
      await update(document)
      const caller = await iam.store.read.roles.byName(ACCOUNT, 'Caller')
      assert.equal(await stored(), trust({ AWS: ['AIDAAAAAAAAAAAAAADMIN', 'AIDABBBBBBBBBBBBADMIN', caller?.id] }))
      assert.equal(await shown(), document)
    })

    // Recorded from AWS: LocalStack, tests/aws/services/sts, test_assume_role.
    test('CreateRole answers with the document as it was sent', async () => {
      const document = trust({ AWS: ACCOUNT })
      const { Role } = await iam.run(createRole, { RoleName: 'Echo', AssumeRolePolicyDocument: document })
      assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''), document)
    })

    test('an account is stored and shown as its root', async () => {
      await update(trust({ AWS: OTHER_ACCOUNT }))
      assert.equal(await stored(), trust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }))
      assert.equal(await shown(), trust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }))
    })

    const kept = [
      { AWS: '*' },
      { AWS: `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Caller/session` },
      { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` },
      { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
      { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/Okta` },
      { Federated: 'accounts.google.com' },
    ]
    for (const principal of kept) {
      test(`kept as it is: ${JSON.stringify(principal)}`, async () => {
        await update(trust(principal))
        assert.equal(await stored(), trust(principal))
        assert.equal(await shown(), trust(principal))
      })
    }

    const refused: readonly (readonly [string, string])[] = [
      ['AWS', user('nobody')],
      ['AWS', role('Caller')], // the path is missing
      ['AWS', role('team/caller')], // the case is wrong
      ['AWS', user('admin', '999999999999')],
      ['AWS', '999999999999'],
      ['AWS', 'arn:aws:iam::999999999999:root'],
      ['AWS', 'arn:aws:sts::999999999999:assumed-role/Caller/session'],
      ['AWS', `arn:aws-cn:iam::${ACCOUNT}:root`],
      ['AWS', 'AIDAZZZZZZZZZZZZZZZZZ'],
      ['AWS', 'AROAZZZZZZZZZZZZZZZZZ'],
      ['Federated', `arn:aws:iam::${OTHER_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`],
      ['Federated', `arn:aws:iam::${OTHER_ACCOUNT}:saml-provider/Okta`],
    ]
    for (const [type, principal] of refused) {
      test(`refused: ${type} ${principal}`, async () => {
        const earlier = await stored()
        await assert.rejects(update(trust({ [type]: principal })), {
          code: 'MalformedPolicyDocument',
          message: `Invalid principal in policy: "${type}":"${principal}"`,
        })
        assert.equal(await stored(), earlier)
      })
    }

    test('a deleted principal is shown as its bare id, and its name taken again is not trusted', async () => {
      const assume = trust({ AWS: ACCOUNT })
      await iam.run(createRole, { RoleName: 'Gone', AssumeRolePolicyDocument: assume })
      await update(trust({ AWS: role('Gone') }))
      const id = (await iam.store.read.roles.byName(ACCOUNT, 'Gone'))?.id
      await iam.run(deleteRole, { RoleName: 'Gone' })
      await iam.run(createRole, { RoleName: 'Gone', AssumeRolePolicyDocument: assume })
      assert.equal(await stored(), trust({ AWS: id }))
      assert.equal(await shown(), trust({ AWS: id }))
      // What is shown cannot be saved again, as at AWS.
      await assert.rejects(update(await shown()), { code: 'MalformedPolicyDocument' })
    })

    test('an id of a principal that exists may be written instead of its ARN', async () => {
      await update(trust({ AWS: 'AIDABBBBBBBBBBBBADMIN' }))
      assert.equal(await shown(), trust({ AWS: user('admin', OTHER_ACCOUNT) }))
    })

    test('the rest of the text stays letter for letter: white space, numbers, escapes, look-alikes', async () => {
      const document = `{ "Version":"2012-10-17",
      "Id": "${user('admin')}",
      "Statement" : [ {"Sid":"A","Effect":"Allow","Principal":{"\\u0041WS":[ "${user('admin')}" , "${ACCOUNT}"],
      "Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"],
      "Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":12345678901234567890},
      "StringEquals":{"AWS":"${user('admin')}","sts:ExternalId":"{\\"AWS\\":[]}"},"Bool":{"aws:SecureTransport":true}}} ] }`
      await update(document)
      const expected = document.replace(
        `[ "${user('admin')}" , "${ACCOUNT}"]`,
        `[ "AIDAAAAAAAAAAAAAADMIN" , "arn:aws:iam::${ACCOUNT}:root"]`,
      )
      assert.equal(await stored(), expected)
      assert.equal(await shown(), document.replace(`"${ACCOUNT}"]`, `"arn:aws:iam::${ACCOUNT}:root"]`))
    })

    test('a single statement and a NotPrincipal-free single principal are found too', async () => {
      const single = (principal: string) =>
        `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${principal}"},"Action":"sts:AssumeRole"}}`
      await update(single(user('admin')))
      assert.equal(await stored(), single('AIDAAAAAAAAAAAAAADMIN'))
    })

    test('what is no trust policy is refused; above 2,048 characters without white space it is too large', async () => {
      for (const document of ['{', '[]', '{"Version":"2012-10-17","Statement":[]}', trust('*')])
        await assert.rejects(update(document), { code: 'MalformedPolicyDocument' })
      const sized = (size: number) => {
        const empty = trust({ AWS: ACCOUNT }).replace('"Effect"', '"Sid":"","Effect"')
        return empty.replace('"Sid":""', `"Sid":"${'a'.repeat(size - empty.length)}"`).replace('{', '{ \n')
      }
      await update(sized(2_048))
      await assert.rejects(update(sized(2_049)), {
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for ACLSizePerRole: 2048',
      })
    })
  })

  describe('trust in an issuer shared by many (JWT-16)', () => {
    const issuer = 'token.actions.githubusercontent.com'
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`
    const github = (sub: unknown): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: provider },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
              ...(sub === undefined ? {} : { StringLike: { [`${issuer}:sub`]: sub } }),
            },
          },
        ],
      })
    const create = (RoleName: string, document: string) =>
      iam.run(createRole, { RoleName, AssumeRolePolicyDocument: document })

    for (const sub of [undefined, '*', 'repo:*', 'repo:octo-org*', ['repo:octo-org/octo-repo:*', '*']])
      test(`refused where it does not say whose: ${JSON.stringify(sub ?? 'no sub')}`, async () => {
        const refusal = {
          code: 'MalformedPolicyDocument',
          message: `Trust policy with trusted principal ${provider} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ${issuer}:sub or ${issuer}:job_workflow_ref which is not scoped to all.`,
        }
        const earlier = await stored()
        await assert.rejects(update(github(sub)), refusal)
        assert.equal(await stored(), earlier)
        await assert.rejects(create('Open', github(sub)), refusal)
        assert.equal(await iam.store.read.roles.byName(ACCOUNT, 'Open'), undefined)
      })

    test('accepted where it does', async () => {
      await update(github('repo:octo-org/octo-repo:*'))
      assert.equal(await stored(), github('repo:octo-org/octo-repo:*'))
      await create('Narrow', github('repo:octo-org/*'))
      assert.equal((await iam.store.read.roles.byName(ACCOUNT, 'Narrow'))?.trustPolicy, github('repo:octo-org/*'))
    })
  })
})
