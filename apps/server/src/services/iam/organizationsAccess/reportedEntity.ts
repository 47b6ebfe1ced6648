/** Which part of the organization a report is about, and which services its control policies allow. */
import { type ActionFact, actionsOf, services } from '@brevet/policy/data'
import { readStored } from '../../../authz/documents.ts'
import type { Organization } from '../../../domain/entities.ts'
import type { AttachedPolicy, Reader } from '../../../store/store.ts'
import { noSuchEntity } from '../entityErrors.ts'
import { grantedActions, readActions, servicesOf } from '../serviceLastAccessed/grantedActions.ts'
import { accountsIn, type Entity, entityAt, type PlacedAccount } from './entityPath.ts'

/** The root, a unit (with everything in it) or one account. */
export interface ReportedEntity {
  readonly accounts: readonly PlacedAccount[]
  /** The services that control policies allow it, sorted. */
  readonly services: readonly string[]
}

const granted = (policies: readonly AttachedPolicy[]): Promise<ReadonlySet<ActionFact>> =>
  grantedActions(policies.map(({ document }) => ({ document: readStored(document, 'scp') })))

/** What every level allows. No levels (the management account) allow everything. */
async function allowedBy(levels: readonly (readonly AttachedPolicy[])[]): Promise<readonly string[]> {
  const [first, ...others] = await Promise.all(levels.map(granted))
  if (first === undefined) return services().flatMap(({ prefix }) => (actionsOf(prefix).length > 0 ? [prefix] : []))
  return servicesOf([...first].filter((action) => others.every((level) => level.has(action))))
}

/** The levels that bind the entity: an account's, or those of the root and the units that a unit is in. */
async function levelsOf({ parts, accountId }: Entity, { organization }: Reader) {
  if (accountId !== undefined) return organization.serviceControlPolicies(accountId)
  if (!(await organization.policyTypes()).includes('SERVICE_CONTROL_POLICY')) return []
  return Promise.all(parts.map((id) => organization.policiesOf(id, 'SERVICE_CONTROL_POLICY')))
}

interface Asked {
  readonly path: string
  readonly policyId?: string
}

/** The entity. With a policy, its services are those that this one allows. Throws InvalidInput, NoSuchEntity. */
export async function requireEntity(asked: Asked, organization: Organization, store: Reader): Promise<ReportedEntity> {
  const entity = await entityAt(asked.path, organization, store)
  const levels: readonly (readonly AttachedPolicy[])[] = await levelsOf(entity, store)
  const policy = levels.flat().find(({ id }) => id === asked.policyId)
  if (asked.policyId !== undefined && policy === undefined)
    throw noSuchEntity(`The policy ${asked.policyId} applies to nothing at ${asked.path}.`)
  await readActions()
  return {
    accounts: await accountsIn(entity, organization, store),
    services: await allowedBy(policy === undefined ? levels : [[policy]]),
  }
}
