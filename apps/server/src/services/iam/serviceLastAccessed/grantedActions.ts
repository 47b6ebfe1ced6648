/** Which services and actions policies grant, by their statements alone. */
import type { PolicySource, Statement } from '@brevet/policy'
import { type ActionFact, actionsMatching, actionsOf, services } from '@brevet/policy/data'
import { othersTurns } from '../../../runtime/othersTurns.ts'

let every: readonly ActionFact[] | undefined

const everyAction = (): readonly ActionFact[] => (every ??= services().flatMap(({ prefix }) => actionsOf(prefix)))

/** Services read between which others get their turn. */
const AT_ONCE = 20

/** Reads the facts of all services, which are read once: in one go it would hold up the process for 80 ms. */
export async function readActions(): Promise<void> {
  for (const [index, { prefix }] of services().entries()) {
    actionsOf(prefix)
    if (index % AT_ONCE === 0) await othersTurns()
  }
}

/** Whether a pattern is held against the actions of all services, which takes a millisecond. */
const isWide = (pattern: string): boolean => /^[^:]*(?:[*?]|$)/.test(pattern)

/** The known actions that a statement speaks of. Policies of nothing but patterns may take seconds: others get their turns. */
async function spokenOf({ action: { negated, patterns } }: Statement): Promise<ReadonlySet<ActionFact>> {
  const matched = new Set<ActionFact>()
  for (const [index, pattern] of patterns.entries()) {
    if (isWide(pattern) || index % AT_ONCE === AT_ONCE - 1) await othersTurns()
    for (const action of actionsMatching(pattern)) matched.add(action)
  }
  if (!negated) return matched
  await othersTurns()
  return new Set(everyAction().filter((action) => !matched.has(action)))
}

/** A denial that no request escapes. */
const deniesAlways = ({ effect, conditions, resource }: Statement): boolean =>
  effect === 'Deny' && conditions.length === 0 && resource?.negated === false && resource.patterns.includes('*')

/**
 * The actions that permissions policies allow on some resource, under some conditions, and do not deny altogether. Other
 * kinds of policies do not count: IAM API reference, GetServiceLastAccessedDetails, note. Unreadable policies grant nothing.
 */
export async function grantedActions(
  policies: readonly Pick<PolicySource, 'document'>[],
): Promise<ReadonlySet<ActionFact>> {
  const statements = policies.flatMap(({ document }) => ('unreadable' in document ? [] : document.statements))
  const granted = new Set<ActionFact>()
  // Texts repeat: what the same patterns grant is looked up once.
  const seen = new Set<string>()
  for (const statement of statements.filter(({ effect }) => effect === 'Allow')) {
    const key = JSON.stringify(statement.action)
    if (!seen.has(key)) for (const action of await spokenOf(statement)) granted.add(action)
    seen.add(key)
  }
  for (const statement of statements.filter(deniesAlways))
    for (const action of await spokenOf(statement)) granted.delete(action)
  return granted
}

/** The services of these actions, sorted by prefix. */
export const servicesOf = (actions: Iterable<ActionFact>): readonly string[] =>
  [...new Set([...actions].map(({ service }) => service))].toSorted()
