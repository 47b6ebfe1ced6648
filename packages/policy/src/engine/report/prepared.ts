/** The policies of a request, recognised again: their bundle, and the reports that never change. */
import type { ApplicablePolicies, PolicySource } from '../../types.ts'
import type { Bundle } from '../bundle.ts'
import { type Desk, openDesk, type Position } from './desk.ts'

/** A policy where it stood when it was seen. */
interface Seen {
  readonly source: PolicySource
  readonly copy: PolicySource
}

type Level = readonly Seen[]

/** One layer (for SCPs and RCPs one level) with its policies. */
export interface Place {
  readonly position: Position
  readonly desks: readonly Desk[]
}

/**
 * What can be known of an `ApplicablePolicies` object before any request. The object is recognised by what it holds now, not
 * by itself alone: whoever changes its lists or its sources gets what they say then.
 */
export class Prepared {
  readonly bundle: Bundle
  readonly #rcp: readonly Level[]
  readonly #scp: readonly Level[]
  readonly #identity: Level
  readonly #boundary: Seen | undefined
  readonly #session: Level | undefined
  readonly #limits: boolean
  readonly #kind: string | undefined
  readonly #resource: Seen | undefined
  #places: readonly Place[] | undefined = undefined

  constructor(policies: ApplicablePolicies, bundle: Bundle) {
    const { rcp, scp, identity, boundary, session, resource, sessionLimitsDirectGrant } = policies
    this.bundle = bundle
    this.#rcp = rcp.map((level) => level.map(see))
    this.#scp = scp.map((level) => level.map(see))
    this.#identity = identity.map(see)
    this.#boundary = boundary === undefined ? undefined : see(boundary)
    this.#session = session?.map(see)
    this.#limits = sessionLimitsDirectGrant === true
    this.#kind = resource?.kind
    this.#resource = resource === undefined ? undefined : see(resource.source)
  }

  /** Whether these are still the policies that were prepared. */
  isOf(policies: ApplicablePolicies): boolean {
    const { session, resource } = policies
    return (
      isLevel(this.#identity, policies.identity) &&
      isSeen(this.#boundary, policies.boundary) &&
      (session === undefined
        ? this.#session === undefined
        : this.#session !== undefined && isLevel(this.#session, session)) &&
      this.#limits === (policies.sessionLimitsDirectGrant === true) &&
      this.#kind === resource?.kind &&
      isSeen(this.#resource, resource?.source) &&
      areLevels(this.#scp, policies.scp) &&
      areLevels(this.#rcp, policies.rcp)
    )
  }

  /** All layers, in AWS's documented order (rule 1.1). The session's is there only if there are session policies. */
  get places(): readonly Place[] {
    return (this.#places ??= this.#open())
  }

  #open(): readonly Place[] {
    const places: Place[] = []
    const open = (position: Position, level: Level): void => {
      places.push({ position, desks: level.map(({ copy }) => openDesk(copy, position, this.bundle)) })
    }
    for (const [level, seen] of this.#rcp.entries()) open({ layer: 'rcp', level }, seen)
    for (const [level, seen] of this.#scp.entries()) open({ layer: 'scp', level }, seen)
    if (this.#resource !== undefined) open({ layer: this.#kind === 'trust' ? 'trust' : 'resource' }, [this.#resource])
    open({ layer: 'identity' }, this.#identity)
    if (this.#boundary !== undefined) open({ layer: 'boundary' }, [this.#boundary])
    if (this.#session !== undefined) open({ layer: 'session' }, this.#session)
    return places
  }
}

function see(source: PolicySource): Seen {
  return { source, copy: { ...source } }
}

function isSeen(seen: Seen | undefined, source: PolicySource | undefined): boolean {
  if (seen === undefined || source === undefined) return seen === source
  const { copy } = seen
  return (
    seen.source === source &&
    copy.document === source.document &&
    copy.id === source.id &&
    copy.version === source.version &&
    copy.attachedTo === source.attachedTo
  )
}

function isLevel(level: Level, sources: readonly PolicySource[]): boolean {
  if (level.length !== sources.length) return false
  for (let index = 0; index < level.length; index += 1) if (!isSeen(level[index], sources[index])) return false
  return true
}

function areLevels(levels: readonly Level[], sources: readonly (readonly PolicySource[])[]): boolean {
  if (levels.length !== sources.length) return false
  for (let index = 0; index < levels.length; index += 1) {
    if (!isLevel(levels[index] ?? [], sources[index] ?? [])) return false
  }
  return true
}
