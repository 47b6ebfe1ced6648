/** What is left to ask of a group of policies once the action is known: an index of Denies and one of Allows. */
import type { Binding, Frame } from './frame.ts'
import { exactly, type Glob, tailMatches } from './match/glob.ts'
import { DIRECT } from './rule/principal.ts'
import { askPrincipals, askResources, FALSE, meetsTests, type Rule, TRUE } from './rule/rule.ts'
import { askTemplate, type Template, YES } from './match/template.ts'
import { allGlobs, exactTexts } from './match/textSet.ts'
import { buildTrie, follow, type Leaf, type Node } from './match/trie.ts'

/** A rule in its place. `gate` numbers the gates of the group, in the order in which they are reported. */
export interface Entry {
  readonly rule: Rule
  readonly gate: number
  /** How the rule's policy finds its facts; undefined if the whole group is one policy, bound by who asks. */
  readonly binding: Binding | undefined
  /** It has so many patterns that one resource may find it again and again; it is then asked but once. */
  readonly many: boolean
}

/** From how many patterns on an entry is remembered as asked. */
export const MANY_PATTERNS = 4

/** One resource pattern of an entry. */
interface Place {
  readonly entry: Entry
  readonly glob: Glob | undefined
  readonly template: Template | undefined
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
  // A resource's own policy has no gate to hold open: it matters how its Allows name the caller.
  const sure = entries.filter(({ rule, binding }) => binding !== undefined && !rule.deny && isSure(rule))
  const open = sure.reduce((bits, { gate }) => bits | (1 << gate), 0)
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
  const globs = [...exactTexts(resources.set).map(exactly), ...allGlobs(resources.set)]
  const { templates } = resources.set
  if ([...globs, ...templates].some(({ prefix }) => prefix === '')) return undefined
  return [
    ...globs.map((glob) => ({ prefix: glob.prefix, value: { entry, glob, template: undefined } })),
    ...templates.map((template) => ({ prefix: template.prefix, value: { entry, glob: undefined, template } })),
  ]
}

/** The first gate in which a Deny takes effect, or `NO_GATE`. */
export function firstDeny({ denies: { free, root } }: Plan, frame: Frame): number {
  let gate = NO_GATE
  for (let index = 0; index < free.length; index += 1) {
    const entry = free[index]
    if (entry !== undefined && wantsResource(entry, frame) && takesEffect(entry, frame)) {
      gate = entry.gate
      break
    }
  }
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined;) {
    const { values } = node
    for (let index = 0; index < values.length; index += 1) {
      const place = values[index]
      if (place === undefined || place.entry.gate >= gate || isTried(place.entry, frame)) continue
      if (covers(place, at, frame) && tryOnce(place.entry, frame)) gate = place.entry.gate
    }
    node = follow(node, text, at)
    if (node !== undefined) at += node.label.length
  }
  return gate
}

/** The gates among `wanted` that Allows hold open, and perhaps others. */
export function openGates({ allows: { free, root }, open: sure }: Plan, frame: Frame, wanted: number): number {
  let missing = wanted & ~sure
  for (let index = 0; index < free.length && missing !== 0; index += 1) {
    const entry = free[index]
    if (entry === undefined || ((missing >>> entry.gate) & 1) === 0) continue
    if (wantsResource(entry, frame) && takesEffect(entry, frame)) missing &= ~(1 << entry.gate)
  }
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined && missing !== 0;) {
    const { values } = node
    for (let index = 0; index < values.length; index += 1) {
      const place = values[index]
      if (place === undefined || ((missing >>> place.entry.gate) & 1) === 0 || isTried(place.entry, frame)) continue
      if (covers(place, at, frame) && tryOnce(place.entry, frame)) missing &= ~(1 << place.entry.gate)
    }
    node = follow(node, text, at)
    if (node !== undefined) at += node.label.length
  }
  return wanted & ~missing
}

/** The kinds of match by which Allows of a resource or trust policy name the caller, one bit each. */
export function grants({ allows: { free, root } }: Plan, frame: Frame): number {
  let kinds = 0
  for (const entry of free) if (wantsResource(entry, frame)) kinds |= grantOf(entry, kinds, frame)
  const text = frame.resource
  for (let node = root, at = 0; node !== undefined && kinds < DIRECT;) {
    for (const place of node.values) {
      if (isTried(place.entry, frame) || !covers(place, at, frame)) continue
      markTried(place.entry, frame)
      kinds |= grantOf(place.entry, kinds, frame)
    }
    node = follow(node, text, at)
    if (node !== undefined) at += node.label.length
  }
  return kinds
}

function isTried(entry: Entry, { tried }: Frame): boolean {
  return entry.many && tried !== undefined && tried.has(entry)
}

function markTried(entry: Entry, frame: Frame): void {
  if (entry.many) (frame.tried ??= new Set()).add(entry)
}

function tryOnce(entry: Entry, frame: Frame): boolean {
  if (takesEffect(entry, frame)) return true
  markTried(entry, frame)
  return false
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
function covers({ entry, glob, template }: Place, at: number, frame: Frame): boolean {
  if (glob !== undefined)
    return glob.shape === 'exact' ? at === frame.resource.length : tailMatches(glob, frame.resource)
  if (entry.binding !== undefined) frame.binding = entry.binding
  return template !== undefined && askTemplate(template, frame.resource, frame) === YES
}

/** Whether a rule whose action and resource are those of the request takes effect. */
function takesEffect({ rule, binding }: Entry, frame: Frame): boolean {
  if (rule.naming.kind !== 'ignored') {
    const kinds = askPrincipals(rule.naming, frame)
    if (kinds === undefined ? !rule.deny : kinds === 0) return false
  }
  if (rule.tests.length === 0) return true
  if (binding !== undefined) frame.binding = binding
  return meetsTests(rule, frame)
}
