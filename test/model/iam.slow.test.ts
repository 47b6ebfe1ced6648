/** The same as iam.test.ts for a minute each, and a look at whether the calls get anywhere. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { OPERATIONS } from './operations.ts'
import { openGame } from './play.ts'
import { oneAfterTheOther, sideBySide } from './properties.ts'
import { sequences } from './steps.ts'

const A_MINUTE = { numRuns: 5_000, interruptAfterTimeLimit: 60_000 }

describe('IAM and its model, for long', () => {
  test('one after the other', () => fc.assert(oneAfterTheOther(200), A_MINUTE))

  test('side by side', () => fc.assert(sideBySide(100), A_MINUTE))

  test('the calls get everywhere: each operation succeeds and is refused, and each code of the model is met', async () => {
    const met = new Map<string, Set<string>>([...OPERATIONS.keys()].map((operation) => [operation, new Set()]))
    for (const steps of fc.sample(sequences(200), { numRuns: 150, seed: 1 })) {
      const game = await openGame()
      for (const step of steps) {
        const { outcome } = await game.play(step)
        met.get(step.operation)?.add('code' in outcome ? outcome.code : 'success')
      }
      await game.close()
    }
    const without = (wanted: (codes: ReadonlySet<string>) => boolean) =>
      [...met].filter(([, codes]) => !wanted(codes)).map(([operation]) => operation)
    assert.deepEqual(
      without((codes) => codes.has('success')),
      [],
    )
    // Setting a password policy always succeeds.
    assert.deepEqual(
      without((codes) => codes.size > 1),
      ['UpdateAccountPasswordPolicy'],
    )
    assert.deepEqual([...new Set([...met.values()].flatMap((codes) => [...codes]))].sort(), [
      'AccessDenied',
      'DeleteConflict',
      'DuplicateCertificate',
      'DuplicateSSHPublicKey',
      'EntityAlreadyExists',
      'InvalidAuthenticationCode',
      'InvalidInput',
      'LimitExceeded',
      'MalformedCertificate',
      'MalformedPolicyDocument',
      'NoSuchEntity',
      'PasswordPolicyViolation',
      'UnmodifiableEntity',
      'UnrecognizedPublicKeyEncoding',
      'ValidationError',
      'success',
    ])
  })
})
