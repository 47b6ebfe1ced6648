/** A group as IAM's answers show it, and how operations find and ask about one. */
import type { Ask } from '../../../authz/ask.ts'
import { groupArn } from '../../../domain/arn.ts'
import type { Bare, Group } from '../../../domain/entities.ts'
import type { Group as WireGroup } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { ask } from '../askEntity.ts'
import { noSuch } from '../entityErrors.ts'

/** What answers show of a group. */
export const wireGroup = (group: Bare<Group>): WireGroup => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: groupArn(group),
  CreateDate: group.createdAtMs,
})

/** The group called `name`, ignoring case. Throws NoSuchEntity. */
export async function requireGroup(store: Reader, accountId: string, name: string): Promise<Group> {
  const group = await store.groups.byName(accountId, name)
  if (group === undefined) throw noSuch('group', name)
  return group
}

/** The name of a group in an account, whether or not there is one. */
export interface NamedGroup {
  readonly accountId: string
  readonly name: string
}

/**
 * Asks for `action` on the group of that name, ignoring case: its own ARN, or for a group that does not exist the ARN the
 * name would have. Groups have no tags.
 */
export async function askGroup(action: string, group: NamedGroup, store: Reader): Promise<readonly Ask[]> {
  const found = await store.groups.byName(group.accountId, group.name)
  return ask(action, groupArn(found ?? { ...group, path: '/' }))
}
