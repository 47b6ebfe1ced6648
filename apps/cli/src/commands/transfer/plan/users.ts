/** Groups and users. */
import { type Json, members, text, texts } from '../json.ts'
import {
  type Against,
  byName,
  type Call,
  type Change,
  changeOf,
  missingTags,
  notImportable,
  tagCalls,
} from './change.ts'
import { boundaryCalls, boundaryOf, missingBoundary, otherPath, permissions } from './holders.ts'

function plannedGroup(group: Json, present: Json | undefined, against: Against): Change {
  const entity = `group ${text(group['GroupName'])}`
  const why = otherPath(group, present)
  if (why !== undefined) return notImportable(entity, why)
  const parameters = { GroupName: text(group['GroupName']), Path: text(group['Path']) }
  const create: readonly Call[] = present === undefined ? [{ action: 'CreateGroup', parameters, words: 'create' }] : []
  const { calls, problems } = permissions('Group', [group, present], against)
  return changeOf(entity, present !== undefined, { calls: [...create, ...calls], problems })
}

/** Groups; their members are named by the users. */
export function planGroups(wanted: readonly Json[], present: readonly Json[], against: Against): readonly Change[] {
  const known = byName(present, 'GroupName')
  return wanted.map((group) => plannedGroup(group, known.get(text(group['GroupName']).toLowerCase()), against))
}

function memberships(user: Json, present: Json | undefined): readonly Call[] {
  const have = new Set(texts(present?.['GroupList']))
  return texts(user['GroupList'])
    .filter((group) => !have.has(group))
    .map((GroupName) => ({
      action: 'AddUserToGroup',
      parameters: { GroupName, UserName: text(user['UserName']) },
      words: `member of ${GroupName}`,
    }))
}

function plannedUser(user: Json, present: Json | undefined, against: Against): Change {
  const UserName = text(user['UserName'])
  const entity = `user ${UserName}`
  const why = otherPath(user, present) ?? missingBoundary(user, against)
  if (why !== undefined) return notImportable(entity, why)
  const tags = missingTags(user, present)
  // Made with its boundary: at no moment is it there without.
  const first: readonly Call[] =
    present === undefined
      ? [
          {
            action: 'CreateUser',
            parameters: {
              UserName,
              Path: text(user['Path']),
              PermissionsBoundary: boundaryOf(user),
              ...members('Tags', tags),
            },
            words: 'create',
          },
        ]
      : [...boundaryCalls('User', user, present), ...tagCalls('TagUser', { UserName }, tags)]
  const { calls, problems } = permissions('User', [user, present], against)
  return changeOf(entity, present !== undefined, {
    calls: [...first, ...calls, ...memberships(user, present)],
    problems,
  })
}

/** Users with everything but credentials. */
export function planUsers(wanted: readonly Json[], present: readonly Json[], against: Against): readonly Change[] {
  const known = byName(present, 'UserName')
  return wanted.map((user) => plannedUser(user, known.get(text(user['UserName']).toLowerCase()), against))
}
