/** CloseAccount. Source: Organizations API reference, CloseAccount. */
import { ServiceError } from '../../domain/errors.ts'
import type { CloseAccountRequest, CloseAccountResponse } from '../../protocol/types/organizations.generated.ts'
import { writeOperation } from '../operation.ts'
import { managementOnly, requireManagementAccount } from './membership.ts'
import { partAsk } from './parts.ts'
import { accountNotFound, constraintViolation } from './refusals.ts'

/** No session lives longer than 36 hours; an hour more for clocks that differ. */
const LONGEST_SESSION_MS = 37 * 3_600_000

/**
 * Closes a member account: its keys and sessions are refused from now on, and nobody enters its roles. Throws
 * AccountNotFoundException, AccountAlreadyClosedException, ConstraintViolationException for the management account.
 */
export const closeAccount = writeOperation<CloseAccountRequest, CloseAccountResponse>({
  name: 'CloseAccount',

  authorize: managementOnly(async ({ input }, store) => [
    await partAsk({ action: 'CloseAccount' }, input.AccountId, store),
  ]),

  async run({ input, caller }, store, { clock }) {
    const { managementAccountId } = await requireManagementAccount(store, caller)
    const account = await store.accounts.byId(input.AccountId)
    if (account === undefined) throw accountNotFound()
    // Sentence from memory.
    if (account.id === managementAccountId)
      throw constraintViolation("You can't close the management account.", 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT')
    if (account.status !== 'ACTIVE')
      throw new ServiceError('AccountAlreadyClosedException', 'The provided account is already closed.')
    await store.write.accounts.setStatus(account.id, 'SUSPENDED')
    const nowMs = clock.nowMs()
    await store.write.revoke({
      kind: 'account',
      subject: account.id,
      issuedBeforeMs: nowMs + 1,
      keepUntilMs: nowMs + LONGEST_SESSION_MS,
      reason: 'account closed',
    })
    return {}
  },
})
