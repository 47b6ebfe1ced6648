/** An account out of one server and into another with its secrets, by the command line; and what of the secrets is ever readable. */
import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import * as iam from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { BREVET, credentialEnv, run } from './child.ts'
import { allow, newRole, newUser, trust } from './people.ts'
import { startServe } from './serveProcess.ts'
import { codeAt } from './totp.ts'
import { type Key, openWorld, type World } from './world.ts'

const STEP_MS = 30_000
const PASSPHRASE = 'correct horse battery staple'
const PASSWORD = 'Tr0ub4dor&3-and-more'

let cwd: string
let world: World
let bob: Key
let seed = ''
let service = ''
/** An age identity, and whom it is of. */
let mine = ''
let me = ''
const phone = 'arn:aws:iam::111122223333:mfa/phone'

const brevet = (...args: string[]) => run(BREVET, args, { cwd, env: credentialEnv(world.admin) })
const exporting = (to: string, ...args: string[]) => brevet('export', '--data-dir', world.dataDir, '--to', to, ...args)
const into = (directory: string, file: string, ...args: string[]) =>
  brevet('import', file, '--data-dir', directory, '--identity', 'mine.txt', ...args)
const path = (name: string): string => join(cwd, name)

/** The state in an encrypted file. */
async function stateIn(file: string): Promise<Record<string, unknown>> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(mine)
  const text = await decrypter.decrypt(readFileSync(path(file)), 'text')
  return (JSON.parse(text) as { AccountState: Record<string, unknown> }).AccountState
}

const secrets = (): readonly string[] => [bob.secretAccessKey, seed, PASSWORD, service, world.admin.secretAccessKey]

/** No secret stands readable in any file under `directory`. */
function assertNothingReadable(directory: string): void {
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, name)
    if (!statSync(file).isFile() || name.endsWith('admin-credentials')) continue
    const content = readFileSync(file)
    for (const secret of secrets()) assert.ok(!content.includes(secret), `a secret is in ${name}`)
  }
}

async function populate(): Promise<void> {
  const client = world.iam()
  bob = await newUser(world, 'bob', { policy: allow('sts:*', 'iam:GetUser') })
  await newRole(world, 'deploy', { trust: trust({ AWS: 'arn:aws:iam::111122223333:user/bob' }) })
  await client.send(new iam.CreateLoginProfileCommand({ UserName: 'bob', Password: PASSWORD }))
  const made = await client.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
  seed = Buffer.from(made.VirtualMFADevice?.Base32StringSeed ?? []).toString('ascii')
  const nowMs = world.clock.nowMs()
  await client.send(
    new iam.EnableMFADeviceCommand({
      UserName: 'bob',
      SerialNumber: phone,
      AuthenticationCode1: codeAt(seed, nowMs - 2 * STEP_MS),
      AuthenticationCode2: codeAt(seed, nowMs - STEP_MS),
    }),
  )
  const { ServiceSpecificCredential } = await client.send(
    new iam.CreateServiceSpecificCredentialCommand({ UserName: 'bob', ServiceName: 'codecommit.amazonaws.com' }),
  )
  service = ServiceSpecificCredential?.ServicePassword ?? ''
}

describe('an account with its secrets', () => {
  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'brevet-secrets-'))
    world = await openWorld()
    await populate()
    mine = await generateX25519Identity()
    me = await identityToRecipient(mine)
    writeFileSync(path('mine.txt'), `# created: today\n${mine}\n`)
    writeFileSync(path('passphrase'), `${PASSPHRASE}\n`)
    writeFileSync(path('other'), 'another passphrase\n')
    const ended = await exporting('account.age', '--with-secrets', '--recipient', me)
    assert.equal(ended.code, 0, ended.stderr)
  })
  after(async () => {
    await world.close()
    rmSync(cwd, { recursive: true, force: true })
  })

  describe('export', () => {
    test('beside its server: the file is private and encrypted', async () => {
      assert.equal(statSync(path('account.age')).mode & 0o777, 0o600)
      assert.equal(readFileSync(path('account.age')).subarray(0, 21).toString('latin1'), 'age-encryption.org/v1')
      assertNothingReadable(cwd)
      const state = JSON.stringify(await stateIn('account.age'))
      for (const secret of [bob.secretAccessKey, seed]) assert.ok(state.includes(secret))
      // A password and a service's password are kept as hashes: nobody can read them, not even so.
      for (const secret of [PASSWORD, service]) assert.ok(!state.includes(secret))
      const again = await exporting('account.age', '--with-secrets', '--recipient', me)
      assert.deepEqual([again.code, /account\.age exists/.test(again.stderr)], [1, true])
    })

    test('without secrets it is what the server answers', async () => {
      const here = await exporting('here.json')
      assert.equal(here.code, 0, here.stderr)
      const there = await brevet('export', '--endpoint', world.endpoint)
      assert.deepEqual(JSON.parse(readFileSync(path('here.json'), 'utf8')), JSON.parse(there.stdout))
      assertNothingReadable(cwd)
    })

    test('to age recipients: each of them opens it, on standard output as text', async () => {
      const to = [await identityToRecipient(await generateX25519Identity()), me]
      const printed = await brevet(
        'export',
        '--data-dir',
        world.dataDir,
        '--with-secrets',
        ...to.flatMap((name) => ['--recipient', name]),
      )
      assert.match(printed.stdout, /^-----BEGIN AGE ENCRYPTED FILE-----\n/)
      writeFileSync(path('two.age'), printed.stdout)
      writeFileSync(path('stranger.txt'), `${await generateX25519Identity()}\n`)
      const ended = await brevet('import', 'two.age', '--identity', 'mine.txt', '--data-dir', 'twice', '--dry-run')
      assert.match(ended.stdout, /^\+ user bob: create$/m, ended.stderr)
      const stranger = await brevet('import', 'two.age', '--identity', 'stranger.txt', '--data-dir', 'twice')
      assert.deepEqual([stranger.code, /does not open the file/.test(stranger.stderr)], [1, true])
      // Over the API it is an export like any other.
      const there = await brevet(
        'import',
        'two.age',
        '--identity',
        'mine.txt',
        '--dry-run',
        '--endpoint',
        world.endpoint,
      )
      assert.match(there.stdout, /0 added, 0 changed/, there.stderr)
    })

    test('to a passphrase: it opens it, another does not', async () => {
      const made = await exporting('pass.age', '--with-secrets', '--passphrase-file', 'passphrase')
      assert.equal(made.code, 0, made.stderr)
      const dry = (file: string) =>
        brevet('import', 'pass.age', '--passphrase-file', file, '--data-dir', 'never', '--dry-run')
      assert.match((await dry('passphrase')).stdout, /^\+ user bob: create$/m)
      const other = await dry('other')
      assert.deepEqual([other.code, /does not open the file/.test(other.stderr)], [1, true])
    })

    test('where nobody can write: one sentence, nothing printed instead', async () => {
      for (const to of ['nowhere/account.age', 'passphrase/account.age']) {
        const ended = await exporting(to, '--with-secrets', '--recipient', me)
        assert.deepEqual([ended.code, ended.stdout], [1, ''])
        assert.match(ended.stderr, /^brevet export: (?:ENOENT|ENOTDIR)[^\n]*\.\nNothing was changed\.\n$/)
      }
    })

    const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
      ['secrets without encryption', ['--with-secrets'], 2, /secrets are never written plain/],
      [
        'recipient and passphrase',
        ['--with-secrets', '--recipient', 'age1x', '--passphrase-file', 'passphrase'],
        2,
        /do not go together/,
      ],
      ['what is no recipient', ['--with-secrets', '--recipient', 'AGE-SECRET-KEY-1TYPO'], 2, /takes an age recipient/],
      ['a short passphrase', ['--with-secrets', '--passphrase-file', 'short'], 1, /at least 12 characters/],
      ['nobody to ask', ['--with-secrets', '--passphrase'], 1, /nobody to ask/],
      ['an account that is not here', ['--account', '999988887777'], 1, /there is no account 999988887777/],
    ]
    for (const [name, args, code, reason] of refused)
      test(`refused: ${name}`, async () => {
        writeFileSync(path('short'), 'elevenchars\n')
        const ended = await exporting('refused.age', ...args)
        assert.equal(ended.code, code, ended.stderr)
        assert.match(ended.stderr, reason)
        assert.ok(!ended.stderr.includes('TYPO'))
        assert.equal(existsSync(path('refused.age')), false)
      })
  })

  describe('import into an empty directory', () => {
    test('the account works there: key, MFA code, password, role; and exports the same', async () => {
      const ended = await into('restored', 'account.age')
      assert.equal(ended.code, 0, ended.stderr)
      assert.match(ended.stdout, /^\+ access key \w+: create$/m)
      assert.match(ended.stderr, /Start it with: brevet serve --data-dir \S+restored$/m)
      assertNothingReadable(path('restored'))
      const again = await brevet(
        'export',
        '--data-dir',
        'restored',
        '--with-secrets',
        '--recipient',
        me,
        '--to',
        'again.age',
      )
      assert.equal(again.code, 0, again.stderr)
      assert.deepEqual(await stateIn('again.age'), await stateIn('account.age'))
      // Every code up to the import is held as used: this server's time goes on two minutes later.
      const laterMs = Date.now() + 120_000
      writeFileSync(path('restored/clock-floor'), `brevet-clock-floor 1 ${laterMs}\n`, { mode: 0o600 })
      const server = await startServe({ cwd }, ['--data-dir', 'restored'])
      const common = { endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1 }
      const sts = new STSClient({ ...common, credentials: bob })
      const admin = new iam.IAMClient({ ...common, credentials: world.admin })
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
      assert.equal(Arn, 'arn:aws:iam::111122223333:user/bob')
      const withCode = (TokenCode: string) => sts.send(new GetSessionTokenCommand({ SerialNumber: phone, TokenCode }))
      assert.ok((await withCode(codeAt(seed, laterMs))).Credentials?.SessionToken)
      const { Role } = await admin.send(new iam.GetRoleCommand({ RoleName: 'deploy' }))
      assert.match(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), /user\/bob/)
      // Bob's password: only who knows it may change it.
      const own = new iam.IAMClient({ ...common, credentials: bob })
      const change = (OldPassword: string) =>
        own.send(new iam.ChangePasswordCommand({ OldPassword, NewPassword: `${PASSWORD}!` }))
      await admin.send(
        new iam.PutUserPolicyCommand({
          UserName: 'bob',
          PolicyName: 'pw',
          PolicyDocument: allow('iam:ChangePassword'),
        }),
      )
      await assert.rejects(change('not the password'), /old password/)
      await change(PASSWORD)
      for (const client of [sts, admin, own]) client.destroy()
      assert.equal((await server.stop()).code, 0)
      const log = readdirSync(path('restored/audit'))
        .map((name) => readFileSync(path(`restored/audit/${name}`), 'utf8'))
        .join('')
      assert.match(log, /"eventName":"ImportAccount"/)
      assertNothingReadable(path('restored'))
    })

    test('stopped, the same directory: what was changed is shown and mended', async () => {
      const shown = await into('restored', 'account.age', '--dry-run')
      assert.match(shown.stdout, /^~ loginProfile .*: facts, secret$/m, shown.stderr)
      assert.match((await into('restored', 'account.age')).stdout, /^0 added, 1 changed/m)
      assert.match((await into('restored', 'account.age')).stdout, /^0 added, 0 changed/m)
    })

    test('not while a server runs on it', async () => {
      const ended = await into(world.dataDir, 'account.age')
      assert.deepEqual([ended.code, /a server is running on .*: stop it first/.test(ended.stderr)], [1, true])
    })

    test('the log of the server tells who took the secrets', async () => {
      const log = () =>
        readdirSync(join(world.dataDir, 'audit'))
          .map((name) => readFileSync(join(world.dataDir, 'audit', name), 'utf8'))
          .join('')
      for (let tries = 0; tries < 150 && !log().includes('ExportAccount'); tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 100))
      assert.match(log(), /"eventName":"ExportAccount"/)
    })
  })

  describe('a file that cannot be opened changes nothing', () => {
    const attempts: readonly (readonly [string, () => string[], RegExp])[] = [
      ['a passphrase for an identity', () => ['account.age', '--passphrase-file', 'other'], /does not open the file/],
      ['what is no identity', () => ['account.age', '--identity', 'other'], /is not an age identity file/],
      ['nothing to open it with', () => ['account.age'], /nobody to ask for a passphrase/],
      [
        'cut short',
        () => (truncateSync(copy('cut.age'), 900), ['cut.age', '--identity', 'mine.txt']),
        /cut short or altered/,
      ],
      [
        'only a header',
        () => (truncateSync(copy('head.age'), 40), ['head.age', '--identity', 'mine.txt']),
        /cut short or altered/,
      ],
      [
        'altered',
        () => (appendFileSync(copy('more.age'), 'x'), ['more.age', '--identity', 'mine.txt']),
        /cut short or altered/,
      ],
      ['not encrypted', () => ['here.json'], /the file is not encrypted/],
      ['not of this kind', () => ['here.json', '--identity', 'mine.txt'], /is not encrypted in the age format/],
      [
        'too large',
        () => (truncateSync(copy('large.age'), 300_000_000), ['large.age', '--identity', 'mine.txt']),
        /larger than 268435456 bytes/,
      ],
      ['not there', () => ['nowhere.age'], /cannot read/],
      ['a directory', () => [world.dataDir], /cannot read/],
    ]
    const copy = (name: string): string => {
      writeFileSync(path(name), readFileSync(path('account.age')))
      return path(name)
    }
    for (const [name, args, reason] of attempts)
      test(name, async () => {
        const ended = await brevet('import', ...args(), '--data-dir', 'never')
        assert.equal(ended.code, 1)
        assert.match(ended.stderr, reason)
        assert.equal(existsSync(path('never')), false)
        for (const secret of secrets()) assert.ok(!`${ended.stdout}${ended.stderr}`.includes(secret))
      })

    test('an encrypted export without secrets', async () => {
      const made = await exporting('plain.age', '--recipient', me)
      assert.equal(made.code, 0, made.stderr)
      const ended = await into('never', 'plain.age')
      assert.match(ended.stderr, /there are no secrets in this file/)
      assert.equal(existsSync(path('never')), false)
    })
  })
})
