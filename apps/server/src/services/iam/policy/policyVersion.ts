/** A version of a managed policy by its id. */
import type { ManagedPolicy, PolicyVersion } from '../../../domain/entities.ts'
import { noSuchEntity } from '../entityErrors.ts'

/** The version `id` of the policy. Throws NoSuchEntity. */
export function requireVersion({ arn, versions }: ManagedPolicy, id: string): PolicyVersion {
  const version = versions.find((candidate) => candidate.id === id)
  if (version === undefined) throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`)
  return version
}
