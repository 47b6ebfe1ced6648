/** The grammar of the command line: help, wrong turns, exit codes. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Terminal } from './command.ts'
import { COMMANDS, run } from './main.ts'

const cwd = mkdtempSync(join(tmpdir(), 'brevet-cli-'))
describe('main', () => {
  after(() => rmSync(cwd, { recursive: true, force: true }))

  async function brevet(...args: string[]) {
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

    test('a code that nobody can be asked for is wrong usage', async () => {
      const { code, err } = await brevet('get-session-token', '--serial-number', 'arn:aws:iam::1:mfa/x')
      assert.equal(code, 2)
      assert.match(err, /--token-code/)
    })
  })
})
