/** The operations on inline policies, for users, groups and roles alike. */
import type { Operation } from '../../operation.ts'
import { groupKind, type HolderKind, type NameMember, roleKind, userKind } from '../holderKind.ts'
import { deletePolicy } from './deletePolicy.ts'
import { getPolicy } from './getPolicy.ts'
import { listPolicies } from './listPolicies.ts'
import { putPolicy } from './putPolicy.ts'

const of = <M extends NameMember>(kind: HolderKind<M>): readonly Operation[] => [
  putPolicy(kind),
  getPolicy(kind),
  deletePolicy(kind),
  listPolicies(kind),
]

/** Put, Get, Delete and List of inline policies. */
export const inlineOperations: readonly Operation[] = [...of(userKind), ...of(groupKind), ...of(roleKind)]
