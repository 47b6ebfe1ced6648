/** An inline policy by its name. */
import type { InlinePolicy } from '../../../domain/entities.ts'
import { noSuchEntity } from '../entityErrors.ts'
import type { Holder, HolderKind } from '../holderKind.ts'

/** The holder's inline policy called `name` (names compare exactly). Throws NoSuchEntity. */
export function requireInlinePolicy(kind: HolderKind, holder: Holder, name: string): InlinePolicy {
  const policy = holder.inlinePolicies.find((candidate) => candidate.name === name)
  if (policy === undefined) throw noSuchEntity(`The ${kind.noun} policy with name ${name} cannot be found.`)
  return policy
}
