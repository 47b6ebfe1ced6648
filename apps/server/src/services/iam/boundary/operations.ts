/** The operations on permissions boundaries, for users and roles alike. */
import type { Operation } from '../../operation.ts'
import { type HolderKind, roleKind, userKind } from '../holderKind.ts'
import { type BoundaryMember, deleteBoundary, putBoundary } from './boundary.ts'

const of = <M extends BoundaryMember>(kind: HolderKind<M>): readonly Operation[] => [
  putBoundary(kind),
  deleteBoundary(kind),
]

/** Put and Delete of permissions boundaries. */
export const boundaryOperations: readonly Operation[] = [...of(userKind), ...of(roleKind)]
