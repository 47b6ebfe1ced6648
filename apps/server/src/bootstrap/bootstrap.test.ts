/** The first start, the outbox and break-glass keys, on real stores and a real log. */
import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import type { AuditRecord } from '../audit/audit.ts'
import { readRecords, verifyLog } from '../audit/index.ts'
import { type AuditLimits, openAuditLog } from '../audit/openAuditLog.ts'
import { dataFiles } from '../config/index.ts'
import { systemClock } from '../runtime/clock.ts'
import { systemRandom } from '../runtime/random.ts'
import { openSqliteStore } from '../store/sqlite/openSqliteStore.ts'
import { newSecretBox } from '../token/secretBox.ts'
import { writeCredentialsFile } from './credentialsFile.ts'
import { firstStart } from './firstStart.ts'
import { outboxSweep, replayOutbox } from './replayOutbox.ts'
import { openRootKeys } from './rootKeys.ts'

const places: string[] = []
describe('bootstrap', () => {
  after(() => places.forEach((place) => rmSync(place, { recursive: true, force: true })))

  const rootKey = createSecretKey(Buffer.alloc(32, 7))
  const silent = { info: () => undefined, warn: () => undefined }

  async function world() {
    const directory = mkdtempSync(join(tmpdir(), 'brevet-bootstrap-'))
    places.push(directory)
    const files = dataFiles(directory)
    const store = await openSqliteStore({
      file: files.database,
      box: newSecretBox(rootKey, systemRandom),
      clock: systemClock,
    })
    const kept: { id: string; secret: string }[] = []
    const start = (chosen: Parameters<typeof firstStart>[0]['chosen'] = {}) =>
      firstStart({
        store,
        clock: systemClock,
        random: systemRandom,
        region: 'us-east-1',
        chosen,
        keep: (key) => void kept.push(key),
      })
    const openLog = (limits: Partial<AuditLimits> = {}) =>
      openAuditLog({
        limits,
        directory: files.audit,
        checkpointKey: rootKey,
        clock: systemClock,
        random: systemRandom,
        log: silent,
        fatal: (error) => assert.fail(error),
      })
    return { files, store, kept, start, openLog }
  }

  async function recorded(directory: string): Promise<string[]> {
    const names: string[] = []
    for await (const { record } of readRecords(directory, {})) names.push(record.eventName)
    return names
  }

  describe('firstStart', () => {
    test('makes organization, management account, admin with AdministratorAccess and one key', async () => {
      const { kept, start, store } = await world()
      const organization = await start()
      const accountId = organization.managementAccountId
      assert.match(accountId, /^[1-9]\d{11}$/)
      const admin = await store.read.users.byName(accountId, 'admin')
      assert.deepEqual(admin?.attachedPolicyArns, ['arn:aws:iam::aws:policy/AdministratorAccess'])
      const [key, ...more] = await store.read.accessKeys.ofUser(admin?.id ?? '')
      assert.equal(more.length, 0)
      assert.deepEqual(kept, [{ id: key?.id, secret: key?.secret.reveal() }])
      assert.match(key?.secret.reveal() ?? '', /^[A-Za-z0-9+/]{40}$/)
      assert.deepEqual(await store.read.accessKeys.ofUser(accountId), [])
      assert.deepEqual(await store.read.organization.serviceControlPolicies(accountId), [])
      await store.close()
    })

    test('takes what was chosen, once', async () => {
      const { kept, start, store } = await world()
      const admin = { accessKeyId: 'chosen_admin_key_id', secretAccessKey: 'chosen admin secret' }
      const root = { accessKeyId: 'CHOSENROOTKEYID1', secretAccessKey: 'chosen root secret' }
      await start({ accountId: '123456789012', admin, root })
      const again = await start({ accountId: '999999999999' })
      assert.equal(again.managementAccountId, '123456789012')
      assert.equal(kept.length, 1)
      assert.equal((await store.read.accessKeys.byId('CHOSENROOTKEYID1'))?.userId, '123456789012')
      await store.close()
    })

    test('the credentials file is for its owner only', async () => {
      const { files, store } = await world()
      writeCredentialsFile(files.adminCredentials, { id: 'ID', secret: 'S' })
      assert.equal(statSync(files.adminCredentials).mode & 0o777, 0o600)
      assert.equal(
        readFileSync(files.adminCredentials, 'utf8'),
        '[default]\naws_access_key_id = ID\naws_secret_access_key = S\n',
      )
      await store.close()
    })
  })

  describe('the outbox', () => {
    test('what a crash left behind reaches the log, once', async () => {
      const { files, openLog, start, store } = await world()
      await start()
      const log = await openLog()
      await replayOutbox(store, log)
      await replayOutbox(store, log)
      assert.deepEqual(await store.outbox.pending(), [])
      await log.close()
      assert.deepEqual(await recorded(files.audit), ['FirstStart'])
      assert.ok((await verifyLog(files.audit, rootKey)).ok)
      await store.close()
    })

    test('a record that the log has already is not written again', async () => {
      const { files, openLog, start, store } = await world()
      await start()
      const log = await openLog()
      const [pending] = await store.outbox.pending()
      await log.append([JSON.parse(pending?.record ?? '')])
      await replayOutbox(store, log)
      await log.close()
      assert.deepEqual(await recorded(files.audit), ['FirstStart'])
      await store.close()
    })

    test('what the log took is not swept into it again while the database cannot remove it, however long ago', async () => {
      const { files, openLog, start, store } = await world()
      await start()
      const log = await openLog({ segmentBytes: 1 })
      const [pending] = await store.outbox.pending()
      const record = JSON.parse(pending?.record ?? '') as AuditRecord
      await log.append([record])
      const busy = new DatabaseSync(files.database)
      busy.exec('begin immediate')
      store.outbox.settleSoon([record.eventID])
      for (const eventName of ['A', 'B', 'C']) await log.append([{ ...record, eventID: eventName, eventName }])
      const sweep = outboxSweep(store, log)
      await sweep()
      const swept = sweep()
      busy.exec('rollback')
      busy.close()
      await swept
      await log.close()
      assert.deepEqual(await recorded(files.audit), ['FirstStart', 'A', 'B', 'C'])
      await store.close()
    })

    test('a sweep spares what may still be on its way, and takes it the second time', async () => {
      const { openLog, start, store } = await world()
      await start()
      const log = await openLog()
      const sweep = outboxSweep(store, log)
      await sweep()
      assert.equal((await store.outbox.pending()).length, 1)
      await sweep()
      assert.deepEqual(await store.outbox.pending(), [])
      await log.close()
      await store.close()
    })
  })

  describe('root keys', () => {
    test('not in a database of another version, which is left as it is; none is made', async () => {
      const { files, start, store } = await world()
      await start()
      await store.close()
      const database = new DatabaseSync(files.database)
      const version = () => database.prepare('select max(version) as version from schema_version').get()?.['version']
      database.exec('delete from schema_version where version > 1')
      await assert.rejects(openRootKeys(files, rootKey, 'us-east-1'), /has schema version 1, this Brevet has \d/)
      assert.equal(version(), 1)
      database.exec('insert into schema_version values (99)')
      await assert.rejects(openRootKeys(files, rootKey, 'us-east-1'), /has schema version 99/)
      database.close()
      const nowhere = { ...files, database: join(files.directory, 'nowhere.db') }
      await assert.rejects(openRootKeys(nowhere, rootKey, 'us-east-1'), /there is no database/)
      assert.ok(!existsSync(nowhere.database))
    })

    test('are made beside a running server, shown once, recorded, and end with their sessions', async () => {
      const { files, openLog, start, store } = await world()
      const accountId = (await start()).managementAccountId
      const keys = await openRootKeys(files, rootKey, 'eu-central-1')
      const made = await keys.create(accountId)
      await keys.create(accountId)
      await assert.rejects(keys.create(accountId), /has 2 keys already/)
      await assert.rejects(keys.create('000000000000'), /no account 000000000000/)
      assert.deepEqual(await keys.delete(accountId, made.id), [made.id])
      assert.equal((await keys.delete(accountId)).length, 1)
      await assert.rejects(keys.delete(accountId), /no such key/)
      await keys.close()
      const log = await openLog()
      await replayOutbox(store, log)
      await log.close()
      const names = [
        'FirstStart',
        'CreateRootAccessKey',
        'CreateRootAccessKey',
        'DeleteRootAccessKey',
        'DeleteRootAccessKey',
      ]
      assert.deepEqual(await recorded(files.audit), names)
      const text = readFileSync(join(files.audit, 'audit-0000000000000001.jsonl'), 'utf8')
      assert.ok(text.includes(made.id) && !text.includes(made.secret))
      assert.equal(text.split('"awsRegion":"eu-central-1"').length - 1, 4)
      await store.close()
      const reopened = await openSqliteStore({
        file: files.database,
        box: newSecretBox(rootKey, systemRandom),
        clock: systemClock,
      })
      const ended = await reopened.read.revocations.active(systemClock.nowMs())
      assert.deepEqual(
        ended.map(({ kind }) => kind),
        ['accessKey', 'accessKey'],
      )
      await reopened.close()
      assert.ok(!existsSync(files.serverJson))
    })
  })
})
