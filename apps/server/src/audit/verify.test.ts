import assert from 'node:assert/strict'
import { appendFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecretKey, hash as digest } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { assert as check, asyncProperty, boolean, pre } from 'fast-check'
import { CHECKPOINT_NAME } from './checkpoint.ts'
import { KEY, openTestLog, record, temporary, writeLog } from './fixtures/testLog.ts'
import { CHOICE, readImage, tamper, withImage, type LogImage } from './fixtures/tamper.ts'
import { GENESIS } from './line.ts'
import { verifyLog } from './verify.ts'

const RECORDS = 40

async function makeImage(): Promise<LogImage> {
  const parent = await mkdtemp(join(tmpdir(), 'brevet-audit-'))
  try {
    await writeLog(join(parent, 'log'), { from: 1, to: RECORDS })
    return await readImage(join(parent, 'log'))
  } finally {
    await rm(parent, { recursive: true })
  }
}

describe('AUD-03 tampering is detected and the first bad record named', () => {
  let image: LogImage
  let other: LogImage
  before(async () => {
    image = await makeImage()
    other = await makeImage()
  })

  test('an untouched log of several segments verifies', async () => {
    const result = await withImage(image, (directory) => verifyLog(directory, KEY))
    assert.ok(result.ok)
    assert.equal(result.records, RECORDS)
    assert.equal(result.checkpoint, RECORDS)
    assert.ok(result.segments > 4)
    assert.equal(result.tail, 'whole')
  })

  test('300 random edits, deletions, truncations, swaps, insertions and splices', async () => {
    const property = asyncProperty(CHOICE, boolean(), async (choice, keyed) => {
      const { image: changed, what, firstBad } = tamper(image, other, choice)
      pre(firstBad !== undefined)
      const result = await withImage(changed, (directory) => verifyLog(directory, keyed ? KEY : undefined))
      assert.ok(!result.ok, `${what}: not detected`)
      assert.equal(result.sequence, firstBad, `${what}: ${result.segment} line ${result.line} ${result.why}`)
    })
    await check(property, { numRuns: 300 })
  })

  test('a chain made anew without the key is detected by the seals, whatever the record', async () => {
    const names = [...image.segments.keys()]
    for (const [at, name] of names.entries()) {
      const forged = forge(image, name)
      const unkeyed = await withImage(forged, (directory) => verifyLog(directory))
      const keyed = await withImage(forged, (directory) => verifyLog(directory, KEY))
      assert.ok(!keyed.ok, `${name}: not detected`)
      // The next header is the first line that cannot be forged; in the newest segment it is the checkpoint.
      assert.equal(keyed.segment, names[at + 1] ?? name)
      if (at < names.length - 1) assert.match(keyed.why, /seal/)
      assert.ok(!unkeyed.ok, 'the checkpoint remembers the true end')
      assert.match(unkeyed.why, /checkpoint/)
    }
  })

  test('without the key a log forged together with its checkpoint passes, and the verdict says that seals were not checked', async () => {
    const forged = forge(image, [...image.segments.keys()].at(-1) ?? '')
    const last = [...forged.segments.values()].at(-1)?.at(-1) ?? ''
    const checkpoint = image.checkpoint.replace(/"hash":"[\w-]{43}"/, `"hash":"${last.slice(-46, -3)}"`)
    const [unkeyed, keyed] = await withImage({ ...forged, checkpoint }, async (directory) => [
      await verifyLog(directory),
      await verifyLog(directory, KEY),
    ])
    assert.ok(unkeyed.ok)
    assert.equal(unkeyed.keyed, false)
    assert.ok(!keyed.ok)
    assert.equal(keyed.segment, CHECKPOINT_NAME)
  })

  test('a sealed record cut in two is named with its line', async () => {
    const [name, lines] = [...image.segments].at(-1) ?? ['', []]
    const kept = [...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, 100)]
    const cut = { ...image, segments: new Map(image.segments).set(name, kept) }
    const result = await withImage(cut, (directory) => verifyLog(directory, KEY))
    const fault = { segment: name, line: lines.length, sequence: RECORDS, why: 'is cut off' }
    assert.deepEqual(result, { ok: false, ...fault })
  })

  test('every changed byte of the checkpoint is detected', async () => {
    for (let at = 0; at < image.checkpoint.length; at++) {
      const changed = String.fromCharCode(image.checkpoint.charCodeAt(at) ^ 1)
      const checkpoint = image.checkpoint.slice(0, at) + changed + image.checkpoint.slice(at + 1)
      const result = await withImage({ ...image, checkpoint }, (directory) => verifyLog(directory, KEY))
      assert.ok(!result.ok, `byte ${at}`)
    }
  })

  test('a missing checkpoint, another key and an empty place are refused', async () => {
    const missing = await withImage({ ...image, checkpoint: '' }, (directory) => verifyLog(directory, KEY))
    assert.ok(!missing.ok && /checkpoint is missing/.test(missing.why))
    const foreign = await withImage(image, (directory) => verifyLog(directory, createSecretKey(Buffer.alloc(32, 8))))
    assert.ok(!foreign.ok && /seal/.test(foreign.why))
    const empty = await verifyLog(join(tmpdir(), 'brevet-no-such-log'), KEY)
    assert.ok(!empty.ok && /no audit log/.test(empty.why))
  })

  test('files under other names are no part of the log', async () => {
    const result = await withImage(image, async (directory) => {
      await writeFile(join(directory, 'audit-1.jsonl'), 'noise\n')
      return verifyLog(directory, KEY)
    })
    assert.ok(result.ok)
  })
})

/** The image with one record of segment `name` edited, and every later hash in the log made anew, as one can without the key. */
function forge(image: LogImage, name: string): LogImage {
  let previous = GENESIS
  const segments = new Map<string, readonly string[]>()
  for (const [segment, lines] of image.segments) {
    const before = previous
    const forged = lines.map((line, index) => {
      const relinked = index === 0 ? line.replace(/"hash":"[\w-]{43}"\}\},"mac"/, `"hash":"${before}"}},"mac"`) : line
      const body = relinked.slice(0, relinked.lastIndexOf(',"hash":"'))
      const now = index === 3 && segment === name ? body.replace('test/1', 'evil/1') : body
      previous = digest('sha256', `${previous}\n${now}`, 'base64url')
      return `${now},"hash":"${previous}"}\n`
    })
    segments.set(segment, forged)
  }
  return { ...image, segments }
}

describe('verifying a log in use', () => {
  test('passes while a server writes, and counts a torn tail line as unfinished', async (t) => {
    const directory = await temporary(t)
    const log = await openTestLog(directory, { limits: { segmentBytes: 8_192, checkpointEveryMs: 5 } })
    const done = new AbortController()
    const writer = (async () => {
      for (let number = 1; !done.signal.aborted; number++) await log.append([record(number)])
    })()
    for (let round = 0; round < 20; round++) {
      const result = await verifyLog(directory, KEY)
      assert.ok(result.ok, JSON.stringify(result))
    }
    done.abort()
    await writer
    await log.close()
    const { size, last } = await lastSegment(directory)
    await appendFile(join(directory, last), '{"sequence":')
    const torn = await verifyLog(directory, KEY)
    assert.ok(torn.ok && torn.tail === 'cut')
    assert.ok(size > 0)
  })
})

async function lastSegment(directory: string): Promise<{ size: number; last: string }> {
  const image = await readImage(directory)
  const [last, lines] = [...image.segments].at(-1) ?? ['', []]
  return { size: lines.join('').length, last }
}
