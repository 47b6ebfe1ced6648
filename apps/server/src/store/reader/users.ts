/** Reads users. */
import type { User } from '../../domain/entities.ts'
import type { Source } from '../source.ts'
import type { UserReader } from '../store.ts'
import { bareHolder, barePage, boundary, holderReader, type HolderShape } from './holders.ts'

const shape: HolderShape<User> = {
  kind: 'user',
  bare: (row) => ({ ...bareHolder(row), ...boundary(row) }),
  whole: (bare, belongings) => ({ ...bare, ...belongings }),
}

/** The reader of users. */
export const userReader = (source: Source): UserReader => ({
  ...holderReader(source, shape),
  inGroup: (groupId, query) =>
    source.snapshot((db) => {
      const members = db.selectFrom('group_members').select('user_id').where('group_id', '=', groupId)
      return barePage(db, shape, { query, from: db.selectFrom('holders').where('id', 'in', members) })
    }),
})
