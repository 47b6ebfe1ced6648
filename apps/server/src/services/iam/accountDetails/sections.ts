/** The parts of an account's authorization details, in the order in which pages go through them. */
import type { EntityType, GetAccountAuthorizationDetailsResponse } from '../../../protocol/types/iam.generated.ts'
import type { ListQuery, Page, Reader } from '../../../store/store.ts'
import { type DetailsOf, groupDetail, policyDetail, roleDetail, usedPolicyDetail, userDetail } from './details.ts'

/** The lists of the answer. */
export type DetailLists = Required<Omit<GetAccountAuthorizationDetailsResponse, 'IsTruncated' | 'Marker'>>

/** A slice of one part: what of it is shown, and where the next one begins. */
export interface Slice {
  readonly details: readonly object[]
  readonly next?: string
}

/** One part. */
export interface Section {
  readonly type: EntityType
  /** The list of the answer that it goes to. */
  readonly list: keyof DetailLists
  /** Entities read in one go: a few milliseconds' work. */
  readonly most: number
  slice(query: ListQuery, of: DetailsOf): Promise<Slice>
}

const sliced =
  <T>(
    list: (store: Reader, accountId: string, query: ListQuery) => Promise<Page<T>>,
    detail: (entity: T, of: DetailsOf) => Promise<object | undefined>,
  ): Section['slice'] =>
  async (query, of) => {
    const { items, next } = await list(of.store, of.accountId, query)
    const details: object[] = []
    for (const item of items) {
      const shown = await detail(item, of)
      if (shown !== undefined) details.push(shown)
    }
    return next === undefined ? { details } : { details, next }
  }

/** AWS's own policies are shown where the account uses them. From memory of real answers: the reference does not say. */
export const SECTIONS: readonly Section[] = [
  {
    type: 'User',
    list: 'UserDetailList',
    most: 40,
    slice: sliced((store, account, query) => store.users.list(account, query), userDetail),
  },
  {
    type: 'Group',
    list: 'GroupDetailList',
    most: 40,
    slice: sliced((store, account, query) => store.groups.list(account, query), groupDetail),
  },
  {
    type: 'Role',
    list: 'RoleDetailList',
    most: 40,
    slice: sliced((store, account, query) => store.roles.list(account, query), roleDetail),
  },
  {
    type: 'LocalManagedPolicy',
    list: 'Policies',
    most: 10,
    slice: sliced((store, account, query) => store.policies.list(account, query), policyDetail),
  },
  {
    type: 'AWSManagedPolicy',
    list: 'Policies',
    most: 20,
    slice: sliced((store, _account, query) => store.policies.list('aws', query), usedPolicyDetail),
  },
]
