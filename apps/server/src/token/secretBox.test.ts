import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemRandom } from '../runtime/random.ts'
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARACTERS, newMessageSealer } from './messages.ts'
import { keyObject } from './primitives.ts'
import { newBox, newSecretBox } from './secretBox.ts'

const newRootKey = () => keyObject(Buffer.from(systemRandom.bytes(32)))

describe('secret box', () => {
  const rootKey = newRootKey()
  const box = newSecretBox(rootKey, systemRandom)
  const secret = Buffer.from('wJalrXUtnFEMI')

  test('opens what it sealed, in another process too', () => {
    const sealed = box.seal(secret, 'accesskey/AKIA1')
    assert.deepEqual(Buffer.from(newSecretBox(rootKey, systemRandom).open(sealed, 'accesskey/AKIA1')), secret)
    assert.equal(Buffer.from(sealed).includes(secret), false)
  })

  test('does not open for another row, another root key, another purpose, or after any change', () => {
    const sealed = box.seal(secret, 'accesskey/AKIA1')
    assert.throws(() => box.open(sealed, 'accesskey/AKIA2'), /accesskey\/AKIA2 does not open/)
    assert.throws(() => newSecretBox(newRootKey(), systemRandom).open(sealed, 'accesskey/AKIA1'))
    assert.equal(newBox(rootKey, 'other', systemRandom).open(sealed, 'accesskey/AKIA1'), undefined)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.throws(() => box.open(changed, 'accesskey/AKIA1'), `bit ${bit}`)
    }
    for (let length = 0; length < sealed.length; length++)
      assert.throws(() => box.open(sealed.subarray(0, length), 'accesskey/AKIA1'))
  })

  test('the error names the row, never the secret or the ciphertext', () => {
    assert.throws(
      () => box.open(secret, 'mfa/x'),
      (error: Error) => !error.message.includes('wJalr'),
    )
  })

  test('a stuck random source does not repeat a salt for other content', () => {
    const stuck = { bytes: (count: number) => new Uint8Array(count).fill(7) }
    const salts = new Set<string>()
    for (const [context, text] of [
      ['a', 'x'],
      ['a', 'y'],
      ['ay', ''],
      ['b', 'x'],
    ] as const) {
      const sealed = newBox(rootKey, 'test', stuck).seal(Buffer.from(text), context)
      salts.add(sealed.subarray(1, 25).toString('hex'))
    }
    assert.equal(salts.size, 4)
  })
})

describe('authorization messages', () => {
  const rootKey = newRootKey()
  const messages = newMessageSealer(rootKey, systemRandom)

  test('open for the account they were sealed for only', () => {
    const text = JSON.stringify({ allowed: false, reason: 'é' })
    const message = messages.seal('123456789012', text)
    assert.equal(messages.open('123456789012', message), text)
    assert.equal(messages.open('210987654321', message), undefined)
    assert.equal(newMessageSealer(newRootKey(), systemRandom).open('123456789012', message), undefined)
    assert.equal(newMessageSealer(rootKey, systemRandom).open('123456789012', message), text)
  })

  test('anything else does not open', () => {
    const message = messages.seal('123456789012', 'text')
    const other = `${message.slice(0, 40)}${message[40] === 'A' ? 'B' : 'A'}${message.slice(41)}`
    for (const text of [
      '',
      'x',
      `${message} `,
      message.slice(4),
      other,
      'A'.repeat(MAX_MESSAGE_CHARACTERS + 4),
      '!'.repeat(64),
    ])
      assert.equal(messages.open('123456789012', text), undefined)
  })

  test('every text of MAX_MESSAGE_BYTES fits, however badly it compresses; one that does not fit is refused', () => {
    const incompressible = systemRandom.bytes(MAX_MESSAGE_BYTES * 2)
    const text = Buffer.from(incompressible)
      .toString('latin1')
      .replace(/[^\u0020-\u007e]/g, '')
      .padEnd(MAX_MESSAGE_BYTES, '€')
      .slice(0, MAX_MESSAGE_BYTES)
    const cut = Buffer.from(text)
      .subarray(0, MAX_MESSAGE_BYTES)
      .toString()
      .replace(/\ufffd+$/, '')
    const message = messages.seal('123456789012', cut)
    assert.ok(message.length <= MAX_MESSAGE_CHARACTERS)
    assert.equal(messages.open('123456789012', message), cut)
    const hex = Buffer.from(systemRandom.bytes(20_000)).toString('hex')
    assert.throws(() => messages.seal('123456789012', hex), RangeError)
    assert.throws(() => messages.seal('123456789012', 'a'.repeat(65_537)), RangeError)
    assert.equal(messages.open('123456789012', messages.seal('123456789012', 'a'.repeat(65_536)))?.length, 65_536)
  })

  test('lengths come in steps, so that they tell little of what was compressed', () => {
    const lengths = new Set<number>()
    for (let length = 0; length < 120; length++) lengths.add(messages.seal('123456789012', noise(length)).length)
    assert.ok(lengths.size <= 3, `${lengths.size} lengths`)
  })
})

const noise = (length: number): string => Buffer.from(systemRandom.bytes(length)).toString('base64').slice(0, length)
