/** Finding server and credentials. */
import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { CommandError, UsageError } from '../command.ts'
import type { Arguments, Terminal } from '../command.ts'
import { credentialsOf, parseIni } from './credentials.ts'
import { endpointOf, parseEndpoint } from './endpoint.ts'

const home = mkdtempSync(join(tmpdir(), 'brevet-cli-'))
describe('client', () => {
  after(() => rmSync(home, { recursive: true, force: true }))

  const given = (values: Record<string, string> = {}): Arguments => ({
    values: new Map(Object.entries(values)),
    lists: new Map(Object.entries(values).map(([name, value]) => [name, [value]])),
    switches: new Set(),
    rest: [],
  })
  const terminal = (env: Record<string, string>): Terminal => ({
    env: { HOME: home, ...env },
    cwd: home,
    out: () => undefined,
    err: () => undefined,
    interactive: false,
    ask: () => Promise.reject(new Error('nobody is there')),
    stop: new AbortController().signal,
  })

  describe('endpoints', () => {
    const good = [
      ['http://127.0.0.1:7870', { secure: false, host: '127.0.0.1', port: 7870, authority: '127.0.0.1:7870' }],
      [
        'https://sts.corp.example/',
        { secure: true, host: 'sts.corp.example', port: 443, authority: 'sts.corp.example' },
      ],
      ['http://[::1]:80', { secure: false, host: '::1', port: 80, authority: '[::1]:80' }],
    ] as const
    for (const [text, want] of good) test(text, () => assert.deepEqual(parseEndpoint(text), want))
    for (const text of ['localhost:7870', 'ftp://x', 'http://x/path', 'http://u:p@x', 'http://x:port', '']) {
      test(`'${text}' is wrong usage`, () => assert.throws(() => parseEndpoint(text), UsageError))
    }

    test('flag, BREVET_ENDPOINT, AWS_ENDPOINT_URL, the server running here; else the next step', () => {
      const env = { BREVET_ENDPOINT: 'http://b:1', AWS_ENDPOINT_URL: 'http://a:1' }
      assert.equal(endpointOf(given({ endpoint: 'http://f:1' }), terminal(env)).host, 'f')
      assert.equal(endpointOf(given(), terminal(env)).host, 'b')
      assert.equal(endpointOf(given(), terminal({ AWS_ENDPOINT_URL: 'http://a:1' })).host, 'a')
      assert.throws(
        () => endpointOf(given(), terminal({})),
        (error) => error instanceof CommandError && /brevet serve/.test(error.next ?? ''),
      )
      mkdirSync(join(home, 'brevet-data'))
      writeFileSync(join(home, 'brevet-data/server.json'), '{"endpoint":"http://here:1"}')
      assert.equal(endpointOf(given(), terminal({})).host, 'here')
    })
  })

  describe('credentials', () => {
    const ini =
      '[default]\naws_access_key_id = D\naws_secret_access_key=ds # not a comment\n\n; comment\n[profile dev]\naws_access_key_id=V\naws_secret_access_key=vs\naws_session_token=vt\n'

    test('ini files as the SDKs read them', () => {
      const sections = parseIni(ini)
      assert.equal(sections.get('default')?.get('aws_secret_access_key'), 'ds # not a comment')
      assert.equal(sections.get('dev')?.get('aws_session_token'), 'vt')
    })

    test('environment first, but a profile that is named wins', () => {
      mkdirSync(join(home, '.aws'), { recursive: true })
      writeFileSync(join(home, '.aws/credentials'), ini)
      const env = { AWS_ACCESS_KEY_ID: 'E', AWS_SECRET_ACCESS_KEY: 'es' }
      assert.deepEqual(credentialsOf(given(), terminal(env)), { accessKeyId: 'E', secretAccessKey: 'es' })
      assert.equal(credentialsOf(given({ profile: 'dev' }), terminal(env)).accessKeyId, 'V')
      assert.equal(credentialsOf(given(), terminal({})).accessKeyId, 'D')
      assert.equal(credentialsOf(given(), terminal({ AWS_PROFILE: 'dev' })).sessionToken, 'vt')
    })

    test('no credentials: what was looked at, and the next step', () => {
      assert.throws(
        () => credentialsOf(given({ profile: 'nobody' }), terminal({})),
        (error) =>
          error instanceof CommandError && /nobody/.test(error.message) && /admin-credentials/.test(error.next ?? ''),
      )
    })
  })
})
