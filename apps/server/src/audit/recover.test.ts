import assert from 'node:assert/strict'
import { appendFile, chmod, copyFile, link, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { CHECKPOINT_NAME } from './checkpoint.ts'
import { openTestLog, record, temporary, writeLog, KEY } from './fixtures/testLog.ts'
import { segmentName } from './line.ts'
import { AuditLogDamaged } from './recover.ts'
import { listSegments } from './segments.ts'
import { verifyLog } from './verify.ts'

/** A log of three records of which only the first is sealed, as a crash would leave it. */
async function crashed(t: TestContext): Promise<{ directory: string; segment: string }> {
  const directory = await temporary(t)
  await writeLog(directory, { from: 1, to: 1 })
  const checkpoint = await readFile(join(directory, CHECKPOINT_NAME))
  await writeLog(directory, { from: 2, to: 3 })
  await writeFile(join(directory, CHECKPOINT_NAME), checkpoint)
  return { directory, segment: join(directory, segmentName(1)) }
}

const records = async (directory: string): Promise<number> => {
  const result = await verifyLog(directory, KEY)
  assert.ok(result.ok, JSON.stringify(result))
  return result.records
}

async function reopen(directory: string): Promise<void> {
  const log = await openTestLog(directory)
  await log.append([record(100)])
  await log.close()
}

describe('what a crash leaves is cut off', () => {
  test('half a line', async (t) => {
    const { directory, segment } = await crashed(t)
    await appendFile(segment, '{"sequence":4,"record":{"ev')
    await reopen(directory)
    assert.equal(await records(directory), 4)
  })

  test('the last unsealed line cut anywhere', async (t) => {
    for (const cut of [1, 20, 200]) {
      const { directory, segment } = await crashed(t)
      await truncate(segment, (await readFile(segment)).length - cut)
      await reopen(directory)
      assert.equal(await records(directory), 3)
    }
  })

  test('a page of zeros inside the last unsealed batch', async (t) => {
    const { directory, segment } = await crashed(t)
    const bytes = await readFile(segment)
    const second = bytes.indexOf('{"sequence":2')
    bytes.fill(0, second + 10, second + 60)
    await writeFile(segment, bytes)
    await reopen(directory)
    assert.equal(await records(directory), 2)
  })

  test('a segment that had just begun', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    await writeFile(join(directory, segmentName(4)), '{"segment":{"fo', { mode: 0o600 })
    await reopen(directory)
    assert.equal(await records(directory), 4)
    assert.deepEqual(await listSegments(directory), [segmentName(1)])
  })

  test('a log that had just begun', async (t) => {
    const directory = await temporary(t)
    const log = await openTestLog(directory)
    await log.close()
    await rm(join(directory, CHECKPOINT_NAME))
    await reopen(directory)
    assert.equal(await records(directory), 1)
  })
})

describe('everything else refuses to open, names the record and changes nothing', () => {
  const refuses = async (directory: string, pattern: RegExp): Promise<void> => {
    const before = await Promise.all((await listSegments(directory)).map((name) => readFile(join(directory, name))))
    await assert.rejects(openTestLog(directory), (error) => {
      assert.ok(error instanceof AuditLogDamaged, String(error))
      assert.match(error.message, pattern)
      return true
    })
    const after = await Promise.all((await listSegments(directory)).map((name) => readFile(join(directory, name))))
    assert.deepEqual(after, before)
  }

  test('an edited line, sealed or not', async (t) => {
    for (const sequence of [1, 3]) {
      const { directory, segment } = await crashed(t)
      const text = await readFile(segment, 'latin1')
      await writeFile(segment, text.replace(`"event-${sequence}"`, `"event-${sequence + 5}"`))
      await refuses(directory, sequence === 1 ? /record 1 .*hash/ : /record 3 .*hash/)
    }
  })

  test('a sealed record cut off, at the line or inside it', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const segment = join(directory, segmentName(1))
    const text = await readFile(segment, 'latin1')
    await truncate(segment, text.length - 5)
    await refuses(directory, /record 3 .*cut off/)
    await truncate(segment, text.indexOf('{"sequence":3'))
    await refuses(directory, /ends before record 3/)
  })

  test('zeros over a sealed record', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const segment = join(directory, segmentName(1))
    const bytes = await readFile(segment)
    bytes.fill(0, bytes.indexOf('{"sequence":2'), bytes.indexOf('{"sequence":3') - 1)
    await writeFile(segment, bytes)
    await refuses(directory, /record 2/)
  })

  test('a missing or forged checkpoint, missing segments', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 3 })
    const checkpoint = join(directory, CHECKPOINT_NAME)
    const text = await readFile(checkpoint, 'latin1')
    await writeFile(checkpoint, text.replace('"sequence":3', '"sequence":2'))
    await refuses(directory, /seal/)
    await rm(checkpoint)
    await refuses(directory, /checkpoint is missing/)
    await writeFile(checkpoint, text)
    await rename(join(directory, segmentName(1)), join(directory, 'gone'))
    await refuses(directory, /ends before record 3/)
  })

  test('the newest segment of another log', async (t) => {
    const [directory, other] = [await temporary(t), await temporary(t)]
    await writeLog(directory, { from: 1, to: 12 })
    await writeLog(other, { from: 1, to: 12 })
    const newest = (await listSegments(directory)).at(-1) ?? ''
    await copyFile(join(other, newest), join(directory, newest))
    await refuses(directory, /another log/)
  })
})

describe('LOC-01 planted files', () => {
  const plant = async (t: TestContext, how: (path: string, aside: string) => Promise<void> | void): Promise<void> => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 2 })
    const segment = join(directory, segmentName(1))
    await how(segment, join(directory, 'aside'))
    await assert.rejects(openTestLog(directory))
  }
  test('a symbolic link', (t) =>
    plant(t, async (path, aside) => {
      await rename(path, aside)
      await symlink(aside, path)
    }))
  test('a hard link', (t) => plant(t, (path, aside) => link(path, aside)))
  test('a FIFO', (t) =>
    plant(t, async (path) => {
      await rm(path)
      execFileSync('mkfifo', [path])
    }))
  test('a file that others may read', (t) => plant(t, (path) => chmod(path, 0o644)))
  test('a directory that others may write to', async (t) => {
    const directory = await temporary(t)
    await writeLog(directory, { from: 1, to: 2 })
    await chmod(directory, 0o770)
    await assert.rejects(openTestLog(directory), AuditLogDamaged)
  })
})
