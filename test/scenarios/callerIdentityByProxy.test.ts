/** GetCallerIdentity as third parties use it: presigned, by GET, for another host, with headers of their own, in JSON or XML. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assume, keyOf, newRole, trust } from './people.ts'
import { credentialEnv, run, skipWithout } from './child.ts'
import { presignedGet, send, signedGet, signedPost, stsForm } from './signedCall.ts'
import type { Answer } from './signedCall.ts'
import { openWorld } from './world.ts'
import type { Key, World } from './world.ts'

let world: World
let session: Key
let python: string | false
describe('callerIdentityByProxy', () => {
  before(async () => {
    world = await openWorld()
    const arn = await newRole(world, 'Node', { trust: trust({ AWS: world.accountId }) })
    session = keyOf((await assume(world, world.admin, arn)).Credentials)
    const found =
      skipWithout('python3') === false &&
      (await run('python3', ['-c', 'import botocore'], { cwd: world.dataDir })).code === 0
    python = found ? false : 'there is no python3 with botocore on this machine'
  })
  after(() => world.close())

  const QUERY = stsForm('GetCallerIdentity')
  const MINUTE = 60_000
  const FOREIGN = 'sts.amazonaws.com'
  const arnOf = (key: Key): string =>
    key.sessionToken === undefined
      ? `arn:aws:iam::${world.accountId}:user/admin`
      : `arn:aws:sts::${world.accountId}:assumed-role/Node/scene`

  function saysWho(answer: Answer, key: Key): void {
    assert.equal(answer.status, 200, answer.body)
    assert.ok(answer.body.includes(`<Arn>${arnOf(key)}</Arn>`), answer.body)
  }
  function saysNo(answer: Answer, code: string, sentence: RegExp): void {
    assert.equal(answer.status, 403, answer.body)
    assert.ok(answer.body.includes(`<Code>${code}</Code>`), answer.body)
    assert.match(answer.body, sentence)
  }
  const both = (): readonly Key[] => [world.admin, session]

  describe('the answer', () => {
    test("XML in AWS's shape, request id and type", async () => {
      const answer = await send(world, signedPost(world, world.admin, { body: QUERY }))
      assert.equal(answer.headers['content-type'], 'text/xml')
      const id = answer.headers['x-amzn-requestid']
      const userId = /<UserId>(AIDA[A-Z2-7]{17})<\/UserId>/.exec(answer.body)?.[1] ?? ''
      const expected = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><UserId>${userId}</UserId><Account>${world.accountId}</Account><Arn>${arnOf(world.admin)}</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>${String(id)}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
      const elements = (xml: string): string[] =>
        xml
          .replaceAll(/>\s+</g, '><')
          .trim()
          .split(/(?=<[A-Z])/)
          .map((part) => part.replaceAll(/<\/[A-Za-z]+>/g, ''))
          .sort()
      assert.deepEqual(elements(answer.body), elements(expected))
    })

    test("Accept: application/json gives AWS's JSON shape, for answers and refusals", async () => {
      const headers = [['Accept', 'application/json']] as const
      const answer = await send(world, signedPost(world, session, { body: QUERY, headers }))
      assert.match(String(answer.headers['content-type']), /^application\/json/)
      const { GetCallerIdentityResponse: said } = JSON.parse(answer.body) as {
        GetCallerIdentityResponse: {
          GetCallerIdentityResult: { Account: string; Arn: string; UserId: string }
          ResponseMetadata: { RequestId: string }
        }
      }
      assert.deepEqual(Object.keys(said.GetCallerIdentityResult).sort(), ['Account', 'Arn', 'UserId'])
      assert.equal(said.GetCallerIdentityResult.Arn, arnOf(session))
      assert.equal(said.ResponseMetadata.RequestId, answer.headers['x-amzn-requestid'])
      const refusal = await send(
        world,
        signedPost(world, { ...world.admin, secretAccessKey: 'wrong' }, { body: QUERY, headers }),
      )
      const { Error: error } = JSON.parse(refusal.body) as { Error: { Code: string; Type: string } }
      assert.deepEqual([error.Code, error.Type], ['SignatureDoesNotMatch', 'Sender'])
    })
  })

  describe('by GET', () => {
    test('signed in the headers', async () => {
      for (const key of both()) saysWho(await send(world, signedGet(world, key, { query: QUERY })), key)
    })

    test('presigned', async () => {
      for (const key of both())
        saysWho(await send(world, presignedGet(world, key, { query: QUERY, expiresSeconds: 900 })), key)
    })

    test('a presigned request is good for 15 minutes, whatever X-Amz-Expires says, as `aws eks get-token` needs', async () => {
      const aged = (ageMs: number) =>
        send(world, presignedGet(world, session, { query: QUERY, expiresSeconds: 60, ageMs }))
      saysWho(await aged(10 * MINUTE), session)
      saysNo(await aged(16 * MINUTE), 'SignatureDoesNotMatch', /Signature expired: /)
      const long = presignedGet(world, session, { query: QUERY, expiresSeconds: 604_800, ageMs: 16 * MINUTE })
      saysNo(await send(world, long), 'SignatureDoesNotMatch', /Signature expired: /)
    })

    test('X-Amz-Expires is signed', async () => {
      const wire = presignedGet(world, session, { query: QUERY, expiresSeconds: 60 })
      assert.match(wire.target, /X-Amz-Expires=60/)
      const changed = { ...wire, target: wire.target.replace('X-Amz-Expires=60', 'X-Amz-Expires=61') }
      saysNo(await send(world, changed), 'SignatureDoesNotMatch', /signature we calculated/)
    })
  })

  describe('handed on by somebody else', () => {
    test('signed for sts.amazonaws.com, sent to our socket', async () => {
      for (const key of both()) {
        saysWho(await send(world, signedPost(world, key, { body: QUERY, host: FOREIGN })), key)
        saysWho(await send(world, presignedGet(world, key, { query: QUERY, expiresSeconds: 60, host: FOREIGN })), key)
      }
      const regional = { body: QUERY, host: 'sts.eu-central-1.amazonaws.com', region: 'eu-central-1' }
      saysWho(await send(world, signedPost(world, session, regional)), session)
    })

    test('the Host is signed: another one does not verify', async () => {
      const wire = signedPost(world, session, { body: QUERY, host: FOREIGN })
      const headers = wire.headers.map(
        ([name, value]) => [name, name.toLowerCase() === 'host' ? 'sts.evil.example' : value] as const,
      )
      saysNo(await send(world, { ...wire, headers }), 'SignatureDoesNotMatch', /signature we calculated/)
    })

    for (const name of ['X-Vault-AWS-IAM-Server-ID', 'x-k8s-aws-id']) {
      test(`${name} is part of the signature`, async () => {
        const headers = [[name, 'cluster-1.example']] as const
        saysWho(await send(world, signedPost(world, session, { body: QUERY, headers })), session)
        const wire = presignedGet(world, session, { query: QUERY, expiresSeconds: 60, headers, host: FOREIGN })
        const [, signed = ''] = /x-amz-signedheaders=([^&]*)/.exec(wire.target.toLowerCase()) ?? []
        assert.ok(decodeURIComponent(signed).split(';').includes(name.toLowerCase()), signed)
        saysWho(await send(world, wire), session)
        const other = wire.headers.map(
          ([header, value]) => [header, header === name ? 'cluster-2.example' : value] as const,
        )
        saysNo(await send(world, { ...wire, headers: other }), 'SignatureDoesNotMatch', /signature we calculated/)
        const none = wire.headers.filter(([header]) => header !== name)
        assert.notEqual((await send(world, { ...wire, headers: none })).status, 200)
      })
    }
  })

  const BOTOCORE = `
import sys, os
from botocore.session import Session
from botocore.signers import RequestSigner
session = Session()
client = session.create_client('sts', region_name='us-east-1', endpoint_url=sys.argv[1])
signer = RequestSigner(client.meta.service_model.service_id, 'us-east-1', 'sts', 'v4', session.get_credentials(), session.get_component('event_emitter'))
url = sys.argv[1] + '/?Action=GetCallerIdentity&Version=2011-06-15'
request = {'method': 'GET', 'url': url, 'body': {}, 'headers': {'x-k8s-aws-id': 'cluster-1'}, 'context': {}}
print(signer.generate_presigned_url(request, region_name='us-east-1', expires_in=60, operation_name=''))
`

  describe('presigned by botocore as `aws eks get-token` does it', () => {
    test('verifies with its header, and not without', async (t) => {
      if (python !== false) return t.skip(python)
      const made = await run('python3', ['-c', BOTOCORE, world.endpoint], {
        cwd: world.dataDir,
        env: credentialEnv(session),
      })
      assert.equal(made.code, 0, made.stderr)
      const { host, pathname, search } = new URL(made.stdout.trim())
      const headers = [['Host', host] as const, ['x-k8s-aws-id', 'cluster-1'] as const]
      saysWho(await send(world, { method: 'GET', target: pathname + search, headers }), session)
      assert.notEqual(
        (await send(world, { method: 'GET', target: pathname + search, headers: headers.slice(0, 1) })).status,
        200,
      )
    })
  })

  describe('regions', () => {
    test('with --regions, others are refused as AWS refuses them', async () => {
      const narrow = await openWorld({ regions: 'eu-central-1', 'home-region': 'eu-central-1' })
      try {
        const post = (region: string) => send(narrow, signedPost(narrow, narrow.admin, { body: QUERY, region }))
        assert.equal((await post('eu-central-1')).status, 200)
        saysNo(await post('us-east-1'), 'SignatureDoesNotMatch', /Credential should be scoped to a valid region/)
      } finally {
        await narrow.close()
      }
    })
  })
})
