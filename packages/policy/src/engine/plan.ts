/** What is left to ask of a group of policies once the action is known: its Denies and its Allows. */
import type { Binding, Frame } from './frame.ts'
import { exactly, tailMatches } from './match/glob.ts'
import { DIRECT } from './rule/principal.ts'
import { askPrincipals, askResources, FALSE, meetsTests, type Rule, TRUE } from './rule/rule.ts'
import { askTemplate, YES } from './match/template.ts'
import { allGlobs, exactTexts } from './match/textSet.ts'
import type { Leaf } from './match/trie.ts'
import { buildSpots, type Candidates, type Place, type Spot } from './spot.ts'

/** A rule in its place. `gate` numbers the gates of the group, in the order in which they are reported. */
export interface Entry {
  readonly rule: Rule
  /** It is for any resource; it is for any caller. */
  readonly anywhere: boolean
  readonly anybody: boolean
  readonly gate: number
  /** How the rule's policy finds its facts; undefined if the whole group is one policy, bound by who asks. */
  readonly binding: Binding | undefined
  /** It has so many patterns that one resource may find it again and again; it is then asked but once. */
  readonly many: boolean
}

/** From how many patterns on an entry is remembered as asked. */
const MANY_PATTERNS = 4

/** Puts a rule in its place. */
export function makeEntry(rule: Rule, gate: number, binding: Binding | undefined): Entry {
  const { resources, naming } = rule
  const many = resources.kind === 'set' && resources.written.length > MANY_PATTERNS
  return { rule, anywhere: resources.kind === 'sure', anybody: naming.kind === 'ignored', gate, binding, many }
}

/** The plan of a group for one action. */
export interface Plan {
  /** Where walks along resources begin. */
  readonly root: Spot
  /** Gates that an Allow without any condition holds open, one bit each. */
  readonly open: number
  /** Entries and patterns, long ones several times: a measure of the memory that it takes. */
  readonly weight: number
}

/** More gates than any group has. */
export const NO_GATE = 32

/** Makes the plan of `entries`, which are in the order of their gates. */
export function makePlan(entries: readonly Entry[]): Plan {
  // A resource's own policy has no gate to hold open: it matters how its Allows name the caller.
  const sure = entries.filter(({ rule, binding }) => binding !== undefined && !rule.deny && isSure(rule))
  const open = sure.reduce((bits, { gate }) => bits | (1 << gate), 0)
  const denies = sortOut(entries.filter(({ rule }) => rule.deny))
  const allows = sortOut(entries.filter(({ rule, gate }) => !rule.deny && ((open >>> gate) & 1) === 0))
  const leaves = [...denies.leaves, ...allows.leaves]
  const root = buildSpots(leaves, { denies: denies.free, allows: allows.free })
  return { root, open, weight: 1 + denies.free.length + allows.free.length + weigh(leaves) }
}

/** The index holds the beginnings of patterns unit by unit, so that long ones count for more. */
function weigh(leaves: readonly Leaf<Place>[]): number {
  return leaves.reduce((sum, { prefix }) => sum + 1 + (prefix.length >> 6), 0)
}

/** Whether the rule takes effect whatever the request, its action apart. */
function isSure({ resources, naming, tests }: Rule): boolean {
  return resources.kind === 'sure' && naming.kind === 'ignored' && tests.length === 0
}

function sortOut(entries: readonly Entry[]): {
  readonly free: readonly Entry[]
  readonly leaves: readonly Leaf<Place>[]
} {
  const free: Entry[] = []
  const leaves: Leaf<Place>[] = []
  for (const entry of entries) {
    const places = placesOf(entry)
    if (places === undefined) free.push(entry)
    else leaves.push(...places)
  }
  return { free, leaves }
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
export function firstDeny({ free, chain }: Candidates, frame: Frame): number {
  let gate = NO_GATE
  for (let index = 0; index < free.length; index += 1) {
    const entry = free[index]
    if (entry !== undefined && (entry.anywhere || wantsResource(entry, frame)) && takesEffect(entry, frame)) {
      gate = entry.gate
      break
    }
  }
  for (let at = chain; at !== undefined; at = at.above) {
    const { values, depth } = at
    for (let index = 0; index < values.length; index += 1) {
      const place = values[index]
      if (place === undefined || place.entry.gate >= gate || isTried(place.entry, frame)) continue
      if (covers(place, depth, frame) && tryOnce(place.entry, frame)) gate = place.entry.gate
    }
  }
  return gate
}

/** Those of the gates `wanted` that no Allow holds open. */
export function closedGates({ free, chain }: Candidates, frame: Frame, wanted: number): number {
  let missing = wanted
  for (let index = 0; index < free.length && missing !== 0; index += 1) {
    const entry = free[index]
    if (entry === undefined || ((missing >>> entry.gate) & 1) === 0) continue
    if ((entry.anywhere || wantsResource(entry, frame)) && takesEffect(entry, frame)) missing &= ~(1 << entry.gate)
  }
  for (let at = chain; at !== undefined && missing !== 0; at = at.above) {
    const { values, depth } = at
    for (let index = 0; index < values.length; index += 1) {
      const place = values[index]
      if (place === undefined || ((missing >>> place.entry.gate) & 1) === 0 || isTried(place.entry, frame)) continue
      if (covers(place, depth, frame) && tryOnce(place.entry, frame)) missing &= ~(1 << place.entry.gate)
    }
  }
  return missing
}

/** The kinds of match by which Allows of a resource or trust policy name the caller, one bit each. */
export function grants({ free, chain }: Candidates, frame: Frame): number {
  let kinds = 0
  for (const entry of free) if (entry.anywhere || wantsResource(entry, frame)) kinds |= grantOf(entry, kinds, frame)
  for (let at = chain; at !== undefined && kinds < DIRECT; at = at.above) {
    for (const place of at.values) {
      if (isTried(place.entry, frame) || !covers(place, at.depth, frame)) continue
      markTried(place.entry, frame)
      kinds |= grantOf(place.entry, kinds, frame)
    }
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
function takesEffect({ rule, anybody, binding }: Entry, frame: Frame): boolean {
  if (!anybody && !reaches(rule, frame)) return false
  if (binding !== undefined) frame.binding = binding
  return meetsTests(rule, frame)
}

/** Whether it is about the caller. */
function reaches({ naming, deny }: Rule, frame: Frame): boolean {
  const kinds = askPrincipals(naming, frame)
  return kinds === undefined ? deny : kinds !== 0
}
