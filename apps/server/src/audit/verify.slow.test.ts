import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { assert as check, asyncProperty, pre } from 'fast-check'
import { KEY, writeLog } from './fixtures/testLog.ts'
import { CHOICE, readImage, tamper, withImage, type LogImage } from './fixtures/tamper.ts'
import { verifyLog } from './verify.ts'

async function makeImage(): Promise<LogImage> {
  const parent = await mkdtemp(join(tmpdir(), 'brevet-audit-'))
  try {
    await writeLog(join(parent, 'log'), { from: 1, to: 120 })
    return await readImage(join(parent, 'log'))
  } finally {
    await rm(parent, { recursive: true })
  }
}

test('AUD-03 [G20] 10,000 random changes are all detected and the first bad record is named', async () => {
  const [image, other] = [await makeImage(), await makeImage()]
  const property = asyncProperty(CHOICE, async (choice) => {
    const { image: changed, what, firstBad } = tamper(image, other, choice)
    pre(firstBad !== undefined)
    const result = await withImage(changed, (directory) => verifyLog(directory, KEY))
    assert.ok(!result.ok, `${what}: not detected`)
    assert.equal(result.sequence, firstBad, `${what}: ${result.segment} line ${result.line} ${result.why}`)
  })
  await check(property, { numRuns: 10_000 })
})
