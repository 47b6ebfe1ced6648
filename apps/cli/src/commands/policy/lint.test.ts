/** brevet policy lint and explain: reports, exit statuses, repairs, and what they refuse. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Terminal } from '../../command.ts'
import { run } from '../../main.ts'
import { guessType } from './linting.ts'

const cwd = mkdtempSync(join(tmpdir(), 'brevet-lint-'))
describe('lint', () => {
  after(() => rmSync(cwd, { recursive: true, force: true }))

  async function policy(args: readonly string[], input?: string) {
    const said = { out: '', err: '' }
    const terminal: Terminal = {
      env: { HOME: cwd },
      cwd,
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      interactive: false,
      ask: () => Promise.reject(new Error('nobody is there')),
      stop: new AbortController().signal,
      ...(input === undefined ? {} : { input: () => input }),
    }
    return { code: await run(['policy', ...args], terminal), ...said }
  }
  const lint = (...args: readonly string[]) => policy(['lint', ...args])

  /** Writes a policy file, indented by two, and answers its name. */
  function file(name: string, ...Statement: readonly object[]): string {
    writeFileSync(join(cwd, name), JSON.stringify({ Version: '2012-10-17', Statement }, null, 2))
    return name
  }
  const textOf = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  })

  describe('brevet policy lint', () => {
    test('names place, severity, code and message, and marks the place in its line', async () => {
      const name = file('typo.json', allow('s3:GetObjekt'))
      assert.deepEqual(await lint(name), {
        code: 1,
        out: [
          'typo.json:6:17 ERROR INVALID_ACTION The action "s3:GetObjekt" does not exist. Did you mean s3:GetObject?',
          '  6 |       "Action": "s3:GetObjekt",',
          '    |                 ^^^^^^^^^^^^^^',
          '',
          'typo.json: 1 error',
          '',
        ].join('\n'),
        err: '',
      })
    })

    test('a good policy has no findings and exit status 0', async () => {
      const name = file('good.json', allow('s3:GetObject', 'arn:aws:s3:::reports/*'))
      assert.deepEqual(await lint(name), { code: 0, out: 'good.json: no findings\n', err: '' })
    })

    test('--fail-on decides which findings make the exit status 1', async () => {
      const name = file('pass.json', allow('iam:PassRole'), allow(['s3:GetObject', 's3:Get*']))
      assert.equal((await lint(name)).code, 0)
      assert.equal((await lint(name, '--fail-on', 'security')).code, 1)
      const redundant = file('redundant.json', allow(['s3:GetObject', 's3:Get*']))
      assert.equal((await lint(redundant, '--fail-on', 'warning')).code, 0)
      assert.equal((await lint(redundant, '--fail-on', 'suggestion')).code, 1)
    })

    test('several files have one summary; --format json has everything for programs', async () => {
      const names = [file('a.json', allow('s3:GetObjekt')), file('b.json', allow(['s3:GetObject', 's3:Get*']))]
      assert.match((await lint(...names)).out, /\n2 files: 1 error, 1 suggestion \(--fix repairs 1\)\n$/)
      const { files } = JSON.parse((await lint(...names, '--format', 'json')).out) as {
        files: { path: string; type: string; findings: { code: string; fix?: unknown }[] }[]
      }
      assert.deepEqual(
        files.map(({ path, type, findings }) => [path, type, findings.map(({ code }) => code)]),
        [
          ['a.json', 'identity', ['INVALID_ACTION']],
          ['b.json', 'identity', ['REDUNDANT_ACTION']],
        ],
      )
      assert.deepEqual(files[1]?.findings[0]?.fix, [{ op: 'remove', path: '/Statement/0/Action/0' }])
    })

    test('--format sarif is what code scanning reads', async () => {
      const { out } = await lint(file('scan.json', allow('s3:GetObjekt')), '--format', 'sarif')
      const { runs, version } = JSON.parse(out) as {
        version: string
        runs: { tool: { driver: { rules: { id: string; helpUri: string }[] } }; results: object[] }[]
      }
      assert.equal(version, '2.1.0')
      assert.equal(runs[0]?.tool.driver.rules[0]?.id, 'INVALID_ACTION')
      assert.match(
        runs[0].tool.driver.rules[0].helpUri,
        /^https:\/\/docs\.aws\.amazon\.com\/IAM\/.*#.*-error-invalid-action$/,
      )
      assert.deepEqual(runs[0].results, [
        {
          ruleId: 'INVALID_ACTION',
          level: 'error',
          message: { text: 'The action "s3:GetObjekt" does not exist. Did you mean s3:GetObject?' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'scan.json' },
                region: { startLine: 6, startColumn: 17, endLine: 6, endColumn: 31 },
              },
            },
          ],
        },
      ])
    })

    test('--fix repairs what is sure in the file, letter for letter, and reports the rest', async () => {
      const text = `{
\t"Statement": [
\t\t{ "Sid": "", "Effect": "allow",   "Action": ["s3:GetObject", "s3:Get*", "s3:PutObjekt"], "Resource": "*" }
\t]
}
`
      writeFileSync(join(cwd, 'fix.json'), text)
      const { code, out } = await lint('fix.json', '--fix')
      assert.equal(code, 1)
      assert.match(out, /INVALID_ACTION/)
      assert.match(out, /fix\.json: 1 error\n$/)
      assert.equal(
        textOf('fix.json'),
        text
          .replace('{\n\t"Statement"', '{\n\t"Version": "2012-10-17",\n\t"Statement"')
          .replace('"Sid": "", ', '')
          .replace('"allow"', '"Allow"')
          .replace('"s3:GetObject", ', ''),
      )
    })

    test('a file without anything to repair is not written', async () => {
      const name = file('same.json', allow('s3:GetObjekt'))
      const before = textOf(name)
      await lint(name, '--fix')
      assert.equal(textOf(name), before)
    })

    test('- reads standard input; with --fix the repaired policy is the output and the report goes to stderr', async () => {
      const input =
        '{"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}}'
      const read = await policy(['lint', '-'], input)
      assert.match(read.out, /^<stdin>:1:51 ERROR INVALID_EFFECT/)
      assert.deepEqual(await policy(['lint', '-', '--fix'], input), {
        code: 0,
        out: input.replace('allow', 'Allow'),
        err: '<stdin>: no findings\n',
      })
    })

    test('options reach the rules', async () => {
      const own = file(
        'own.json',
        allow('inventory:Read', '*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      )
      assert.match((await lint(own)).out, /own\.json: 2 errors\n$/)
      assert.equal((await lint(own, '--known-service', 'inventory,other', '--private-network')).code, 0)
      const trust = file('trust.json', {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: '111122223333' },
      })
      assert.match((await lint(trust)).out, /BREVET_CROSS_ACCOUNT_TRUST/)
      assert.match((await lint(trust, '--account', '111122223333')).out, /no findings/)
      const big = file('big.json', allow('s3:GetObject', `arn:aws:s3:::${'b'.repeat(6_200)}/*`))
      assert.equal((await lint(big)).code, 0)
      assert.equal((await lint(big, '--managed')).code, 1)
      assert.match((await lint(own, '--type', 'rcp')).out, /MISSING_PRINCIPAL/)
    })

    test('control characters of a policy do not reach the terminal; marks stay in place', async () => {
      writeFileSync(
        join(cwd, 'evil.json'),
        '{"Statement":[{"Effect":"Allow","Action":"\u001b[31m\u009b31m","Resource":"*"}]}',
      )
      const { out } = await lint('evil.json')
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      const marked = out.split('\n').findIndex((line) => line.includes('·[31m'))
      const [line = '', mark = ''] = out.split('\n').slice(marked, marked + 2)
      assert.ok(mark.indexOf('^') >= 0 && line.length >= mark.length)
    })

    test('what is no JSON is reported with all its faults', async () => {
      writeFileSync(join(cwd, 'broken.json'), '{\'Version\': "2012-10-17",\n "Statement": [],}')
      const { code, out } = await lint('broken.json')
      assert.equal(code, 1)
      assert.match(out, /broken\.json:1:2 ERROR JSON_SYNTAX_ERROR A text needs double quotes\./)
      assert.match(out, /broken\.json:2:17 ERROR JSON_SYNTAX_ERROR A comma before "}"\./)
      assert.match(out, /MISSING_STATEMENT/)
    })

    const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [[], /name policy files/],
      [['x.json', '--type', 'role'], /--type must be one of: identity, trust/],
      [['x.json', '--format', 'xml'], /--format must be one of: text, json, sarif/],
      [['x.json', '--fail-on', 'never'], /--fail-on must be one of: error, security, warning, suggestion/],
      [['x.json', '--account', '12'], /--account takes the 12 digits/],
    ]
    for (const [args, says] of wrong)
      test(`wrong usage: ${args.join(' ') || 'nothing'}`, async () => {
        const { code, err } = await lint(...args)
        assert.equal(code, 2)
        assert.match(err, says)
      })

    test('a file that is not there is named', async () => {
      const { code, err } = await lint('absent.json')
      assert.equal(code, 1)
      assert.match(err, /cannot read absent\.json/)
    })

    test('the type is told from the elements', () => {
      assert.equal(guessType('{"Statement":[{"Action":"s3:*"}]}'), 'identity')
      assert.equal(guessType('{"Statement":[{"Principal" : {"AWS":"1"},"Action":"s3:*","Resource":"*"}]}'), 'resource')
      assert.equal(guessType('{"Statement":[{"Principal":{"AWS":"1"}}]}'), 'trust')
      assert.equal(guessType('{"Statement":[{"Principal":"*","Action":"sts:AssumeRole","Resource":"*"}]}'), 'trust')
      assert.equal(guessType('{"Statement":[{"NotPrincipal":{},"Action":"s3:*","NotResource":"*"'), 'resource')
    })
  })

  describe('brevet policy explain', () => {
    const explain = (...args: readonly string[]) => policy(['explain', ...args])

    test('shows the tree with the policy text, and what would have allowed it; exit status 1', async () => {
      const name = file(
        'mfa.json',
        allow('s3:GetObject', 'arn:aws:s3:::reports/*', {
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      )
      const { code, out, err } = await explain(
        '--identity',
        name,
        '--action',
        's3:GetObject',
        '--resource',
        'arn:aws:s3:::reports/1',
        '--context',
        'aws:MultiFactorAuthPresent=false',
      )
      assert.deepEqual([code, err], [1, ''])
      assert.match(out, /action +s3:GetObject\n/)
      assert.match(out, /mfa\.json/)
      assert.match(out, /aws:MultiFactorAuthPresent.*true/)
    })

    test('a trust policy; exit status 0 where it is allowed', async () => {
      const name = file('role.json', {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/ann' },
      })
      const args = [
        '--trust-policy',
        name,
        '--action',
        'sts:AssumeRole',
        '--resource',
        'arn:aws:iam::111122223333:role/app',
      ]
      const { code, out } = await explain(...args, '--principal', 'arn:aws:iam::111122223333:user/ann')
      assert.equal(code, 0)
      assert.match(out, /caller +arn:aws:iam::111122223333:user\/ann\n/)
      assert.equal((await explain(...args, '--principal', 'arn:aws:iam::111122223333:user/bob')).code, 1)
    })

    test('--json has the explanation of every action on every resource', async () => {
      const name = file('two.json', allow('s3:GetObject', 'arn:aws:s3:::reports/*'))
      const { code, out } = await explain(
        '--identity',
        name,
        '--action',
        's3:GetObject,s3:PutObject',
        '--resource',
        'arn:aws:s3:::reports/1',
        '--json',
      )
      const explained = JSON.parse(out) as {
        action: string
        resource: string
        explanation: { allowed: boolean; counterfactuals: unknown[] }
      }[]
      assert.equal(code, 1)
      assert.deepEqual(
        explained.map(({ action, resource, explanation }) => [
          action,
          resource,
          explanation.allowed,
          explanation.counterfactuals.length > 0,
        ]),
        [
          ['s3:GetObject', 'arn:aws:s3:::reports/1', true, false],
          ['s3:PutObject', 'arn:aws:s3:::reports/1', false, true],
        ],
      )
    })

    test('without a policy file it is wrong usage', async () => {
      const { code, err } = await explain('--action', 's3:GetObject')
      assert.equal(code, 2)
      assert.match(err, /no policy is named/)
    })
  })
})
