/** GetAccountInformation, PutAccountName and GetPrimaryEmail. Source: Account Management reference. */
import type {
  GetAccountInformationRequest,
  GetAccountInformationResponse,
  GetPrimaryEmailRequest,
  GetPrimaryEmailResponse,
  PutAccountNameRequest,
} from '../../protocol/types/account.generated.ts'
import { readOperation, writeOperation } from '../operation.ts'
import { askTarget, requireTarget } from './target.ts'

/** What an account is called, when it was made, and whether it is open: as Organizations shows it. Throws AccessDeniedException. */
export const getAccountInformation = readOperation<GetAccountInformationRequest, GetAccountInformationResponse>({
  name: 'GetAccountInformation',

  authorize: (call, store) => askTarget('GetAccountInformation', call, store),

  async run(call, store) {
    const { id, name, joinedAtMs, status } = await requireTarget('GetAccountInformation', call, store)
    return { AccountId: id, AccountName: name, AccountCreatedDate: joinedAtMs, AccountState: status }
  },
})

/** Names an account; Organizations shows the new name at once. Throws AccessDeniedException. */
export const putAccountName = writeOperation<PutAccountNameRequest, object>({
  name: 'PutAccountName',

  authorize: (call, store) => askTarget('PutAccountName', call, store),

  async run(call, store) {
    const { id } = await requireTarget('PutAccountName', call, store)
    await store.write.accounts.rename(id, call.input.AccountName)
    return {}
  },
})

/** The address that a member account was created with. Throws AccessDeniedException. */
export const getPrimaryEmail = readOperation<GetPrimaryEmailRequest, GetPrimaryEmailResponse>({
  name: 'GetPrimaryEmail',

  authorize: (call, store) => askTarget('GetPrimaryEmail', call, store),

  async run(call, store) {
    const { email } = await requireTarget('GetPrimaryEmail', call, store)
    return { PrimaryEmail: email }
  },
})
