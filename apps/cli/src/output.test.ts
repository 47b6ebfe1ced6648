/** The forms of credentials: shells read back exactly what was issued. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { UsageError } from './command.ts'
import { credentialsIn, formatOf, printCredentials, shellWord } from './output.ts'

const answer = {
  Credentials: {
    AccessKeyId: 'ASIAEXAMPLE',
    SecretAccessKey: `a'b"c$d\\e\`f`,
    SessionToken: 'T+/=',
    Expiration: 1_795_321_140,
  },
  AssumedRoleUser: { Arn: 'arn', AssumedRoleId: 'id' },
}
const issued = credentialsIn(answer)

describe('printCredentials', () => {
  test("json is AWS's shape, with the time as text", () => {
    assert.deepEqual(JSON.parse(printCredentials('json', issued, answer)), {
      ...answer,
      Credentials: { ...answer.Credentials, Expiration: '2026-11-22T04:19:00Z' },
    })
  })

  test('process is what credential_process wants', () => {
    const parsed = JSON.parse(printCredentials('process', issued, answer)) as Record<string, unknown>
    assert.equal(parsed['Version'], 1)
    assert.deepEqual(Object.keys(parsed), ['Version', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])
  })

  test('a POSIX shell reads env back exactly, whatever characters a secret has', () => {
    const script = `${printCredentials('env', issued, answer)}printf '%s' "$AWS_SECRET_ACCESS_KEY"`
    assert.equal(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout, issued.SecretAccessKey)
  })

  test('a word of a shell is quoted where it must be', () => {
    assert.equal(shellWord('/srv/brevet-data/a.b'), '/srv/brevet-data/a.b')
    assert.equal(shellWord("it's $HOME"), String.raw`'it'\''s $HOME'`)
    assert.equal(shellWord(''), "''")
  })

  test('fish and PowerShell quote their own way', () => {
    assert.match(printCredentials('fish', issued, answer), /^set -gx AWS_SECRET_ACCESS_KEY 'a\\'b"c\$d\\\\e`f'$/m)
    assert.match(printCredentials('powershell', issued, answer), /^\$env:AWS_SECRET_ACCESS_KEY = 'a''b"c\$d\\e`f'$/m)
  })

  test('an unknown form is wrong usage', () => {
    assert.throws(() => formatOf('yaml'), UsageError)
    assert.equal(formatOf(undefined), 'json')
    assert.equal(formatOf('json', true), 'json')
    assert.throws(() => formatOf('env', true), UsageError)
  })

  test('an answer without credentials is an error, not empty variables', () => {
    assert.throws(() => credentialsIn({}), TypeError)
  })
})
