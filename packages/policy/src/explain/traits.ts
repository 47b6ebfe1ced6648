/** What can be said of a statement before any request: worked out once, for as long as its document lives. */
import { Attachment } from '../engine/attachment.ts'
import type { Statement } from '../types.ts'
import { actionIdea, type Idea } from './idea.ts'
import { keyRank } from './keys.ts'

/** Patterns of one element that are tried. */
export const MAX_PATTERNS: number = 2

/** A statement's lasting traits. */
export interface Traits {
  /** The services whose actions it speaks of, lower case. */
  readonly vendors: ReadonlySet<string>
  /** How near the key of each of its conditions lies. */
  readonly ranks: readonly number[]
  /** By service: actions that its element lists one by one, as ideas. */
  readonly actions: ReadonlyMap<string, readonly Idea[]>
}

const known = new Attachment<Traits>()

/** The traits of a statement. */
export function traitsOf(statement: Statement): Traits {
  const before = known.get(statement)
  if (before !== undefined) return before
  const traits = {
    vendors: new Set(statement.action.patterns.map(vendorOf)),
    ranks: statement.conditions.map(({ key }) => keyRank(key)),
    actions: listedActions(statement),
  }
  known.set(statement, traits)
  return traits
}

/** The service prefix, lower case. */
export function vendorOf(action: string): string {
  return action.slice(0, Math.max(action.indexOf(':'), 0)).toLowerCase()
}

function listedActions({ action }: Statement): Traits['actions'] {
  const byVendor = new Map<string, readonly Idea[]>()
  for (const pattern of action.patterns) {
    if (/[*?]/.test(pattern)) continue
    const vendor = vendorOf(pattern)
    const ideas = byVendor.get(vendor) ?? []
    if (ideas.length < MAX_PATTERNS) byVendor.set(vendor, [...ideas, actionIdea(pattern)])
  }
  return byVendor
}
