/** Reads roles. */
import type { Role } from '../../domain/entities.ts'
import type { HolderTable } from '../schema.ts'
import type { Source } from '../source.ts'
import type { NamedReader } from '../store.ts'
import { bareHolder, boundary, holderReader } from './holders.ts'

/** The table's own constraint says that roles have both; a file that breaks it is not read further. */
function trust(row: HolderTable) {
  const { max_session_seconds: maxSessionSeconds, trust_policy: trustPolicy } = row
  if (maxSessionSeconds === null || trustPolicy === null) throw new Error(`role ${row.id} has no trust policy`)
  return { maxSessionSeconds, trustPolicy }
}

/** The reader of roles. */
export const roleReader = (source: Source): NamedReader<Role> =>
  holderReader(source, {
    kind: 'role',
    bare: (row) => ({
      ...bareHolder(row),
      ...boundary(row),
      ...trust(row),
      ...(row.description === null ? {} : { description: row.description }),
    }),
    whole: (bare, { inlinePolicies, attachedPolicyArns, tags }) => ({
      ...bare,
      inlinePolicies,
      attachedPolicyArns,
      tags,
    }),
  })
