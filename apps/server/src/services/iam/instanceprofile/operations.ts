/** The operations on instance profiles. */
import type { Operation } from '../../operation.ts'
import { listTagsOperation, tagOperation, untagOperation } from '../resourceTags.ts'
import { createInstanceProfile } from './createInstanceProfile.ts'
import { deleteInstanceProfile } from './deleteInstanceProfile.ts'
import { getInstanceProfile } from './getInstanceProfile.ts'
import { listInstanceProfiles, listInstanceProfilesForRole } from './listInstanceProfiles.ts'
import { instanceProfileKind } from './profileRecord.ts'
import { addRoleToInstanceProfile, removeRoleFromInstanceProfile } from './roleInProfile.ts'

/** Every operation on instance profiles. */
export const instanceProfileOperations: readonly Operation[] = [
  createInstanceProfile,
  getInstanceProfile,
  deleteInstanceProfile,
  addRoleToInstanceProfile,
  removeRoleFromInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  tagOperation(instanceProfileKind),
  untagOperation(instanceProfileKind),
  listTagsOperation(instanceProfileKind),
]
