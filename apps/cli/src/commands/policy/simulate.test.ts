/** brevet policy simulate over files: what it decides, how it says so, and what it refuses. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Terminal } from '../../command.ts'
import { run } from '../../main.ts'
import type { DecidedRequest } from './simulateHere.ts'

const cwd = mkdtempSync(join(tmpdir(), 'brevet-simulate-'))
describe('simulate', () => {
  after(() => rmSync(cwd, { recursive: true, force: true }))

  async function simulate(...args: readonly string[]) {
    const said = { out: '', err: '' }
    const terminal: Terminal = {
      env: { HOME: cwd },
      cwd,
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      interactive: false,
      ask: () => Promise.reject(new Error('nobody is there')),
      stop: new AbortController().signal,
    }
    return { code: await run(['policy', 'simulate', ...args], terminal), ...said }
  }

  /** Writes a policy file of these statements, one member a line, and answers its name. */
  function file(name: string, ...statements: readonly object[]): string {
    const Statement = statements.map((one) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...one }))
    writeFileSync(join(cwd, name), JSON.stringify({ Version: '2012-10-17', Statement }, null, 2))
    return name
  }

  /** The decisions, by --json. */
  async function decisions(...args: readonly string[]): Promise<readonly DecidedRequest[]> {
    const { out, err } = await simulate('--json', ...args)
    assert.equal(err, '')
    return JSON.parse(out) as readonly DecidedRequest[]
  }
  const decision = async (...args: readonly string[]): Promise<string | undefined> =>
    (await decisions(...args))[0]?.decision

  const GET = ['--action', 's3:GetObject']
  const BUCKET = 'arn:aws:s3:::b'
  const BOB = 'arn:aws:iam::111122223333:user/team/Bob'
  const DEPLOY = 'arn:aws:iam::111122223333:role/ci/Deploy'

  describe('what it shows', () => {
    test('a table: decisions, deciding statements with their place, what is missing; exit status 1', async () => {
      file('app.json', { Sid: 'Read', Resource: `${BUCKET}/*` }, { Effect: 'Deny', Resource: `${BUCKET}/secret` })
      file('mfa.json', { Action: 's3:PutObject', Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } } })
      const on = ['--resource', `${BUCKET}/k`, '--resource', `${BUCKET}/secret`]
      const by = ['--identity', 'app.json', '--identity', 'mfa.json']
      const { code, out } = await simulate(...by, '--action', 's3:GetObject,s3:PutObject', ...on)
      assert.equal(code, 1)
      const rows = out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/))
      assert.deepEqual(rows, [
        ['ACTION', 'RESOURCE', 'DECISION', 'DECIDED BY'],
        ['s3:GetObject', `${BUCKET}/k`, 'allowed', 'app.json:4:5 Read'],
        ['s3:GetObject', `${BUCKET}/secret`, 'explicitDeny', 'app.json:10:5'],
        ['s3:PutObject', `${BUCKET}/k`, 'implicitDeny', 'no identity policy allows it'],
        ['', 'the request has no aws:MultiFactorAuthPresent'],
        ['s3:PutObject', `${BUCKET}/secret`, 'implicitDeny', 'no identity policy allows it'],
        ['', 'the request has no aws:MultiFactorAuthPresent'],
      ])
    })

    test('exit status 0 where everything is allowed; * where no resource is named', async () => {
      const { code, out } = await simulate('--identity', file('all.json', { Action: '*' }), ...GET)
      assert.deepEqual([code, out.split('\n')[1]], [0, 's3:GetObject  *         allowed   all.json:4:5'])
    })

    test('--json: layers, statements and places', async () => {
      file('yes.json', { Sid: 'Yes' })
      file('limit.json', { Action: 'sqs:*' })
      const [decided] = await decisions('--identity', 'yes.json', '--boundary', 'limit.json', ...GET)
      assert.deepEqual(decided, {
        action: 's3:GetObject',
        resource: '*',
        decision: 'implicitDeny',
        layer: 'boundary',
        statements: [],
        missingContextKeys: [],
      })
      const [allowed] = await decisions('--identity', 'yes.json', ...GET)
      assert.deepEqual(allowed?.statements, [
        { policy: 'yes.json', layer: 'identity', effect: 'Allow', sid: 'Yes', line: 4, column: 5 },
      ])
    })
  })

  describe('layers', () => {
    const yes = ['--identity', file('grant.json', {}), ...GET]

    test('session policies are added up; SCPs by level, several on one with a comma', async () => {
      const [queues, reads] = [file('queues.json', { Action: 'sqs:*' }), file('reads.json', {})]
      assert.equal(await decision(...yes, '--session', queues), 'implicitDeny')
      assert.equal(await decision(...yes, '--session', queues, '--session', reads), 'allowed')
      assert.equal(await decision(...yes, '--scp', queues, '--scp', reads), 'implicitDeny')
      assert.equal(await decision(...yes, '--scp', `${queues},${reads}`), 'allowed')
      const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*' }
      assert.equal(await decision(...yes, '--rcp', file('rcp.json', deny)), 'explicitDeny')
    })

    test('a resource policy, within the account and across', async () => {
      const bucket = file('bucket.json', { Principal: { AWS: BOB } })
      const as = (arn: string, ...more: readonly string[]) =>
        decision('--resource-policy', bucket, '--principal', arn, '--resource', BUCKET, ...GET, ...more)
      assert.equal(await as(BOB), 'allowed')
      assert.equal(await as(DEPLOY), 'implicitDeny')
      assert.equal(await as(BOB, '--resource-account', '444455556666'), 'implicitDeny')
      assert.equal(await as(BOB, '--resource-account', '444455556666', '--identity', 'grant.json'), 'allowed')
    })

    test('a trust policy decides who assumes a role', async () => {
      const statement = {
        Principal: { AWS: BOB, Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Resource: undefined,
      }
      const trust = file('trust.json', statement)
      const as = (arn: string) =>
        decision('--trust-policy', trust, '--principal', arn, '--resource', DEPLOY, '--action', 'sts:AssumeRole')
      assert.equal(await as(BOB), 'allowed')
      assert.equal(await as('ec2.amazonaws.com'), 'allowed')
      assert.equal(await as('lambda.amazonaws.com'), 'implicitDeny')
      assert.equal(await as('anonymous'), 'implicitDeny')
    })
  })

  describe('principals and context', () => {
    const where = async (condition: object, ...more: readonly string[]) =>
      decision('--identity', file('where.json', { Condition: condition }), ...GET, ...more)

    test('the principal supplies its keys, --context wins', async () => {
      const bob = { StringEquals: { 'aws:username': 'Bob' }, ArnEquals: { 'aws:PrincipalArn': BOB } }
      assert.equal(await where(bob), 'implicitDeny')
      assert.equal(await where(bob, '--principal', BOB), 'allowed')
      assert.equal(await where(bob, '--principal', BOB, '--context', 'AWS:UserName=Eve'), 'implicitDeny')
      const role = { ArnEquals: { 'aws:PrincipalArn': DEPLOY }, StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }
      assert.equal(await where(role, '--principal', DEPLOY), 'allowed')
      const session = 'arn:aws:sts::111122223333:assumed-role/Deploy/s'
      assert.equal(
        await where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Deploy' } }, '--principal', session),
        'allowed',
      )
      assert.equal(
        await where({ StringEquals: { 'aws:PrincipalType': 'Account' } }, '--principal', '111122223333'),
        'allowed',
      )
    })

    test('what is known of a key decides whether it is multivalued', async () => {
      const tags = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }
      assert.equal(await where(tags, '--context', 'aws:TagKeys=a', '--context', 'aws:tagkeys=b'), 'allowed')
      assert.equal(await where({ StringEquals: { 'aws:TagKeys': 'a' } }, '--context', 'aws:TagKeys=a'), 'implicitDeny')
      const own = { 'ForAnyValue:StringEquals': { 'my:groups': 'b' } }
      assert.equal(await where(own, '--context', 'my:groups=a', '--context', 'my:groups=b'), 'allowed')
      assert.equal(await where({ StringEquals: { 'my:group': 'a=b' } }, '--context', 'my:group=a=b'), 'allowed')
    })
  })

  describe('wrong usage exits 2 and says what is right', () => {
    const ok = file('ok.json', {})
    const cases: readonly (readonly [RegExp, ...string[]])[] = [
      [/name policy files .*or with --principal/, ...GET],
      [/--action is needed/, '--identity', ok],
      [/'s3:\*' is no action; for example s3:GetObject/, '--identity', ok, '--action', 's3:*'],
      [/'bucket' is neither an ARN nor \*/, '--identity', ok, ...GET, '--resource', 'bucket'],
      [/--resource-account takes the 12 digits/, '--identity', ok, ...GET, '--resource-account', '12'],
      [/--principal is needed/, '--resource-policy', file('rp.json', { Principal: '*' }), ...GET],
      [
        /exclude each other/,
        '--resource-policy',
        'rp.json',
        '--trust-policy',
        file('tp.json', { Principal: { AWS: BOB }, Action: 'sts:AssumeRole', Resource: undefined }),
        ...GET,
        '--principal',
        BOB,
      ],
      [/--boundary can be given once/, '--boundary', ok, '--boundary', ok, ...GET],
      [
        /cannot make a request; name an ARN/,
        '--identity',
        ok,
        ...GET,
        '--principal',
        'arn:aws:iam::111122223333:group/G',
      ],
      [/takes KEY=VALUE, not 'x'/, '--identity', ok, ...GET, '--context', 'x'],
      [/'10\.0\.0\.0\/8' is no value of type ip/, '--identity', ok, ...GET, '--context', 'aws:SourceIp=10.0.0.0/8'],
      [
        /has one value in a request, not 2/,
        '--identity',
        ok,
        ...GET,
        '--context',
        'aws:SourceIp=::1',
        '--context',
        'aws:sourceip=::2',
      ],
      [/--endpoint has no meaning with policy files/, '--identity', ok, ...GET, '--endpoint', 'http://x:1'],
    ]
    for (const [message, ...args] of cases) {
      test(message.source, async () => {
        const { code, err, out } = await simulate(...args)
        assert.match(err, message)
        assert.deepEqual([code, out], [2, ''])
        assert.match(err, /brevet policy simulate --help/)
      })
    }

    test('files that are no policies: every fault with its place, exit status 1', async () => {
      const { code, err } = await simulate(
        '--identity',
        file('bad.json', { Principal: '*' }, { Action: 'nonsense' }),
        ...GET,
      )
      assert.equal(code, 1)
      assert.match(
        err,
        /bad\.json is no identity policy:\n {2}bad\.json:\d+:\d+: .*\n {2}bad\.json:\d+:\d+: .*\n.*brevet policy lint/,
      )
      const gone = await simulate('--identity', 'gone.json', ...GET)
      assert.match(gone.err, /cannot read gone\.json\.\nPolicy files are named by their path/)
    })
  })
})
