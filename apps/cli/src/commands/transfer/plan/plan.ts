/** The whole of an import, in an order in which every entity finds what it refers to. */
import type { AccountFile } from '../accountFile.ts'
import type { Against, Change } from './change.ts'
import { planAccount, planProviders } from './account.ts'
import { planPolicies } from './policies.ts'
import { planProfiles, planRoles } from './roles.ts'
import { planGroups, planUsers } from './users.ts'

/** Pure. Nothing is ever deleted, detached or untagged: what only the target has stays. */
export const planImport = (wanted: AccountFile, present: AccountFile, against: Against): readonly Change[] => [
  ...planProviders(wanted, present),
  ...planPolicies(wanted.Policies, present.Policies),
  ...planGroups(wanted.GroupDetailList, present.GroupDetailList, against),
  ...planUsers(wanted.UserDetailList, present.UserDetailList, against),
  ...planRoles(wanted.RoleDetailList, present.RoleDetailList, against),
  ...planProfiles(wanted.InstanceProfiles, present.InstanceProfiles),
  ...planAccount(wanted, present),
]
