/** ListAccounts. Source: Organizations API reference, ListAccounts. */
import { decodeBase64, encodeBase64 } from '../../domain/base64.ts'
import type { ListAccountsRequest, ListAccountsResponse } from '../../protocol/types/organizations.generated.ts'
import type { ListQuery } from '../../store/store.ts'
import { readOperation } from '../operation.ts'
import { wireAccount } from './answers.ts'
import { requireManagementAccount } from './membership.ts'
import { invalidInput } from './refusals.ts'

/** The most that the model lets MaxResults be. */
const DEFAULT_RESULTS = 20

/** Every account of the organization, a page at a time. */
export const listAccounts = readOperation<ListAccountsRequest, ListAccountsResponse>({
  name: 'ListAccounts',

  authorize: () => [{ action: 'organizations:ListAccounts', resource: '*' }],

  async run({ input, caller }, store) {
    const organization = await requireManagementAccount(store, caller)
    const { items, next } = await store.accounts.list(listQuery(input))
    return {
      Accounts: items.map((account) => wireAccount(account, organization)),
      ...(next === undefined ? {} : { NextToken: encodeBase64(Buffer.from(next, 'utf8')) }),
    }
  },
})

/** Throws InvalidInputException for a token that is not of the form that pages give out. */
function listQuery({ MaxResults, NextToken }: ListAccountsRequest): ListQuery {
  const limit = MaxResults ?? DEFAULT_RESULTS
  if (NextToken === undefined) return { limit }
  const after = decodeBase64(NextToken)
  if (after === undefined || after.length === 0)
    throw invalidInput('You provided an invalid NextToken.', 'INVALID_NEXT_TOKEN')
  return { limit, after: after.toString('utf8') }
}
