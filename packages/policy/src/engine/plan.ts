/** What is left to ask of a group of policies once the action is known: an index of Denies and one of Allows. */
import type { Binding, Frame } from './frame.ts'
import { exactly, type Glob, globMatches } from './glob.ts'
import { DIRECT } from './principal.ts'
import { askPrincipals, askResources, FALSE, meetsTests, type Rule, TRUE } from './rule.ts'
import { askTemplate, type Template, YES } from './template.ts'
import { exactTexts } from './textSet.ts'
import { buildTrie, follow, type Leaf, type Node } from './trie.ts'

/** A rule in its place. `gate` numbers the gates of the group, in the order in which they are reported. */
export interface Entry {
  readonly rule: Rule
  readonly gate: number
  /** How the rule's policy finds its facts; undefined if the whole group is one policy, bound by who asks. */
  readonly binding: Binding | undefined
}

/** One resource pattern of an entry. */
interface Place {
  readonly entry: Entry
  readonly pattern: Glob | Template
}

/** Entries by the resource that they want. */
interface Index {
  /** In the order of gates: those that want any resource, or that a literal beginning cannot find. */
  readonly free: readonly Entry[]
  readonly root: Node<Place> | undefined
}

/** The plan of a group for one action. */
export interface Plan {
  readonly denies: Index
  readonly allows: Index
  /** Gates that an Allow without any condition holds open, one bit each. */
  readonly open: number
  /** Entries and patterns: a measure of the memory that it takes. */
  readonly weight: number
}

/** More gates than any group has. */
export const NO_GATE = 32

/** Makes the plan of `entries`, which are in the order of their gates. */
export function makePlan(entries: readonly Entry[]): Plan {
  const open = entries.reduce((bits, { rule, gate }) => (!rule.deny && isSure(rule) ? bits | (1 << gate) : bits), 0)
  const denies = indexOf(entries.filter(({ rule }) => rule.deny))
  const allows = indexOf(entries.filter(({ rule, gate }) => !rule.deny && ((open >>> gate) & 1) === 0))
  return { denies: denies.index, allows: allows.index, open, weight: 1 + denies.weight + allows.weight }
}

/** Whether the rule takes effect whatever the request, its action apart. */
function isSure({ resources, naming, tests }: Rule): boolean {
  return resources.kind === 'sure' && naming.kind === 'ignored' && tests.length === 0
}

function indexOf(entries: readonly Entry[]): { readonly index: Index; readonly weight: number } {
  const free: Entry[] = []
  const leaves: Leaf<Place>[] = []
  for (const entry of entries) {
    const places = placesOf(entry)
    if (places === undefined) free.push(entry)
    else leaves.push(...places)
  }
  const root = leaves.length === 0 ? undefined : buildTrie(leaves)
  return { index: { free, root }, weight: free.length + leaves.length }
}

/** The patterns of an entry, or undefined if some can match without a literal beginning, or spoil a Deny. */
function placesOf(entry: Entry): readonly Leaf<Place>[] | undefined {
  const { resources, deny } = entry.rule
  if (resources.kind !== 'set' || resources.negated || (deny && resources.set.fragile)) return undefined
  const { globs, templates } = resources.set
  const patterns = [...exactTexts(resources.set).map(exactly), ...globs, ...templates]
  if (patterns.some(({ prefix }) => prefix === '')) return undefined
  return patterns.map((pattern) => ({ prefix: pattern.prefix, value: { entry, pattern } }))
}

/** The first gate in which a Deny takes effect, or `NO_GATE`. */
export function firstDeny({ denies: { free, root } }: Plan, frame: Frame): number {
  let gate = NO_GATE
  for (const entry of free) {
    if (wantsResource(entry, frame) && takesEffect(entry, frame)) {
      gate = entry.gate
      break
    }
  }
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined;) {
    for (const place of node.values)
      if (place.entry.gate < gate && covers(place, at, frame) && takesEffect(place.entry, frame))
        gate = place.entry.gate
    const next = at < text.length ? follow(node, text, at) : undefined
    if (next !== undefined) at += next.label.length
    node = next
  }
  return gate
}

/** The gates among `wanted` that Allows hold open, and perhaps others. */
export function openGates({ allows: { free, root }, open: sure }: Plan, frame: Frame, wanted: number): number {
  let open = sure
  if ((wanted & ~open) === 0) return open
  for (const entry of free) {
    const bit = 1 << entry.gate
    if ((wanted & ~open & bit) === 0 || !wantsResource(entry, frame) || !takesEffect(entry, frame)) continue
    open |= bit
    if ((wanted & ~open) === 0) return open
  }
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined;) {
    for (const place of node.values) {
      const bit = 1 << place.entry.gate
      if ((wanted & ~open & bit) === 0 || !covers(place, at, frame) || !takesEffect(place.entry, frame)) continue
      open |= bit
      if ((wanted & ~open) === 0) return open
    }
    const next = at < text.length ? follow(node, text, at) : undefined
    if (next !== undefined) at += next.label.length
    node = next
  }
  return open
}

/** The kinds of match by which Allows of a resource or trust policy name the caller, one bit each. */
export function grants({ allows: { free, root } }: Plan, frame: Frame): number {
  let kinds = 0
  for (const entry of free) if (wantsResource(entry, frame)) kinds |= grantOf(entry, kinds, frame)
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined && kinds < DIRECT;) {
    for (const place of node.values) if (covers(place, at, frame)) kinds |= grantOf(place.entry, kinds, frame)
    const next = at < text.length ? follow(node, text, at) : undefined
    if (next !== undefined) at += next.label.length
    node = next
  }
  return kinds
}

/** What the entry adds to the kinds already granted. */
function grantOf({ rule }: Entry, kinds: number, frame: Frame): number {
  const found = askPrincipals(rule.naming, frame) ?? 0
  return (found & ~kinds) !== 0 && meetsTests(rule, frame) ? found : 0
}

function wantsResource({ rule, binding }: Entry, frame: Frame): boolean {
  if (rule.resources.kind === 'sure') return true
  if (binding !== undefined) frame.binding = binding
  const truth = askResources(rule.resources, frame)
  return rule.deny ? truth !== FALSE : truth === TRUE
}

/** Whether the pattern, whose beginning ends at `at`, covers the resource. */
function covers({ entry, pattern }: Place, at: number, frame: Frame): boolean {
  if ('shape' in pattern) {
    if (pattern.shape === 'prefix') return true
    if (pattern.shape === 'exact') return at === frame.resource.length
    return globMatches(pattern, frame.resource)
  }
  if (entry.binding !== undefined) frame.binding = entry.binding
  return askTemplate(pattern, frame.resource, frame) === YES
}

/** Whether a rule whose action and resource are those of the request takes effect. */
function takesEffect({ rule, binding }: Entry, frame: Frame): boolean {
  if (binding !== undefined) frame.binding = binding
  if (rule.naming.kind !== 'ignored') {
    const kinds = askPrincipals(rule.naming, frame)
    if (kinds === undefined ? !rule.deny : kinds === 0) return false
  }
  return rule.tests.length === 0 || meetsTests(rule, frame)
}
