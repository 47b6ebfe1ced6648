import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PasswordPolicyFacts } from '../facts/credentialFacts.ts'
import { isExpired, passwordViolation } from './passwordRules.ts'

const ACCOUNT = { name: 'Example-1', email: 'Root@example1.com' }
const LAX: PasswordPolicyFacts = {
  minimumLength: 6,
  requireUppercase: false,
  requireLowercase: false,
  requireNumbers: false,
  requireSymbols: false,
  allowUsersToChange: false,
}
const upper = 'Password should have at least one uppercase letter'
const lower = 'Password should have at least one lowercase letter'
const number = 'Password should have at least one number'
const symbol = 'Password should have at least one symbol'

describe("AWS's default password policy", () => {
  for (const [password, violation] of [
    ['Abcdef12', undefined],
    ['abcdef1!', undefined],
    ['ABCDEF1!', undefined],
    ['Abcdefg!', undefined],
    ['Abcde12', 'Password should have a minimum length of 8'],
    ['abcdefg1', `Password should meet 1 more of the following requirements: ${upper}, ${symbol}`],
    ['Abcdefgh', `Password should meet 1 more of the following requirements: ${number}, ${symbol}`],
    ['abcdefgh', `Password should meet 2 more of the following requirements: ${upper}, ${number}, ${symbol}`],
    ['        ', `Password should meet 3 more of the following requirements: ${upper}, ${lower}, ${number}, ${symbol}`],
    ['eXAMPLE-1', 'Password should not be identical to the account name or email address'],
    ['Root@example1.com', 'Password should not be identical to the account name or email address'],
    ['Example-12', undefined],
  ] as const)
    test(JSON.stringify(password), () => assert.equal(passwordViolation(password, undefined, ACCOUNT), violation))

  for (const character of "!@#$%^&*()_+-=[]{}|'")
    test(`${character} is a symbol`, () =>
      assert.equal(passwordViolation(`Abcdefg${character}`, undefined, ACCOUNT), undefined))
  for (const character of ' .~?é')
    test(`${JSON.stringify(character)} is none`, () =>
      assert.notEqual(passwordViolation(`Abcdefg${character}`, undefined, ACCOUNT), undefined))
})

describe('a password policy of the account', () => {
  test('asks for what it says and no more', () => {
    assert.equal(passwordViolation('aaaaaa', LAX, ACCOUNT), undefined)
    assert.equal(passwordViolation('aaaaa', LAX, ACCOUNT), 'Password should have a minimum length of 6')
    assert.equal(passwordViolation('aaaaaa', { ...LAX, requireUppercase: true }, ACCOUNT), upper)
    assert.equal(passwordViolation('AAAAAA', { ...LAX, requireLowercase: true }, ACCOUNT), lower)
    assert.equal(passwordViolation('aaaaaa', { ...LAX, requireNumbers: true }, ACCOUNT), number)
    assert.equal(passwordViolation('aaaaaa', { ...LAX, requireSymbols: true }, ACCOUNT), symbol)
    assert.equal(
      passwordViolation('a', { ...LAX, requireNumbers: true, requireSymbols: true }, ACCOUNT),
      `Password should have a minimum length of 6, ${number}, ${symbol}`,
    )
  })

  test('passwords expire after whole days', () => {
    const policy = { ...LAX, maxAgeDays: 2 }
    assert.equal(isExpired(1_000, policy, 1_000 + 2 * 86_400_000 - 1), false)
    assert.equal(isExpired(1_000, policy, 1_000 + 2 * 86_400_000), true)
    assert.equal(isExpired(0, LAX, 1e15), false)
    assert.equal(isExpired(0, undefined, 1e15), false)
  })
})
