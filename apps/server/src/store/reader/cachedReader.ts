/** Reads through the caches: what is warm touches no database. */
import type { AccountResource, ResourceKind } from '../../domain/accountResources.ts'
import type { PolicyHolder } from '../../domain/entities.ts'
import { nameInAccount, resourceKey, resourceName, type Caches } from '../caches.ts'
import type { EntityCache } from '../cache.ts'
import type { NamedReader, Reader, ResourceReader } from '../store.ts'

/** `reader` with its entity reads answered from `caches`. Lists and counts always ask the database. */
export const cachedReader = (reader: Reader, caches: Caches): Reader => ({
  ...reader,
  users: { ...reader.users, ...cachedNames(reader.users, caches.users) },
  groups: { ...reader.groups, ...cachedNames(reader.groups, caches.groups) },
  roles: { ...reader.roles, ...cachedNames(reader.roles, caches.roles) },
  policies: {
    ...reader.policies,
    byArn: (arn) => caches.policies.byId(arn, () => reader.policies.byArn(arn)),
    byName: (accountId, name) =>
      caches.policies.byName(nameInAccount(accountId, name), () => reader.policies.byName(accountId, name)),
  },
  accessKeys: {
    ...reader.accessKeys,
    byId: (id) => caches.accessKeys.byId(id, () => reader.accessKeys.byId(id)),
  },
  mfaDevices: {
    ...reader.mfaDevices,
    bySerial: (serial) => caches.mfaDevices.byId(serial, () => reader.mfaDevices.bySerial(serial)),
  },
  resources: cachedResources(reader.resources, caches),
  accounts: {
    ...reader.accounts,
    byId: (id) => caches.accounts.byId(id, () => reader.accounts.byId(id)),
  },
  organization: cachedOrganization(reader, caches),
  revocations: {
    ...reader.revocations,
    index: () => caches.revocations.index((subjects) => reader.revocations.about(subjects)),
  },
  usage: { ...reader.usage, last: (subject) => caches.uses.byId(subject, () => reader.usage.last(subject)) },
})

const cachedNames = <T extends PolicyHolder>(
  reader: NamedReader<T>,
  cache: EntityCache<T>,
): Pick<NamedReader<T>, 'byId' | 'byName'> => ({
  byId: (id) => cache.byId(id, () => reader.byId(id)),
  byName: (accountId, name) => cache.byName(nameInAccount(accountId, name), () => reader.byName(accountId, name)),
})

function cachedResources(resources: ResourceReader, { resources: cache }: Caches): ResourceReader {
  return {
    ...resources,
    // The key names the kind, so what is found under it is of that kind.
    byId: <K extends ResourceKind>(kind: K, id: string) =>
      cache.byId(resourceKey(kind, id), () => resources.byId(kind, id)) as Promise<AccountResource<K> | undefined>,
    byName: <K extends ResourceKind>(kind: K, accountId: string, name: string) =>
      cache.byName(resourceName(kind, accountId, name), () => resources.byName(kind, accountId, name)) as Promise<
        AccountResource<K> | undefined
      >,
  }
}

function cachedOrganization({ organization }: Reader, caches: Caches): Reader['organization'] {
  // There is always an answer, so the caches' "or undefined" never happens.
  type Levels = ReturnType<typeof organization.serviceControlPolicies>
  return {
    ...organization,
    get: () => caches.organization.byId('', () => organization.get()),
    serviceControlPolicies: (accountId) =>
      caches.serviceControlPolicies.byId(accountId, () => organization.serviceControlPolicies(accountId)) as Levels,
    resourceControlPolicies: (accountId) =>
      caches.resourceControlPolicies.byId(accountId, () => organization.resourceControlPolicies(accountId)) as Levels,
    ancestors: (childId) => caches.ancestors.byId(childId, () => organization.ancestors(childId)),
  }
}
