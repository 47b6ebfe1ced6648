/** Policies that are asked together: up to thirty gates, each a layer or a level of one, with its units. */
import type { Layer } from '../types.ts'
import { Cache } from './cache.ts'
import type { Binding, Facts } from './frame.ts'
import { type Entry, firstDeny, makeEntry, makePlan, NO_GATE, type Plan } from './plan.ts'
import type { Rule } from './rule/rule.ts'
import type { Frame } from './frame.ts'
import type { Candidates } from './spot.ts'
import { settleRule } from './settle.ts'
import type { Unit } from './unit.ts'
import { EXPLICIT_DENY, IMPLICIT_DENY, type Verdict } from './verdict.ts'

/** Gates that fit into the bits of a plan. */
export const MAX_GATES = 30

/** A gate: opened by any Allow of its units. */
export interface Gate {
  readonly units: readonly BoundUnit[]
  /** The verdicts for which it is responsible. */
  readonly explicit: Verdict
  readonly implicit: Verdict
}

/** A unit, and how it finds its facts (see `Entry.binding`). */
export interface BoundUnit {
  readonly unit: Unit
  readonly binding: Binding | undefined
}

/** Makes the gate of a layer. */
export function makeGate(layer: Layer, units: readonly BoundUnit[]): Gate {
  return { units, explicit: EXPLICIT_DENY[layer], implicit: IMPLICIT_DENY[layer] }
}

/** What plans may take, in entries and patterns; and actions remembered. Whoever asks may choose the actions. */
export interface PlanLimits {
  readonly actions: number
  readonly weight: number
}

/** A group of gates with its plans. */
export class Group {
  readonly gates: readonly Gate[]
  /** The first gate that holds an unreadable policy, which denies everything (POL-07); `NO_GATE` if none does. */
  readonly #broken: number
  readonly #byAction: Cache<string, Plan>
  /** Actions that concern the same rules share a plan. */
  readonly #byConcern: Map<string, Plan> = new Map<string, Plan>()
  readonly #limits: PlanLimits
  /** Facts that all requests have in common, if any are known beforehand. */
  readonly #settled: Facts | undefined
  #weight = 0

  constructor(gates: readonly Gate[], limits: PlanLimits, settled?: Facts) {
    this.gates = gates
    this.#limits = limits
    this.#settled = settled
    const broken = gates.findIndex(({ units }) => units.some(({ unit }) => unit.unreadable !== undefined))
    this.#broken = broken === -1 ? NO_GATE : broken
    this.#byAction = new Cache(limits.actions)
  }

  /** The same gates, for requests that all have these facts. */
  settledBy(facts: Facts): Group {
    return new Group(this.gates, this.#limits, facts)
  }

  /** The first gate that denies, or `NO_GATE`. */
  firstDeny(denies: Candidates, frame: Frame): number {
    const found = firstDeny(denies, frame)
    return found < this.#broken ? found : this.#broken
  }

  /** The plan for `action`. */
  plan(action: string): Plan {
    const known = this.#byAction.get(action)
    if (known !== undefined) return known
    const plan = this.#planOf(action)
    this.#byAction.set(action, plan)
    return plan
  }

  #planOf(action: string): Plan {
    let concerns = ''
    for (const { units } of this.gates) for (const { unit } of units) concerns += `${unit.concern(action).id},`
    const known = this.#byConcern.get(concerns)
    if (known !== undefined) return known
    const plan = makePlan(this.#entriesOf(action))
    this.#keep(concerns, plan)
    return plan
  }

  #entriesOf(action: string): readonly Entry[] {
    const entries: Entry[] = []
    for (const [gate, { units }] of this.gates.entries())
      for (const { unit, binding } of units)
        for (const position of unit.concern(action).rules) {
          const rule = this.#settle(unit.rules[position], binding)
          if (rule !== undefined) entries.push(makeEntry(rule, gate, binding))
        }
    return entries
  }

  #settle(rule: Rule | undefined, binding: Binding | undefined): Rule | undefined {
    const facts = this.#settled
    return rule === undefined || facts === undefined || binding === undefined ? rule : settleRule(rule, facts, binding)
  }

  #keep(key: string, plan: Plan): void {
    if (this.#weight + plan.weight > this.#limits.weight) {
      this.#byConcern.clear()
      this.#byAction.clear()
      this.#weight = 0
    }
    this.#weight += plan.weight
    this.#byConcern.set(key, plan)
  }

  /** Actions remembered. */
  get actions(): number {
    return this.#byAction.size
  }

  /** Entries and patterns of the plans kept. */
  get weight(): number {
    return this.#weight
  }
}
