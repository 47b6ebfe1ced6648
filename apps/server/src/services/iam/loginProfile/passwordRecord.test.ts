import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ServiceError } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { systemRandom as random } from '../../../runtime/random.ts'
import { isAmongLast, isPresentPassword, sameRecord, withPassword } from './passwordRecord.ts'
import { newPasswords } from './passwords.ts'
import { derive } from './scryptGate.ts'

const cheap = { log2Cost: 4, blockSize: 1, parallelism: 1 }
const unused = { write: () => Promise.reject(new Error('not used here')) }
const record = async (...passwords: readonly string[]) => {
  let made: Secret | undefined
  for (const password of passwords) made = await withPassword(password, made, { random, cost: cheap })
  return made ?? assert.fail()
}

describe('password records', () => {
  test('the present password and no other', async () => {
    const kept = await record('first', 'second')
    assert.equal(await isPresentPassword('second', kept, cheap), true)
    for (const wrong of ['first', 'Second', 'second ', ''])
      assert.equal(await isPresentPassword(wrong, kept, cheap), false)
    assert.equal(await isPresentPassword('second', undefined, cheap), false)
  })

  test('of earlier ones 23 are kept', async () => {
    const kept = await record(...Array.from({ length: 26 }, (_, index) => `password ${index}`))
    assert.equal(kept.reveal().split('\n').length, 24)
    assert.equal(await isAmongLast('password 2', kept, 24), true)
    assert.equal(await isAmongLast('password 1', kept, 24), false)
    assert.equal(await isAmongLast('password 24', kept, 1), false)
    assert.equal(await isAmongLast('password 24', kept, 2), true)
  })

  test('hashes of another cost stay good, and new ones get the new cost and a new salt', async () => {
    const old = await record('first')
    const kept = await withPassword('second', old, { random, cost: { ...cheap, log2Cost: 5 } })
    const [second = '', first = ''] = kept.reveal().split('\n')
    assert.equal(first, old.reveal())
    assert.match(second, /^scrypt\$5\$1\$1\$/)
    assert.notEqual(second.split('$')[4], first.split('$')[4])
    assert.equal(await isAmongLast('first', kept, 24), true)
    assert.equal(await isPresentPassword('second', kept, cheap), true)
  })

  test('two users with one password have different hashes', async () => {
    const [one, other] = [await record('same'), await record('same')]
    assert.equal(sameRecord(one, other), false)
    assert.equal(sameRecord(one, new Secret(one.reveal())), true)
    assert.equal(sameRecord(undefined, one), false)
  })

  for (const damaged of [
    '',
    'scrypt$4$1$1$AAAA',
    'bcrypt$4$1$1$AAAA$AAAA',
    'scrypt$4$1$1$AAAA$A',
    'scrypt$4$1$1$A$AAAA',
  ])
    test(`a damaged record accepts nothing: ${JSON.stringify(damaged)}`, async () => {
      await assert.rejects(isPresentPassword('x', new Secret(damaged), cheap))
    })

  test('what the server pays for a hash is 32 MiB and three rounds of it', async () => {
    const { cost } = newPasswords(unused)
    assert.deepEqual(cost, { log2Cost: 15, blockSize: 8, parallelism: 3 })
    const made = await withPassword('x', undefined, { random, cost })
    assert.equal(await isPresentPassword('x', made, cost), true)
  })
})

describe('the gate before scrypt', () => {
  test('answers Throttling when too many wait, and goes on afterwards', async () => {
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => derive('x', Buffer.alloc(16), cheap)))
    const refused = all.filter((outcome) => outcome.status === 'rejected')
    assert.equal(refused.length, 50 - 2 - 32)
    for (const { reason } of refused) assert.ok(reason instanceof ServiceError && reason.code === 'Throttling')
    assert.equal((await derive('x', Buffer.alloc(16), cheap)).length, 32)
  })
})
