/** SIG-17, SIG-22, STS, TOK: who one is, and what a stranger learns. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { authenticate } from '../../apps/server/src/authn/authenticate.ts'
import type { ServiceError } from '../../apps/server/src/domain/errors.ts'
import { serve } from '../../apps/server/src/pipeline/served.ts'
import { iam } from '../../apps/server/src/services/iam/service.ts'
import { organizations } from '../../apps/server/src/services/organizations/service.ts'
import { sts } from '../../apps/server/src/services/sts/service.ts'
import { parseRequest } from '../../packages/sigv4/src/index.ts'
import { signRequest } from '../../packages/sigv4/src/node/index.ts'
import { openParts } from './parts.ts'
import { codeOf, element, newUser, openRole, openTarget, WHO, withHeaders } from './target.ts'
import type { Header, Key, Target, Wire } from './target.ts'

let target: Target
describe('identity', () => {
  before(async () => {
    target = await openTarget()
  })
  after(() => target.close())

  const allow = (action: string, condition?: object): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: action,
          Resource: '*',
          ...(condition === undefined ? {} : { Condition: condition }),
        },
      ],
    })

  describe('SIG-22 no two principals share a cache entry', () => {
    test('every mix of key id, secret and token of different credentials is refused, warm or cold', async () => {
      const assume = await openRole(target, 'shared')
      const alice = await newUser(target, 'alice', allow('sts:AssumeRole'))
      const bob = await newUser(target, 'bob', allow('sts:AssumeRole'))
      const credentials: readonly Key[] = [
        alice,
        bob,
        await target.session(assume, alice),
        await target.session(assume, bob),
        await target.session({ ...assume, RoleSessionName: 'bob' }, bob),
      ]
      const arns = new Set<string>()
      for (const key of credentials) arns.add(element((await target.call(WHO, key)).body, 'Arn'))
      assert.equal(arns.size, 4, 'two of the sessions have the same name')
      for (const { accessKeyId } of credentials)
        for (const { secretAccessKey } of credentials)
          for (const { sessionToken } of credentials) {
            const key = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
            const genuine = credentials.some(
              (one) =>
                one.accessKeyId === accessKeyId &&
                one.secretAccessKey === secretAccessKey &&
                one.sessionToken === sessionToken,
            )
            assert.equal((await target.call(WHO, key)).status, genuine ? 200 : 403)
          }
    })

    test('the same secret under two key ids makes two callers', async () => {
      // An access key id is no part of the signing key: only the lookup tells these two apart.
      const env = {
        BREVET_ADMIN_ACCESS_KEY_ID: 'ADMINADMINADMIN1',
        BREVET_ADMIN_SECRET_ACCESS_KEY: 'one-secret-for-both-of-them',
        BREVET_ROOT_ACCESS_KEY_ID: 'ROOTROOTROOTROOT',
        BREVET_ROOT_SECRET_ACCESS_KEY: 'one-secret-for-both-of-them',
      }
      const twins = await openTarget(env)
      const root = { ...twins.admin, accessKeyId: env.BREVET_ROOT_ACCESS_KEY_ID }
      for (let round = 0; round < 3; round++) {
        assert.match((await twins.call(WHO)).body, /:user\/admin</)
        assert.match((await twins.call(WHO, root)).body, /:root</)
      }
      await twins.close()
    })
  })

  describe('SIG-17 timing', () => {
    const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0

    test('an unknown key takes as long to refuse as a wrong secret', async () => {
      const parts = await openParts()
      const { authn } = parts.pipeline(sts)
      const prepare = (key: Key) => {
        // A body that takes far longer to hash than a store takes to look in: what is left out shows on any machine.
        const request = { ...parts.request(WHO, key), body: new Uint8Array(262_144) }
        const signature = parseRequest(request)
        assert.ok(signature.ok)
        return { request, signature }
      }
      const wrong = prepare({ ...parts.admin, secretAccessKey: 'another-secret-altogether' })
      const unknown = prepare({ ...parts.admin, accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' })
      const time = async ({ request, signature }: typeof wrong, code: string): Promise<number> => {
        const began = process.hrtime.bigint()
        const thrown: unknown = await authenticate(request, signature, authn).catch((error: unknown) => error)
        const took = Number(process.hrtime.bigint() - began)
        assert.equal((thrown as ServiceError).code, code)
        return took
      }
      const [slow, fast]: [number[], number[]] = [[], []]
      for (let round = 0; round < 400; round++) {
        slow.push(await time(wrong, 'SignatureDoesNotMatch'))
        fast.push(await time(unknown, 'InvalidClientTokenId'))
      }
      const ratio = median(fast) / median(slow)
      // Without the decoy check of a signature it is about a twentieth.
      assert.ok(ratio > 0.5 && ratio < 2, `unknown / wrong = ${ratio}`)
      await parts.close()
    })
  })

  describe('STS-06, STS-07 role ARNs', () => {
    test('STS-06 anything but the exact ARN is refused', async () => {
      const assume = await openRole(target, 'exact')
      const arn = assume['RoleArn'] ?? ''
      assert.equal((await target.call(assume)).status, 200)
      const variants = [
        arn.replace('arn:aws:', 'arn:aws-cn:'),
        arn.replace('arn:aws:', 'arn::'),
        arn.replace(target.accountId, ''),
        arn.replace(target.accountId, '999999999999'),
        arn.replace('role/exact', 'role/Exact'),
        arn.replace('role/exact', 'role/path/exact'),
        arn.replace('role/exact', 'role//exact'),
        arn.replace('role/exact', 'role/exact/'),
        arn.replace('role/exact', 'user/exact'),
        arn.replace('exact', 'ex\u0430ct'),
        arn.replace('exact', 'ex*'),
        arn.replace('::', ':us-east-1:'),
        `${arn}\n`,
        ` ${arn}`,
        `${arn}${'a'.repeat(2_000)}`,
      ]
      for (const RoleArn of variants) {
        const answer = await target.call({ ...assume, RoleArn })
        assert.ok(['AccessDenied', 'ValidationError'].includes(codeOf(answer)), `${RoleArn}: ${answer.body}`)
      }
    })

    test('STS-06 a role that was deleted and made again does not honour trust in the old one', async () => {
      await openRole(target, 'reborn', allow('sts:AssumeRole'))
      const reborn = {
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${target.accountId}:role/reborn`,
        RoleSessionName: 'attack',
      }
      const trusting = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: reborn.RoleArn }, Action: 'sts:AssumeRole' }],
      })
      await target.iam('CreateRole', { RoleName: 'trusting', AssumeRolePolicyDocument: trusting })
      const goal = { ...reborn, RoleArn: `arn:aws:iam::${target.accountId}:role/trusting` }
      const old = await target.session(reborn)
      assert.equal(codeOf(await target.call(goal, old)), 'ok')
      await target.iam('DeleteRolePolicy', { RoleName: 'reborn', PolicyName: 'p' })
      await target.iam('DeleteRole', { RoleName: 'reborn' })
      assert.equal(codeOf(await target.call(goal, old)), 'ExpiredToken')
      await openRole(target, 'reborn')
      assert.equal(codeOf(await target.call(goal, old)), 'ExpiredToken')
      assert.equal(codeOf(await target.call(goal, await target.session(reborn))), 'AccessDenied')
    })

    test('STS-07 the same role name in two accounts: trust in one is not trust in the other', async () => {
      const other = await newAccount(target)
      const inside = await target.session({
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'attack',
      })
      const assume = await openRole(target, 'twin')
      const statement = { Effect: 'Allow', Principal: { AWS: assume['RoleArn'] }, Action: 'sts:AssumeRole' }
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
      await target.iam('CreateRole', { RoleName: 'guarded', AssumeRolePolicyDocument })
      const everybody = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: target.accountId }, Action: 'sts:AssumeRole' }],
      })
      await target.iam(
        'CreateRole',
        {
          RoleName: 'twin',
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { AWS: other }, Action: 'sts:AssumeRole' }],
          }),
        },
        inside,
      )
      await target.iam(
        'PutRolePolicy',
        { RoleName: 'twin', PolicyName: 'p', PolicyDocument: allow('sts:AssumeRole') },
        inside,
      )
      await target.iam('CreateRole', { RoleName: 'local', AssumeRolePolicyDocument: everybody })
      const foreignTwin = await target.session(
        { Action: 'AssumeRole', RoleArn: `arn:aws:iam::${other}:role/twin`, RoleSessionName: 'attack' },
        inside,
      )
      for (const name of ['guarded', 'local']) {
        const goal = {
          Action: 'AssumeRole',
          RoleArn: `arn:aws:iam::${target.accountId}:role/${name}`,
          RoleSessionName: 'attack',
        }
        assert.equal(codeOf(await target.call(goal, foreignTwin)), 'AccessDenied')
      }
      const own = await target.session(assume)
      const goal = {
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${target.accountId}:role/guarded`,
        RoleSessionName: 'attack',
      }
      assert.equal(codeOf(await target.call(goal, own)), 'ok')
    })
  })

  /** A member account's id. */
  async function newAccount(target: Target): Promise<string> {
    const body = JSON.stringify({ AccountName: 'other', Email: `o${target.port}@example.com` })
    const headers: readonly Header[] = [
      ['Host', 'organizations.amazonaws.com'],
      ['Content-Type', 'application/x-amz-json-1.1'],
      ['X-Amz-Target', 'AWSOrganizationsV20161128.CreateAccount'],
      ['Content-Length', String(body.length)],
    ]
    const wire = { method: 'POST', target: '/', headers, body }
    const options = {
      region: 'us-east-1',
      service: 'organizations',
      nowMs: target.clock.nowMs(),
      body: Buffer.from(body),
    }
    const answer = await target.send({ ...wire, headers: signRequest(wire, target.admin, options) })
    assert.equal(answer.status, 200, answer.body)
    return (JSON.parse(answer.body) as { CreateAccountStatus: { AccountId: string } }).CreateAccountStatus.AccountId
  }

  describe('STS-09 clients do not set condition keys', () => {
    test('aws:SourceIp is the connection, whatever headers and parameters say', async () => {
      const elsewhere = await newUser(
        target,
        'elsewhere',
        allow('iam:ListUsers', { IpAddress: { 'aws:SourceIp': '203.0.113.7' } }),
      )
      const here = await newUser(target, 'here', allow('iam:ListUsers', { IpAddress: { 'aws:SourceIp': '127.0.0.1' } }))
      const list = { Action: 'ListUsers' }
      assert.equal(codeOf(await target.call(list, here, { service: 'iam' })), 'ok')
      const names = [
        'X-Forwarded-For',
        'Forwarded',
        'X-Real-IP',
        'True-Client-IP',
        'CF-Connecting-IP',
        'aws-SourceIp',
        'Via',
      ]
      for (const name of names) {
        const lie: Header = [name, name === 'Forwarded' ? 'for=203.0.113.7' : '203.0.113.7']
        assert.equal(codeOf(await target.call(list, elsewhere, { service: 'iam', headers: [lie] })), 'AccessDenied')
        assert.equal(
          codeOf(await target.send(withHeaders(target.signed(list, elsewhere, { service: 'iam' }), lie))),
          'AccessDenied',
        )
        assert.equal(codeOf(await target.call(list, here, { service: 'iam', headers: [lie] })), 'ok')
      }
      const asParameter = await target.call({ ...list, 'aws:SourceIp': '203.0.113.7' }, elsewhere, { service: 'iam' })
      assert.notEqual(codeOf(asParameter), 'ok')
    })

    test('aws:MultiFactorAuthPresent, aws:userid, aws:SecureTransport and aws:PrincipalTag are facts, not headers', async () => {
      const claims: Readonly<Record<string, string>> = {
        'aws:MultiFactorAuthPresent': 'true',
        'aws:userid': 'AIDAAAAAAAAAAAAAAAAAA',
        'aws:SecureTransport': 'true',
        'aws:PrincipalTag/team': 'root',
        'aws:PrincipalIsAWSService': 'true',
      }
      for (const [at, [key, value]] of Object.entries(claims).entries()) {
        const user = await newUser(target, `liar${at}`, allow('iam:ListUsers', { StringEquals: { [key]: value } }))
        const bare = key.slice(4).replaceAll('/', '-')
        const headers: readonly Header[] = [
          [bare, value],
          [`aws-${bare}`, value],
          [`X-Amz-${bare}`, value],
          [`x-amzn-${bare}`, value],
        ]
        const answer = await target.call({ Action: 'ListUsers' }, user, { service: 'iam', headers })
        assert.equal(codeOf(answer), 'AccessDenied', `${key}: ${answer.body}`)
      }
    })
  })

  describe('STS-11 without a signature', () => {
    const tables = [sts, iam, organizations].map((service) => serve(service).protocol)
    const bare = (answer: { body: string }): string =>
      answer.body.replace(/<RequestId>[^<]*<\/RequestId>/, '').replace(/"RequestId":"[^"]*"/, '')
    const wire = (given: Partial<Wire> & { headers?: readonly Header[] }): Wire => {
      const body = given.body ?? ''
      const headers: readonly Header[] = [
        ['Host', 'sts.amazonaws.com'],
        ['Content-Length', String(body.length)],
        ...(given.headers ?? []),
      ]
      return { method: 'POST', target: '/', ...given, headers, body }
    }

    test('every operation of every model is refused, by form, by query and by target, all with the same words', async () => {
      const form: Header = ['Content-Type', 'application/x-www-form-urlencoded']
      const json: Header = ['Content-Type', 'application/x-amz-json-1.1']
      const words = new Set<string>()
      let asked = 0
      for (const { apiVersion, operationNames, targetPrefix } of tables) {
        for (const name of operationNames) {
          const query = `Action=${name}&Version=${apiVersion}`
          const attacks = [
            wire({ body: query, headers: [form] }),
            wire({ method: 'GET', target: `/?${query}` }),
            wire({
              body: '{}',
              headers: [json, ['X-Amz-Target', `${targetPrefix ?? 'AWSSecurityTokenService'}.${name}`]],
            }),
          ]
          for (const attack of attacks) {
            const answer = await target.send(attack)
            asked += 1
            assert.ok(answer.status >= 400 && answer.status < 500, `${name}: ${answer.status} ${answer.body}`)
            words.add(bare(answer))
          }
        }
      }
      assert.ok(asked > 600, `${asked} requests`)
      const codes = [...words].map((body) => codeOf({ status: 400, headers: new Map(), body })).sort()
      // Unsigned at AWS, and so told what to use instead; everything else, served or not, sounds the same.
      assert.deepEqual(
        [...new Set(codes)],
        ['InvalidAction', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
      )
      assert.equal(words.size, 4, [...words].join('\n'))
    })

    test('names that no model has sound the same as those that it has', async () => {
      const known = await target.send(wire({ method: 'GET', target: '/?Action=GetCallerIdentity&Version=2011-06-15' }))
      for (const name of ['Nothing', '__proto__', 'constructor', '../../etc/passwd', ''])
        assert.equal(
          bare(await target.send(wire({ method: 'GET', target: `/?Action=${name}&Version=2011-06-15` }))),
          bare(known),
        )
    })
  })

  describe('TOK-08 a token is never a bearer credential', () => {
    test('wherever it is shown without a signature by its secret', async () => {
      const { sessionToken } = await target.session(await openRole(target, 'bearer'))
      const query = '/?Action=GetCallerIdentity&Version=2011-06-15'
      const shown: readonly (readonly [target: string, header?: Header])[] = [
        [query, ['Authorization', `Bearer ${sessionToken}`]],
        [query, ['Authorization', `Basic ${Buffer.from(`aws:${sessionToken}`).toString('base64')}`]],
        [query, ['Authorization', sessionToken]],
        [query, ['X-Amz-Security-Token', sessionToken]],
        [query, ['X-Vault-Token', sessionToken]],
        [query, ['x-amz-sso_bearer_token', sessionToken]],
        [query, ['Cookie', `token=${sessionToken}`]],
        [query, ['X-aws-ec2-metadata-token', sessionToken]],
        [`${query}&X-Amz-Security-Token=${encodeURIComponent(sessionToken)}`],
        [`${query}&access_token=${encodeURIComponent(sessionToken)}`],
      ]
      for (const [path, header] of shown) {
        const headers: readonly Header[] = [['Host', 'sts.amazonaws.com'], ...(header === undefined ? [] : [header])]
        const answer = await target.send({ method: 'GET', target: path, headers, body: '' })
        assert.ok([400, 403].includes(answer.status), `${path} ${header?.[0]}: ${answer.body}`)
        assert.ok(!answer.body.includes(sessionToken.slice(0, 40)))
      }
    })
  })
})
