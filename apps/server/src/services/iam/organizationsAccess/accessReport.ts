/** When the accounts of an organization last accessed which services. */
import { findService } from '@brevet/policy/data'
import type { AccessDetail, SortKeyType } from '../../../protocol/types/iam.generated.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import type { Reader } from '../../../store/store.ts'
import type { Use } from '../../../store/usage.ts'
import { isTracked } from '../lastUsed/lastUse.ts'
import type { ReportedEntity } from './reportedEntity.ts'

/** A report that was asked for. */
export interface OrganizationsJob {
  readonly createdAtMs: number
  readonly outcome:
    | { readonly state: 'making' }
    | { readonly state: 'made'; readonly details: readonly AccessDetail[]; readonly atMs: number }
    | { readonly state: 'failed'; readonly atMs: number }
}

/** Accounts between which others get their turn. */
const AT_ONCE = 20

interface Access {
  readonly use: Use
  readonly path: string
  readonly accounts: number
}

async function accessesOf(all: ReportedEntity['accounts'], store: Reader, nowMs: number): Promise<Map<string, Access>> {
  const newest = new Map<string, Access>()
  for (const [index, { id, path }] of all.entries()) {
    for (const use of await store.usage.all(`account:${id}`)) {
      if (!isTracked(use.atMs, nowMs)) continue
      const known = newest.get(use.what)
      const accounts = (known?.accounts ?? 0) + 1
      const newer = known === undefined || use.atMs > known.use.atMs
      newest.set(use.what, newer ? { use, path, accounts } : { ...known, accounts })
    }
    if (index % AT_ONCE === 0) await othersTurns()
  }
  return newest
}

/** One detail for each service that the entity is allowed, by namespace. */
export async function makeDetails(
  { accounts, services }: ReportedEntity,
  { store, nowMs }: { readonly store: Reader; readonly nowMs: number },
): Promise<readonly AccessDetail[]> {
  const accesses = await accessesOf(accounts, store, nowMs)
  return services.map((namespace): AccessDetail => {
    const named = { ServiceName: findService(namespace)?.name ?? namespace, ServiceNamespace: namespace }
    const access = accesses.get(namespace)
    if (access === undefined) return { ...named, TotalAuthenticatedEntities: 0 }
    return {
      ...named,
      Region: access.use.region,
      EntityPath: access.path,
      LastAuthenticatedTime: access.use.atMs,
      TotalAuthenticatedEntities: access.accounts,
    }
  })
}

/** In the order that GetOrganizationsAccessReport is asked for; services that were never accessed count as the oldest. */
export function sortedDetails(details: readonly AccessDetail[], key: SortKeyType): readonly AccessDetail[] {
  const time = ({ LastAuthenticatedTime = 0 }: AccessDetail): number => LastAuthenticatedTime
  switch (key) {
    case 'SERVICE_NAMESPACE_ASCENDING':
      return details
    case 'SERVICE_NAMESPACE_DESCENDING':
      return details.toReversed()
    case 'LAST_AUTHENTICATED_TIME_ASCENDING':
      return details.toSorted((one, other) => time(one) - time(other))
    case 'LAST_AUTHENTICATED_TIME_DESCENDING':
      return details.toSorted((one, other) => time(other) - time(one))
  }
}
