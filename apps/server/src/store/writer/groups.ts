/** Writes groups. */
import type { GroupWriter } from '../store.ts'
import { createHolder, deleteHolder, renameHolder } from './holders.ts'
import type { WriteTransaction } from './transaction.ts'

/** The writer of groups. */
export const groupWriter = (tx: WriteTransaction): GroupWriter => ({
  create: (group) => createHolder(tx, { kind: 'group', entity: group }),
  rename: (id, name, path) => renameHolder(tx, { kind: 'group', id }, { name, path }),
  delete: (id) => deleteHolder(tx, { kind: 'group', id }),
})
