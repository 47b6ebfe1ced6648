/** Finds services, actions and resource types. */
import { actionById, serviceHead, servicePrefixes, type ServiceRecord, serviceRecord } from './decode.ts'
import type { ActionFact, ResourceTypeFact, ServiceFact } from './types.ts'
import { covers } from './wildcard.ts'

/** Every service, sorted by prefix. */
export const services = (): readonly ServiceFact[] => servicePrefixes().flatMap((prefix) => serviceHead(prefix) ?? [])

/** The service with this prefix, such as `s3`; undefined if there is none. */
export const findService = (prefix: string): ServiceFact | undefined => serviceHead(prefix.toLowerCase())

/** Every action of a service, sorted by name; none for an unknown prefix. */
export const actionsOf = (prefix: string): readonly ActionFact[] => [
  ...(serviceRecord(prefix.toLowerCase())?.actions.values() ?? []),
]

/** The action `id`, such as `s3:GetObject`; undefined if it is not known. Wildcards are ordinary characters here. */
export function findAction(id: string): ActionFact | undefined {
  const asWritten = actionById(id)
  if (asWritten !== undefined) return asWritten
  const lower = id.toLowerCase()
  const colon = lower.indexOf(':')
  return colon === -1 ? undefined : serviceRecord(lower.slice(0, colon))?.actions.get(lower.slice(colon + 1))
}

/** Answers of `actionsMatching` by pattern: whoever judges a policy asks about the same patterns again and again. */
const matched = new Map<string, readonly ActionFact[]>()
/** Patterns and actions in `matched`, together at most this many; then it begins anew. */
const MATCHED_LIMIT = 200_000
let matchedSize = 0

/**
 * The known actions that `pattern` covers, as `Action` in a policy covers them: `s3:Get*`, `*`, `iam:?reateUser`. Sorted by
 * service and name. A pattern that covers none may still be right: the facts are of one day, AWS adds actions every week.
 */
export function actionsMatching(pattern: string): readonly ActionFact[] {
  const lower = pattern.toLowerCase()
  const before = matched.get(lower)
  if (before !== undefined) return before
  const found = search(lower)
  matchedSize += found.length + lower.length
  if (matchedSize > MATCHED_LIMIT) {
    matched.clear()
    matchedSize = found.length + lower.length
  }
  matched.set(lower, found)
  return found
}

function search(lower: string): readonly ActionFact[] {
  const colon = lower.indexOf(':')
  const prefix = colon === -1 ? lower : lower.slice(0, colon)
  const exact = colon !== -1 && !prefix.includes('*') && !prefix.includes('?')
  const candidates = exact ? [serviceRecord(prefix)] : allRecords()
  const found: ActionFact[] = []
  for (const record of candidates)
    for (const [name, action] of record?.actions ?? [])
      if (covers(lower, `${action.service}:${name}`)) found.push(action)
  return found
}

/** The resource type `name` of a service; undefined if either is unknown. */
export function findResourceType(prefix: string, name: string): ResourceTypeFact | undefined {
  const types = serviceRecord(prefix.toLowerCase())?.resourceTypes
  const lower = name.toLowerCase()
  return types?.get(name) ?? [...(types?.values() ?? [])].find((type) => type.name.toLowerCase() === lower)
}

/** Every resource type of a service, sorted by name; none for an unknown prefix. */
export const resourceTypesIn = (prefix: string): readonly ResourceTypeFact[] => [
  ...(serviceRecord(prefix.toLowerCase())?.resourceTypes.values() ?? []),
]

const typesOf = new Map<ActionFact, readonly ResourceTypeFact[]>()

/** The resource types of an action, in the order of its `resourceTypes`; none for an unknown action. */
export function resourceTypesOf(id: string): readonly ResourceTypeFact[] {
  const action = findAction(id)
  if (action === undefined) return []
  const known = typesOf.get(action)
  if (known !== undefined) return known
  const types = action.resourceTypes.flatMap(({ name }) => findResourceType(action.service, name) ?? [])
  typesOf.set(action, types)
  return types
}

const allRecords = (): readonly ServiceRecord[] => servicePrefixes().flatMap((prefix) => serviceRecord(prefix) ?? [])
