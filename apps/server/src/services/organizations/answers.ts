/** Accounts and their creation as Organizations' answers show them. */
import type { Account, CreateAccountStatus, Organization } from '../../domain/entities.ts'
import type {
  CreateAccountFailureReason,
  Account as WireAccount,
  CreateAccountStatus as WireStatus,
} from '../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../store/store.ts'

/** An account and where it is. */
export const wireAccount = async (account: Account, { id }: Organization, store: Reader): Promise<WireAccount> => ({
  Id: account.id,
  Arn: account.arn,
  Email: account.email,
  Name: account.name,
  Status: account.status,
  State: account.status,
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAtMs,
  Paths: [`${[id, ...((await store.organization.ancestors(account.id)) ?? []), account.id].join('/')}/`],
})

/** How a CreateAccount call went. */
export const wireStatus = (status: CreateAccountStatus): WireStatus => ({
  Id: status.id,
  AccountName: status.accountName,
  State: status.state,
  RequestedTimestamp: status.requestedAtMs,
  ...(status.completedAtMs === undefined ? {} : { CompletedTimestamp: status.completedAtMs }),
  ...(status.accountId === undefined ? {} : { AccountId: status.accountId }),
  ...(status.failureReason === undefined ? {} : { FailureReason: status.failureReason as CreateAccountFailureReason }),
})
