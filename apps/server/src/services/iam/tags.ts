/** Rules for tags on IAM entities. Source: IAM user guide, "Tags for IAM resources", and "Naming rules and requirements". */
import type { Tag } from '../../domain/entities.ts'
import { ServiceError } from '../../domain/errors.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import { invalidInput } from './entityErrors.ts'

/** A tag at the wire. */
interface WireTag {
  readonly Key: string
  readonly Value: string
}

const DUPLICATE = 'Duplicate tag keys found.'

/**
 * The entity's tags after adding `added`. Throws InvalidInput for keys that are given twice (ignoring case) or begin with
 * `aws:`, LimitExceeded above 50 in all. The note on case is AWS's for users and roles, whose keys ignore it there too; of
 * other resources it says so only where keys differ by nothing else (LocalStack's recordings, test_iam_policies, 2026).
 */
export function withTags(
  present: readonly Tag[],
  added: readonly WireTag[] | undefined,
  of: 'principal' | 'resource' = 'resource',
): readonly Tag[] {
  const result = new Map(present.map((tag) => [tag.key.toLowerCase(), tag]))
  const seen = new Map<string, string>()
  for (const { Key, Value } of added ?? []) {
    const folded = Key.toLowerCase()
    const before = seen.get(folded)
    if (before !== undefined)
      throw invalidInput(
        of === 'resource' && before === Key
          ? DUPLICATE
          : `${DUPLICATE} Please note that Tag keys are case insensitive.`,
      )
    if (folded.startsWith('aws:'))
      throw new ServiceError('InvalidInput', 'System tags cannot be added/updated by user.')
    seen.set(folded, Key)
    result.set(folded, { key: Key, value: Value })
  }
  if (result.size > QUOTAS.TagsPerEntity)
    throw new ServiceError('LimitExceeded', 'The number of tags has reached the maximum limit.')
  return [...result.values()]
}

/** Tags as requests give them, for condition keys. */
export const fromWire = (tags: readonly WireTag[] | undefined): readonly Tag[] =>
  (tags ?? []).map(({ Key, Value }) => ({ key: Key, value: Value }))

/** Tags as answers give them. */
export const toWire = (tags: readonly Tag[]): WireTag[] => tags.map(({ key, value }) => ({ Key: key, Value: value }))
