/** The grammar of the command line: help, wrong turns, exit codes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Terminal } from './command.ts'
import { COMMANDS, run } from './main.ts'

const cwd = mkdtempSync(join(tmpdir(), 'brevet-cli-'))
describe('main', () => {
  after(() => rmSync(cwd, { recursive: true, force: true }))

  const brevet = (...args: string[]) => brevetIn({}, ...args)

  async function brevetIn(env: Record<string, string>, ...args: string[]) {
    const said = { out: '', err: '' }
    const terminal: Terminal = {
      env: { HOME: cwd, ...env },
      cwd,
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      interactive: false,
      ask: () => Promise.reject(new Error('nobody is there')),
      stop: new AbortController().signal,
    }
    return { code: await run(args, terminal), ...said }
  }

  describe('brevet', () => {
    test('--help lists every command', async () => {
      const { code, out } = await brevet('--help')
      assert.equal(code, 0)
      for (const { name, summary } of COMMANDS) assert.ok(out.includes(`  ${name}`) && out.includes(summary), name)
    })

    test('--version prints the version', async () =>
      assert.match((await brevet('--version')).out, /^brevet \d+\.\d+\.\d+\n$/))

    for (const { name, options } of COMMANDS) {
      test(`${name} --help shows every option`, async () => {
        const { code, out } = await brevet(...name.split(' '), '--help')
        assert.equal(code, 0)
        for (const { flag } of options) assert.ok(out.includes(`--${flag}`), flag)
      })

      test(`${name} refuses an option it does not have`, async () => {
        const { code, err, out } = await brevet(...name.split(' '), '--no-such-option')
        assert.equal(code, 2)
        assert.match(err, /--no-such-option/)
        assert.match(err, new RegExp(`brevet ${name} --help`))
        assert.equal(out, '')
      })
    }

    test('an unknown command names what it may have meant', async () => {
      const { code, err } = await brevet('audit')
      assert.equal(code, 2)
      assert.match(err, /did you mean: brevet audit verify, brevet audit tail/)
    })

    test('what a file says cannot write on the terminal', async () => {
      const document = { Arn: 'arn:\u001b[2J\u009b1m', AssumeRolePolicyDocument: '%' }
      writeFileSync(join(cwd, 'crafted.json'), JSON.stringify({ RoleDetailList: [document] }))
      const { code, err } = await brevet('import', 'crafted.json')
      assert.equal(code, 1)
      assert.match(err, /policy document of arn:\\u001b\[2J\\u009b1m is not JSON\./)
    })

    test('config check names every problem and exits 1', async () => {
      writeFileSync(join(cwd, 'bad.yaml'), 'listen: nowhere\nlogLevel: loud\n')
      const { code, err } = await brevet('config', 'check', '--config', 'bad.yaml')
      assert.equal(code, 1)
      assert.match(err, /listen: 'nowhere' is not HOST:PORT/)
      assert.match(err, /logLevel: 'loud'/)
    })

    test('config show prints a file that config check accepts, and where values come from', async () => {
      const shown = await brevet('config', 'show', '--listen', '[::1]:0', '--regions', 'us-east-1')
      writeFileSync(join(cwd, 'good.yaml'), shown.out)
      assert.equal((await brevet('config', 'check', '--config', 'good.yaml')).code, 0)
      assert.match(
        (await brevet('config', 'show', '--origin', '--listen', '[::1]:0')).out,
        /^listen: "\[::1\]:0" {2}# flag$/m,
      )
      assert.deepEqual(JSON.parse((await brevet('config', 'show', '--json')).out)['listen'], '127.0.0.1:7870')
    })

    test('audit verify and tail of nothing say what to do', async () => {
      const { code, err } = await brevet('audit', 'tail')
      assert.equal(code, 1)
      assert.match(err, /there is no audit log.*\n--data-dir/)
      assert.equal((await brevet('audit', 'verify')).code, 1)
    })

    test('assume-role without a role is wrong usage', async () => {
      const { code, err } = await brevet('assume-role')
      assert.equal(code, 2)
      assert.match(err, /--role-arn is needed/)
    })

    test('help COMMAND is its --help; a group with --help names its commands', async () => {
      assert.deepEqual(await brevet('help', 'audit', 'tail'), await brevet('audit', 'tail', '--help'))
      assert.equal((await brevet('help', 'nothing')).code, 2)
      assert.match(
        (await brevet('audit', '--help')).err,
        /^brevet: unknown command 'audit'; did you mean: brevet audit/,
      )
    })

    const key = {
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      BREVET_ENDPOINT: 'http://127.0.0.1:1',
    }
    const cannot: readonly (readonly [string, Record<string, string>, string, RegExp, number])[] = [
      [
        'a directory below a file',
        {},
        'serve --listen 127.0.0.1:0 --data-dir file/x',
        /ENOTDIR.*\nCheck that the path/,
        1,
      ],
      ['a region that is none', key, 'whoami --region EU', /^brevet whoami: 'EU' is not a region; for example/, 2],
      ['one in the environment', { ...key, AWS_REGION: 'a b' }, 'whoami', /'a b' is not a region/, 2],
      ['an empty one is none', { ...key, AWS_REGION: '' }, 'whoami', /cannot reach 127\.0\.0\.1:1/, 1],
      [
        'a key id of two lines',
        { ...key, AWS_ACCESS_KEY_ID: 'AKIA\nX' },
        'whoami',
        /the credentials cannot be sent/,
        1,
      ],
      ['a token of two lines', { ...key, AWS_SESSION_TOKEN: 'a\nb' }, 'guardrails show', /Look for blanks and line/, 1],
      ['a session name without a role', key, 'get-session-token --role-session-name x', /needs --role-arn/, 2],
      ['a directory and a server', key, 'export --data-dir . --endpoint http://x', /--endpoint is for calls/, 2],
      ['a file for a directory', {}, 'serve --listen 127.0.0.1:0 --data-dir file', /EEXIST.*\nCheck that the path/, 1],
      [
        'a root key that is none',
        { BREVET_ROOT_KEY: 'x' },
        'audit verify --data-dir .',
        /exactly 32 bytes.*\nIt takes/,
        1,
      ],
      ['no log', {}, 'explain 6f1d2c3b-4a59-4c3e-8d6e-0f5b3c1e8f6e --data-dir none', /there is no audit log/, 1],
      ['a file that is not there', key, 'import none.json', /cannot read .*none\.json\.\nIt takes the path/, 1],
    ]
    for (const [name, env, words, refusal, code] of cannot)
      test(`said in sentences: ${name}`, async () => {
        writeFileSync(join(cwd, 'file'), '')
        mkdirSync(join(cwd, 'audit'), { recursive: true })
        const ended = await brevetIn(env, ...words.split(' '))
        assert.deepEqual([ended.code, ended.out], [code, ''], ended.err)
        assert.match(ended.err, refusal)
        assert.doesNotMatch(ended.err, /^ +at |\.ts:\d/m)
      })

    const outputs: readonly (readonly [string, string, RegExp])[] = [
      [
        'writing into a pipe that nobody reads any more',
        '{ sleep 0.5; "$0" "$1" --help; echo "code $?" >&2; } | true',
        /^code 1\n$/,
      ],
      [
        'from a directory that is gone',
        'd=$(mktemp -d); cd "$d"; rmdir "$d"; "$0" "$1" --help; echo "code $?" >&2',
        /^brevet: the current directory is gone[^\n]*\ncode 1\n$/,
      ],
      [
        'writing onto a full disk',
        '"$0" "$1" --help >/dev/full; echo "code $?" >&2',
        /^brevet: cannot write: ENOSPC[^\n]*\ncode 1\n$/,
      ],
    ]
    for (const [name, script, said] of outputs)
      test(`no stack trace ${name}`, { skip: !existsSync('/dev/full') }, () => {
        const words = ['-c', script, process.execPath, join(import.meta.dirname, '../bin/brevet.js')]
        assert.match(spawnSync('sh', words, { encoding: 'utf8' }).stderr, said)
      })

    test('a code that nobody can be asked for is wrong usage', async () => {
      const { code, err } = await brevet('get-session-token', '--serial-number', 'arn:aws:iam::1:mfa/x')
      assert.equal(code, 2)
      assert.match(err, /--token-code/)
    })
  })
})
