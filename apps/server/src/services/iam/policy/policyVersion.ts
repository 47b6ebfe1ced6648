/** A version of a managed policy by its id. */
import type { ManagedPolicy, PolicyVersion } from '../../../domain/entities.ts'
import { noSuchVersion } from '../managedPolicies.ts'

/** The version `id` of the policy. Throws NoSuchEntity. */
export function requireVersion({ arn, versions }: ManagedPolicy, id: string): PolicyVersion {
  const version = versions.find((candidate) => candidate.id === id)
  if (version === undefined) throw noSuchVersion(arn, id)
  return version
}
