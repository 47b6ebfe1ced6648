/** The README's first five minutes, line by line, as it stands there: one shell, the real brevet, the real aws. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { BREVET, cleanEnv, installed } from './child.ts'

const README = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
const ADDRESS = 'http://127.0.0.1:7870'

/** The lines of the shell blocks under a heading. */
function shellLines(heading: string): string[] {
  const section = README.split(/^## /m).find((text) => text.startsWith(heading)) ?? ''
  return [...section.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trimEnd().split('\n'))
}

const LINES = shellLines('The first five minutes')

interface Said {
  readonly code: number
  readonly text: string
}

/** Runs lines in one shell and tells what each said (both outputs) and how it ended. */
function runLines(script: readonly string[], cwd: string): Promise<Map<number, Said>> {
  const child = spawn('bash', ['-s'], { cwd, env: cleanEnv({ cwd }), stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (output += chunk.toString('utf8')))
  child.stdin.end(['exec 2>&1', ...script].join('\n'))
  return new Promise((done) =>
    child.on('close', () => {
      const said = new Map<number, Said>()
      for (const [, text = '', index, code] of output.matchAll(/(.*?)@@(\d+):(\d+)\n/gs))
        said.set(Number(index), { code: Number(code), text })
      done(said)
    }),
  )
}

const skip = installed('aws') ? false : 'no aws on this machine: .ci/run installs it'

describe("the README's first five minutes", { skip }, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'brevet-readme-'))
  let server: ReturnType<typeof spawn>
  let said = new Map<number, Said>()

  before(async () => {
    server = spawn(BREVET, ['serve', '--listen', '127.0.0.1:0'], {
      cwd,
      env: cleanEnv({ cwd }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const endpoint = await new Promise<string>((done, fail) => {
      let log = ''
      server.on('exit', () => fail(new Error(`the server ended: ${log}`)))
      server.stdout?.on('data', (chunk: Buffer) => {
        log += chunk.toString('utf8')
        const ready = /"endpoint":"([^"]+)".*"msg":"ready"/.exec(log)
        if (ready?.[1] !== undefined) done(ready[1])
      })
    })
    const script = [
      // The lines are written for a current CLI; older ones get what the README tells their users to give.
      'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }',
      `npx() { shift; ${BREVET} "$@"; }`,
      ...LINES.flatMap((line, index) => [
        // What a person copies by hand: the two values of the line before.
        line
          .replaceAll(ADDRESS, endpoint)
          .replace(
            'AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...',
            'AWS_ACCESS_KEY_ID=$(cut -f1 key) AWS_SECRET_ACCESS_KEY=$(cut -f2 key)',
          )
          .replace(/^(aws iam create-access-key .*)$/, '$1 | tee key'),
        `echo "@@${index}:$?"`,
      ]),
    ]
    said = await runLines(script, cwd)
  })

  after(async () => {
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
    rmSync(cwd, { recursive: true, force: true })
  })

  /** What a line must say, where more matters than that it works. */
  const expected: readonly (readonly [RegExp, RegExp])[] = [
    [/get-session-token$/, /"SessionToken": "/],
    [/create-access-key/, /^AKIA[A-Z2-7]{16}\t\S{40}\n$/],
    [/audit verify/, /^ok: \d+ records in 1 segments\n$/],
    [/audit tail/, /AccessDenied {2}iam:CreateUser {2}arn:aws:sts::\d{12}:assumed-role\/deploy\//],
    [/aws iam list-users/, /"UserName": "ann"/],
  ]

  test('has lines to run', () => assert.ok(LINES.length > 15))

  for (const [index, line] of LINES.entries()) {
    test(`$ ${line}`, () => {
      const { code, text } = said.get(index) ?? { code: -1, text: 'the line was not reached' }
      if (line.includes('create-user --user-name bob')) {
        assert.notEqual(code, 0)
        assert.match(text, /AccessDenied.*because no identity-based policy allows the iam:CreateUser action/)
        return
      }
      assert.equal(code, 0, text)
      for (const [which, pattern] of expected) if (which.test(line)) assert.match(text, pattern)
    })
  }

  test('whoami says ann first, then the role', () => {
    const answers = LINES.flatMap((line, index) => (line === 'npx brevet whoami' ? [said.get(index)?.text ?? ''] : []))
    assert.match(answers[0] ?? '', /:user\/ann\n$/)
    assert.match(answers[1] ?? '', /:assumed-role\/deploy\/brevet-/)
  })
})
