import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FULL_AWS_ACCESS } from '../../domain/organizationPolicies.ts'
import { Secret } from '../../domain/secret.ts'
import { systemClock } from '../../runtime/clock.ts'
import { StoreUnavailable } from '../errors.ts'
import { aesBox, testBox } from '../fixtures/aesBox.ts'
import {
  ACCOUNT,
  OTHER_ACCOUNT,
  accessKey,
  account,
  mfaDevice,
  organization,
  policy,
  user,
} from '../fixtures/entities.ts'
import type { Store } from '../store.ts'
import { openForReading, openForWriting } from './open.ts'
import { openSqliteStore } from './openSqliteStore.ts'

describe('a SQLite store', () => {
  let folder: string
  let file: string
  const stores: Store[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'brevet-store-'))
    file = join(folder, 'data', 'brevet.db')
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    rmSync(folder, { recursive: true })
  })

  async function open(more: { box?: typeof testBox } = {}): Promise<Store> {
    const store = await openSqliteStore({ file, box: testBox, clock: systemClock, ...more })
    stores.push(store)
    return store
  }
  /** Changes the file behind the stores' back. */
  function tamper(sql: string): void {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }

  describe('on disk', () => {
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

    test('is private: files 0600, the folder it makes 0700, whatever the umask', async () => {
      const before = process.umask(0)
      try {
        const store = await open()
        await store.write((tx) => tx.write.users.create(user('Alice')))
      } finally {
        process.umask(before)
      }
      assert.deepEqual([file, `${file}-wal`, `${file}-shm`].map(mode), ['600', '600', '600'])
      assert.equal(mode(join(folder, 'data')), '700')
    })

    test('a file that others could read is closed to them', async () => {
      await (await open()).close()
      chmodSync(file, 0o644)
      await open()
      assert.equal(mode(file), '600')
    })

    test('writes ahead, syncs at every commit, enforces references; the reader cannot write', () => {
      const writer = openForWriting(join(folder, 'a.db'))
      const reader = openForReading(join(folder, 'a.db'))
      const pragma = (name: string) => Object.values(writer.prepare(`pragma ${name}`).get() ?? {})[0]
      assert.equal(pragma('journal_mode'), 'wal')
      assert.equal(pragma('synchronous'), 2)
      assert.equal(pragma('foreign_keys'), 1)
      assert.equal(pragma('trusted_schema'), 0)
      assert.equal(pragma('temp_store'), 2)
      writer.exec('create table t (a)')
      assert.throws(() => reader.exec('insert into t values (1)'), /readonly/)
      writer.exec('pragma writable_schema = on')
      assert.throws(() => writer.exec("update sqlite_master set sql = ''"), /may not be modified/)
      reader.close()
      writer.close()
    })

    test('everything is there when it is opened again, outbox included', async () => {
      const first = await open()
      await first.write(async (tx) => {
        await tx.write.users.create(user('Alice'))
        await tx.write.accessKeys.create(accessKey('AKIAONE'))
        await tx.outbox('event', 'record')
        await tx.outbox('settled', 'record')
      })
      first.outbox.settleSoon(['settled'])
      await first.close()
      assert.equal(existsSync(`${file}-wal`), false, 'the log is folded into the file')
      const again = await open()
      assert.deepEqual(await again.read.users.byId('AIDAALICE'), user('Alice'))
      assert.equal((await again.read.accessKeys.byId('AKIAONE'))?.secret.reveal(), 'secret of AKIAONE')
      assert.deepEqual(await again.outbox.pending(), [{ eventId: 'event', record: 'record' }])
    })

    test('rows of settled records go with the next commit, or by themselves', async () => {
      const store = await open()
      for (const id of ['a', 'b']) await store.write((tx) => tx.outbox(id, 'record'))
      const beside = new DatabaseSync(file, { readOnly: true })
      const rows = () =>
        beside
          .prepare('select event_id from outbox order by 1')
          .all()
          .map((row) => row['event_id'])
      store.outbox.settleSoon(['a'])
      assert.deepEqual(rows(), ['a', 'b'])
      await store.write((tx) => tx.outbox('c', 'record'))
      assert.deepEqual(rows(), ['b', 'c'])
      store.outbox.settleSoon(['b', 'c'])
      while (rows().length > 0) await sleep(10)
      beside.close()
      await store.close()
    })

    test('what is no database, or of a newer version, is refused', async () => {
      writeFileSync(join(folder, 'text.db'), 'no database at all, just text that goes on for a while'.repeat(100))
      const options = { box: testBox, clock: systemClock }
      await assert.rejects(openSqliteStore({ file: join(folder, 'text.db'), ...options }), StoreUnavailable)
      await assert.rejects(openSqliteStore({ file: folder, ...options }), StoreUnavailable)
      await (await open()).close()
      tamper('insert into schema_version values (99)')
      await assert.rejects(open(), /version 99/)
    })

    test('several processes may make it at once', async () => {
      const all = await Promise.all([open(), open(), open()])
      await Promise.all(all.map((store, index) => store.write((tx) => tx.write.users.create(user(`user${index}`)))))
      assert.equal(await all[0]?.read.users.count(ACCOUNT), 3)
    })
  })

  describe('secrets', () => {
    const one = accessKey('AKIAONE', { secret: new Secret('wJalrXUtnFEMI/K7MDENG') })
    const two = accessKey('AKIATWO')
    const phone = mfaDevice('phone', { seed: new Secret('JBSWY3DPEHPK3PXP') })
    const tablet = mfaDevice('tablet')
    beforeEach(async () => {
      const store = await open()
      await store.write(async (tx) => {
        for (const key of [one, two]) await tx.write.accessKeys.create(key)
        for (const device of [phone, tablet]) await tx.write.mfaDevices.create(device)
      })
      await store.close()
    })

    test('never reach the disk in clear', () => {
      const bytes = readFileSync(file)
      for (const secret of ['wJalrXUtnFEMI/K7MDENG', 'JBSWY3DPEHPK3PXP'])
        for (const form of [secret, Buffer.from(secret).toString('base64')]) assert.equal(bytes.includes(form), false)
      assert.ok(bytes.includes('AKIAONE'))
    })

    test('do not open in another row', async () => {
      tamper(`create temp table old as select id, sealed_secret from access_keys;
        update access_keys set sealed_secret = (select sealed_secret from old where old.id <> access_keys.id)`)
      tamper(`create temp table old as select serial_number, sealed_seed from mfa_devices;
        update mfa_devices set sealed_seed =
          (select sealed_seed from old where old.serial_number <> mfa_devices.serial_number)`)
      const store = await open()
      for (const { id } of [one, two]) await assert.rejects(store.read.accessKeys.byId(id), /authenticate/)
      await assert.rejects(store.read.accessKeys.ofUser(one.userId), /authenticate/)
      for (const { serialNumber } of [phone, tablet])
        await assert.rejects(store.read.mfaDevices.bySerial(serialNumber), /authenticate/)
      await assert.rejects(store.read.mfaDevices.list(ACCOUNT, { limit: 10 }), /authenticate/)
    })

    test('do not open as a secret of another kind', async () => {
      tamper(`update mfa_devices set sealed_seed = (select sealed_secret from access_keys where id = 'AKIAONE')`)
      await assert.rejects((await open()).read.mfaDevices.bySerial(phone.serialNumber), /authenticate/)
    })

    test('do not open when they were changed, or under another root key', async () => {
      const other = await open({ box: aesBox(Buffer.alloc(32, 8)) })
      await assert.rejects(other.read.accessKeys.byId('AKIAONE'), /authenticate/)
      for (const change of [
        `case substr(sealed_secret, 1, 1) when 'A' then 'B' else 'A' end || substr(sealed_secret, 2)`,
        `sealed_secret || '!'`,
        `''`,
      ]) {
        tamper(`update access_keys set sealed_secret = ${change} where id = 'AKIAONE'`)
        const store = await open()
        await assert.rejects(store.read.accessKeys.byId('AKIAONE'), change)
        assert.equal((await store.read.accessKeys.byId('AKIATWO'))?.id, 'AKIATWO')
      }
    })
  })

  describe('two processes on one file', () => {
    test("see each other's changes within a second", async () => {
      const [one, other] = [await open(), await open()]
      await one.write(async (tx) => {
        await tx.write.users.create(user('Alice'))
        await tx.write.accessKeys.create(accessKey('AKIAONE'))
        await tx.write.policies.create(policy('Limits'))
        await tx.write.mfaDevices.create(mfaDevice('phone'))
        await tx.write.createOrganization(organization)
      })
      const seen = async () => ({
        user: (await other.read.users.byName(ACCOUNT, 'alice'))?.attachedPolicyArns.length,
        created: (await other.read.users.byName(ACCOUNT, 'bob'))?.name,
        key: (await other.read.accessKeys.byId('AKIAONE'))?.status,
        policy: (await other.read.policies.byArn(policy('Limits').arn))?.versions.length,
        device: (await other.read.mfaDevices.bySerial(mfaDevice('phone').serialNumber))?.userId,
        account: (await other.read.accounts.byId(OTHER_ACCOUNT))?.name,
        scps: (await other.read.organization.serviceControlPolicies(OTHER_ACCOUNT))[0]?.length,
        revoked: (await other.read.revocations.index()).size,
      })
      const before = await seen()
      await one.write(async (tx) => {
        await tx.write.holders.attachPolicy('AIDAALICE', policy('Limits').arn)
        await tx.write.users.create(user('bob'))
        await tx.write.accessKeys.setStatus('AKIAONE', 'Inactive')
        await tx.write.policies.addVersion(policy('Limits').arn, { id: 'v2', document: '{}', createdAtMs: 1 }, true)
        await tx.write.mfaDevices.assign(mfaDevice('phone').serialNumber, 'AIDAALICE', 1)
        await tx.write.accounts.create(account(OTHER_ACCOUNT, 'other'))
        await tx.write.organizationPolicies.create(FULL_AWS_ACCESS)
        await tx.write.organizationPolicies.attach(FULL_AWS_ACCESS.id, organization.rootId)
        await tx.write.revoke({
          kind: 'principal',
          subject: 's',
          issuedBeforeMs: 1,
          keepUntilMs: systemClock.nowMs() + 60_000,
          reason: 'r',
        })
      })
      assert.deepEqual(await seen(), before, 'still from memory')
      await sleep(1000)
      assert.deepEqual(await seen(), {
        user: 1,
        created: 'bob',
        key: 'Inactive',
        policy: 2,
        device: 'AIDAALICE',
        account: 'other',
        scps: 1,
        revoked: 1,
      })
    })

    test('a commit of our own does not hide one of the others just before it', async () => {
      const [one, other] = [await open(), await open()]
      assert.equal(await one.read.users.byId('AIDAALICE'), undefined)
      await other.write((tx) => tx.write.users.create(user('Alice')))
      await one.write((tx) => tx.write.accessKeys.create(accessKey('AKIAONE')))
      await sleep(1000)
      assert.equal((await one.read.users.byId('AIDAALICE'))?.name, 'Alice')
    })

    test('of 50 calls with one code on both, one is accepted', async () => {
      const [one, other] = [await open(), await open()]
      const { serialNumber } = mfaDevice('phone')
      await one.write((tx) => tx.write.mfaDevices.create(mfaDevice('phone')))
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : other).mfaCodes.accept(serialNumber, 7)),
      )
      assert.equal(answers.filter(Boolean).length, 1)
    })

    test('wait for each other, also when one is slow', async () => {
      const [one, other] = [await open(), await open()]
      const order: string[] = []
      const slow = one.write(async (tx) => {
        await tx.write.users.create(user('slow'))
        await sleep(150)
        order.push('slow')
      })
      await sleep(10)
      const quick = other.write(async (tx) => {
        assert.equal((await tx.users.byId('AIDASLOW'))?.name, 'slow')
        order.push('quick')
      })
      assert.equal(await other.read.users.byName(ACCOUNT, 'SLOW'), undefined, 'readers never wait')
      await Promise.all([slow, quick])
      assert.deepEqual(order, ['slow', 'quick'])
    })
  })

  test('warm reads touch no database', async () => {
    // In memory there is one connection: while a transaction has it, only what needs no database gets an answer.
    const store = await openSqliteStore({ file: ':memory:', box: testBox, clock: systemClock })
    await store.write((tx) => tx.write.users.create(user('Alice')))
    await store.read.users.byId('AIDAALICE')
    await store.read.accessKeys.byId('AKIANONE')
    const { promise: gate, resolve: release } = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const writing = store.write(() => {
      begun.resolve()
      return gate
    })
    await begun.promise
    assert.equal((await store.read.users.byName(ACCOUNT, 'ALICE'))?.name, 'Alice')
    assert.equal(await store.read.accessKeys.byId('AKIANONE'), undefined)
    let answered = false
    const cold = store.read.users.byId('AIDABOB').then(() => (answered = true))
    await sleep(20)
    assert.equal(answered, false)
    release()
    await Promise.all([writing, cold])
    await assert.rejects(
      store.write(() => store.read.users.byId('AIDACAROL')),
      /inside a transaction/,
    )
    await store.close()
  })
})
