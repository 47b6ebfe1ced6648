/** CreateAccountAlias, DeleteAccountAlias and ListAccountAliases. Source: IAM API reference, the operations of those names. */
import { validationError } from '../../../domain/errors.ts'
import type {
  CreateAccountAliasRequest,
  DeleteAccountAliasRequest,
  ListAccountAliasesRequest,
  ListAccountAliasesResponse,
} from '../../../protocol/types/iam.generated.ts'
import type { Writer } from '../../../store/store.ts'
import { readOperation, writeOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'
import { entityAlreadyExists, noSuchEntity } from '../entityErrors.ts'
import { listQuery, pagingOutput } from '../paging.ts'

const ACCOUNT_ID = /^[0-9]{12}$/

/**
 * Gives the account a name, in place of the one it had: an account has one alias at most. Throws EntityAlreadyExists
 * where any account of the deployment has it, this one included, and ValidationError for what looks like an account id
 * (that rule is AWS's, the sentence ours).
 */
export const createAccountAlias = writeOperation<CreateAccountAliasRequest, object>({
  name: 'CreateAccountAlias',

  authorize: () => ask('iam:CreateAccountAlias', '*'),

  async run({ input: { AccountAlias: alias }, caller: { accountId } }, store, { clock }) {
    if (ACCOUNT_ID.test(alias)) throw validationError(`The account alias ${alias} must not be 12 digits.`)
    if ((await store.resources.byId('accountAlias', alias)) !== undefined)
      throw entityAlreadyExists(`The account alias ${alias} already exists.`)
    await dropAlias(store, accountId)
    await store.write.resources.create({
      kind: 'accountAlias',
      accountId,
      id: alias,
      name: alias,
      path: '/',
      createdAtMs: clock.nowMs(),
      tags: [],
      facts: {},
    })
    return {}
  },
})

async function dropAlias(store: Writer, accountId: string): Promise<void> {
  const { items } = await store.resources.list('accountAlias', accountId, { limit: 1 })
  for (const { id } of items) await store.write.resources.delete('accountAlias', id)
}

/** Takes the account's alias away. Throws NoSuchEntity (the sentence is ours) where it has another, or none. */
export const deleteAccountAlias = writeOperation<DeleteAccountAliasRequest, object>({
  name: 'DeleteAccountAlias',

  authorize: () => ask('iam:DeleteAccountAlias', '*'),

  async run({ input: { AccountAlias: alias }, caller: { accountId } }, store) {
    const found = await store.resources.byId('accountAlias', alias)
    if (found?.accountId !== accountId) throw noSuchEntity(`The account alias ${alias} cannot be found.`)
    await store.write.resources.delete('accountAlias', alias)
    return {}
  },
})

/** The account's alias, if it has one. */
export const listAccountAliases = readOperation<ListAccountAliasesRequest, ListAccountAliasesResponse>({
  name: 'ListAccountAliases',

  authorize: () => ask('iam:ListAccountAliases', '*'),

  async run({ input, caller: { accountId } }, store) {
    const page = await store.resources.list('accountAlias', accountId, listQuery(input))
    return { AccountAliases: page.items.map(({ name }) => name), ...pagingOutput(page) }
  },
})
