/** Bytes as they leave the server, held against the shapes that AWS documents; and what must not be in them or left behind. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CreateVirtualMFADeviceCommand } from '@aws-sdk/client-iam'
import { BREVET, run } from './child.ts'
import { allow, assume, newRole, newUser, session, trust } from './people.ts'
import { form, send, signedPost, stsForm } from './signedCall.ts'
import type { Answer } from './signedCall.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

let world: World
describe('awsShapes', () => {
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  const iam = (action: string, parameters: Record<string, string> = {}): Promise<Answer> =>
    send(
      world,
      signedPost(world, world.admin, {
        service: 'iam',
        body: form({ Action: action, Version: '2010-05-08', ...parameters }),
      }),
    )
  const organizations = (operation: string, input: object): Promise<Answer> =>
    send(
      world,
      signedPost(world, world.admin, {
        service: 'organizations',
        contentType: 'application/x-amz-json-1.1',
        headers: [['X-Amz-Target', `AWSOrganizationsV20161128.${operation}`]],
        body: JSON.stringify(input),
      }),
    )
  const element = (xml: string, name: string): string => xml.split(`<${name}>`)[1]?.split(`</${name}>`)[0] ?? ''
  const requestId = ({ headers }: Answer): string => String(headers['x-amzn-requestid'])

  describe('the query protocol', () => {
    test('an IAM answer: namespace, times, ids, request id, Date', async () => {
      const answer = await iam('CreateRole', {
        RoleName: 'Shape',
        AssumeRolePolicyDocument: trust({ AWS: world.accountId }),
      })
      assert.equal(answer.status, 200, answer.body)
      assert.match(
        answer.body,
        /^(<\?xml[^>]*\?>\s*)?<CreateRoleResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/">\s*<CreateRoleResult>/,
      )
      assert.match(element(answer.body, 'CreateDate'), ISO_SECONDS)
      assert.match(element(answer.body, 'RoleId'), /^AROA[A-Z2-7]{17}$/)
      assert.match(
        element(answer.body, 'AssumeRolePolicyDocument'),
        /^%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B/,
      )
      assert.match(requestId(answer), UUID)
      assert.equal(element(answer.body, 'RequestId'), requestId(answer))
      assert.ok(Math.abs(Date.parse(String(answer.headers['date'])) - world.clock.nowMs()) < 3000)
    })

    test('an empty answer, an empty list', async () => {
      const empty = await iam('TagRole', { RoleName: 'Shape', 'Tags.member.1.Key': 'a', 'Tags.member.1.Value': 'b' })
      assert.match(
        empty.body,
        /<TagRoleResponse xmlns="[^"]+">\s*<ResponseMetadata>\s*<RequestId>[0-9a-f-]{36}<\/RequestId>\s*<\/ResponseMetadata>\s*<\/TagRoleResponse>\s*$/,
      )
      const list = await iam('ListGroups')
      assert.match(list.body, /<Groups\s*\/>|<Groups><\/Groups>/)
      assert.equal(element(list.body, 'IsTruncated'), 'false')
    })

    test('a refusal: type, code, message, request id', async () => {
      const answer = await iam('GetRole', { RoleName: 'Missing' })
      assert.equal(answer.status, 404)
      assert.match(
        answer.body,
        /<ErrorResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/">\s*<Error>\s*<Type>Sender<\/Type>\s*<Code>NoSuchEntity<\/Code>\s*<Message>The role with name Missing cannot be found\.<\/Message>\s*<\/Error>/,
      )
      assert.equal(element(answer.body, 'RequestId'), requestId(answer))
    })

    test('credentials: their Expiration on a whole second', async () => {
      const answer = await send(world, signedPost(world, world.admin, { body: stsForm('GetSessionToken') }))
      assert.match(element(answer.body, 'Expiration'), ISO_SECONDS)
    })

    test('unknown action, wrong version, no action', async () => {
      const code = async (body: string) =>
        element((await send(world, signedPost(world, world.admin, { body }))).body, 'Code')
      assert.equal(await code(stsForm('NoSuchThing')), 'InvalidAction')
      assert.equal(await code(form({ Action: 'GetCallerIdentity', Version: '2001-01-01' })), 'InvalidAction')
      assert.equal(await code(form({ Version: '2011-06-15' })), 'MissingAction')
    })

    test('markup in a name does not become markup', async () => {
      await iam('CreateUser', { UserName: 'tagged', 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': 'plain' })
      const answer = await iam('<b>&amp;', {})
      assert.ok(answer.body.includes('&lt;b&gt;'), answer.body)
      assert.ok(!answer.body.includes('<b>'), answer.body)
    })
  })

  describe('the JSON protocol', () => {
    test('an answer: type, epoch seconds, request id', async () => {
      const answer = await organizations('CreateAccount', { AccountName: 'shape', Email: 'shape@example.com' })
      assert.equal(answer.status, 200, answer.body)
      assert.equal(answer.headers['content-type'], 'application/x-amz-json-1.1')
      assert.match(requestId(answer), UUID)
      const { CreateAccountStatus: status } = JSON.parse(answer.body) as {
        CreateAccountStatus: { RequestedTimestamp: unknown }
      }
      assert.equal(typeof status.RequestedTimestamp, 'number')
      assert.ok(Math.abs(Number(status.RequestedTimestamp) * 1000 - world.clock.nowMs()) < 60_000)
    })

    test('a refusal: the short name of its shape', async () => {
      const answer = await organizations('DescribeAccount', { AccountId: '999999999999' })
      assert.equal(answer.status, 400)
      const { __type: type } = JSON.parse(answer.body) as { __type: string }
      assert.equal(type.split('#').at(-1), 'AccountNotFoundException')
    })
  })

  describe('what is kept', () => {
    const filesIn = (directory: string): string[] =>
      readdirSync(directory).flatMap((name) => {
        const path = join(directory, name)
        return statSync(path).isDirectory() ? filesIn(path) : [path]
      })

    test('the audit record carries the answer’s request id', async () => {
      const answer = await send(world, signedPost(world, world.admin, { body: stsForm('GetCallerIdentity') }))
      const { code, stdout } = await run(BREVET, ['audit', 'tail', '--data-dir', world.dataDir, '--json'], {
        cwd: world.dataDir,
      })
      assert.equal(code, 0)
      const records = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { requestID: string; eventName: string })
      assert.deepEqual(
        records.filter(({ requestID }) => requestID === requestId(answer)).map(({ eventName }) => eventName),
        ['GetCallerIdentity'],
      )
    })

    test('no secret, no session token, no seed lies in the clear anywhere in the data directory', async () => {
      const key = await newUser(world, 'hidden', { policy: allow('sts:*') })
      const arn = await newRole(world, 'Hidden', { trust: trust({ AWS: world.accountId }) })
      const given = await session(world, key, { arn })
      const again = await assume(world, key, arn)
      const device = await world.iam().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'hidden' }))
      const secrets = [
        key.secretAccessKey,
        given.secretAccessKey,
        given.sessionToken ?? '',
        again.Credentials?.SecretAccessKey ?? '',
        Buffer.from(device.VirtualMFADevice?.Base32StringSeed ?? []).toString('ascii'),
      ]
      assert.ok(secrets.every((secret) => secret.length >= 40))
      const files = filesIn(world.dataDir).filter((path) => !path.endsWith('admin-credentials'))
      assert.ok(files.some((path) => path.includes('audit')) && files.some((path) => path.includes('brevet.db')))
      for (const path of files) {
        const bytes = readFileSync(path)
        for (const secret of secrets) assert.equal(bytes.indexOf(secret), -1, path)
      }
      // The same search does find what is not secret.
      assert.ok(files.some((path) => readFileSync(path).includes(key.accessKeyId)))
    })
  })
})
