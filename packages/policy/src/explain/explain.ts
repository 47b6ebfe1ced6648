/** A decision explained: what decided, what nearly did, and the smallest changes that would have allowed it. */
import type { AuthorizationRequest, Decision, Layer } from '../types.ts'
import { type Court, courtOf, judgement } from '../engine/engine.ts'
import type { Bypass, Explanation } from './explanation.ts'
import { bypassOf } from './gates.ts'
import { nearAllows, nearDenies } from './nearMisses.ts'
import { MAX_OBSTACLES, type Obstacle, obstaclesOf } from './obstacles.ts'
import { Rehearsal } from './replay/rehearsal.ts'
import { type Found, searchChanges } from './search.ts'
import { candidatesAgainst, look, responsible, type Sight } from './sights.ts'

/**
 * Decides one request and explains it. The decision is that of `judge` in every member; counterfactuals were replayed
 * through the compiled engine (see `Rehearsal`). Total: it never throws, and its work is bounded whatever the request holds.
 */
export function explain(request: AuthorizationRequest): Explanation {
  const judged = judgement(request)
  return new Explained(request, judged.decision, judged)
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
  readonly #court: Court | undefined
  #help: Help | undefined

  constructor(request: AuthorizationRequest, decision: Decision, court?: Court) {
    this.allowed = decision.allowed
    this.outcome = decision.outcome
    if (decision.layer !== undefined) this.layer = decision.layer
    this.deciding = decision.deciding
    this.layers = decision.layers
    const bypass = bypassOf(request, decision)
    if (bypass !== undefined) this.bypass = bypass
    this.#request = request
    this.#court = court
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
    return (this.#help ??= helpFor(new Rehearsal(this.#request, this, this.#court ?? courtOf(this.#request)), this))
  }

  /** All of it, as plain data. */
  toJSON(): Explanation {
    const { allowed, outcome, layer, deciding, layers, bypass } = this
    const decision = { allowed, outcome, ...(layer === undefined ? {} : { layer }), deciding, layers }
    return { ...decision, ...(bypass === undefined ? {} : { bypass }), ...this.#helped() }
  }
}

function helpFor(rehearsal: Rehearsal, decision: Decision): Help {
  const { request } = rehearsal
  const obstacles = obstaclesOf(request, decision)
  const sights = look(rehearsal, decision, obstacles)
  const nearMisses =
    decision.outcome === 'explicitDeny'
      ? nearDenies(request, obstacles, decision)
      : nearAllows(request, responsible(decision, sights))
  const { counterfactuals, search } = seek(rehearsal, obstacles, sights)
  return { nearMisses, counterfactuals, search }
}

/** Candidates tried in all. */
const MAX_CANDIDATES = 48

function seek(rehearsal: Rehearsal, obstacles: readonly Obstacle[], sights: readonly Sight[]): Found {
  if (obstacles.length > MAX_OBSTACLES) return { counterfactuals: [], search: 'budget' }
  const candidates = candidatesAgainst(rehearsal.request, obstacles, sights)
  const everything = (1 << obstacles.length) - 1
  const found = searchChanges({ rehearsal, everything }, candidates.slice(0, MAX_CANDIDATES))
  return candidates.length > MAX_CANDIDATES ? { ...found, search: 'budget' } : found
}
