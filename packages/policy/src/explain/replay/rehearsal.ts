/** A denied request asked again with changes. Every answer is the compiled engine's, reached anew. */
import type { Ask } from '../../engine/bundle.ts'
import { type Court, judge, judgement } from '../../engine/engine.ts'
import { Fact } from '../../engine/fact.ts'
import { Facts, type Frame } from '../../engine/frame.ts'
import { passes } from '../../engine/report/judge.ts'
import type { Prepared } from '../../engine/report/prepared.ts'
import type { AuthorizationRequest, ContextValue, Decision, LayerReport } from '../../types.ts'
import { amend, type Amendment, type Heard, type Hearing } from './amend.ts'
import { applyChanges } from './applyChanges.ts'
import type { Change } from '../explanation.ts'
import type { Denied } from '../obstacles.ts'

/**
 * Asks a request again. Changes of the request itself are decided by the caller's bundle. Where a policy changes, the
 * statements that do not have said what they say, so only the changed one is compiled and asked, and the layers are
 * weighed anew: a plan for the changed policies would be made for one question and crowd out useful ones.
 */
export class Rehearsal implements Denied {
  readonly request: AuthorizationRequest
  readonly prepared: Prepared
  /** The request as it was, before rules. */
  readonly frame: Frame
  readonly #layers: readonly LayerReport[]
  readonly #heard: Heard[] = []

  constructor(request: AuthorizationRequest, decision: Decision, { prepared, frame }: Court) {
    this.request = request
    this.prepared = prepared
    this.frame = frame
    this.#layers = decision.layers
  }

  /** Whether the request is allowed with all `changes` made. */
  allows(changes: readonly Change[]): boolean {
    const amendments = changes.filter(isAmendment)
    if (amendments.length === 0) return this.prepared.bundle.decide(this.#askWith(changes)).allowed
    return this.#weighs(changes, amendments)
  }

  #askWith(changes: readonly Change[]): Ask {
    const { resourceAccount, principal, policies } = this.request
    let { action, resource } = this.request
    for (const change of changes)
      if (change.kind === 'action') action = change.action
      else if (change.kind === 'resource') resource = change.resource
    const own = policies.resource
    const resourcePolicy = own === undefined ? undefined : { kind: own.kind, document: own.source.document }
    return { action, resource, resourceAccount, principal, context: this.#factsWith(changes), resourcePolicy }
  }

  /** The context with other values; no values make a key absent. What has been read of the others stays read. */
  #factsWith(changes: readonly Change[]): Facts {
    const { facts } = this.frame
    const { slots } = facts
    let values: Fact[] | undefined
    let strange: Map<string, ContextValue> | undefined
    for (const change of changes) {
      if (change.kind !== 'context') continue
      values ??= facts.values.slice()
      const key = change.key.toLowerCase()
      const slot = slots.find(key)
      // Keys that only a resource's policy asks for are looked up by name.
      if (slot === -1) (strange ??= new Map()).set(key, change)
      else values[slot] = new Fact(change)
    }
    const { context } = this.request
    return values === undefined
      ? facts
      : new Facts(slots, values, strange === undefined ? [context] : [strange, context])
  }

  #weighs(changes: readonly Change[], amendments: readonly Amendment[]): boolean {
    const { request } = this
    let hearing: Hearing = { request, frame: this.frame, heard: this.#heard }
    let layers: readonly LayerReport[] | undefined = this.#layers
    if (amendments.length < changes.length) {
      const asked = applyChanges(
        request,
        changes.filter((change) => !isAmendment(change)),
      )
      const { decision, frame } = judgement(asked)
      hearing = { request: asked, frame, heard: [] }
      layers = decision.layers
    }
    for (const amendment of amendments) {
      layers = amend(layers, amendment, hearing)
      // What is not easily said of one layer is judged as a whole.
      if (layers === undefined) return judge(applyChanges(request, changes)).allowed
    }
    return passes(hearing.request, layers)
  }
}

function isAmendment(change: Change): change is Amendment {
  return change.kind !== 'context' && change.kind !== 'resource' && change.kind !== 'action'
}
