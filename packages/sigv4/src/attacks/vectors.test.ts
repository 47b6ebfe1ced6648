/** The AWS test suite: every case, header and query form, verified and signed, byte for byte, on both entries. */

import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { folderVectors, packedVectors, readRequest, type Vector } from '../../vectors/load.ts'
import * as core from '../index.ts'
import * as node from '../node/index.ts'
import * as web from '../web/index.ts'

const shared = join(import.meta.dirname, '../../../../../shared/vectors/sigv4')

function optionsOf({ context }: Vector): core.ParseOptions {
  return {
    pathRules: context.normalize ? 'normalized' : 's3',
    tokenAddedAfterSigning: context.omit_session_token ?? false,
  }
}

function signingOf(vector: Vector, body: Uint8Array): core.PresignOptions {
  const { context } = vector
  const nowMs = Date.parse(context.timestamp)
  const contentSha256 = context.sign_body ? 'include' : 'omit'
  const { region, service, expiration_in_seconds: expiresSeconds } = context
  return { region, service, nowMs, body, contentSha256, expiresSeconds, ...optionsOf(vector) }
}

function credentialsOf({ context }: Vector): core.SigningCredentials {
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, token } = context.credentials
  return { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) }
}

async function verifies(vector: Vector, form: 'header' | 'query'): Promise<void> {
  const { wire, body } = readRequest(form === 'header' ? vector.headerSignedRequest : vector.querySignedRequest)
  const parsed = core.parseRequest(wire, optionsOf(vector))
  assert.ok(parsed.ok, JSON.stringify(parsed))
  assert.equal(parsed.form, form)
  const text = core.canonicalRequest(parsed, hash('sha256', body, 'hex'))
  assert.equal(text, form === 'header' ? vector.headerCanonicalRequest : vector.queryCanonicalRequest)
  const toSign = core.stringToSign(parsed, hash('sha256', text, 'hex'))
  assert.equal(toSign, form === 'header' ? vector.headerStringToSign : vector.queryStringToSign)
  assert.equal(parsed.signature, form === 'header' ? vector.headerSignature : vector.querySignature)
  assert.equal(parsed.sessionToken, vector.context.credentials.token)
  const secret = vector.context.credentials.secret_access_key
  const nodeKey = node.deriveSigningKey(secret, parsed.scope)
  assert.equal(node.verifySignature(parsed, { signingKey: nodeKey, body }).ok, true)
  const webKey = await web.deriveSigningKey(secret, parsed.scope)
  assert.equal((await web.verifySignature(parsed, { signingKey: webKey, body })).ok, true)
}

async function signs(vector: Vector): Promise<void> {
  const { wire, body } = readRequest(vector.request)
  const options = signingOf(vector, body)
  const headers = readRequest(vector.headerSignedRequest).wire.headers
  assert.deepEqual(node.signRequest(wire, credentialsOf(vector), options), headers)
  assert.deepEqual(await web.signRequest(wire, credentialsOf(vector), options), headers)
  const target = readRequest(vector.querySignedRequest).wire.target
  assert.equal(node.presignRequest(wire, credentialsOf(vector), options), target)
  assert.equal(await web.presignRequest(wire, credentialsOf(vector), options), target)
}

test('the packed AWS suite is whole', () => {
  assert.equal(packedVectors().length, 38)
  if (existsSync(shared)) assert.deepEqual(packedVectors(), folderVectors(shared))
})

const sources: [string, readonly Vector[]][] = [['packed', packedVectors()]]
if (existsSync(shared)) sources.push(['shared', folderVectors(shared)])
for (const [source, vectors] of sources)
  for (const vector of vectors) {
    test(`${source} vector ${vector.name} verifies by header`, () => verifies(vector, 'header'))
    test(`${source} vector ${vector.name} verifies by query`, () => verifies(vector, 'query'))
    test(`${source} vector ${vector.name} signs and presigns`, () => signs(vector))
  }
if (sources.length === 1) test('shared vectors', { skip: '../shared/vectors/sigv4 is not here' }, () => {})
