import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openClockFloor } from './clockFloor.ts'

const START_MS = 1_795_311_484_000
const DAY_MS = 86_400_000

function machine(t: { after(work: () => void): void }) {
  const directory = mkdtempSync(join(tmpdir(), 'brevet-clock-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const time = { wallMs: START_MS, upMs: 0.25 }
  const clock = { nowMs: () => time.wallMs, monotonicMs: () => time.upMs }
  const warnings: string[] = []
  const path = join(directory, 'clock')
  const open = () => openClockFloor({ path, clock, warn: (message) => warnings.push(message) })
  const stored = () => Number(readFileSync(path, 'utf8').split(' ')[2])
  const advance = (ms: number): void => {
    time.wallMs += ms
    time.upMs += ms
  }
  return { directory, path, time, warnings, open, stored, advance }
}

describe('clock floor', () => {
  test('follows a clock that goes on', (t) => {
    const { open, advance, time, warnings } = machine(t)
    const clock = open()
    for (let run = 0; run < 20; run++) {
      advance(777)
      assert.equal(clock.nowMs(), time.wallMs)
    }
    assert.equal(clock.monotonicMs(), time.upMs)
    assert.deepEqual(warnings, [])
  })

  test('goes on from the highest time where the clock jumps back, and warns once for each step', (t) => {
    const { open, advance, time, warnings } = machine(t)
    const clock = open()
    time.wallMs -= DAY_MS
    assert.equal(clock.nowMs(), START_MS)
    advance(10_000)
    assert.equal(clock.nowMs(), START_MS + 10_000)
    assert.deepEqual(warnings, ['the clock is 86400000 ms behind the highest time seen: time goes on from there'])
    time.wallMs = START_MS + 20_000
    assert.equal(clock.nowMs(), START_MS + 20_000)
    time.wallMs -= 5_000
    assert.equal(clock.nowMs(), START_MS + 20_000)
    assert.equal(warnings.length, 2)
  })

  test('never decreases and is always whole, whatever the clock does', (t) => {
    const { open, time } = machine(t)
    const clock = open()
    let last = 0
    for (const step of [0, 5, -3, 900, -1_500, 0.7, -DAY_MS, 1, DAY_MS, -400, 400]) {
      time.wallMs = Math.round(time.wallMs + step)
      time.upMs += 0.4
      const now = clock.nowMs()
      assert.ok(Number.isInteger(now) && now >= last)
      last = now
    }
  })

  test('a step back of up to a second is no warning', (t) => {
    const { open, time, warnings } = machine(t)
    const clock = open()
    time.wallMs -= 1_000
    assert.equal(clock.nowMs(), START_MS)
    assert.deepEqual(warnings, [])
  })

  test('the highest time survives a restart, closed or killed', (t) => {
    const { open, advance, time, warnings } = machine(t)
    const clock = open()
    advance(4_999)
    clock.nowMs()
    clock.close()
    time.wallMs -= DAY_MS
    time.upMs = 3
    assert.equal(open().nowMs(), START_MS + 4_999)
    assert.equal(warnings.length, 1)
    time.wallMs = START_MS + 60_000
    open().nowMs()
    // Killed here: nothing was closed.
    time.wallMs -= DAY_MS
    assert.equal(open().nowMs(), START_MS + 60_000)
  })

  test('is written every 5 s at most, and at once after a jump', (t) => {
    const { open, advance, time, stored, path } = machine(t)
    const clock = open()
    assert.equal(stored(), START_MS)
    advance(4_999)
    clock.nowMs()
    assert.equal(stored(), START_MS)
    advance(1)
    clock.nowMs()
    assert.equal(stored(), START_MS + 5_000)
    time.wallMs += DAY_MS
    clock.nowMs()
    assert.equal(stored(), START_MS + 5_000 + DAY_MS)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  const damaged = [
    '',
    'brevet-clock-floor 1 \n',
    'brevet-clock-floor 1 12',
    'brevet-clock-floor 2 12\n',
    'brevet-clock-floor 1 012\n',
    'brevet-clock-floor 1 1e9\n',
    'brevet-clock-floor 1 -5\n',
    `brevet-clock-floor 1 ${'9'.repeat(16)}\n`,
    'x'.repeat(65),
  ]
  for (const content of damaged)
    test(`a damaged file stops the start: ${JSON.stringify(content.slice(0, 30))}`, (t) => {
      const { open, path } = machine(t)
      writeFileSync(path, content, { mode: 0o600 })
      assert.throws(open, /damaged|larger/)
      assert.equal(readFileSync(path, 'utf8'), content)
    })

  test('a file that others may write, or a link, stops the start', (t) => {
    const { open, path, directory } = machine(t)
    open().close()
    chmodSync(path, 0o666)
    assert.throws(open, /open to group or others/)
    rmSync(path)
    symlinkSync(join(directory, 'elsewhere'), path)
    assert.throws(open, /symbolic link/)
  })

  test('a file that cannot be written is one warning, and time goes on', (t) => {
    const { open, advance, directory, warnings, time } = machine(t)
    const clock = open()
    rmSync(directory, { recursive: true })
    for (let run = 0; run < 3; run++) {
      advance(6_000)
      assert.equal(clock.nowMs(), time.wallMs)
    }
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /ENOENT/)
  })

  test('leaves no temporary file', (t) => {
    const { open, directory } = machine(t)
    open().close()
    assert.deepEqual(readdirSync(directory), ['clock'])
  })
})
