/** Session tags and how they pass from session to session. Source: IAM user guide, "Pass session tags in AWS STS". */
import type { Tag } from './entities.ts'
import { invalidParameter } from './errors.ts'
import type { SessionTag } from './session.ts'

/** What a request asks for. */
export interface RequestedTags {
  readonly tags: readonly Tag[]
  readonly transitiveKeys: readonly string[]
}

const fold = (key: string): string => key.toLowerCase()

function checkRequest({ tags, transitiveKeys }: RequestedTags): void {
  const keys = new Set(tags.map(({ key }) => fold(key)))
  if (keys.size !== tags.length) {
    throw invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (tags.some(({ key }) => fold(key).startsWith('aws:'))) {
    throw invalidParameter('Tag keys beginning with aws: are reserved and cannot be passed as session tags.')
  }
  if (new Set(transitiveKeys.map(fold)).size !== transitiveKeys.length) {
    throw invalidParameter('Duplicate transitive tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (transitiveKeys.some((key) => !keys.has(fold(key)))) {
    throw invalidParameter('The specified transitive tag key must be included in the requested tags.')
  }
}

/** The tags that the calling session hands on. */
export const inheritedTags = (callerTags: readonly SessionTag[]): readonly SessionTag[] =>
  callerTags.filter(({ transitive }) => transitive)

/**
 * The tags of a new session: those requested, and those inherited. Throws InvalidParameterValue for keys that repeat
 * (ignoring case), are reserved, are transitive without being passed, or conflict with an inherited key.
 */
export function sessionTags(requested: RequestedTags, inherited: readonly SessionTag[]): readonly SessionTag[] {
  checkRequest(requested)
  const handedOn = new Set(inherited.map(({ key }) => fold(key)))
  if (requested.tags.some(({ key }) => handedOn.has(fold(key)))) {
    throw invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  const transitive = new Set(requested.transitiveKeys.map(fold))
  return [...requested.tags.map((tag) => ({ ...tag, transitive: transitive.has(fold(tag.key)) })), ...inherited]
}
