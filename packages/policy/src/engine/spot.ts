/** An index of Denies and Allows by resource: one walk along a resource finds both. */
import type { Entry } from './plan.ts'
import type { Glob } from './match/glob.ts'
import type { Template } from './match/template.ts'
import { buildTrie, follow, type Branch, type Leaf, type Node } from './match/trie.ts'

/** One resource pattern of an entry. */
export interface Place {
  readonly entry: Entry
  readonly glob: Glob | undefined
  readonly template: Template | undefined
}

/** The patterns that begin alike, `depth` units long, and those whose beginnings are shorter. */
export interface Chain {
  readonly values: readonly Place[]
  readonly depth: number
  readonly above: Chain | undefined
}

/** Entries of one effect that may concern a resource. */
export interface Candidates {
  /** In the order of gates: those that want any resource, or that a literal beginning cannot find. */
  readonly free: readonly Entry[]
  readonly chain: Chain | undefined
}

/** Where a walk along a resource may end, with all that it has passed. */
export interface Spot extends Branch<Spot> {
  readonly denies: Candidates
  readonly allows: Candidates
}

/** Makes the index of `leaves`, and gives its root; `free` stand beside all of them. */
export function buildSpots(
  leaves: readonly Leaf<Place>[],
  free: { readonly denies: readonly Entry[]; readonly allows: readonly Entry[] },
): Spot {
  const root = { denies: { free: free.denies, chain: undefined }, allows: { free: free.allows, chain: undefined } }
  return spotOf(buildTrie(leaves), 0, root)
}

function spotOf(node: Node<Place>, depth: number, above: Pick<Spot, 'denies' | 'allows'>): Spot {
  const denies = extend(above.denies, { depth, values: node.values.filter(({ entry }) => entry.rule.deny) })
  const allows = extend(above.allows, { depth, values: node.values.filter(({ entry }) => !entry.rule.deny) })
  const passed = { denies, allows }
  const children = node.children.map((child) => spotOf(child, depth + child.label.length, passed))
  return { label: node.label, units: node.units, children, denies, allows }
}

function extend(above: Candidates, { depth, values }: Omit<Chain, 'above'>): Candidates {
  return values.length === 0 ? above : { free: above.free, chain: { values, depth, above: above.chain } }
}

/** Where the walk along `text` ends. */
export function locate(root: Spot, text: string): Spot {
  let spot = root
  for (let at = 0; ;) {
    const next = follow(spot, text, at)
    if (next === undefined) return spot
    spot = next
    at += next.label.length
  }
}
