/** Backup and restore with the real command line, beside a server that is written to. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, paginateListUsers } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { BREVET, run } from './child.ts'
import { startServe, type ServeProcess } from './serveProcess.ts'
import type { Key } from './world.ts'

const ADMIN: Key = { accessKeyId: 'AKIABACKUPADMIN00001', secretAccessKey: 'the secret of the admin, 40 letters long' }
const ENV = {
  BREVET_ACCOUNT_ID: '111122223333',
  BREVET_ADMIN_ACCESS_KEY_ID: ADMIN.accessKeyId,
  BREVET_ADMIN_SECRET_ACCESS_KEY: ADMIN.secretAccessKey,
}
const SECRET = { BREVET_BACKUP_PASSPHRASE: 'correct horse battery staple' }

let cwd: string
let acknowledged: string[] = []
let bobsKey: Key

const brevet = (args: string[], env: Record<string, string> = SECRET) => run(BREVET, args, { cwd, env })
const clientOf = (server: ServeProcess, credentials = ADMIN) =>
  new IAMClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

async function userNames(server: ServeProcess): Promise<ReadonlySet<string>> {
  const client = clientOf(server)
  const names = new Set<string>()
  for await (const page of paginateListUsers({ client }, {}))
    for (const { UserName } of page.Users ?? []) names.add(UserName ?? '')
  client.destroy()
  return names
}

describe('backup', () => {
  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'brevet-backup-'))
    const server = await startServe({ cwd, env: ENV })
    const client = clientOf(server)
    await client.send(new CreateUserCommand({ UserName: 'bob' }))
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'bob' }))
    bobsKey = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    const made: string[] = []
    const writing = new AbortController()
    const writers = ['a', 'b', 'c', 'd'].map(async (letter) => {
      for (let n = 0; !writing.signal.aborted; n += 1) {
        await client.send(new CreateUserCommand({ UserName: `${letter}${n}` }))
        made.push(`${letter}${n}`)
      }
    })
    while (made.length < 50) await new Promise((resolve) => setTimeout(resolve, 10))
    acknowledged = [...made]
    const ended = await brevet(['backup', '--to', 'saved', '--keys-to', 'saved.keys'])
    writing.abort()
    await Promise.all(writers)
    assert.ok(made.length > acknowledged.length, 'nothing was written while the backup ran')
    assert.equal(ended.code, 0, ended.stderr)
    assert.match(ended.stdout, /^\S*saved: 1 accounts, \d+ users, 0 roles .* chain whole\n$/)
    client.destroy()
    await server.stop()
  })
  after(() => rmSync(cwd, { recursive: true, force: true }))

  describe('a backup', () => {
    test('holds no key, is private, and is all there is', () => {
      assert.deepEqual(readdirSync(join(cwd, 'saved')).sort(), ['audit', 'brevet.db', 'clock-floor', 'manifest.json'])
      assert.deepEqual(
        readdirSync(cwd).filter((name) => name.includes('partial')),
        [],
      )
      for (const directory of ['saved', 'saved/audit']) assert.equal(mode(join(cwd, directory)), '700')
      for (const file of ['saved/brevet.db', 'saved/clock-floor', 'saved/manifest.json', 'saved.keys'])
        assert.equal(mode(join(cwd, file)), '600')
      for (const name of readdirSync(join(cwd, 'saved/audit')))
        assert.equal(mode(join(cwd, 'saved/audit', name)), '600')
      const rootKey = readFileSync(join(cwd, 'brevet-data/keys/root.key'))
      for (const file of ['saved/brevet.db', 'saved/manifest.json', 'saved.keys']) {
        const bytes = readFileSync(join(cwd, file))
        for (const form of [rootKey, rootKey.toString('base64'), rootKey.toString('hex')])
          assert.equal(bytes.includes(form), false, file)
      }
    })

    test('is never written over another, nor keys over a file', async () => {
      const again = await brevet(['backup', '--to', 'saved'])
      assert.equal(again.code, 1)
      assert.match(again.stderr, /is not empty: nothing is ever written over/)
      const keys = await brevet(['backup', '--to', 'other', '--keys-to', 'saved.keys'])
      assert.equal(keys.code, 1)
      assert.match(keys.stderr, /saved\.keys exists/)
      assert.equal(existsSync(join(cwd, 'other')), false)
    })

    test('keys that cannot be written: the backup is there, and what it lacks is said', async () => {
      const ended = await brevet(['backup', '--to', 'keyless', '--keys-to', 'nowhere/k'])
      assert.equal(ended.code, 1)
      assert.match(
        ended.stderr,
        /^brevet backup: ENOENT[^\n]*\.\nThe backup \S+keyless is complete, but without its keys/,
      )
      assert.equal(existsSync(join(cwd, 'keyless', 'manifest.json')), true)
    })

    test('no passphrase, or a short one: nothing is made', async () => {
      for (const env of [{}, { BREVET_BACKUP_PASSPHRASE: 'short' }] as Record<string, string>[]) {
        const ended = await brevet(['backup', '--to', 'other', '--keys-to', 'k'], env)
        assert.equal(ended.code, 1)
        assert.match(ended.stderr, /passphrase/)
      }
      assert.deepEqual([existsSync(join(cwd, 'other')), existsSync(join(cwd, 'k'))], [false, false])
    })
  })

  describe('verify', () => {
    test('with the keys: hashes, database, chain and seals; without: says that seals were not checked', async () => {
      const keyed = await brevet(['restore', '--from', 'saved', '--verify', '--keys', 'saved.keys'])
      assert.equal(keyed.code, 0, keyed.stderr)
      assert.match(keyed.stdout, /hashes and seals are right\n1 accounts/)
      const bare = await brevet(['restore', '--from', 'saved', '--verify'])
      assert.equal(bare.code, 0, bare.stderr)
      assert.match(bare.stdout, /seals were not checked/)
    })

    test('names the file that was altered; such a backup is not restored and leaves nothing behind', async () => {
      const files = ['brevet.db', 'clock-floor', 'audit/checkpoint.json', 'audit/audit-0000000000000001.jsonl']
      for (const file of files) {
        const path = join(cwd, 'saved', file)
        const bytes = readFileSync(path)
        const altered = Buffer.from(bytes)
        altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
        writeFileSync(path, altered)
        try {
          for (const more of [['--verify'], ['--data-dir', 'deep/new']]) {
            const ended = await brevet(['restore', '--from', 'saved', ...more])
            assert.equal(ended.code, 1)
            assert.ok(ended.stderr.includes(`${file} does not have the SHA-256 of the manifest`), ended.stderr)
          }
        } finally {
          writeFileSync(path, bytes)
        }
      }
      assert.equal(existsSync(join(cwd, 'deep')), false)
    })

    test('a manifest that was rewritten breaks its seal; one that names files elsewhere is none', async () => {
      const path = join(cwd, 'saved/manifest.json')
      const text = readFileSync(path, 'utf8')
      const verify = () => brevet(['restore', '--from', 'saved', '--verify', '--keys', 'saved.keys'])
      try {
        writeFileSync(path, text.replace(/"createdAt":"\d{4}/, '"createdAt":"1999'))
        assert.match((await verify()).stderr, /has a seal that this root key did not make/)
        writeFileSync(path, text.replace('"path":"clock-floor"', '"path":"../clock-floor"'))
        assert.match((await verify()).stderr, /is not a manifest/)
      } finally {
        writeFileSync(path, text)
      }
      assert.equal((await verify()).code, 0)
    })

    test('another passphrase opens no keys', async () => {
      const ended = await brevet(['restore', '--from', 'saved', '--verify', '--keys', 'saved.keys'], {
        BREVET_BACKUP_PASSPHRASE: 'incorrect horse battery',
      })
      assert.equal(ended.code, 1)
      assert.match(ended.stderr, /the passphrase does not open it/)
    })
  })

  describe('restore', () => {
    test('refuses a directory that holds anything', async () => {
      mkdirSync(join(cwd, 'full'))
      writeFileSync(join(cwd, 'full/file'), '')
      const ended = await brevet(['restore', '--from', 'saved', '--data-dir', 'full'])
      assert.equal(ended.code, 1)
      assert.match(ended.stderr, /full is not empty/)
      assert.deepEqual(readdirSync(join(cwd, 'full')), ['file'])
      assert.equal((await brevet(['restore', '--from', 'saved'])).code, 2)
    })

    test('serves again: every acknowledged user, working keys, an audit log that verifies and goes on', async () => {
      writeFileSync(join(cwd, 'secret'), `${SECRET.BREVET_BACKUP_PASSPHRASE}\n`)
      const args = ['restore', '--from', 'saved', '--data-dir', 'again', '--verify', '--keys', 'saved.keys']
      const ended = await brevet([...args, '--passphrase-file', 'secret'], {})
      assert.equal(ended.code, 0, ended.stderr)
      const audit = await brevet(['audit', 'verify', '--data-dir', 'again'])
      assert.match(audit.stdout, /^ok: \d+ records in 1 segments\n$/)
      const files = ['brevet.db', 'clock-floor', 'keys/root.key', 'audit/checkpoint.json']
      for (const file of files) assert.equal(mode(join(cwd, 'again', file)), '600')
      for (const directory of ['again', 'again/keys', 'again/audit']) assert.equal(mode(join(cwd, directory)), '700')

      const server = await startServe({ cwd }, ['--data-dir', 'again'])
      try {
        const names = await userNames(server)
        assert.deepEqual(
          acknowledged.filter((name) => !names.has(name)),
          [],
        )
        const sts = new STSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: bobsKey })
        assert.match((await sts.send(new GetCallerIdentityCommand({}))).Arn ?? '', /user\/bob$/)
        sts.destroy()
        const records = new Set<string>()
        const tail = await brevet(['audit', 'tail', '--data-dir', 'again', '--json', '--lines', '100000'])
        for (const line of tail.stdout.trim().split('\n')) {
          const record = JSON.parse(line) as { eventName: string; requestParameters: { userName?: string } | null }
          if (record.eventName === 'CreateUser') records.add(record.requestParameters?.userName ?? '')
        }
        const unrecorded = [...names].filter((name) => name !== 'admin' && !records.has(name))
        assert.deepEqual(unrecorded, [], 'a change without its record')
      } finally {
        assert.equal((await server.stop()).code, 0)
      }
      assert.equal((await brevet(['audit', 'verify', '--data-dir', 'again'])).code, 0)
    })
  })
})
