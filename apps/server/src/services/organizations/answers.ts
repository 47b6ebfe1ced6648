/** Accounts and their creation as Organizations' answers show them. */
import type { Account, CreateAccountStatus, Organization } from '../../domain/entities.ts'
import type {
  CreateAccountFailureReason,
  Account as WireAccount,
  CreateAccountStatus as WireStatus,
} from '../../protocol/types/organizations.generated.ts'

/** An account and where it is: every account is directly under the organization's root. */
export const wireAccount = (account: Account, { id, rootId }: Organization): WireAccount => ({
  Id: account.id,
  Arn: account.arn,
  Email: account.email,
  Name: account.name,
  Status: account.status,
  State: account.status,
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAtMs,
  Paths: [`${id}/${rootId}/${account.id}/`],
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
