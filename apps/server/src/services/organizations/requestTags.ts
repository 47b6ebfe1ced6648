/** Rules for tags in the organization. Source: Organizations user guide, "Tagging AWS Organizations resources". */
import type { ContextEntry } from '../../authz/ask.ts'
import type { Tag } from '../../domain/entities.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import type { Tag as WireTag } from '../../protocol/types/organizations.generated.ts'
import { constraintViolation, invalidInput } from './refusals.ts'

/** `aws:RequestTag/<key>` for each tag, and `aws:TagKeys`. Nothing where the request has no tags. */
export const requestTagKeys = (tags: readonly WireTag[] | undefined): readonly ContextEntry[] =>
  tags === undefined || tags.length === 0
    ? []
    : [
        ...tags.map(({ Key, Value }) => ({ key: `aws:RequestTag/${Key}`, value: Value })),
        { key: 'aws:TagKeys', value: tags.map(({ Key }) => Key) },
      ]

/**
 * The tags to put on a part that has `present`. Throws InvalidInputException for keys that are given twice (ignoring case)
 * or begin with `aws:` (sentences from memory), ConstraintViolationException above 50 in all.
 */
export function addedTags(present: readonly Tag[], added: readonly WireTag[] | undefined): readonly Tag[] {
  const folded = (added ?? []).map(({ Key }) => Key.toLowerCase())
  const keys = new Set(folded)
  if (keys.size !== folded.length) throw invalidInput('Duplicate tag keys found.', 'DUPLICATE_TAG_KEY')
  if (folded.some((key) => key.startsWith('aws:')))
    throw invalidInput('System tags cannot be added or changed.', 'INVALID_SYSTEM_TAGS_PARAMETER')
  for (const { key } of present) keys.add(key.toLowerCase())
  if (keys.size > QUOTAS.TagsPerEntity)
    throw constraintViolation(
      'You have exceeded the number of tags allowed on this resource.',
      'MAX_TAG_LIMIT_EXCEEDED',
    )
  return (added ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))
}
