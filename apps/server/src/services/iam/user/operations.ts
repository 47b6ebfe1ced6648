/** IAM's operations on users. */
import type { Operation } from '../../operation.ts'
import { createUser } from './createUser.ts'
import { deleteUser } from './deleteUser.ts'
import { getUser } from './getUser.ts'
import { listGroupsForUser } from './listGroupsForUser.ts'
import { listUsers } from './listUsers.ts'
import { updateUser } from './updateUser.ts'
import { listUserTags, tagUser, untagUser } from './userTags.ts'

/** One line per operation. */
export const userOperations: readonly Operation[] = [
  createUser,
  deleteUser,
  getUser,
  listGroupsForUser,
  listUserTags,
  listUsers,
  tagUser,
  untagUser,
  updateUser,
]
