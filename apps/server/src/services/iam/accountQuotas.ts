/** Quotas on how many entities of a kind an account has: so large that counting for each new one would be what takes longest. */
import { QUOTAS } from '../../domain/quotas.ts'
import { limitExceeded } from './entityErrors.ts'

/** The quotas that are counted. */
export type AccountQuota =
  | 'UsersPerAccount'
  | 'GroupsPerAccount'
  | 'RolesPerAccount'
  | 'PoliciesPerAccount'
  | 'InstanceProfilesPerAccount'

/** Creations after which it is counted again, however much room there is. */
const AHEAD = 1_000

/** Remembers how much room was left when it was last counted. */
export class AccountQuotas {
  /** Creations that certainly fit, by quota and account. */
  readonly #room = new Map<string, number>()

  /**
   * To be called once for each creation. Throws LimitExceeded where the account is full by `count`, which is asked only
   * when half of the room that it left last time is used up: the other half is for other processes.
   */
  async check(quota: AccountQuota, accountId: string, count: (accountId: string) => Promise<number>): Promise<void> {
    const key = `${quota} ${accountId}`
    const room = this.#room.get(key) ?? 0
    if (room > 0) return void this.#room.set(key, room - 1)
    const limit = QUOTAS[quota]
    const present = await count(accountId)
    if (present >= limit) throw limitExceeded(quota, limit)
    this.#room.set(key, Math.min(AHEAD, Math.floor((limit - present - 1) / 2)))
  }
}
