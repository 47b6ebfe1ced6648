/** The compiled engine: documents to units, units to bundles, bundles to verdicts; all of it remembered within bounds. */
import { readStoredPolicy } from '../document/parsePolicy.ts'
import type {
  ApplicablePolicies,
  AuthorizationRequest,
  Decision,
  PolicyDocument,
  PolicySource,
  PolicyType,
  UnreadablePolicy,
} from '../types.ts'
import { Attachment } from './attachment.ts'
import { Bundle, type Shared } from './bundle.ts'
import { Cache } from './cache.ts'
import type { Frame } from './frame.ts'
import { judgeRequest } from './report/judge.ts'
import { Prepared } from './report/prepared.ts'
import { type Mode, modeOf } from './rule/rule.ts'
import { type Unit, unitOf } from './unit.ts'
import type { Verdict } from './verdict.ts'

/** Bounds of what an engine remembers. Each is kept to within a factor of two. */
export interface EngineLimits {
  /** Texts kept parsed. */
  readonly documents?: number
  /** Callers kept compiled. */
  readonly bundles?: number
  /** Actions for each caller and for each resource policy. */
  readonly actions?: number
  /** Statements and patterns in the plans of each. */
  readonly weight?: number
  /** Requests of a context template until it gets plans of its own, which are bounded as those of a caller are. */
  readonly patience?: number
}

/** A caller's policies; the resource's own comes with the request. */
export type CallerPolicies = Omit<ApplicablePolicies, 'resource'>

/** A compiled engine. */
export interface Engine {
  /** `readStoredPolicy`, remembered by the text itself: two texts never share a document, equal ones always do. */
  readonly read: (text: string, type: PolicyType) => PolicyDocument | UnreadablePolicy
  /** The policies of a caller, compiled. Equal for all callers who have the same documents in the same places. */
  readonly bundle: (policies: CallerPolicies) => Bundle
  /** The decision of `evaluate` without its reasons. Never throws. */
  readonly decide: (request: AuthorizationRequest) => Verdict
  /** The decision of `evaluate`, reasons and all. */
  readonly judge: (request: AuthorizationRequest) => Decision
}

const DEFAULTS: Required<EngineLimits> = {
  documents: 20_000,
  bundles: 2_048,
  actions: 512,
  weight: 20_000,
  patience: 64,
}

/** Makes an engine with caches of its own. */
export function createEngine(limits: EngineLimits = {}): Engine {
  return makeEngine(limits)
}

interface OpenEngine extends Engine {
  readonly prepare: (policies: ApplicablePolicies) => Prepared
}

function makeEngine(limits: EngineLimits): OpenEngine {
  const { documents, bundles, actions, weight, patience } = { ...DEFAULTS, ...limits }
  const shared: Shared = { limits: { actions, weight }, patience, protecting: new Attachment() }
  const byPlace = new Cache<string, Bundle>(bundles)
  const bundle = (policies: CallerPolicies): Bundle => {
    const key = keyOf(policies)
    const known = byPlace.get(key)
    if (known !== undefined) return known
    const made = makeBundle(policies, shared)
    byPlace.set(key, made)
    return made
  }
  const known = new Attachment<Prepared>()
  const prepare = (policies: ApplicablePolicies): Prepared => {
    const before = known.get(policies)
    if (before?.isOf(policies) === true) return before
    const prepared = new Prepared(policies, bundle(policies))
    known.set(policies, prepared)
    return prepared
  }
  return {
    read: reader(documents),
    bundle,
    prepare,
    decide: (request) => decideWith(prepare(request.policies).bundle, request),
    judge: (request) => judgeWith(prepare(request.policies), request).decision,
  }
}

function reader(limit: number): Engine['read'] {
  const byText = new Map<PolicyType, Cache<string, PolicyDocument | UnreadablePolicy>>()
  return (text, type) => {
    let texts = byText.get(type)
    if (texts === undefined) {
      texts = new Cache(limit)
      byText.set(type, texts)
    }
    const known = texts.get(text)
    if (known !== undefined) return known
    const document = readStoredPolicy(text, type)
    texts.set(text, document)
    return document
  }
}

function decideWith(
  bundle: Bundle,
  { action, resource, resourceAccount, principal, context, policies }: AuthorizationRequest,
): Verdict {
  const own = policies.resource
  const resourcePolicy = own === undefined ? undefined : { kind: own.kind, document: own.source.document }
  return bundle.decide({
    action,
    resource,
    resourceAccount,
    principal,
    context: bundle.context(context),
    resourcePolicy,
  })
}

const unitsOf = (sources: readonly PolicySource[], mode: Mode): readonly Unit[] =>
  sources.map(({ document }) => unitOf(document, mode))

function makeBundle(policies: CallerPolicies, shared: Shared): Bundle {
  const { rcp, scp, identity, boundary, session, sessionLimitsDirectGrant } = policies
  const parts = {
    rcp: rcp.map((level) => unitsOf(level, modeOf('rcp'))),
    scp: scp.map((level) => unitsOf(level, modeOf('scp'))),
    identity: unitsOf(identity, 'own'),
    boundary: boundary === undefined ? undefined : unitOf(boundary.document, 'own'),
    session: session === undefined ? undefined : unitsOf(session, 'own'),
    sessionLimitsDirectGrant: sessionLimitsDirectGrant === true,
  }
  return new Bundle(parts, shared)
}

/** Names the units in their places. Units are numbers, so no two callers with other policies share a name. */
function keyOf({ rcp, scp, identity, boundary, session, sessionLimitsDirectGrant }: CallerPolicies): string {
  let key = sessionLimitsDirectGrant === true ? 'd' : ''
  for (const level of rcp) key += `r${numbers(level, 'named')}`
  for (const level of scp) key += `s${numbers(level, 'own')}`
  key += `i${numbers(identity, 'own')}`
  if (boundary !== undefined) key += `b${unitOf(boundary.document, 'own').id}`
  if (session !== undefined) key += `t${numbers(session, 'own')}`
  return key
}

function numbers(sources: readonly PolicySource[], mode: Mode): string {
  let text = ''
  for (const { document } of sources) text += `${unitOf(document, mode).id},`
  return text
}

function judgeWith(prepared: Prepared, request: AuthorizationRequest): Judgement {
  const frame = prepared.bundle.frame(request)
  return { decision: judgeRequest(prepared, request, frame), frame, prepared }
}

const ENGINE = makeEngine({})

/** The decision of `evaluate` without its reasons, by the compiled engine: the same outcome and layer. Never throws. */
export function decide(request: AuthorizationRequest): Verdict {
  return ENGINE.decide(request)
}

/** The decision of `evaluate`, reasons and all, by the compiled engine. */
export function judge(request: AuthorizationRequest): Decision {
  return ENGINE.judge(request)
}

/** What a request is judged with: its policies, and what rules see of the request. */
export interface Court {
  readonly prepared: Prepared
  readonly frame: Frame
}

/** The court of a request. */
export function courtOf(request: AuthorizationRequest): Court {
  const prepared = ENGINE.prepare(request.policies)
  return { prepared, frame: prepared.bundle.frame(request) }
}

/** A decision, and its court, in which all that was asked about the request has been read. */
export interface Judgement extends Court {
  readonly decision: Decision
}

/** As `judge`, for who has more to ask. */
export function judgement(request: AuthorizationRequest): Judgement {
  return judgeWith(ENGINE.prepare(request.policies), request)
}
