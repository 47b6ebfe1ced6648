/** What would be published works alone: built, and imported as somebody who installed it would. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'

const ROOT = resolve(import.meta.dirname, '..')

test('npm run build makes packages that work outside the workspace', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts')])
  const home = mkdtempSync(join(tmpdir(), 'brevet-build-'))
  try {
    for (const name of ['policy', 'sigv4']) {
      const target = join(home, 'node_modules/@brevet', name)
      mkdirSync(target, { recursive: true })
      cpSync(join(ROOT, 'packages', name, 'dist'), target, { recursive: true })
      assert.ok(readdirSync(target).includes('README.md') && readdirSync(target).includes('LICENSE'))
      assert.deepEqual(
        readdirSync(target, { recursive: true }).filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(String(file))),
        [],
      )
    }
    const script = `
      import { parseRequest } from '@brevet/sigv4'
      import { deriveSigningKey, signRequest, verifySignature } from '@brevet/sigv4/node'
      import * as web from '@brevet/sigv4/web'
      import { parsePolicy } from '@brevet/policy'
      const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15')
      const wire = { method: 'POST', target: '/', headers: [['host', 'a']] }
      const options = { region: 'us-east-1', service: 'sts', nowMs: 0, body }
      const headers = signRequest(wire, { accessKeyId: 'AKIA', secretAccessKey: 's' }, options)
      const parsed = parseRequest({ ...wire, headers })
      const signingKey = deriveSigningKey('s', parsed.scope)
      const policy = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', 'identity')
      console.log(verifySignature(parsed, { signingKey, body }).ok, typeof web.verifySignature, policy.ok)`
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: home,
      encoding: 'utf8',
    })
    assert.equal(said, 'true function true\n')
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
