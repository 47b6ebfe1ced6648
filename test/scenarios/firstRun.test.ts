/** A first evening with `brevet`: its files, its commands in every form, its wrong turns, in a shell beside a server of its own. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { run, skipWithout } from './child.ts'
import { startServe } from './serveProcess.ts'
import type { ServeProcess } from './serveProcess.ts'
import { openShell } from './shell.ts'
import type { Shell } from './shell.ts'

let home: string
let server: ServeProcess
let shell: Shell
let noEndpointVariable: string | false

/** CLIs before 2.13 and 1.29 do not know AWS_ENDPOINT_URL and would call AWS itself. */
async function tooOld(): Promise<string | false> {
  const missing = skipWithout('aws')
  if (missing !== false) return missing
  const { stderr, stdout } = await run('aws', ['--version'], { cwd: home })
  const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout + stderr) ?? []
  const knows = Number(minor) >= (major === '1' ? 29 : 13)
  return knows ? false : `aws-cli ${major}.${minor} does not know AWS_ENDPOINT_URL`
}

describe('firstRun', () => {
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'brevet-first-run-'))
    server = await startServe({ cwd: home })
    shell = openShell({ cwd: home })
    noEndpointVariable = await tooOld()
  })
  after(async () => {
    await shell.close()
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  })

  /** Pastes a line that must succeed; answers what it printed. */
  async function paste(line: string): Promise<string> {
    const { code, stderr, stdout } = await shell.paste(line)
    assert.equal(code, 0, `${line}\n${stdout}${stderr}`)
    return stdout
  }
  const json = async <T>(line: string): Promise<T> => JSON.parse(await paste(line)) as T

  /** Pastes a line that must fail with this exit code; answers what it said. */
  async function fails(line: string, code?: number): Promise<string> {
    const ended = await shell.paste(line)
    assert.ok(
      code === undefined ? ended.code !== 0 : ended.code === code,
      `${line} ended with ${ended.code}: ${ended.stderr}`,
    )
    assert.equal(ended.stdout, '')
    return ended.stderr
  }

  describe('what the server leaves for its owner', () => {
    test('one ready line, server.json, and the admin’s key for nobody else', () => {
      const facts = JSON.parse(readFileSync(join(home, 'brevet-data/server.json'), 'utf8')) as Record<string, unknown>
      assert.deepEqual(Object.keys(facts).sort(), ['accountId', 'endpoint', 'pid', 'regions'])
      assert.equal(facts['endpoint'], server.endpoint)
      assert.equal(facts['accountId'], server.accountId)
      assert.match(server.accountId, /^\d{12}$/)
      const path = join(home, 'brevet-data/admin-credentials')
      if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600)
      const [, id = '', secret = ''] =
        /^\[default\]\naws_access_key_id = (AKIA[A-Z2-7]{16})\naws_secret_access_key = (\S{40})\n$/.exec(
          readFileSync(path, 'utf8'),
        ) ?? []
      assert.ok(id !== '' && secret !== '')
      assert.ok(!server.output().includes(secret), 'the secret is in the log')
    })

    test('/livez, /readyz and /metrics', async () => {
      for (const [path, text] of [
        ['/livez', 'ok'],
        ['/readyz', 'ok'],
        ['/metrics', 'brevet_audit_writable 1'],
      ] as const) {
        const response = await fetch(server.endpoint + path)
        assert.equal(response.status, 200)
        assert.ok((await response.text()).includes(text))
      }
    })
  })

  describe('first steps', () => {
    test('three lines to paste', async (t) => {
      await paste('export AWS_SHARED_CREDENTIALS_FILE=$PWD/brevet-data/admin-credentials')
      await paste(`export AWS_ENDPOINT_URL=${server.endpoint} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`)
      if (noEndpointVariable !== false) return t.skip(noEndpointVariable)
      const { Credentials } = await json<{ Credentials: Record<string, string> }>('aws sts get-session-token')
      assert.match(Credentials['AccessKeyId'] ?? '', /^ASIA/)
    })

    test('an older AWS CLI is told the endpoint on its command line', async (t) => {
      const missing = skipWithout('aws')
      if (missing !== false) return t.skip(missing)
      await paste(`aws --endpoint-url ${server.endpoint} --region us-east-1 sts get-session-token`)
    })

    test('brevet whoami', async () => {
      assert.equal(await paste('brevet whoami'), `arn:aws:iam::${server.accountId}:user/admin\n`)
      const who = await json<Record<string, string>>('brevet whoami --json')
      assert.equal(who['Account'], server.accountId)
      // Without any variable, the server running here is found by its file.
      assert.equal(
        await paste('(unset AWS_ENDPOINT_URL; brevet whoami)'),
        `arn:aws:iam::${server.accountId}:user/admin\n`,
      )
    })
  })

  describe('brevet get-session-token, narrowed by --policy, in every form', () => {
    const policy = `'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"organizations:ListAccounts","Resource":"*"}]}'`

    test('json, in AWS’s shape; text or file', async () => {
      const answer = await json<{ Credentials: Record<string, string>; PackedPolicySize: number }>(
        `brevet get-session-token --policy ${policy}`,
      )
      assert.deepEqual(Object.keys(answer.Credentials).sort(), [
        'AccessKeyId',
        'Expiration',
        'SecretAccessKey',
        'SessionToken',
      ])
      assert.match(answer.Credentials['Expiration'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      assert.ok(answer.PackedPolicySize > 0)
      await paste(`printf %s ${policy} > policy.json`)
      await json('brevet get-session-token --policy file://policy.json --duration-seconds 900')
      await json(
        'brevet get-session-token --policy-arns arn:aws:iam::aws:policy/ReadOnlyAccess,arn:aws:iam::aws:policy/SecurityAudit',
      )
    })

    test('env, evaluated by sh: what the policy allows, and nothing else', async (t) => {
      await paste(`eval "$(brevet get-session-token --policy ${policy} --output env)"`)
      assert.equal(await paste('brevet whoami'), `arn:aws:iam::${server.accountId}:user/admin\n`)
      if (noEndpointVariable === false) {
        await paste('aws organizations list-accounts')
        const said = await fails('aws organizations describe-organization')
        assert.match(
          said,
          /\(AccessDeniedException\).* because no session policy allows the organizations:DescribeOrganization action/,
        )
      }
      await paste('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION')
      if (noEndpointVariable !== false) t.skip(noEndpointVariable)
    })

    test('process, for a credential_process profile of the real CLI', async (t) => {
      const { Version, ...credentials } = await json<Record<string, unknown>>(
        `brevet get-session-token --policy ${policy} --output process`,
      )
      assert.equal(Version, 1)
      assert.deepEqual(Object.keys(credentials).sort(), [
        'AccessKeyId',
        'Expiration',
        'SecretAccessKey',
        'SessionToken',
      ])
      if (noEndpointVariable !== false) return t.skip(noEndpointVariable)
      await paste(`cat > aws-config <<'EOF'
[profile narrowed]
credential_process = brevet get-session-token --profile default --policy-arns arn:aws:iam::aws:policy/ReadOnlyAccess --output process
EOF`)
      const narrowed = 'AWS_CONFIG_FILE=$PWD/aws-config aws --profile narrowed'
      assert.equal(
        await paste(`${narrowed} sts get-caller-identity --query Arn --output text`),
        `arn:aws:iam::${server.accountId}:user/admin\n`,
      )
      const said = await fails(`${narrowed} organizations create-account --account-name x --email x@example.com`)
      assert.match(said, / because no session policy allows the organizations:CreateAccount action/)
    })

    test('fish', async (t) => {
      const text = await paste('brevet get-session-token --output fish')
      assert.match(
        text,
        /^set -gx AWS_ACCESS_KEY_ID 'ASIA[A-Z2-7]{16}'\nset -gx AWS_SECRET_ACCESS_KEY '\S{40}'\nset -gx AWS_SESSION_TOKEN '\S+'\nset -gx AWS_CREDENTIAL_EXPIRATION '\S+'\n$/,
      )
      const missing = skipWithout('fish')
      if (missing !== false) return t.skip(missing)
      assert.equal(
        await paste("fish -c 'brevet get-session-token --output fish | source; brevet whoami'"),
        `arn:aws:iam::${server.accountId}:user/admin\n`,
      )
    })

    test('powershell', async (t) => {
      const text = await paste('brevet get-session-token --output powershell')
      assert.match(
        text,
        /^\$env:AWS_ACCESS_KEY_ID = 'ASIA[A-Z2-7]{16}'\n\$env:AWS_SECRET_ACCESS_KEY = '\S{40}'\n\$env:AWS_SESSION_TOKEN = '\S+'\n\$env:AWS_CREDENTIAL_EXPIRATION = '\S+'\n$/,
      )
      const missing = skipWithout('pwsh')
      if (missing !== false) return t.skip(missing)
      assert.equal(
        await paste(
          "pwsh -NoProfile -Command 'brevet get-session-token --output powershell | Out-String | Invoke-Expression; brevet whoami'",
        ),
        `arn:aws:iam::${server.accountId}:user/admin\n`,
      )
    })
  })

  describe('the audit log of it all', () => {
    test('is whole, and shows who did what without a secret', async () => {
      assert.match(await paste('brevet audit verify'), /./)
      const tail = await paste('brevet audit tail --json 2>/dev/null || brevet audit tail')
      assert.match(tail, /GetSessionToken/)
      const [, secret = ''] =
        /aws_secret_access_key = (\S{40})/.exec(readFileSync(join(home, 'brevet-data/admin-credentials'), 'utf8')) ?? []
      assert.ok(secret !== '' && !tail.includes(secret))
    })
  })

  describe('wrong turns', () => {
    test('an option that does not exist, a word that is no command', async () => {
      assert.match(await fails('brevet serve --datadir x', 2), /^brevet serve: .*--datadir/)
      assert.match(
        await fails('brevet get-session-tokens', 2),
        /unknown command 'get-session-tokens'; did you mean: brevet get-session-token\?/,
      )
      assert.match(await fails('brevet serve --listen nonsense', 2), /--listen: 'nonsense' is not HOST:PORT/)
      assert.match(
        await fails('brevet get-session-token --output yaml', 2),
        /--output must be one of: json, env, fish, powershell, process/,
      )
      assert.match(await fails('brevet assume-role', 2), /--role-arn is needed/)
      assert.match(
        await fails('brevet get-session-token --policy file://not-there.json', 1),
        /cannot read .*not-there\.json/,
      )
    })

    test('no server', async () => {
      const said = await fails('brevet whoami --endpoint http://127.0.0.1:9', 1)
      assert.match(
        said,
        /^brevet whoami: cannot reach 127\.0\.0\.1:9: .*ECONNREFUSED.*\nIs the server running\? `brevet serve` starts one; --endpoint names another\.\n$/,
      )
      assert.match(
        await fails('(cd / && unset AWS_ENDPOINT_URL && brevet whoami)', 1),
        /^brevet whoami: no server is known\.\nStart one here with `brevet serve`/,
      )
    })

    test('no credentials, a wrong secret', async () => {
      assert.match(
        await fails('(unset AWS_SHARED_CREDENTIALS_FILE; brevet whoami)', 1),
        /^brevet whoami: no credentials: .*\n.*admin-credentials\n$/,
      )
      assert.match(await fails('brevet whoami --profile nobody', 1), /profile 'nobody'/)
      const wrong =
        'AWS_ACCESS_KEY_ID=$(sed -n "s/aws_access_key_id = //p" brevet-data/admin-credentials) AWS_SECRET_ACCESS_KEY=wrong-wrong-wrong-wrong'
      assert.match(
        await fails(`${wrong} brevet whoami`, 1),
        /^brevet whoami: SignatureDoesNotMatch: .*\nThe secret is wrong for this key id, or the clocks differ/,
      )
    })

    test('a refused parameter is refused by the server, in its own words', async () => {
      assert.match(
        await fails('brevet get-session-token --duration-seconds 899', 1),
        /^brevet get-session-token: ValidationError: 1 validation error detected: Value '899' at 'durationSeconds'/,
      )
      assert.match(
        await fails("brevet get-session-token --policy '{}'", 1),
        /^brevet get-session-token: MalformedPolicyDocument: /,
      )
    })
  })
})
