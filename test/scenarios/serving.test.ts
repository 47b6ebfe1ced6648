/** `brevet serve` from its start to its end: the banner, one server per directory, draining, and starting again. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { signRequest } from '../../packages/sigv4/src/node/index.ts'
import { BREVET, cleanEnv, credentialEnv, run, skipWithout } from './child.ts'
import { startServe } from './serveProcess.ts'
import type { ServeProcess } from './serveProcess.ts'
import { stsForm } from './signedCall.ts'
import { FOLLOWED_MS } from './world.ts'
import type { Key } from './world.ts'

let home: string
let servers: ServeProcess[]
describe('serving', () => {
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'brevet-serving-'))
    servers = []
  })
  afterEach(async () => {
    for (const server of servers) await server.stop()
    rmSync(home, { recursive: true, force: true })
  })

  async function start(...args: string[]): Promise<ServeProcess> {
    const server = await startServe({ cwd: home }, args)
    servers.push(server)
    return server
  }

  function adminKey(): Key {
    const text = readFileSync(join(home, 'brevet-data/admin-credentials'), 'utf8')
    const [, accessKeyId = '', secretAccessKey = ''] = /id = (\S+)\n.*key = (\S+)/.exec(text) ?? []
    return { accessKeyId, secretAccessKey }
  }
  const brevet = (key: Key, ...args: string[]) => run(BREVET, args, { cwd: home, env: credentialEnv(key) })

  describe('the banner', () => {
    test(
      'a person at a terminal gets three lines to paste, and they work',
      { skip: skipWithout('script') },
      async (t) => {
        const child = spawn('script', ['-qec', 'brevet serve --listen 127.0.0.1:0', '/dev/null'], {
          cwd: home,
          env: cleanEnv({ cwd: home }),
        })
        const ended = new Promise((resolve) => child.on('close', resolve))
        let output = ''
        await new Promise<void>((resolve) => {
          child.stdout.on('data', (chunk: Buffer) => {
            output += chunk.toString('utf8').replaceAll('\r', '')
            if (/older than 2\.13[\s\S]*get-session-token\n/.test(output)) resolve()
          })
          void ended.then(() => resolve())
        })
        const { endpoint, pid } = JSON.parse(readFileSync(join(home, 'brevet-data/server.json'), 'utf8')) as {
          endpoint: string
          pid: number
        }
        try {
          assert.ok(output.includes(`Brevet serves STS, IAM and Organizations on ${endpoint}`), output)
          const lines = (/Paste into another terminal:\n((?: {4}.+\n){3})/.exec(output)?.[1] ?? '')
            .split('\n')
            .map((line) => line.trim())
          assert.deepEqual(lines, [
            'export AWS_SHARED_CREDENTIALS_FILE=$PWD/brevet-data/admin-credentials',
            `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1`,
            'aws sts get-session-token',
            '',
          ])
          assert.ok(!output.includes(adminKey().secretAccessKey))
          const older = /\n {4}(aws --endpoint-url .*)\n/.exec(output)?.[1] ?? ''
          if (skipWithout('aws') !== false) return t.skip("there is no 'aws' on this machine")
          const pasted = await run('sh', ['-c', [...lines.slice(0, 2), older].join('\n')], { cwd: home })
          assert.equal(pasted.code, 0, pasted.stderr)
          assert.match(pasted.stdout, /"SessionToken"/)
        } finally {
          process.kill(pid, 'SIGTERM')
          await ended
        }
      },
    )
  })

  describe('one server per data directory', () => {
    test('a second one is refused, says why, and leaves the first alone', async () => {
      const first = await start()
      const second = await run(BREVET, ['serve', '--listen', '127.0.0.1:0'], { cwd: home })
      assert.equal(second.code, 1)
      assert.match(
        second.stderr,
        /^brevet serve: another process serves \S*brevet-data: stop it, or use another --data-dir\n/,
      )
      assert.equal((await brevet(adminKey(), 'whoami')).code, 0)
      const taken = await run(
        BREVET,
        ['serve', '--data-dir', 'other', '--listen', first.endpoint.slice('http://'.length)],
        { cwd: home },
      )
      assert.equal(taken.code, 1)
      assert.match(taken.stderr, /another program has this address: choose another with --listen HOST:PORT/)
      const other = await start('--data-dir', 'elsewhere')
      assert.notEqual(other.accountId, first.accountId)
    })
  })

  /** Waits for something that must come about within 5 s. */
  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 5000
    while (!(await isSo())) {
      assert.ok(performance.now() < deadline, 'waited 5 s for nothing')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** `accepted`, or the system's code for why not. */
  const connection = (port: number, host: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(port, host, () => {
        socket.destroy()
        resolve('accepted')
      })
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    })

  describe('stopping and starting again', () => {
    test('SIGTERM answers what is in flight, takes nothing new, and ends with 0 within 10 s', async () => {
      const server = await start()
      const { hostname, port, host } = new URL(server.endpoint)
      const body = stsForm('GetCallerIdentity')
      const wire = {
        method: 'POST',
        target: '/',
        headers: [
          ['Host', host],
          ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
          ['Content-Length', String(body.length)],
        ] as const,
      }
      const headers = signRequest(wire, adminKey(), {
        region: 'us-east-1',
        service: 'sts',
        nowMs: Date.now(),
        body: Buffer.from(body),
      })
      const head = `POST / HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
      const socket = connect(Number(port), hostname)
      let answer = ''
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString('utf8')))
      const closed = new Promise((resolve) => socket.on('close', resolve))
      // An answered probe shows that the connection is accepted before the request that will be in flight.
      socket.write(`GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      await until(() => answer.endsWith('ok\n'))
      answer = ''
      socket.write(head + body.slice(0, 10))
      await new Promise((resolve) => setTimeout(resolve, 500))
      const stopping = server.stop()
      let late = ''
      await until(async () => (late = await connection(Number(port), hostname)) !== 'accepted')
      assert.equal(late, 'ECONNREFUSED')
      socket.write(body.slice(10))
      await closed
      assert.match(answer, /^HTTP\/1\.1 200 /)
      assert.match(answer, /<Arn>arn:aws:iam::\d{12}:user\/admin<\/Arn>/)
      const { afterMs, code } = await stopping
      assert.equal(code, 0)
      assert.ok(afterMs < 10_000, `${afterMs} ms`)
      assert.ok(!existsSync(join(home, 'brevet-data/server.json')))
    })

    test('the same account, key and sessions after a restart; the audit chain goes on', async () => {
      const first = await start()
      const key = adminKey()
      const issued = await brevet(key, 'get-session-token')
      const { Credentials } = JSON.parse(issued.stdout) as { Credentials: Record<string, string> }
      const session = {
        accessKeyId: Credentials['AccessKeyId'] ?? '',
        secretAccessKey: Credentials['SecretAccessKey'] ?? '',
        sessionToken: Credentials['SessionToken'] ?? '',
      }
      await first.stop()
      const gone = await brevet(key, 'whoami', '--endpoint', first.endpoint)
      assert.equal(gone.code, 1)
      const second = await start()
      assert.equal(second.accountId, first.accountId)
      assert.deepEqual(adminKey(), key)
      for (const one of [key, session])
        assert.equal((await brevet(one, 'whoami')).stdout, `arn:aws:iam::${first.accountId}:user/admin\n`)
      assert.equal((await brevet(key, 'audit', 'verify')).code, 0)
    })

    test('the environment may choose account and admin key', async () => {
      const env = {
        BREVET_ACCOUNT_ID: '222233334444',
        BREVET_ADMIN_ACCESS_KEY_ID: 'MY_OWN_ADMIN_KEY_1',
        BREVET_ADMIN_SECRET_ACCESS_KEY: 'my own secret of enough letters',
      }
      const server = await startServe({ cwd: home, env })
      servers.push(server)
      assert.equal(server.accountId, '222233334444')
      const key = { accessKeyId: env.BREVET_ADMIN_ACCESS_KEY_ID, secretAccessKey: env.BREVET_ADMIN_SECRET_ACCESS_KEY }
      assert.equal((await brevet(key, 'whoami')).stdout, 'arn:aws:iam::222233334444:user/admin\n')
    })
  })

  /** A Node on this machine that is too old to run the sources. */
  function olderNode(): string | undefined {
    const candidates = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, 'node'))
    return candidates.find((path) => {
      const version = existsSync(path) ? spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout : ''
      return Number.parseInt(version.slice(1), 10) < 24
    })
  }

  describe('a machine whose own Node is older than 24', () => {
    test('runs on the Node that npm ci brought', async (t) => {
      const node = olderNode()
      if (node === undefined) return t.skip('there is no Node older than 24 on this machine')
      const { code, stderr, stdout } = await run(node, [BREVET, '--version'], { cwd: home })
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^brevet \d+\.\d+\.\d+\n$/)
    })
  })

  describe('break-glass', () => {
    test('brevet account root-key with another root key makes nothing', async () => {
      const server = await start()
      const BREVET_ROOT_KEY = randomBytes(32).toString('base64')
      const words = ['account', 'root-key', 'create', '--account', server.accountId]
      const ended = await run(BREVET, words, { cwd: home, env: { BREVET_ROOT_KEY } })
      assert.deepEqual([ended.code, ended.stdout], [1, ''])
      assert.match(
        ended.stderr,
        /the root key does not open .*authority\.key: is it the right one\?\.?\nNothing was changed/,
      )
    })

    test('brevet account root-key create, used, deleted', async () => {
      const server = await start()
      const made = await brevet(adminKey(), 'account', 'root-key', 'create', '--account', server.accountId)
      assert.equal(made.code, 0, made.stderr)
      const { AccessKey } = JSON.parse(made.stdout) as { AccessKey: { AccessKeyId: string; SecretAccessKey: string } }
      const key = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
      // The command writes beside the server, which follows within a second.
      await new Promise((resolve) => setTimeout(resolve, FOLLOWED_MS))
      assert.equal((await brevet(key, 'whoami')).stdout, `arn:aws:iam::${server.accountId}:root\n`)
      const gone = await brevet(key, 'account', 'root-key', 'delete', '--account', server.accountId)
      assert.equal(gone.stdout, `deleted ${key.accessKeyId}\n`)
      await new Promise((resolve) => setTimeout(resolve, FOLLOWED_MS))
      assert.match((await brevet(key, 'whoami')).stderr, /InvalidClientTokenId/)
    })
  })
})
