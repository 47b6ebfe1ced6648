/** A decision explained: what decided, what nearly did, and the smallest changes that would have allowed it. */
import type { AuthorizationRequest, Decision, Layer } from '../types.ts'
import { replaysFor } from './budget.ts'
import { judge } from '../engine/engine.ts'
import type { Bypass, Explanation } from './explanation.ts'
import { bypassOf, CHAIN, grantOf, protectingLayer } from './gates.ts'
import { againstDeny, againstGate } from './ideas.ts'
import { type Miss, missesOf } from './misses.ts'
import { nearMissesOf } from './nearMisses.ts'
import { type Closed, MAX_OBSTACLES, type Obstacle, obstaclesOf } from './obstacles.ts'
import { type Candidate, type Found, searchChanges, sizeOf } from './search.ts'
import { trace } from './trace.ts'

/**
 * Decides one request and explains it. The decision is that of `judge` in every member; counterfactuals were replayed
 * through the engine (`decide`, or `judge` where policies change). Total: it never throws, and its work is bounded whatever the request holds.
 */
export function explain(request: AuthorizationRequest): Explanation {
  return explainDecision(request, judge(request))
}

/**
 * As `explain`, for a decision that `judge` has already reached on this request. Near misses and counterfactuals are
 * worked out when one of them is first read, once: who only wants the reasons does not pay for them.
 */
export function explainDecision(request: AuthorizationRequest, decision: Decision): Explanation {
  return new Explained(request, decision)
}

/** What an explanation has beside the decision. */
type Help = Pick<Explanation, 'nearMisses' | 'counterfactuals' | 'search'>

const NOTHING: Help = { nearMisses: [], counterfactuals: [], search: 'complete' }

/** A class for its getters: an object of its own accessors costs more than the decision. */
class Explained implements Explanation {
  readonly allowed: Decision['allowed']
  readonly outcome: Decision['outcome']
  declare readonly layer?: Layer
  readonly deciding: Decision['deciding']
  readonly layers: Decision['layers']
  declare readonly bypass?: Bypass
  readonly #request: AuthorizationRequest
  #help: Help | undefined

  constructor(request: AuthorizationRequest, decision: Decision) {
    this.allowed = decision.allowed
    this.outcome = decision.outcome
    if (decision.layer !== undefined) this.layer = decision.layer
    this.deciding = decision.deciding
    this.layers = decision.layers
    const bypass = bypassOf(request, decision)
    if (bypass !== undefined) this.bypass = bypass
    this.#request = request
    this.#help = decision.allowed ? NOTHING : undefined
  }

  get nearMisses(): Help['nearMisses'] {
    return this.#helped().nearMisses
  }

  get counterfactuals(): Help['counterfactuals'] {
    return this.#helped().counterfactuals
  }

  get search(): Help['search'] {
    return this.#helped().search
  }

  #helped(): Help {
    return (this.#help ??= helpFor(this.#request, this))
  }

  /** All of it, as plain data. */
  toJSON(): Explanation {
    const { allowed, outcome, layer, deciding, layers, bypass } = this
    const decision = { allowed, outcome, ...(layer === undefined ? {} : { layer }), deciding, layers }
    return { ...decision, ...(bypass === undefined ? {} : { bypass }), ...this.#helped() }
  }
}

function helpFor(request: AuthorizationRequest, decision: Decision): Help {
  const obstacles = obstaclesOf(request, decision)
  const sights = look(request, decision, obstacles)
  const nearMisses = nearMissesOf(request, decision, { obstacles, misses: responsible(decision, sights) })
  return { nearMisses, ...seek(request, obstacles, sights) }
}

/** A gate (or a policy that could open several), its near misses, and the obstacles that it would clear. */
interface Sight {
  readonly gate: Closed
  readonly misses: readonly Miss[]
  readonly covers: number
}

/** The closed gates, and a resource-based policy of the caller's account, whose direct grant would open its gates. */
function look(request: AuthorizationRequest, decision: Decision, obstacles: readonly Obstacle[]): readonly Sight[] {
  const sights: Sight[] = []
  let chain = 0
  for (const [index, obstacle] of obstacles.entries()) {
    if (obstacle.kind !== 'closed') continue
    sights.push({ gate: obstacle, misses: missesOf(request, obstacle), covers: 1 << index })
    if (CHAIN.includes(obstacle.layer)) chain |= 1 << index
  }
  const report = decision.layers.find(({ layer }) => layer === 'resource')
  const { principal, resourceAccount } = request
  const own = 'account' in principal && principal.account === resourceAccount
  if (chain === 0 || !own || report === undefined || protectingLayer(request) !== 'resource') return sights
  if (grantOf(request, decision.layers) !== 'none') return sights
  const gate: Closed = { kind: 'closed', layer: 'resource', level: undefined, statements: trace(request, report) }
  return [...sights, { gate, misses: missesOf(request, gate), covers: chain }]
}

/** Near misses are told of the layer that the decision blames, and of a resource-based policy beside it. */
function responsible({ layer }: Decision, sights: readonly Sight[]): readonly Miss[] {
  return sights.filter(({ gate }) => gate.layer === layer || gate.layer === 'resource').flatMap(({ misses }) => misses)
}

/** Candidates tried in all. */
const MAX_CANDIDATES = 48

function seek(request: AuthorizationRequest, obstacles: readonly Obstacle[], sights: readonly Sight[]): Found {
  if (obstacles.length > MAX_OBSTACLES) return { counterfactuals: [], search: 'budget' }
  const byIdentity = new Map<string, Candidate>()
  const add = (ideas: ReturnType<typeof againstDeny>, layer: Closed['layer'], covers: number): void => {
    for (const idea of ideas) {
      const identity = JSON.stringify(idea.changes)
      const known = byIdentity.get(identity)
      const layers = known === undefined || known.layers.includes(layer) ? [layer] : [...known.layers, layer]
      byIdentity.set(identity, { ...(known ?? idea), layers, covers: covers | (known?.covers ?? 0) })
    }
  }
  for (const [index, obstacle] of obstacles.entries())
    if (obstacle.kind === 'deny') add(againstDeny(request, obstacle), obstacle.layer, 1 << index)
  for (const { gate, misses, covers } of sights) add(againstGate(request, gate, misses), gate.layer, covers)
  const candidates = [...byIdentity.values()].sort((left, right) => sizeOf(left) - sizeOf(right))
  const everything = (1 << obstacles.length) - 1
  const found = searchChanges({ request, everything, budget: replaysFor(request) }, candidates.slice(0, MAX_CANDIDATES))
  return candidates.length > MAX_CANDIDATES ? { ...found, search: 'budget' } : found
}
