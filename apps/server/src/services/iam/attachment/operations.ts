/** The operations on attached managed policies, for users, groups and roles alike. */
import type { Operation } from '../../operation.ts'
import { groupKind, type HolderKind, type NameMember, roleKind, userKind } from '../holderKind.ts'
import { attachPolicy } from './attachPolicy.ts'
import { detachPolicy } from './detachPolicy.ts'
import { listAttachedPolicies } from './listAttachedPolicies.ts'

const of = <M extends NameMember>(kind: HolderKind<M>): readonly Operation[] => [
  attachPolicy(kind),
  detachPolicy(kind),
  listAttachedPolicies(kind),
]

/** Attach, Detach and ListAttached of managed policies. */
export const attachmentOperations: readonly Operation[] = [...of(userKind), ...of(groupKind), ...of(roleKind)]
