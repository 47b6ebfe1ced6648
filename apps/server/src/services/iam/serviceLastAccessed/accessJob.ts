/** A report about last accessed services: what it is made of, and how it is made. */
import { type ActionFact, findService } from '@brevet/policy/data'
import type {
  EntityInfo,
  GenerateServiceLastAccessedDetailsRequest,
  ServiceLastAccessed,
  TrackedActionLastAccessed,
} from '../../../protocol/types/iam.generated.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import type { Reader } from '../../../store/store.ts'
import type { Use } from '../../../store/usage.ts'
import { isTracked } from '../lastUsed/lastUse.ts'
import { grantedActions, readActions, servicesOf } from './grantedActions.ts'
import type { ReportSubject } from './reportSubject.ts'

/** SERVICE_LEVEL or ACTION_LEVEL. */
export type Granularity = NonNullable<GenerateServiceLastAccessedDetailsRequest['Granularity']>

/** What a finished report holds. */
export interface AccessReport {
  /** By namespace, sorted. */
  readonly services: readonly ServiceLastAccessed[]
  readonly members: readonly EntityInfo[]
  /** When each member last accessed each service: `<member id> <namespace>`, UTC epoch milliseconds. */
  readonly accessed: ReadonlyMap<string, number>
}

/** A report that was asked for. */
export interface AccessJob {
  readonly granularity: Granularity
  readonly createdAtMs: number
  readonly outcome:
    | { readonly state: 'making' }
    | { readonly state: 'made'; readonly report: AccessReport; readonly atMs: number }
    | { readonly state: 'failed'; readonly atMs: number }
}

/** The services whose calls the audit log has: their actions are tracked. */
const TRACKED: ReadonlySet<string> = new Set([
  'access-analyzer',
  'account',
  'eks-auth',
  'iam',
  'organizations',
  'rolesanywhere',
  'sts',
])

/** The newest use of something, and whose it was; and how many have used it. */
interface Access {
  readonly use: Use
  readonly member: EntityInfo
  readonly members: number
}

/** Members between which others get their turn. */
const AT_ONCE = 20

/** Uses of all members, newest by service and action. */
class Gathered {
  readonly newest = new Map<string, Access>()
  readonly accessed = new Map<string, number>()

  add(member: EntityInfo, use: Use): void {
    const known = this.newest.get(use.what)
    const members = (known?.members ?? 0) + 1
    const newer = known === undefined || use.atMs > known.use.atMs
    this.newest.set(use.what, newer ? { use, member, members } : { ...known, members })
    if (!use.what.includes(':')) this.accessed.set(`${member.Id} ${use.what}`, use.atMs)
  }
}

function serviceFacts(namespace: string, { newest }: Gathered): ServiceLastAccessed {
  const access = newest.get(namespace)
  const ServiceName = findService(namespace)?.name ?? namespace
  if (access === undefined) return { ServiceName, ServiceNamespace: namespace, TotalAuthenticatedEntities: 0 }
  return {
    ServiceName,
    LastAuthenticated: access.use.atMs,
    ServiceNamespace: namespace,
    LastAuthenticatedEntity: access.member.Arn,
    LastAuthenticatedRegion: access.use.region,
    TotalAuthenticatedEntities: access.members,
  }
}

function actionFacts({ id, name }: ActionFact, { newest }: Gathered): TrackedActionLastAccessed {
  const access = newest.get(id)
  if (access === undefined) return { ActionName: name }
  const { use, member } = access
  return {
    ActionName: name,
    LastAccessedEntity: member.Arn,
    LastAccessedTime: use.atMs,
    LastAccessedRegion: use.region,
  }
}

function trackedActions(namespace: string, granted: ReadonlySet<ActionFact>, gathered: Gathered) {
  if (!TRACKED.has(namespace)) return {}
  const actions = [...granted].filter(({ service }) => service === namespace)
  return { TrackedActionsLastAccessed: actions.map((action) => actionFacts(action, gathered)) }
}

/** Makes a report. Reads a few members at a time, so that nothing else waits for it. */
export async function makeAccessReport(
  subject: ReportSubject,
  granularity: Granularity,
  { store, nowMs }: { readonly store: Reader; readonly nowMs: number },
): Promise<AccessReport> {
  const gathered = new Gathered()
  const members: EntityInfo[] = []
  for await (const member of subject.members()) {
    members.push(member)
    for (const use of await store.usage.all(member.Id))
      if (use.what !== '' && isTracked(use.atMs, nowMs)) gathered.add(member, use)
    if (members.length % AT_ONCE === 0) await othersTurns()
  }
  await readActions()
  const granted = await grantedActions(subject.policies)
  const services = servicesOf(granted).map((namespace) => ({
    ...serviceFacts(namespace, gathered),
    ...(granularity === 'ACTION_LEVEL' ? trackedActions(namespace, granted, gathered) : {}),
  }))
  return { services, members, accessed: gathered.accessed }
}
