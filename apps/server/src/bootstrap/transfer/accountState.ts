/** One account's IAM exactly as the store holds it, secrets included: what an export must carry so that a restored account works. */
import type { AccountResource } from '../../domain/accountResources.ts'
import type { AccessKey, Group, ManagedPolicy, MfaDevice, Role, User } from '../../domain/entities.ts'
import { Secret } from '../../domain/secret.ts'
import type { ListQuery, Page, Reader } from '../../store/store.ts'
import { FACTS } from './resourceFacts.ts'

/** The format's name; another form of it gets another number. */
export const STATE_FORMAT = 'brevet-account/1'

/** The kinds of resources that an account is restored with (resourceFacts.ts). */
export type CarriedKind = keyof typeof FACTS
/** A resource of one of them. */
export type CarriedResource = { [K in CarriedKind]: AccountResource<K> }[CarriedKind]
/** All of them. */
export const CARRIED_KINDS = Object.keys(FACTS) as CarriedKind[]

/** The state. Times are UTC epoch milliseconds, unique ids are the account's own, trust policies are in storage form. */
export interface AccountState {
  readonly format: typeof STATE_FORMAT
  readonly accountId: string
  readonly users: readonly User[]
  readonly groups: readonly Group[]
  readonly roles: readonly Role[]
  /** Customer managed ones. */
  readonly policies: readonly ManagedPolicy[]
  /** Users' and the root user's. */
  readonly accessKeys: readonly AccessKey[]
  readonly mfaDevices: readonly MfaDevice[]
  readonly resources: readonly CarriedResource[]
}

const PAGE = 1_000

/** Everything of a listing. */
export async function all<T>(list: (query: ListQuery) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  let after: string | undefined
  do {
    const page = await list(after === undefined ? { limit: PAGE } : { limit: PAGE, after })
    found.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return found
}

/** The state of an account. `reader` must be one snapshot: what is read refers to each other. */
export async function readState(reader: Reader, accountId: string): Promise<AccountState> {
  const users = await all((query) => reader.users.list(accountId, query))
  const accessKeys: AccessKey[] = []
  for (const id of [accountId, ...users.map((user) => user.id)])
    accessKeys.push(...(await reader.accessKeys.ofUser(id)))
  const resources: CarriedResource[] = []
  for (const kind of CARRIED_KINDS)
    // Listed by its kind, so it is of that kind.
    resources.push(...((await all((query) => reader.resources.list(kind, accountId, query))) as CarriedResource[]))
  return {
    format: STATE_FORMAT,
    accountId,
    users,
    groups: await all((query) => reader.groups.list(accountId, query)),
    roles: await all((query) => reader.roles.list(accountId, query)),
    policies: await all((query) => reader.policies.list(accountId, query)),
    accessKeys,
    mfaDevices: await all((query) => reader.mfaDevices.list(accountId, query)),
    resources,
  }
}

/** A state as plain JSON. This is where secrets become text: what it answers must be encrypted before it leaves the process. */
export const revealed = (state: AccountState): Readonly<Record<string, unknown>> => ({
  ...state,
  accessKeys: state.accessKeys.map((key) => ({ ...key, secret: key.secret.reveal() })),
  mfaDevices: state.mfaDevices.map((device) => ({ ...device, seed: device.seed.reveal() })),
  resources: state.resources.map((resource) =>
    resource.secret instanceof Secret ? { ...resource, secret: resource.secret.reveal() } : resource,
  ),
})
