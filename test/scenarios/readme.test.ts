/** The README’s first five minutes, line by line as they stand there: read from the file, pasted into a shell. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { cleanEnv, run, skipWithout } from './child.ts'
import { encodedMessage } from './refused.ts'
import { openShell } from './shell.ts'
import type { Shell } from './shell.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const skip = skipWithout('aws') === false ? skipWithout('npm') : skipWithout('aws')

/** The lines of the `sh` blocks of one section. */
function linesOf(section: string): readonly string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [, text = ''] = readme.split(`\n## ${section}\n`)
  const [own = ''] = text.split('\n## ')
  return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
}

let home: string
let server: ChildProcess
let serverEnded: Promise<unknown>
let facts: { readonly endpoint: string; readonly pid: number; readonly accountId: string }
let shell: Shell
/** Where a CLI does not know AWS_ENDPOINT_URL, what the README says to add. */
let addition: string

/** A folder that is the checkout to npm and npx, and keeps the data of this test. */
function makeCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'brevet-readme-'))
  for (const name of ['package.json', 'node_modules', 'apps', 'packages'])
    symlinkSync(join(ROOT, name), join(folder, name))
  return folder
}

async function endpointAddition(): Promise<string> {
  const { stderr, stdout } = await run('aws', ['--version'], { cwd: home })
  const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(stdout + stderr) ?? []
  return Number(minor) >= (major === '1' ? 29 : 13) ? 'aws' : 'aws --endpoint-url $AWS_ENDPOINT_URL'
}

async function startServer(): Promise<void> {
  const path = join(home, 'brevet-data/server.json')
  const env = { ...cleanEnv({ cwd: home }), npm_config_offline: 'true' }
  // The README's port may be taken on this machine.
  server = spawn('npm', ['start', '--', '--listen', '127.0.0.1:0'], { cwd: home, env, stdio: 'ignore' })
  serverEnded = new Promise((ended) => server.on('close', ended))
  const deadline = performance.now() + 30_000
  while (!existsSync(path)) {
    assert.ok(performance.now() < deadline && server.exitCode === null, 'npm start did not start a server')
    await new Promise((wait) => setTimeout(wait, 50))
  }
  facts = JSON.parse(readFileSync(path, 'utf8')) as typeof facts
}

describe('the first five minutes of the README', { skip }, () => {
  before(async () => {
    home = makeCheckout()
    await startServer()
    addition = await endpointAddition()
    shell = openShell({ cwd: home, env: { npm_config_offline: 'true', AWS_CONFIG_FILE: join(home, 'none') } })
  })
  after(async () => {
    await shell.close()
    process.kill(facts.pid, 'SIGTERM')
    await serverEnded
    rmSync(home, { recursive: true, force: true })
  })

  test('every line does what it says', async () => {
    const lines = linesOf('The first five minutes')
    assert.ok(lines.length >= 15, lines.join('\n'))
    const said = new Map<string, string>()
    let key: readonly string[] = []
    for (const line of lines) {
      const pasted = line
        .replace('http://127.0.0.1:7870', facts.endpoint)
        .replace(
          'AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...',
          `AWS_ACCESS_KEY_ID=${key[0]} AWS_SECRET_ACCESS_KEY=${key[1]}`,
        )
        .replace(/^aws /, `${addition} `)
        .replace('$(aws ', `$(${addition} `)
      const { code, stderr, stdout } = await shell.paste(pasted)
      const isRefused = line.endsWith('--user-name bob')
      assert.equal(code !== 0, isRefused, `${pasted}\n${stdout}${stderr}`)
      if (line.includes('create-access-key')) key = stdout.trim().split(/\s+/)
      said.set(`${line}${said.has(line) ? ' (again)' : ''}`, stdout + stderr)
    }
    const { accountId } = facts
    assert.match(said.get('aws sts get-session-token') ?? '', /"AccessKeyId": "ASIA[A-Z2-7]{16}"/)
    assert.equal(said.get('npx brevet whoami'), `arn:aws:iam::${accountId}:user/ann\n`)
    assert.ok(
      said.get('npx brevet whoami (again)')?.startsWith(`arn:aws:sts::${accountId}:assumed-role/deploy/brevet-`),
    )
    assert.match(said.get('aws iam list-users') ?? '', /"UserName": "ann"/)
    assert.match(said.get('npx brevet audit tail') ?? '', /AssumeRole/)
    await refusalIsRead(said.get('aws iam create-user --user-name bob') ?? '')
  })

  /** What the README says of the refusal: the sentence, and the administrator's way to the reasoning. */
  async function refusalIsRead(message: string): Promise<void> {
    const sentence = `is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${facts.accountId}:user/bob because no identity-based policy allows the iam:CreateUser action. `
    assert.ok(message.includes(sentence), message)
    await shell.paste('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN')
    await shell.paste('export AWS_SHARED_CREDENTIALS_FILE=$PWD/brevet-data/admin-credentials')
    const encoded = encodedMessage({ message }).trim()
    const line = `${addition} sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${encoded}`
    const opened = await shell.paste(line)
    const { allowed, context } = JSON.parse(opened.stdout) as { allowed: boolean; context: { action: string } }
    assert.deepEqual([allowed, context.action], [false, 'iam:CreateUser'])
  }
})
