/** Account aliases: one for an account, unique in the deployment. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Caller } from '../../../domain/caller.ts'
import { type IamHarness, openIam, OTHER_ACCOUNT } from '../testing.ts'
import { createAccountAlias, deleteAccountAlias, listAccountAliases } from './accountAlias.ts'

let iam: IamHarness
describe('accountAlias', () => {
  before(async () => {
    iam = await openIam()
  })
  after(() => iam.close())

  const create = (AccountAlias: string, caller?: Caller) => iam.run(createAccountAlias, { AccountAlias }, caller)
  const remove = (AccountAlias: string, caller?: Caller) => iam.run(deleteAccountAlias, { AccountAlias }, caller)
  const aliases = async (caller?: Caller) => (await iam.run(listAccountAliases, {}, caller)).AccountAliases

  test('a new alias takes the place of the one before, which is free again', async () => {
    const other = await iam.asUser('admin', OTHER_ACCOUNT)
    assert.deepEqual(await aliases(), [])
    await create('first')
    await create('second')
    assert.deepEqual(await iam.run(listAccountAliases, {}), { AccountAliases: ['second'], IsTruncated: false })
    await create('first', other)
    assert.deepEqual(await aliases(other), ['first'])
  })

  test('one that any account has is taken', async () => {
    const other = await iam.asUser('admin', OTHER_ACCOUNT)
    await create('taken')
    const taken = { code: 'EntityAlreadyExists', message: 'The account alias taken already exists.' }
    await assert.rejects(create('taken'), taken)
    await assert.rejects(create('taken', other), taken)
    assert.deepEqual(await aliases(), ['taken'])
  })

  test('only its own account takes it away, by its name', async () => {
    const other = await iam.asUser('admin', OTHER_ACCOUNT)
    await create('mine')
    const missing = (alias: string) => ({
      code: 'NoSuchEntity',
      message: `The account alias ${alias} cannot be found.`,
    })
    await assert.rejects(remove('mine', other), missing('mine'))
    await assert.rejects(remove('another'), missing('another'))
    assert.deepEqual(await aliases(), ['mine'])
    await remove('mine')
    assert.deepEqual(await aliases(), [])
    await assert.rejects(remove('mine'), missing('mine'))
  })

  test('an alias does not look like an account id', async () => {
    await assert.rejects(create('123456789012'), { code: 'ValidationError' })
    await create('1234567890123')
  })

  test('asks about everything', async () => {
    const input = { AccountAlias: 'asked' }
    const about = (action: string) => [{ action, resource: '*', context: [] }]
    assert.deepEqual(await iam.asks(createAccountAlias, input), about('iam:CreateAccountAlias'))
    assert.deepEqual(await iam.asks(deleteAccountAlias, input), about('iam:DeleteAccountAlias'))
    assert.deepEqual(await iam.asks(listAccountAliases, {}), about('iam:ListAccountAliases'))
  })
})
