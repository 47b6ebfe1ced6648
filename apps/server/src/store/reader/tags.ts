/** Reads tags, and sorts rows of many owners to their owner. */
import type { Tag } from '../../domain/entities.ts'
import { preparedIn } from '../prepared.ts'
import type { Db } from '../schema.ts'

const rowsOf = preparedIn((db, ids) =>
  db.selectFrom('tags').select(['resource_id', 'key', 'value']).where('resource_id', 'in', ids).orderBy('key_key'),
)

/** The tags of each resource that has any, in the order of their keys' lower-case form. */
export async function tagsOf(db: Db, resourceIds: readonly string[]): Promise<ReadonlyMap<string, readonly Tag[]>> {
  const tags = new Map<string, Tag[]>()
  for (const [resourceId, owned] of grouped(await rowsOf(db, resourceIds), (row) => row.resource_id))
    tags.set(
      resourceId,
      owned.map(({ key, value }) => ({ key, value })),
    )
  return tags
}

/** `rows` by owner; the order within an owner stays. */
export function grouped<R>(rows: readonly R[], owner: (row: R) => string): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const group = groups.get(owner(row))
    if (group === undefined) groups.set(owner(row), [row])
    else group.push(row)
  }
  return groups
}
