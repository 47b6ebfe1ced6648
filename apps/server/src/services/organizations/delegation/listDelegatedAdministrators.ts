/** ListDelegatedAdministrators and ListDelegatedServicesForAccount. Source: Organizations API reference. */
import type { Account, Organization } from '../../../domain/entities.ts'
import type {
  DelegatedAdministrator,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
} from '../../../protocol/types/organizations.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { requireOrganization } from '../membership.ts'
import { listQuery, nextToken, pageOf } from '../paging.ts'
import { partAsk, servicePrincipalKey } from '../parts.ts'
import { accountNotFound, accountNotRegistered } from '../refusals.ts'
import { delegable } from './delegable.ts'
import { type Registration, serviceOf } from './delegatedAdministrators.ts'
import { requireIntegrated } from './integratedServices.ts'

/** Registrations in the order of their accounts. */
async function registrations({ managementAccountId }: Organization, store: Reader): Promise<readonly Registration[]> {
  const found: Registration[] = []
  let after: string | undefined
  do {
    const query = { limit: 1_000, ...(after === undefined ? {} : { after }) }
    const page = await store.resources.list('delegatedAdministrator', managementAccountId, query)
    found.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return found
}

/** An account with the registrations that count in an answer. */
interface Registered {
  readonly id: string
  readonly sinceMs: number
}

/** The accounts of registrations, each with the oldest of its dates. */
function accountsOf(found: readonly Registration[]): readonly Registered[] {
  const since = new Map<string, number>()
  for (const { ownerId = '', createdAtMs } of found)
    since.set(ownerId, Math.min(createdAtMs, since.get(ownerId) ?? Infinity))
  return [...since].map(([id, sinceMs]) => ({ id, sinceMs }))
}

const wireAdministrator = (account: Account, sinceMs: number): DelegatedAdministrator => ({
  Id: account.id,
  Arn: account.arn,
  Email: account.email,
  Name: account.name,
  Status: account.status,
  State: account.status,
  JoinedMethod: account.joinedMethod,
  JoinedTimestamp: account.joinedAtMs,
  DelegationEnabledDate: sinceMs,
})

/** Accounts that administer a service, or any. */
export const listDelegatedAdministrators = readOperation<
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse
>({
  name: 'ListDelegatedAdministrators',

  authorize: delegable(({ input: { ServicePrincipal: principal } }) => [
    {
      action: 'organizations:ListDelegatedAdministrators',
      resource: '*',
      context: principal === undefined ? [] : [servicePrincipalKey(principal)],
    },
  ]),

  async run({ input }, store) {
    const { ServicePrincipal: principal } = input
    const service = principal === undefined ? undefined : requireIntegrated(principal)
    const all = await registrations(await requireOrganization(store), store)
    const asked = all.filter((one) => service === undefined || serviceOf(one) === service)
    const page = pageOf(accountsOf(asked), listQuery(input))
    const shown = page.items.map(async ({ id, sinceMs }) => {
      const account = await store.accounts.byId(id)
      return account === undefined ? [] : [wireAdministrator(account, sinceMs)]
    })
    return { DelegatedAdministrators: (await Promise.all(shown)).flat(), ...nextToken(page) }
  },
})

/** Services that an account administers. Throws AccountNotRegisteredException, AccountNotFoundException. */
export const listDelegatedServicesForAccount = readOperation<
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse
>({
  name: 'ListDelegatedServicesForAccount',

  authorize: delegable(async ({ input }, store) => [
    await partAsk({ action: 'ListDelegatedServicesForAccount' }, input.AccountId, store),
  ]),

  async run({ input }, store) {
    if ((await store.accounts.byId(input.AccountId)) === undefined) throw accountNotFound()
    const found = await store.resources.ofOwner('delegatedAdministrator', input.AccountId)
    if (found.length === 0) throw accountNotRegistered()
    const services = found.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const page = pageOf(services, listQuery(input))
    return {
      DelegatedServices: page.items.map((one) => ({
        ServicePrincipal: serviceOf(one),
        DelegationEnabledDate: one.createdAtMs,
      })),
      ...nextToken(page),
    }
  },
})
