/** Everything that bounds one caller, compiled: the decision procedure of rules 1.1 and 1.2. */
import type { Context, ContextValue, Layer, PolicySource, Principal } from '../types.ts'
import { ABSENT, Fact } from './fact.ts'
import { type Binding, Facts, Frame, Slots, UNREAD } from './frame.ts'
import {
  BOUNDARY,
  hasEverything,
  IDENTITY,
  limitGrant,
  OWN_LAYERS,
  requiredGates,
  SESSION,
  UNREACHABLE,
} from './gates.ts'
import { type BoundUnit, type Gate, Group, MAX_GATES, type PlanLimits } from './group.ts'
import { firstDeny, grants, NO_GATE, openGates } from './plan.ts'
import { modeOf } from './rule.ts'
import { type Unit, unitOf } from './unit.ts'
import { ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY, type Verdict } from './verdict.ts'

/** The policy of the resource asked for. */
export interface ResourcePolicy {
  readonly kind: 'resource' | 'trust'
  readonly document: PolicySource['document']
}

/** A request to a bundle. */
export interface Ask {
  readonly action: string
  /** ARN, or `*` for actions without a resource. */
  readonly resource: string
  readonly resourceAccount: string
  readonly principal: Principal
  /** Made by this bundle: `bundle.context(...)` or `bundle.template(...).context(...)`. */
  readonly context: Facts
  readonly resourcePolicy?: ResourcePolicy | undefined
}

/** The units of a caller, by gate; the gates of `guards` are levels of RCPs and SCPs. */
export interface BundleParts {
  readonly rcp: readonly (readonly Unit[])[]
  readonly scp: readonly (readonly Unit[])[]
  readonly identity: readonly Unit[]
  readonly boundary: Unit | undefined
  readonly session: readonly Unit[] | undefined
  readonly sessionLimitsDirectGrant: boolean
}

/** What the bundles of one engine have in common. */
export interface Shared {
  readonly limits: PlanLimits
  /** The groups of resource and trust policies. */
  readonly protecting: WeakMap<Unit, Group>
}

/** A caller's policies, ready to decide. Immutable but for what it remembers. */
export class Bundle {
  readonly #slots: Slots = new Slots()
  readonly #guards: readonly Group[]
  readonly #own: Group
  readonly #parts: BundleParts
  readonly #shared: Shared
  readonly #bindings: WeakMap<Unit, Binding> = new WeakMap<Unit, Binding>()

  constructor(parts: BundleParts, shared: Shared) {
    this.#parts = parts
    this.#shared = shared
    const gate = (layer: Layer, units: readonly Unit[]): Gate => ({
      layer,
      units: units.map((unit) => this.#bound(unit)),
    })
    const guards = [...parts.rcp.map((units) => gate('rcp', units)), ...parts.scp.map((units) => gate('scp', units))]
    const boundary = parts.boundary === undefined ? [] : [parts.boundary]
    const own = [gate('identity', parts.identity), gate('boundary', boundary), gate('session', parts.session ?? [])]
    this.#guards = inGroups(guards).map((gates) => new Group(gates, shared.limits))
    this.#own = new Group(own, shared.limits)
  }

  #bound(unit: Unit): BoundUnit {
    const slots = Int32Array.from(unit.keys, (key) => this.#slots.add(key))
    return { unit, binding: { keys: unit.keys, slots } }
  }

  /** A context whose keys are looked up when they are needed. */
  context(context: Context): Facts {
    return new Facts(
      this.#slots,
      this.#slots.keys.map(() => UNREAD),
      [context],
    )
  }

  /** A context of which a part is the same for many requests, those of one session for instance. */
  template(context: Context): ContextTemplate {
    return new ContextTemplate(this.#slots, context)
  }

  /** Decides one request. Never throws; an answer it cannot reach is a denial. */
  decide(ask: Ask): Verdict {
    const frame = new Frame(ask, this.#parts.boundary !== undefined, ask.context)
    const protecting = ask.resourcePolicy === undefined ? undefined : this.#groupOf(ask.resourcePolicy)
    return this.#explicitDeny(ask, frame, protecting) ?? this.#closedGate(ask, frame, protecting) ?? ALLOWED
  }

  #explicitDeny({ action }: Ask, frame: Frame, protecting: Group | undefined): Verdict | undefined {
    for (const group of this.#guards) {
      const layer = denyingLayer(group, action, frame)
      if (layer !== undefined) return EXPLICIT_DENY[layer]
    }
    if (protecting !== undefined) {
      this.#bind(protecting, frame)
      const layer = denyingLayer(protecting, action, frame)
      if (layer !== undefined) return EXPLICIT_DENY[layer]
    }
    const layer = denyingLayer(this.#own, action, frame)
    return layer === undefined ? undefined : EXPLICIT_DENY[layer]
  }

  /** The group of one policy: that of a resource or role. Its rules find their facts by the binding in the frame. */
  #groupOf({ kind, document }: ResourcePolicy): Group {
    const unit = unitOf(document, modeOf(kind))
    const known = this.#shared.protecting.get(unit)
    if (known !== undefined) return known
    const group = new Group([{ layer: kind, units: [{ unit, binding: undefined }] }], this.#shared.limits)
    this.#shared.protecting.set(unit, group)
    return group
  }

  /** Lets the rules of a resource's policy find their facts in this bundle's contexts. */
  #bind({ gates }: Group, frame: Frame): void {
    const unit = gates[0]?.units[0]?.unit
    if (unit === undefined) return
    let binding = this.#bindings.get(unit)
    if (binding === undefined) {
      binding = { keys: unit.keys, slots: Int32Array.from(unit.keys, (key) => this.#slots.find(key)) }
      this.#bindings.set(unit, binding)
    }
    frame.binding = binding
  }

  /** The first gate that must be open and is not. */
  #closedGate(ask: Ask, frame: Frame, protecting: Group | undefined): Verdict | undefined {
    for (const group of this.#guards) {
      const closed = group.all & ~openGates(group.plan(ask.action), frame, group.all)
      if (closed !== 0) return IMPLICIT_DENY[group.gates[lowestBit(closed)]?.layer ?? 'scp']
    }
    const { principal, resourceAccount, resourcePolicy } = ask
    const kinds = this.#grant(ask.action, frame, protecting)
    const required = requiredGates({ principal, resourceAccount, protecting: resourcePolicy?.kind }, kinds)
    if (required === UNREACHABLE) return IMPLICIT_DENY[resourcePolicy?.kind ?? 'resource']
    const wanted = required & this.#standingGates(principal) & ~(hasEverything(principal) ? IDENTITY : 0)
    if (wanted === 0) return undefined
    const closed = wanted & ~openGates(this.#own.plan(ask.action), frame, wanted)
    return closed === 0 ? undefined : IMPLICIT_DENY[OWN_LAYERS[lowestBit(closed)] ?? 'identity']
  }

  /** How the resource's policy names the caller. */
  #grant(action: string, frame: Frame, protecting: Group | undefined): number {
    if (protecting === undefined) return 0
    this.#bind(protecting, frame)
    return limitGrant(grants(protecting.plan(action), frame), this.#parts.sessionLimitsDirectGrant)
  }

  /** The caller's own gates that there are. A federated user without session policies has no permissions of its own. */
  #standingGates({ kind }: Principal): number {
    const { boundary, session } = this.#parts
    const limited = session !== undefined || kind === 'federatedUser'
    return IDENTITY | (boundary === undefined ? 0 : BOUNDARY) | (limited ? SESSION : 0)
  }
}

function inGroups(gates: readonly Gate[]): readonly (readonly Gate[])[] {
  const groups: (readonly Gate[])[] = []
  for (let from = 0; from < gates.length; from += MAX_GATES) groups.push(gates.slice(from, from + MAX_GATES))
  return groups
}

function denyingLayer(group: Group, action: string, frame: Frame): Layer | undefined {
  const gate = Math.min(group.broken ?? NO_GATE, firstDeny(group.plan(action), frame))
  return group.gates[gate]?.layer
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/** The part of a context that many requests share, looked up once. */
export class ContextTemplate {
  readonly #slots: Slots
  readonly #values: readonly Fact[]
  readonly #sources: readonly Context[]

  constructor(slots: Slots, source: Context) {
    this.#slots = slots
    this.#sources = [source]
    this.#values = slots.keys.map((key) => {
      const held = source.get(key)
      return held === undefined ? ABSENT : new Fact(held)
    })
  }

  /** The context of one request: the template with `entries` (keys in lower case) added; they replace what was there. */
  context(entries: Iterable<readonly [key: string, value: ContextValue]>): Facts {
    const values = this.#values.slice()
    let others: Map<string, ContextValue> | undefined
    for (const [key, value] of entries) {
      const slot = this.#slots.find(key)
      if (slot !== -1) values[slot] = new Fact(value)
      else (others ??= new Map()).set(key, value)
    }
    return new Facts(this.#slots, values, others === undefined ? this.#sources : [others, ...this.#sources])
  }
}
