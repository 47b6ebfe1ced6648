/** First-start choices: what is taken, and what stops the start before anything is written. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BadChoice, chosenFrom } from './chosen.ts'

const SECRET = 'a-secret-of-32-characters-length'

describe('chosenFrom', () => {
  test('nothing chosen, nothing fixed', () => assert.deepEqual(chosenFrom({}, true), {}))

  test('account, admin and root keys', () => {
    const env = {
      BREVET_ACCOUNT_ID: '123456789012',
      BREVET_ADMIN_ACCESS_KEY_ID: 'any_16_to_128_chars',
      BREVET_ADMIN_SECRET_ACCESS_KEY: SECRET,
      BREVET_ROOT_ACCESS_KEY_ID: 'ROOTROOTROOTROOT',
      BREVET_ROOT_SECRET_ACCESS_KEY: SECRET,
    }
    assert.deepEqual(chosenFrom(env, false), {
      accountId: '123456789012',
      admin: { accessKeyId: 'any_16_to_128_chars', secretAccessKey: SECRET },
      root: { accessKeyId: 'ROOTROOTROOTROOT', secretAccessKey: SECRET },
    })
  })

  const wrong: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['an account id of 11 digits', { BREVET_ACCOUNT_ID: '12345678901' }, /12 digits/],
    ['half a key pair', { BREVET_ADMIN_ACCESS_KEY_ID: 'A'.repeat(16) }, /go together/],
    [
      'a short key id',
      { BREVET_ADMIN_ACCESS_KEY_ID: 'A'.repeat(15), BREVET_ADMIN_SECRET_ACCESS_KEY: SECRET },
      /16 to 128/,
    ],
    [
      'a key id with a dash',
      { BREVET_ROOT_ACCESS_KEY_ID: 'A'.repeat(16) + '-', BREVET_ROOT_SECRET_ACCESS_KEY: SECRET },
      /16 to 128/,
    ],
    [
      'a guessable secret',
      { BREVET_ADMIN_ACCESS_KEY_ID: 'A'.repeat(16), BREVET_ADMIN_SECRET_ACCESS_KEY: 'minioadmin' },
      /at least 16/,
    ],
    [
      'one id for two principals',
      {
        BREVET_ADMIN_ACCESS_KEY_ID: 'A'.repeat(16),
        BREVET_ADMIN_SECRET_ACCESS_KEY: SECRET,
        BREVET_ROOT_ACCESS_KEY_ID: 'A'.repeat(16),
        BREVET_ROOT_SECRET_ACCESS_KEY: SECRET,
      },
      /must differ/,
    ],
  ]
  for (const [name, env, sentence] of wrong) {
    test(`refuses ${name}`, () =>
      assert.throws(
        () => chosenFrom(env, true),
        (error) => error instanceof BadChoice && sentence.test(error.message),
      ))
  }

  test('STS-13 a secret from documentation is refused beyond this machine', () => {
    const env = {
      BREVET_ADMIN_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      BREVET_ADMIN_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    }
    assert.throws(() => chosenFrom(env, false), BadChoice)
    assert.equal(chosenFrom(env, true).admin?.accessKeyId, 'AKIAIOSFODNN7EXAMPLE')
  })
})
