/** EntityPath: which part of the organization a report is about, and which services its control policies allow. */
import { type ActionFact, actionsOf, services } from '@brevet/policy/data'
import { readStored } from '../../../authz/documents.ts'
import type { Organization } from '../../../domain/entities.ts'
import type { AttachedPolicy, Reader } from '../../../store/store.ts'
import { invalidInput, noSuchEntity } from '../entityErrors.ts'
import { grantedActions, readActions, servicesOf } from '../serviceLastAccessed/grantedActions.ts'

/** The root (every account) or one account. */
export interface ReportedEntity {
  /** `o-.../r-...` */
  readonly rootPath: string
  readonly accountIds: readonly string[]
  /** The services that control policies allow it, sorted. */
  readonly services: readonly string[]
}

interface Path {
  readonly rootPath: string
  /** Absent for the root. */
  readonly accountId?: string
}

const ACCOUNT_ID = /^\d{12}$/

/** Throws InvalidInput for what is no path of this organization to its root or to an account under it. */
function parsePath(path: string, { id, rootId }: Organization): Path {
  const [organization, root, accountId, ...rest] = path.split('/').filter((part) => part !== '')
  const rootPath = `${id}/${rootId}`
  const isOurs = organization === id && root === rootId && rest.length === 0
  if (!isOurs || (accountId !== undefined && !ACCOUNT_ID.test(accountId)))
    throw invalidInput(`${path} is not the path of the root or of an account of this organization.`)
  return accountId === undefined ? { rootPath } : { rootPath, accountId }
}

const PAGE = 100

async function allAccounts(store: Reader): Promise<readonly string[]> {
  const ids: string[] = []
  let after: string | undefined
  do {
    const page = await store.accounts.list({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    ids.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

const granted = (policies: readonly AttachedPolicy[]): ReadonlySet<ActionFact> =>
  grantedActions(policies.map(({ document }) => ({ document: readStored(document, 'scp') })))

/** What every level allows. No levels (the management account) allow everything. */
function allowedBy(levels: readonly (readonly AttachedPolicy[])[]): readonly string[] {
  const [first, ...others] = levels.map(granted)
  if (first === undefined) return services().flatMap(({ prefix }) => (actionsOf(prefix).length > 0 ? [prefix] : []))
  return servicesOf([...first].filter((action) => others.every((level) => level.has(action))))
}

/** The levels that bind the entity: for the root its own, which it shares with every member account. */
async function levelsOf({ accountId }: Path, accountIds: readonly string[], store: Reader) {
  if (accountId !== undefined) return store.organization.serviceControlPolicies(accountId)
  for (const id of accountIds) {
    const [root] = await store.organization.serviceControlPolicies(id)
    if (root !== undefined) return [root]
  }
  return []
}

interface Asked {
  readonly path: string
  readonly policyId?: string
}

/** The entity. With a policy, its services are those that this one allows. Throws InvalidInput, NoSuchEntity. */
export async function requireEntity(asked: Asked, organization: Organization, store: Reader): Promise<ReportedEntity> {
  const path = parsePath(asked.path, organization)
  const everybody = await allAccounts(store)
  if (path.accountId !== undefined && !everybody.includes(path.accountId))
    throw noSuchEntity(`There is no account at ${asked.path}.`)
  const levels = await levelsOf(path, everybody, store)
  const policy = levels.flat().find(({ id }) => id === asked.policyId)
  if (asked.policyId !== undefined && policy === undefined)
    throw noSuchEntity(`The policy ${asked.policyId} applies to nothing at ${asked.path}.`)
  await readActions()
  return {
    rootPath: path.rootPath,
    accountIds: path.accountId === undefined ? everybody : [path.accountId],
    services: allowedBy(policy === undefined ? levels : [[policy]]),
  }
}
