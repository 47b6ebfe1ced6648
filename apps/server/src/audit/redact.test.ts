import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { cleanText, HIDDEN, redact } from './redact.ts'

/** Every word that announces a credential, with what may stand between it and the credential. */
const WORDS: readonly (readonly [words: readonly string[], between: readonly string[]])[] = [
  [
    ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'],
    [': ', '=', '": ', "'="],
  ],
  [
    [
      'x-amz-security-token',
      'x-amz-signature',
      'x-vault-token',
      'signature',
      'secretaccesskey',
      'secret_access_key',
      'aws_secret_access_key',
      'aws_secretaccess_key',
      'sessiontoken',
      'session_token',
      'aws_session_token',
      'password',
    ],
    ['=', ': ', '": "', "':'"],
  ],
  [
    ['bearer', 'basic'],
    [' ', '\t'],
  ],
]

const SECRET = 'S3cr3tS3cr3tS3cr3tS3cr3t'

/** `text` with the letters that `mask` marks in upper case. */
const mixed = (text: string, mask: readonly boolean[]): string =>
  Array.from(text, (letter, at) => (mask[at] === true ? letter.toUpperCase() : letter)).join('')

describe('cleanText', () => {
  for (const [words, between] of WORDS)
    for (const word of words)
      test(`hides what follows ${word} (AUD-07)`, () => {
        const mask = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 })
        const around = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', ',', ';', 'é', '\n'), maxLength: 10 })
        fc.assert(
          fc.property(mask, around, fc.constantFrom(...between), (letters, before, gap) => {
            const clean = cleanText(`${before}\n${mixed(word, letters)}${gap}${SECRET}`, 1_000)
            assert.ok(!clean.includes(SECRET) && clean.includes(HIDDEN), clean)
          }),
          { numRuns: 30 },
        )
      })

  test('hides credentials in URLs', () => {
    assert.equal(cleanText(`git+ssh://user:${SECRET}@host/x`, 1_000), `git+ssh://${HIDDEN}@host/x`)
  })

  test('leaves everything else as it is', () => {
    for (const text of ['', 'arn:aws:iam::111122223333:role/x', 'bench-1', 'https://example.com/a?b=c', 'é\u{1f600}'])
      assert.equal(cleanText(text, 1_000), text)
  })
})

describe('redact', () => {
  test('judges a member name alike the first time and ever after, however many names there are', () => {
    const record = (prefix: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`${prefix}${n}`, 'value']))
    for (let round = 0; round < 4; round += 1) {
      const secret = redact(record(`Session-Token${round}x`))
      const plain = redact(record(`Plain${round}x`))
      assert.ok(Object.values(secret).every((value) => value === HIDDEN))
      assert.ok(Object.values(plain).every((value) => value === 'value'))
      assert.deepEqual(redact({ sessionToken: 'a', name: 'b' }), { sessionToken: HIDDEN, name: 'b' })
    }
  })

  test('a member called __proto__ is a member', () => {
    const clean = redact(JSON.parse('{"__proto__":{"password":"x","name":"b"}}') as Record<string, unknown>)
    assert.equal(JSON.stringify(clean), `{"__proto__":{"password":"${HIDDEN}","name":"b"}}`)
    assert.equal('name' in {}, false)
  })
})
