/** The three messages of a user's bad day, word by word: who are you, is it really you, may you. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ListUsersCommand } from '@aws-sdk/client-iam'
import { ListAccountsCommand } from '@aws-sdk/client-organizations'
import { GetCallerIdentityCommand, STSServiceException } from '@aws-sdk/client-sts'
import { allow, newRole, newUser, policy, session, trust } from './people.ts'
import { awsCli, BREVET, credentialEnv, run, skipWithout } from './child.ts'
import { refusedAs } from './refused.ts'
import { send, signedPost, stsForm } from './signedCall.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

const INVALID_TOKEN = 'The security token included in the request is invalid.'
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

let world: World
let user: Key
describe('badDay', () => {
  before(async () => {
    world = await openWorld()
    user = await newUser(world, 'una')
  })
  after(() => world.close())

  const whoami = (key: Key) => world.sts(key).send(new GetCallerIdentityCommand())
  const unknown: Key = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  }
  const wrongSecret = (): Key => ({ ...user, secretAccessKey: `${user.secretAccessKey.slice(0, -1)}?` })
  const denied = (): string =>
    `User: arn:aws:iam::${world.accountId}:user/una is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${world.accountId}:user/ because no identity-based policy allows the iam:ListUsers action.`

  describe('with the SDK', () => {
    test('InvalidClientTokenId: a key nobody has', async () => {
      const refusal = await refusedAs(whoami(unknown), 'InvalidClientTokenId', INVALID_TOKEN)
      assert.equal(refusal.status, 403)
      assert.ok(refusal.error instanceof STSServiceException)
      assert.match(refusal.error.$metadata.requestId ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      await refusedAs(world.iam(unknown).send(new ListUsersCommand({})), 'InvalidClientTokenId', INVALID_TOKEN)
      await refusedAs(
        world.organizations(unknown).send(new ListAccountsCommand({})),
        'UnrecognizedClientException',
        INVALID_TOKEN,
      )
    })

    test('InvalidClientTokenId: a token that is not ours, was changed, or belongs to another key id', async () => {
      const role = await newRole(world, 'Mine', { trust: trust({ AWS: world.accountId }) })
      const [one, two] = [
        await session(world, world.admin, { arn: role }),
        await session(world, world.admin, { arn: role }),
      ]
      const token = one.sessionToken ?? ''
      const changed = `${token.slice(0, 200)}${token[200] === 'A' ? 'B' : 'A'}${token.slice(201)}`
      for (const sessionToken of [changed, 'no-token', token.slice(0, -4), two.sessionToken ?? ''])
        await refusedAs(whoami({ ...one, sessionToken }), 'InvalidClientTokenId', INVALID_TOKEN)
      await refusedAs(whoami({ ...user, sessionToken: token }), 'InvalidClientTokenId', INVALID_TOKEN)
      await refusedAs(
        whoami({ accessKeyId: one.accessKeyId, secretAccessKey: one.secretAccessKey }),
        'InvalidClientTokenId',
        INVALID_TOKEN,
      )
    })

    test('SignatureDoesNotMatch: a wrong secret', async () => {
      const refusal = await refusedAs(whoami(wrongSecret()), 'SignatureDoesNotMatch', MISMATCH)
      assert.equal(refusal.status, 403)
      await refusedAs(
        world.organizations(wrongSecret()).send(new ListAccountsCommand({})),
        'InvalidSignatureException',
        MISMATCH,
      )
    })

    test('SignatureDoesNotMatch: the clock is more than 15 minutes off, and says so', async () => {
      for (const ageMs of [16 * 60_000, -16 * 60_000]) {
        const answer = await send(world, signedPost(world, user, { body: stsForm('GetCallerIdentity'), ageMs }))
        assert.equal(answer.status, 403)
        assert.match(answer.body, /<Code>SignatureDoesNotMatch<\/Code>/)
        assert.match(
          answer.body,
          ageMs > 0
            ? /Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z/
            : /Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z/,
        )
      }
      const near = await send(
        world,
        signedPost(world, user, { body: stsForm('GetCallerIdentity'), ageMs: 14 * 60_000 }),
      )
      assert.equal(near.status, 200)
    })

    test('IncompleteSignature: an Authorization that is no signature', async () => {
      const good = signedPost(world, user, { body: stsForm('GetCallerIdentity') })
      const authorization = (change: (text: string) => string) => ({
        ...good,
        headers: good.headers.map(
          ([name, value]) => [name, name.toLowerCase() === 'authorization' ? change(value) : value] as const,
        ),
      })
      for (const change of [
        (text: string) => text.replace(/, *Signature=.*/, ''),
        (text: string) => text.replace('/aws4_request', ''),
        () => 'AWS4-HMAC-SHA256 Credential',
      ]) {
        const answer = await send(world, authorization(change))
        assert.equal(answer.status, 400, answer.body)
        assert.match(answer.body, /<Code>IncompleteSignature<\/Code>/)
      }
      const none = { ...good, headers: good.headers.filter(([name]) => name.toLowerCase() !== 'authorization') }
      const answer = await send(world, none)
      assert.equal(answer.status, 403)
      assert.match(
        answer.body,
        /<Code>MissingAuthenticationToken<\/Code>\s*<Message>Request is missing Authentication Token<\/Message>/,
      )
    })

    test('AccessDenied: the reason is in the sentence, one layer after the other', async () => {
      const listUsers = (key: Key) => world.iam(key).send(new ListUsersCommand({}))
      const refusal = await refusedAs(listUsers(user), 'AccessDenied', denied())
      assert.equal(refusal.status, 403)
      const deny = await newUser(world, 'forbidden', {
        policy: policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' }),
      })
      await refusedAs(
        listUsers(deny),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/forbidden is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${world.accountId}:user/ with an explicit deny in an identity-based policy.`,
      )
      const fenced = await newUser(world, 'fenced', {
        policy: allow('iam:*'),
        boundary: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
      })
      await refusedAs(
        listUsers(fenced),
        'AccessDenied',
        `User: arn:aws:iam::${world.accountId}:user/fenced is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${world.accountId}:user/ because no permissions boundary allows the iam:ListUsers action.`,
      )
      await refusedAs(
        world.organizations(user).send(new ListAccountsCommand({})),
        'AccessDeniedException',
        `User: arn:aws:iam::${world.accountId}:user/una is not authorized to perform: organizations:ListAccounts on resource: * because no identity-based policy allows the organizations:ListAccounts action.`,
      )
    })

    test('an unknown key and a wrong secret answer alike but for code and sentence', async () => {
      const shapes = []
      for (const key of [unknown, wrongSecret()]) {
        const answer = await send(world, signedPost(world, key, { body: stsForm('GetCallerIdentity') }))
        const { date: _date, 'x-amzn-requestid': _id, 'content-length': _length, ...headers } = answer.headers
        shapes.push([answer.status, headers])
      }
      assert.deepEqual(shapes[0], shapes[1])
    })
  })

  describe('with the real AWS CLI', { skip: skipWithout('aws') }, () => {
    const aws = (key: Key, ...args: string[]) => awsCli(world.endpoint, world.dataDir)(key, ...args)
    const said = (code: string, operation: string, sentence: string): string =>
      `An error occurred (${code}) when calling the ${operation} operation: ${sentence}`

    test('says the same three things, and leaves with a failure', async () => {
      const [first, second, third] = await Promise.all([
        aws(unknown, 'sts', 'get-caller-identity'),
        aws(wrongSecret(), 'sts', 'get-caller-identity'),
        aws(user, 'iam', 'list-users'),
      ])
      assert.ok(first.stderr.includes(said('InvalidClientTokenId', 'GetCallerIdentity', INVALID_TOKEN)), first.stderr)
      assert.ok(second.stderr.includes(said('SignatureDoesNotMatch', 'GetCallerIdentity', MISMATCH)), second.stderr)
      assert.ok(third.stderr.includes(said('AccessDenied', 'ListUsers', denied())), third.stderr)
      for (const { code, stdout } of [first, second, third]) {
        assert.notEqual(code, 0)
        assert.equal(stdout, '')
      }
    })
  })

  describe('with brevet', () => {
    const brevet = (key: Key, ...args: string[]) =>
      run(BREVET, [...args, '--endpoint', world.endpoint], { cwd: world.dataDir, env: credentialEnv(key) })

    test('says the same, and what to do next', async () => {
      const [first, second] = await Promise.all([brevet(unknown, 'whoami'), brevet(wrongSecret(), 'whoami')])
      assert.deepEqual([first.code, first.stdout], [1, ''])
      assert.equal(
        first.stderr,
        `brevet whoami: InvalidClientTokenId: ${INVALID_TOKEN}\nThe server does not know this key, or it is inactive: check which credentials are in use (environment, --profile).\n`,
      )
      assert.deepEqual([second.code, second.stdout], [1, ''])
      assert.equal(
        second.stderr,
        `brevet whoami: SignatureDoesNotMatch: ${MISMATCH}\nThe secret is wrong for this key id, or the clocks differ by more than 15 minutes.\n`,
      )
    })
  })

  describe('with a session that is over', () => {
    test('the AWS CLI and brevet say that it is expired, and what to do', async (t) => {
      // Processes sign at the machine's time, at most 15 minutes from the server's: so the session begins ten minutes ago.
      const past = await openWorld({}, { aheadMs: -600_000 })
      try {
        const arn = await newRole(past, 'Short', { trust: trust({ AWS: past.accountId }) })
        const key = await session(past, past.admin, { arn, more: { DurationSeconds: 900 } })
        past.clock.advance(902_000)
        const place = { cwd: past.dataDir, env: credentialEnv(key) }
        const sentence = 'The security token included in the request is expired'
        const own = await run(BREVET, ['whoami', '--endpoint', past.endpoint], place)
        assert.deepEqual([own.code, own.stdout], [1, ''])
        assert.equal(
          own.stderr,
          `brevet whoami: ExpiredToken: ${sentence}\nThe session is over or was revoked: get new credentials with the key or role it came from.\n`,
        )
        if (skipWithout('aws') !== false) return t.skip("there is no 'aws' on this machine")
        const cli = await awsCli(past.endpoint, past.dataDir)(key, 'sts', 'get-caller-identity')
        assert.notEqual(cli.code, 0)
        assert.ok(
          cli.stderr.includes(
            `An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: ${sentence}`,
          ),
          cli.stderr,
        )
      } finally {
        await past.close()
      }
    })
  })
})
