/** Everything that bounds one caller, compiled: the decision procedure of rules 1.1 and 1.2. */
import type { AuthorizationRequest, Context, Layer, PolicySource, Principal } from '../types.ts'
import type { Attachment } from './attachment.ts'
import { Caller } from './rule/caller.ts'
import { ContextTemplate } from './contextTemplate.ts'
import type { Fact } from './fact.ts'
import { type Binding, Facts, Frame, Slots, UNREAD } from './frame.ts'
import { BOUNDARY, hasEverything, IDENTITY, limitGrant, requiredGates, SESSION, UNREACHABLE } from './gates.ts'
import { type BoundUnit, type Gate, Group, makeGate, MAX_GATES, type PlanLimits } from './group.ts'
import { closedGates, grants, NO_GATE } from './plan.ts'
import { type Candidates, locate } from './spot.ts'
import { modeOf } from './rule/rule.ts'
import { type Groups, TemplateGroups } from './templateGroups.ts'
import { type Unit, unitOf } from './unit.ts'
import { ALLOWED, IMPLICIT_DENY, type Verdict } from './verdict.ts'

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

/** The units of a caller, by gate; those of RCPs and SCPs by level. */
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
  /** Requests of a context template until it gets plans of its own. */
  readonly patience: number
  /** The groups of resource and trust policies. */
  readonly protecting: Attachment<Group>
}

/** A request that nothing denies. */
interface Passing {
  /** The groups that have yet to be asked for their Allows, but for the inner one. */
  readonly outer: Groups['outer']
  readonly allows: Candidates
  /** Gates that stand open, one bit each. */
  readonly open: number
  readonly frame: Frame
  /** How the resource's own policy names the caller. */
  readonly kinds: number
}

/** The policy of a resource, and how its rules find their facts in a bundle's contexts. */
interface Protection {
  readonly group: Group
  readonly binding: Binding
}

/** The caller's own gates are the last three of a bundle's last group. */
const OWN_GATES = 3

/** A caller's policies, ready to decide. Immutable but for what it remembers. */
export class Bundle {
  readonly #slots: Slots = new Slots()
  /** A context of which nothing has been looked up. */
  readonly #unread: readonly Fact[]
  readonly #groups: Groups
  /** How many gates of the inner group are guards (RCPs and SCPs), and one bit for each. */
  readonly #guards: number
  readonly #guardBits: number
  readonly #parts: BundleParts
  readonly #shared: Shared
  readonly #protections: Readonly<Record<ResourcePolicy['kind'], WeakMap<object, Protection>>> = {
    resource: new WeakMap(),
    trust: new WeakMap(),
  }
  #caller: Caller | undefined = undefined

  constructor(parts: BundleParts, shared: Shared) {
    this.#parts = parts
    this.#shared = shared
    const gate = (layer: Layer, units: readonly Unit[]): Gate =>
      makeGate(
        layer,
        units.map((unit) => this.#bound(unit)),
      )
    const guards = [...parts.rcp.map((units) => gate('rcp', units)), ...parts.scp.map((units) => gate('scp', units))]
    const own = [
      gate('identity', parts.identity),
      gate('boundary', parts.boundary === undefined ? [] : [parts.boundary]),
      gate('session', parts.session ?? []),
    ]
    const outer: Group[] = []
    while (guards.length > MAX_GATES - OWN_GATES) outer.push(new Group(guards.splice(0, MAX_GATES), shared.limits))
    this.#guards = guards.length
    this.#guardBits = (1 << guards.length) - 1
    this.#groups = { outer, inner: new Group([...guards, ...own], shared.limits) }
    this.#unread = this.#slots.keys.map(() => UNREAD)
  }

  #bound(unit: Unit): BoundUnit {
    const slots = Int32Array.from(unit.keys, (key) => this.#slots.add(key))
    return { unit, binding: { keys: unit.keys, slots } }
  }

  /** A context whose keys are looked up when they are needed. */
  context(context: Context): Facts {
    return new Facts(this.#slots, this.#unread.slice(), [context])
  }

  /** A context of which a part is the same for many requests, those of one session for instance. */
  template(context: Context): ContextTemplate {
    const groupsOf = (facts: Facts): TemplateGroups => new TemplateGroups(facts, this.#groups, this.#shared.patience)
    return new ContextTemplate(context, this.#slots, groupsOf)
  }

  /** What rules see of a request, its context included. */
  frame({ resource, principal, context }: Pick<AuthorizationRequest, 'resource' | 'principal' | 'context'>): Frame {
    return this.#frame(resource, principal, this.context(context))
  }

  #frame(resource: string, principal: Principal, facts: Facts): Frame {
    const bounded = this.#parts.boundary !== undefined
    return new Frame(resource, facts, { caller: this.#callerOf(principal), bounded })
  }

  /** Decides one request. Never throws; an answer it cannot reach is a denial. */
  decide(ask: Ask): Verdict {
    const { action, resourcePolicy } = ask
    const frame = this.#frame(ask.resource, ask.principal, ask.context)
    const { outer, inner } = this.#groupsFor(ask.context)
    for (const group of outer) {
      const { denies } = locate(group.plan(action).root, ask.resource)
      const denying = group.gates[group.firstDeny(denies, frame)]
      if (denying !== undefined) return denying.explicit
    }
    const { root, open } = inner.plan(action)
    const { denies, allows } = locate(root, ask.resource)
    const denying = inner.firstDeny(denies, frame)
    if (denying < this.#guards) return inner.gates[denying]?.explicit ?? IMPLICIT_DENY.scp
    if (resourcePolicy === undefined) {
      return inner.gates[denying]?.explicit ?? this.#closed(ask, { outer, allows, open, frame, kinds: 0 })
    }
    // The resource's own policy is reported after RCPs and SCPs, before the caller's.
    const { group: protecting, binding } = this.#protectionBy(resourcePolicy)
    frame.binding = binding
    const protectingSpot = locate(protecting.plan(action).root, ask.resource)
    if (protecting.firstDeny(protectingSpot.denies, frame) !== NO_GATE)
      return protecting.gates[0]?.explicit ?? IMPLICIT_DENY.scp
    if (denying !== NO_GATE) return inner.gates[denying]?.explicit ?? IMPLICIT_DENY.scp
    const kinds = limitGrant(grants(protectingSpot.allows, frame), this.#parts.sessionLimitsDirectGrant)
    return this.#closed(ask, { outer, allows, open, frame, kinds })
  }

  /** A context that another bundle made gets no plans of that one. */
  #groupsFor({ groups }: Facts): Groups {
    return groups?.isOf(this.#groups) === true ? groups.next() : this.#groups
  }

  /** The verdict when nothing denies: that of the first gate that must be open and is not. */
  #closed(ask: Ask, { outer, allows, open, frame, kinds }: Passing): Verdict {
    for (const group of outer) {
      const all = (1 << group.gates.length) - 1
      const plan = group.plan(ask.action)
      const closed = closedGates(locate(plan.root, ask.resource).allows, frame, all & ~plan.open)
      if (closed !== 0) return group.gates[lowestBit(closed)]?.implicit ?? IMPLICIT_DENY.scp
    }
    const required = requiredGates(ask, ask.resourcePolicy?.kind, kinds)
    const own = required === UNREACHABLE ? 0 : required & this.#standingGates(ask.principal)
    const wanted = this.#guardBits | (own << this.#guards)
    const closed = closedGates(allows, frame, wanted & ~open)
    // An unreachable resource is reported after RCPs and SCPs.
    if (required === UNREACHABLE && (closed & this.#guardBits) === 0)
      return IMPLICIT_DENY[ask.resourcePolicy?.kind ?? 'resource']
    return closed === 0 ? ALLOWED : (this.#groups.inner.gates[lowestBit(closed)]?.implicit ?? IMPLICIT_DENY.scp)
  }

  /** The caller's own gates that are not open anyway. A federated user without session policies has no permissions. */
  #standingGates(principal: Principal): number {
    const { boundary, session } = this.#parts
    const limited = session !== undefined || principal.kind === 'federatedUser'
    return (hasEverything(principal) ? 0 : IDENTITY) | (boundary === undefined ? 0 : BOUNDARY) | (limited ? SESSION : 0)
  }

  #callerOf(principal: Principal): Caller {
    if (this.#caller?.isOf(principal) === true) return this.#caller
    this.#caller = new Caller(principal)
    return this.#caller
  }

  #protectionBy({ kind, document }: ResourcePolicy): Protection {
    const known = this.#protections[kind].get(document)
    if (known !== undefined) return known
    const unit = unitOf(document, modeOf(kind))
    const protection = { group: this.#groupOf(unit, kind), binding: this.bindingOf(unit) }
    this.#protections[kind].set(document, protection)
    return protection
  }

  /** The group of one policy: that of a resource or role. Its rules find their facts by the binding in the frame. */
  #groupOf(unit: Unit, kind: ResourcePolicy['kind']): Group {
    const known = this.#shared.protecting.get(unit)
    if (known !== undefined) return known
    const group = new Group([makeGate(kind, [{ unit, binding: undefined }])], this.#shared.limits)
    this.#shared.protecting.set(unit, group)
    return group
  }

  /** How the rules of `unit`, one of the bundle's or any other, find their facts in the bundle's contexts. */
  bindingOf(unit: Unit): Binding {
    return { keys: unit.keys, slots: Int32Array.from(unit.keys, (key) => this.#slots.find(key)) }
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
