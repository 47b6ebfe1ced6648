/** Backup, check and restore of a real store and a real log. */
import assert from 'node:assert/strict'
import { createHash, createSecretKey } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { verifyLog } from '../../audit/index.ts'
import { openAuditLog } from '../../audit/openAuditLog.ts'
import { dataFiles } from '../../config/dataFiles.ts'
import { systemClock } from '../../runtime/clock.ts'
import { systemRandom } from '../../runtime/random.ts'
import { aesBox } from '../../store/fixtures/aesBox.ts'
import { user } from '../../store/fixtures/entities.ts'
import { openSqliteStore } from '../../store/sqlite/openSqliteStore.ts'
import { openKeyFiles, readKeyFiles, sealKeyFiles } from './keyArchive.ts'
import { makeBackup } from './makeBackup.ts'
import { encodeManifest, readManifest } from './manifest.ts'
import { BackupError, durableLines } from './parts.ts'
import { checkBackup, restoreBackup } from './restoreBackup.ts'

const key = createSecretKey(Buffer.alloc(32, 7))
const stop = new AbortController().signal
let folder: string
let saved: string
let restored: string
let files: ReturnType<typeof dataFiles>
const back = () => makeBackup({ files, to: saved, key, clock: systemClock, stop })
const restore = () => restoreBackup({ from: saved, to: restored, key, keys: [], stop })
const saying = (part: string) => (error: unknown) => error instanceof BackupError && error.message.includes(part)

describe('backup and restore', () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'brevet-backups-'))
    saved = join(folder, 'saved')
    restored = join(folder, 'restored')
    files = dataFiles(join(folder, 'data'))
    mkdirSync(files.directory, { mode: 0o700 })
    const box = aesBox(Buffer.alloc(32, 8))
    const store = await openSqliteStore({ file: files.database, box, clock: systemClock })
    await store.write((tx) => tx.write.users.create(user('Alice')))
    await store.close()
    writeFileSync(files.clockFloor, 'brevet-clock-floor 1 5\n', { mode: 0o600 })
    const quiet = { info: () => undefined, warn: () => undefined }
    const log = await openAuditLog({
      directory: files.audit,
      checkpointKey: key,
      clock: systemClock,
      random: systemRandom,
      log: quiet,
      fatal: (error) => assert.fail(error),
    })
    await log.close()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  describe('a backup', () => {
    test('restores to the same files and findings', async () => {
      const { findings } = await back()
      assert.deepEqual([findings.users, findings.keyed], [1, true])
      assert.deepEqual((await checkBackup(saved, key)).findings, findings)
      assert.deepEqual((await restore()).findings, findings)
      assert.deepEqual(readdirSync(restored).sort(), ['audit', 'brevet.db', 'clock-floor', 'keys'])
    })

    test('leaves out the unfinished last line of a segment', async () => {
      const [name = ''] = readdirSync(files.audit).filter((entry) => entry.startsWith('audit-'))
      const whole = durableLines(join(files.audit, name))
      appendFileSync(join(files.audit, name), '{"sequence":1,"rec')
      await back()
      assert.equal(readFileSync(join(saved, 'audit', name)).length, whole)
      const log = await verifyLog(join(saved, 'audit'), key)
      assert.ok(log.ok && log.tail === 'whole')
    })

    test('is not made of a log that was altered, nor when interrupted: nothing is left', async () => {
      const [name = ''] = readdirSync(files.audit).filter((entry) => entry.startsWith('audit-'))
      appendFileSync(join(files.audit, name), '{"forged":1}\n')
      await assert.rejects(back(), saying('is not a record line'))
      const to = join(folder, 'deep/er/saved')
      const task = { files, to, key, clock: systemClock }
      await assert.rejects(makeBackup({ ...task, stop: AbortSignal.abort() }), saying('interrupted'))
      assert.deepEqual(readdirSync(folder), ['data'])
    })

    test('writes over nothing', async () => {
      mkdirSync(saved)
      writeFileSync(join(saved, 'x'), '')
      await assert.rejects(back(), saying('is not empty'))
      rmSync(saved, { recursive: true })
      symlinkSync(files.directory, saved)
      await assert.rejects(back(), saying('is not a directory'))
    })
  })

  describe('a backup that was altered', () => {
    beforeEach(() => back())

    for (const path of ['brevet.db', 'clock-floor', 'audit/checkpoint.json'])
      test(`${path}: named by check and restore, which leaves nothing`, async () => {
        const bytes = readFileSync(join(saved, path))
        bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1
        writeFileSync(join(saved, path), bytes)
        const says = saying(`${path} does not have the SHA-256`)
        await assert.rejects(checkBackup(saved, key), says)
        await assert.rejects(restore(), says)
        assert.deepEqual(readdirSync(folder).sort(), ['data', 'saved'])
      })

    test('a part that is missing, or a link to elsewhere', async () => {
      const floor = join(saved, 'clock-floor')
      rmSync(floor)
      await assert.rejects(restore(), saying('clock-floor is missing'))
      symlinkSync(files.clockFloor, floor)
      await assert.rejects(restore(), saying('clock-floor is missing'))
      assert.equal(existsSync(restored), false)
    })

    test('a manifest that names files elsewhere is none, whoever sealed it', () => {
      const { format: _, ...facts } = readManifest(saved, key)
      for (const path of ['../x', '/etc/passwd', 'audit/../../x', 'keys/root.key']) {
        const parts = [...facts.parts, { path, bytes: 0, sha256: '0'.repeat(64) }]
        writeFileSync(join(saved, 'manifest.json'), encodeManifest({ ...facts, parts }, key))
        assert.throws(() => readManifest(saved, key), saying('not a manifest'))
      }
    })

    test('the seal is of the root key; without it a rewritten manifest passes', () => {
      const { format: _, ...facts } = readManifest(saved, key)
      const other = createSecretKey(Buffer.alloc(32, 9))
      writeFileSync(
        join(saved, 'manifest.json'),
        encodeManifest({ ...facts, createdAt: '2030-01-02T03:04:05Z' }, other),
      )
      assert.throws(() => readManifest(saved, key), saying('seal'))
      assert.equal(readManifest(saved, undefined).createdAt, '2030-01-02T03:04:05Z')
    })

    test('a manifest without a seal to check says nothing that a terminal obeys', () => {
      const { format: _, ...facts } = readManifest(saved, key)
      const other = createSecretKey(Buffer.alloc(32, 9))
      for (const createdAt of ['\u001b[2J', '2030-01-02T03:04:05Z\nseals are right', 'never']) {
        writeFileSync(join(saved, 'manifest.json'), encodeManifest({ ...facts, createdAt }, other))
        assert.throws(() => readManifest(saved, undefined), saying('not a manifest'))
      }
    })

    test('a manifest that is a link, a directory or larger than any is refused', () => {
      const path = join(saved, 'manifest.json')
      truncateSync(path, 100_000_000)
      assert.throws(() => readManifest(saved, key), saying('larger than'))
      rmSync(path)
      mkdirSync(path)
      assert.throws(() => readManifest(saved, key), saying('not a regular file'))
      rmSync(path, { recursive: true })
      writeFileSync(join(folder, 'elsewhere'), 'secret')
      symlinkSync(join(folder, 'elsewhere'), path)
      assert.throws(() => readManifest(saved, key), saying('cannot be read (ELOOP)'))
    })

    test('a database of a newer version is refused though its hash is right', async () => {
      const { DatabaseSync } = await import('node:sqlite')
      const database = new DatabaseSync(join(saved, 'brevet.db'))
      database.exec('insert into schema_version values (99)')
      database.close()
      const bytes = readFileSync(join(saved, 'brevet.db'))
      const { format: _, ...facts } = readManifest(saved, key)
      const part = { path: 'brevet.db', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
      const parts = [part, ...facts.parts.filter(({ path }) => path !== part.path)]
      writeFileSync(join(saved, 'manifest.json'), encodeManifest({ ...facts, parts }, key))
      await assert.rejects(restore(), saying('schema version 99'))
      assert.equal(existsSync(restored), false)
    })
  })

  describe('a key archive', () => {
    test('opens with its passphrase alone, and not when altered', async () => {
      mkdirSync(files.keys, { mode: 0o700 })
      writeFileSync(files.rootKey, Buffer.alloc(32, 3), { mode: 0o600 })
      writeFileSync(join(files.keys, 'root.key.abc.tmp'), 'half written', { mode: 0o600 })
      const keys = readKeyFiles(files.keys)
      assert.deepEqual(keys, [{ name: 'root.key', bytes: Buffer.alloc(32, 3) }])
      const archive = await sealKeyFiles(keys, 'correct horse battery', systemRandom)
      assert.deepEqual(await openKeyFiles(archive, 'correct horse battery'), keys)
      await assert.rejects(openKeyFiles(archive, 'correct horse batterx'), saying('does not open it'))
      const altered = Buffer.from(archive)
      const at = archive.indexOf('"sealed":"') + 12
      altered[at] = altered[at] === 65 ? 66 : 65
      await assert.rejects(openKeyFiles(altered, 'correct horse battery'), saying('does not open it'))
      await assert.rejects(openKeyFiles(Buffer.from('{}'), 'correct horse battery'), saying('not an archive'))
      await assert.rejects(sealKeyFiles(keys, 'elevenchars', systemRandom), saying('at least 12'))
    })
  })
})
