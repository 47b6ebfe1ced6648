/** The README's examples, run: verification in node:http, signing, signing on WebCrypto. */

import assert from 'node:assert/strict'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'

import { checkTime, parseRequest, refusalStatus, stsTimeRules } from '../index.ts'
import { createSigningKeyCache, fromIncoming, refuseUnknownKey, signRequest, verifySignature } from '../node/index.ts'
import * as web from '../web/index.ts'

const secrets = new Map([['AKIDEXAMPLE', { secret: 'wJalrXUtnFEMI', version: 'key-1' }]])
const keys = createSigningKeyCache(1000)
let server: Server
let port = 0

describe('readme', () => {
  before(async () => {
    server = createServer(async (incoming, response) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
      const body = Buffer.concat(chunks)
      const refuse = ({ code, message }: { code: keyof typeof refusalStatus; message: string }): void => {
        response.writeHead(refusalStatus[code]).end(`${code}: ${message}`)
      }
      const parsed = parseRequest(fromIncoming(incoming))
      if (!parsed.ok) return refuse(parsed)
      const late = checkTime(parsed, Date.now(), stsTimeRules)
      if (late) return refuse(late)
      const key = secrets.get(parsed.accessKeyId)
      if (!key) return refuse(refuseUnknownKey(parsed, body))
      const signingKey = keys.get(key.version, parsed.scope, () => key.secret)
      const verified = verifySignature(parsed, { signingKey, body })
      if (!verified.ok) return refuse(verified)
      response.end(`hello ${parsed.accessKeyId} at ${verified.signed.path}`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  after(() => new Promise((resolve) => server.close(resolve)))

  function send(
    path: string,
    headers: readonly (readonly [string, string])[],
    body: string,
  ): Promise<[number, string]> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port, method: 'POST', path, headers: headers.flat() },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.on('end', () => resolve([response.statusCode ?? 0, text]))
        },
      )
      outgoing.on('error', reject).end(body)
    })
  }

  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' }

  test('README: a signed request passes node:http, on either entry, raw path and all', async () => {
    const body = 'Action=GetCallerIdentity&Version=2011-06-15'
    const draft = {
      method: 'POST',
      target: '/b/a/../c//d%20e',
      headers: [
        ['Host', `127.0.0.1:${port}`],
        ['Content-Length', String(body.length)],
        ['Connection', 'close'],
      ] as const,
    }
    const options = { region: 'us-east-1', service: 'sts', nowMs: Date.now(), body: Buffer.from(body) }
    for (const headers of [
      signRequest(draft, credentials, options),
      await web.signRequest(draft, credentials, options),
    ]) {
      assert.deepEqual(await send(draft.target, headers, body), [200, 'hello AKIDEXAMPLE at /b/c/d%20e'])
      assert.equal((await send('/other', headers, body))[0], 403)
      assert.equal((await send(draft.target, [...headers, ['X-Amz-Acl', 'x']], body))[0], 403)
      assert.equal((await send(draft.target, [...headers, ['Authorization', 'Bearer x']], body))[0], 400)
    }
    const stranger = signRequest(draft, { ...credentials, accessKeyId: 'AKIDOTHER' }, options)
    assert.equal((await send(draft.target, stranger, body))[0], 403)
  })
})
