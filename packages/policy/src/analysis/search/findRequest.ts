/**
 * Looks for a request to which some statements apply and others do not. Starts from any request of the former; where one of
 * the latter applies to it, some part of the request must change, so every way to change it is tried in turn. Every part is
 * solved exactly, so that nothing is left when all ways are exhausted.
 */
import { judgeStatement } from '../../reference/statement.ts'
import { type Budget, BudgetSpent } from '../budget.ts'
import type { Caller } from '../principal/caller.ts'
import type { Variables } from '../text/compile.ts'
import { isVariable, matchesWord, spell, textOf } from '../text/glob.ts'
import { suggestArns } from '../text/suggest.ts'
import type { Core } from './arrange.ts'
import { compose } from './compose.ts'
import { polish } from './polish.ts'
import type { Literal, Rule } from './rule.ts'
import type { Demand, Part } from './solveDimension.ts'
import type { Solver } from './solver.ts'

/** What is looked for. */
export interface Search {
  /** All of these apply. */
  readonly must: readonly Rule[]
  /** None of these does. */
  readonly avoid: readonly Rule[]
  /** These hold as well. */
  readonly also: readonly Literal[]
  readonly caller: Caller
  /** Told of every rule to avoid that the search had to take into account. */
  readonly onUse?: (rule: Rule) => void
  /** Nobody will read the request. */
  readonly anyWillDo?: boolean
  /** The last word: the request was replayed and shows what it should. */
  readonly confirm: (core: Core) => boolean
}

/** What it is done with. */
export interface Means {
  readonly solver: Solver
  readonly variables: Variables
  readonly budget: Budget
}

/** A request; `none`: there is none; `unsure`: none was found, and it could not be proved that there is none. */
export type Found = { readonly core: Core } | 'none' | 'unsure'

interface Node {
  readonly demands: ReadonlyMap<string, readonly Demand[]>
  readonly parts: ReadonlyMap<string, Part>
  /** Rules to avoid of which no literal has been denied yet. */
  readonly open: readonly Rule[]
}

/** Looks for it. Throws BudgetSpent. */
export function findRequest(search: Search, means: Means): Found {
  const literals = [...search.must.flatMap((rule) => rule.literals), ...search.also]
  let node: Node | undefined = { demands: new Map(), parts: new Map(), open: search.avoid }
  for (const literal of new Set(literals)) {
    node = demand(node, { literal, holds: true }, { search, means })
    if (node === undefined) return 'none'
  }
  return explore(withDefaults(node, { search, means }), { search, means })
}

interface Setting {
  readonly search: Search
  readonly means: Means
}

/** A request has an action and, outside trust policies, a resource, even when nothing is asked of them. */
function withDefaults(node: Node, { search, means }: Setting): Node {
  const parts = new Map(node.parts)
  for (const dimension of ['action', 'resource'])
    if (!parts.has(dimension) && (dimension === 'action' || !isTrust(search)))
      parts.set(dimension, means.solver.solve(dimension, [], search.caller))
  return { ...node, parts }
}

const isTrust = ({ must }: Search): boolean => must.some(({ document }) => document.type === 'trust')

/** The node with one more demand; undefined when nothing can meet it. */
function demand(node: Node, one: Demand, { search, means }: Setting): Node | undefined {
  const { dimension } = one.literal
  const before = node.demands.get(dimension) ?? []
  const same = before.find(({ literal }) => literal === one.literal)
  if (same !== undefined) return same.holds === one.holds ? node : undefined
  const demands = [...before, one]
  const part = means.solver.solve(dimension, demands, search.caller)
  if (part === 'none') return undefined
  return {
    demands: new Map(node.demands).set(dimension, demands),
    parts: new Map(node.parts).set(dimension, part),
    open: node.open,
  }
}

function explore(node: Node, setting: Setting): Found {
  const { search, means } = setting
  means.budget.spend(10)
  for (const defaults of means.variables.withDefaults ? [false, true] : [false]) {
    const core = compose({ ...node, caller: search.caller }, { ...means, defaults })
    if (core === undefined || !search.must.every((rule) => applies(rule, core, means.budget))) continue
    const hit = node.open.filter((rule) => applies(rule, core, means.budget))
    if (hit.length > 0) return branch(node, hit, setting)
    if (search.confirm(core)) return { core: search.anyWillDo === true ? core : polished(core, setting) }
  }
  // The parts do not make a request together (variables), or one is not known: another part may still rule it all out.
  return node.open.length === 0 ? 'unsure' : branch(node, node.open, setting)
}

/** The example, better to read if the steps that are left allow it. */
function polished(core: Core, setting: Setting): Core {
  try {
    return polish(core, { resources: resourcesOf(setting.search), holds: (better) => shows(better, setting) })
  } catch (error) {
    if (error instanceof BudgetSpent) return core
    throw error
  }
}

/** Examples of the resources that the statements to apply name. */
function resourcesOf({ must }: Search): readonly string[] {
  const literals = must.flatMap((rule) => rule.literals)
  const named = literals.flatMap((literal) =>
    literal.dimension === 'resource' && 'globs' in literal ? literal.globs : [],
  )
  const words = named.slice(0, NAMED_RESOURCES).flatMap(suggestArns)
  return words.filter((word) => !word.some(isVariable)).map((word) => textOf(word, () => ''))
}

/** So many of a long list are looked at for a better example. */
const NAMED_RESOURCES = 20

/** Whether a request that was not solved for is one that is looked for. */
function shows(core: Core, { search, means: { budget } }: Setting): boolean {
  return (
    search.must.every((rule) => applies(rule, core, budget)) &&
    !search.avoid.some((rule) => applies(rule, core, budget)) &&
    search.also.every((literal) => holdsText(literal, core)) &&
    search.confirm(core)
  )
}

function holdsText(literal: Literal, core: Core): boolean {
  if (!('globs' in literal)) return false
  const text = literal.dimension === 'action' ? core.action.toLowerCase() : core.resource
  return literal.globs.some((glob) => matchesWord(glob, spell(text))) !== literal.negated
}

/** Tries every way not to meet one of `rules`: the one with the fewest ways. */
function branch(node: Node, rules: readonly Rule[], setting: Setting): Found {
  let best: { readonly rule: Rule; readonly nodes: readonly Node[] } | undefined
  for (const rule of rules) {
    // A literal denied for another rule's sake keeps this one away as well.
    if (rule.literals.some((literal) => isDenied(node, literal))) continue
    const nodes = rule.literals
      .map((literal) => demand(node, { literal, holds: false }, setting))
      .filter((child) => child !== undefined)
    if (best === undefined || nodes.length < best.nodes.length) best = { rule, nodes }
    if (nodes.length === 0) {
      setting.search.onUse?.(rule)
      return 'none'
    }
  }
  if (best === undefined) return 'unsure'
  const { rule, nodes } = best
  setting.search.onUse?.(rule)
  const rest = node.open.filter((one) => one !== rule)
  let unsure = false
  for (const child of nodes) {
    const found = explore({ ...child, open: rest }, setting)
    if (found === 'unsure') unsure = true
    else if (found !== 'none') return found
  }
  return unsure ? 'unsure' : 'none'
}

function isDenied(node: Node, literal: Literal): boolean {
  return (node.demands.get(literal.dimension) ?? []).some((one) => one.literal === literal && !one.holds)
}

/** Whether the statement takes effect on the request, as the reference sees it. */
export function applies({ statement, document }: Rule, core: Core, budget: Budget): boolean {
  budget.spend(5 + core.resource.length + ((statement.principal?.aws.length ?? 0) >> 1))
  const { action, resource, principal, context, bounded } = core
  const source = { id: '', document }
  const policies = { identity: [], scp: [], rcp: [], ...(bounded ? { boundary: source } : {}) }
  const request = { action, resource, resourceAccount: '', principal, context, policies }
  return judgeStatement(statement, request, { source, document, position: { layer: document.type } }).applies
}
