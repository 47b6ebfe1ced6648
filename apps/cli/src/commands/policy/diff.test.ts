/** brevet policy diff: proofs, examples, exit statuses, and what it refuses. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Terminal } from '../../command.ts'
import { run } from '../../main.ts'

const cwd = mkdtempSync(join(tmpdir(), 'brevet-diff-'))
describe('diff', () => {
  after(() => rmSync(cwd, { recursive: true, force: true }))

  async function diff(...args: readonly string[]) {
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
    return { code: await run(['policy', 'diff', ...args], terminal), ...said }
  }

  /** Writes a policy file, one member a line, and answers its name. */
  function file(name: string, ...Statement: readonly object[]): string {
    writeFileSync(join(cwd, name), JSON.stringify({ Version: '2012-10-17', Statement }, null, 2))
    return name
  }

  const read = (Resource: string, more: object = {}): object => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource,
    ...more,
  })
  const trust = (principal: string, more: object = {}): object => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: principal },
    ...more,
  })

  describe('brevet policy diff', () => {
    test('exit status 0: less access, proved', async () => {
      file('old.json', read('arn:aws:s3:::b/*'))
      file('new.json', read('arn:aws:s3:::b/public/*'))
      assert.deepEqual(await diff('old.json', 'new.json'), {
        code: 0,
        out: 'no new access: new.json allows nothing that old.json does not (proved for all requests).\n',
        err: '',
      })
    })

    test('exit status 1: the request that shows it, with the place of the statement', async () => {
      file('old.json', read('arn:aws:s3:::b/*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))
      file(
        'new.json',
        read('arn:aws:s3:::b/*', { Sid: 'Wider', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/7' } } }),
      )
      assert.deepEqual(await diff('old.json', 'new.json'), {
        code: 1,
        out: [
          'new access: new.json allows what old.json does not.',
          '',
          '  new.json:4:5 Wider',
          '    action    s3:GetObject',
          '    resource  arn:aws:s3:::b/example',
          '    context   aws:SourceIp = 11.0.0.0',
          '',
        ].join('\n'),
        err: '',
      })
    })

    test('names the other actions that the example holds for, up to four', async () => {
      file('old.json', read('arn:aws:s3:::b/*'))
      file('new.json', read('arn:aws:s3:::b/*', { Action: ['s3:GetObject*', 's3:PutObject'] }))
      const { out } = await diff('old.json', 'new.json')
      assert.match(
        out,
        /action {4}s3:PutObject\n.*\n {4}also {6}s3:GetObject\w+(, s3:GetObject\w+){3} and \d+ more actions\n$/,
      )
    })

    test('--both says what is lost as well, and leaves the exit status alone', async () => {
      file('old.json', read('arn:aws:s3:::b/*'))
      file('new.json', read('arn:aws:s3:::b/k'))
      const { code, out } = await diff('--both', 'old.json', 'new.json')
      assert.equal(code, 0)
      assert.match(out, /^no new access: .*\naccess is lost: old\.json allows what new\.json does not\.\n/)
      assert.match(out, /resource {2}arn:aws:s3:::b\/example\n/)
    })

    test('--type trust names the principal, and no resource', async () => {
      file('old.json', trust('arn:aws:iam::111122223333:role/ci'))
      file('new.json', trust('111122223333'))
      const { code, out } = await diff('--type', 'trust', 'old.json', 'new.json')
      assert.equal(code, 1)
      assert.match(
        out,
        /principal arn:aws:sts::111122223333:assumed-role\/example\/session\n {4}action {4}sts:AssumeRole\n$/,
      )
    })

    test('--json gives the same to machines', async () => {
      file('old.json', read('arn:aws:s3:::b/*'))
      file(
        'new.json',
        read('arn:aws:s3:::b/*'),
        read('arn:aws:s3:::c/*', { Sid: 'More', Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } } }),
      )
      const { code, out } = await diff('--json', '--both', 'old.json', 'new.json')
      assert.equal(code, 1)
      const { gained, lost } = JSON.parse(out) as { gained: { findings: readonly object[] }; lost: { answer: string } }
      assert.equal(lost.answer, 'proved')
      assert.deepEqual(gained.findings, [
        {
          statementIndex: 1,
          statementId: 'More',
          description:
            'Statement 1 ("More") newly allows s3:GetObject on arn:aws:s3:::c/example when aws:TagKeys is "a".',
          file: 'new.json',
          line: 9,
          column: 5,
          request: { action: 's3:GetObject', resource: 'arn:aws:s3:::c/example', context: { 'aws:TagKeys': ['a'] } },
          actions: ['s3:GetObject'],
        },
      ])
    })

    test('exit status 2: steps spent before an answer; never taken for none', async () => {
      file('old.json', read('arn:aws:s3:::b/*'))
      const { code, out } = await diff('--budget', '5', 'old.json', 'old.json')
      assert.equal(code, 2)
      assert.match(
        out,
        /^unknown whether there is new access:\n {2}Not decided; .* 5 steps .*\n {2}Try again with a higher --budget\.\n$/,
      )
    })

    for (const [why, args, said] of [
      ['one file', ['old.json'], /name two policy files/],
      ['three files', ['old.json', 'old.json', 'old.json'], /name two policy files/],
      ['a type that is none', ['--type', 'bucket', 'old.json', 'old.json'], /--type must be one of: identity, trust/],
      ['a budget that is none', ['--budget', 'much', 'old.json', 'old.json'], /--budget is a number of steps/],
      ['a file that is not there', ['old.json', 'nowhere.json'], /cannot read nowhere\.json/],
      [
        'a policy of another type',
        ['--type', 'trust', 'old.json', 'old.json'],
        /old\.json is no trust policy:\n {2}old\.json:\d+:\d+: /,
      ],
    ] as const)
      test(`exit status 2: ${why}`, async () => {
        file('old.json', read('arn:aws:s3:::b/*'))
        const { code, out, err } = await diff(...args)
        assert.equal(code, 2)
        assert.equal(out, '')
        assert.match(err, said)
      })

    test('help names the exit statuses', async () => {
      assert.match(
        (await diff('--help')).out,
        /Usage: brevet policy diff OLD NEW \[options\][\s\S]*Exit status: 0 proved none/,
      )
    })
  })
})
