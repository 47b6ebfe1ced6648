/** What an import would do, entity by entity. */
import type { Parameters } from '../../../client/callService.ts'
import { type Json, list, members, text } from '../json.ts'

/** One call of IAM's API, and what it comes to in words. */
export interface Call {
  readonly action: string
  readonly parameters: Parameters
  readonly words: string
}

/** An entity of the file against the account. */
export interface Change {
  /** `role deploy` */
  readonly entity: string
  readonly kind: 'added' | 'changed' | 'unchanged' | 'not importable'
  /** In order. The first that is refused ends the entity. */
  readonly calls: readonly Call[]
  /** Parts of it that cannot be imported, each with its reason. */
  readonly problems: readonly string[]
}

/** What stands against what: the file's account (ids already the target's) and the target as it is. */
export interface Against {
  /** AWS's own policies that the server has, out of those the file refers to. */
  readonly awsPolicies: ReadonlySet<string>
}

/** A change whose kind follows from what there is to do. */
export function changeOf(
  entity: string,
  exists: boolean,
  work: { readonly calls: readonly Call[]; readonly problems?: readonly string[] },
): Change {
  const { calls, problems = [] } = work
  const kind = !exists ? 'added' : calls.length > 0 ? 'changed' : 'unchanged'
  return { entity, kind: kind === 'unchanged' && problems.length > 0 ? 'not importable' : kind, calls, problems }
}

/** A thing that stays out, and why. */
export const notImportable = (entity: string, why: string): Change => ({
  entity,
  kind: 'not importable',
  calls: [],
  problems: [why],
})

/** Names are unique whatever their case. */
export const byName = (items: readonly Json[], member: string): ReadonlyMap<string, Json> =>
  new Map(items.map((item) => [text(item[member]).toLowerCase(), item]))

/** Tags of `wanted` that `present` lacks or has with another value. */
export function missingTags(wanted: Json, present: Json | undefined): readonly Json[] {
  const have = new Map(list(present?.['Tags']).map(({ Key, Value }) => [text(Key), text(Value)]))
  return list(wanted['Tags'])
    .filter(({ Key, Value }) => have.get(text(Key)) !== text(Value))
    .map(({ Key, Value }) => ({ Key: text(Key), Value: text(Value) }))
}

/** The call that adds tags; none where there is nothing to add. */
export function tagCalls(action: string, names: Parameters, tags: readonly Json[]): readonly Call[] {
  if (tags.length === 0) return []
  const words = `tags ${tags.map(({ Key }) => text(Key)).join(', ')}`
  return [{ action, parameters: { ...names, ...members('Tags', tags) }, words }]
}
