/** Reads groups. */
import type { Group } from '../../domain/entities.ts'
import type { Source } from '../source.ts'
import type { NamedReader } from '../store.ts'
import { bareHolder, holderReader } from './holders.ts'

/** The reader of groups. */
export const groupReader = (source: Source): NamedReader<Group> =>
  holderReader(source, {
    kind: 'group',
    bare: bareHolder,
    whole: (bare, { inlinePolicies, attachedPolicyArns }) => ({ ...bare, inlinePolicies, attachedPolicyArns }),
  })
