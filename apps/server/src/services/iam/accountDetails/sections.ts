/** The parts of an account's authorization details, in the order in which pages go through them. */
import type { EntityType, GetAccountAuthorizationDetailsResponse } from '../../../protocol/types/iam.generated.ts'
import type { ListQuery, Page, Reader } from '../../../store/store.ts'
import { type DetailsOf, groupDetail, policyDetail, roleDetails, usedPolicyDetail, userDetail } from './details.ts'

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
  /** Entities read in one go: about a millisecond's work. */
  readonly most: number
  slice(query: ListQuery, of: DetailsOf): Promise<Slice>
}

const sliced =
  <T>(
    list: (store: Reader, accountId: string, query: ListQuery) => Promise<Page<T>>,
    details: (entities: readonly T[], of: DetailsOf) => Promise<readonly object[]>,
  ): Section['slice'] =>
  async (query, of) => {
    const { items, next } = await list(of.store, of.accountId, query)
    const shown = await details(items, of)
    return next === undefined ? { details: shown } : { details: shown, next }
  }

/** Details that are made one by one; those of entities that are not shown are left out. */
const each =
  <T>(detail: (entity: T, of: DetailsOf) => Promise<object | undefined>) =>
  async (entities: readonly T[], of: DetailsOf): Promise<readonly object[]> => {
    const shown: object[] = []
    for (const entity of entities) {
      const one = await detail(entity, of)
      if (one !== undefined) shown.push(one)
    }
    return shown
  }

/** AWS's own policies are shown where the account uses them. From memory of real answers: the reference does not say. */
export const SECTIONS: readonly Section[] = [
  {
    type: 'User',
    list: 'UserDetailList',
    most: 20,
    slice: sliced((store, account, query) => store.users.list(account, query), each(userDetail)),
  },
  {
    type: 'Group',
    list: 'GroupDetailList',
    most: 20,
    slice: sliced((store, account, query) => store.groups.list(account, query), each(groupDetail)),
  },
  {
    type: 'Role',
    list: 'RoleDetailList',
    most: 20,
    slice: sliced((store, account, query) => store.roles.list(account, query), roleDetails),
  },
  {
    type: 'LocalManagedPolicy',
    list: 'Policies',
    most: 10,
    slice: sliced((store, account, query) => store.policies.list(account, query), each(policyDetail)),
  },
  {
    type: 'AWSManagedPolicy',
    list: 'Policies',
    most: 10,
    slice: sliced((store, _account, query) => store.policies.list('aws', query), each(usedPolicyDetail)),
  },
]
