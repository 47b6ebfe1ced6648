/** From ideas to counterfactuals: which changes, alone or together, do allow the request. Each is replayed. */
import type { AuthorizationRequest, Layer } from '../types.ts'
import { applyChanges } from './applyChanges.ts'
import type { Idea } from './idea.ts'
import { decide, judge } from '../engine/engine.ts'
import { type Change, type Counterfactual, MAX_CHANGES, MAX_COUNTERFACTUALS } from './explanation.ts'

/** An idea, and the obstacles (one bit each) that it was read off. */
export interface Candidate extends Idea {
  readonly covers: number
  readonly layers: readonly Layer[]
}

/** What was found, and whether the search ran to its end. */
export interface Found {
  readonly counterfactuals: readonly Counterfactual[]
  readonly search: 'complete' | 'budget'
}

/** The request whose denial is being explained; `everything` has the bits of all its obstacles. */
export interface Quest {
  readonly request: AuthorizationRequest
  readonly everything: number
  /** Replays that may be made. */
  readonly budget: number
}

/**
 * Candidates alone first; pairs of them where none is enough; and then one change per obstacle. Candidates come best
 * first, and so do the counterfactuals: fewer changes, then better ones.
 */
export function searchChanges(quest: Quest, candidates: readonly Candidate[]): Found {
  const { everything } = quest
  const replay = replayer(quest)
  const usable = candidates.filter((one) => !isOther(one))
  let found = collect(
    usable.filter((one) => one.covers === everything || isWide(one)),
    replay,
  )
  if (found.length === 0) found = collect(pairsOf(usable, everything), replay)
  if (found.length === 0) found = collect(coversOf(usable, everything), replay)
  const others = collect(candidates.filter(isOther), replay)
  const counterfactuals = present([...found, ...others]).slice(0, MAX_COUNTERFACTUALS)
  return { counterfactuals, search: replay.ended() ? 'budget' : 'complete' }
}

interface Replay {
  readonly allows: (changes: readonly Change[]) => boolean
  readonly ended: () => boolean
}

function replayer({ request, budget }: Quest): Replay {
  let left = budget
  return {
    allows: (changes) => {
      left -= 1
      return left >= 0 && allowsAfter(request, changes)
    },
    ended: () => left < 0,
  }
}

/** Changed policies are judged as they stand: a plan for them would be made for one question and crowd out useful ones. */
function allowsAfter(request: AuthorizationRequest, changes: readonly Change[]): boolean {
  const changed = applyChanges(request, changes)
  return (changed.policies === request.policies ? decide(changed) : judge(changed)).allowed
}

/** A change of the request itself may clear obstacles that it was not read off. */
function isWide({ changes }: Candidate): boolean {
  return changes.every(({ kind }) => kind === 'context' || kind === 'resource' || kind === 'action')
}

/** Another resource or action is another request: shown where it helps, but no substitute for a change that allows this one. */
function isOther({ changes }: Candidate): boolean {
  return changes.some(({ kind }) => kind === 'resource' || kind === 'action')
}

/** The first candidates that do allow the request. */
function collect(candidates: Iterable<Candidate>, replay: Replay): readonly Candidate[] {
  const found: Candidate[] = []
  for (const candidate of candidates) {
    if (found.length === MAX_COUNTERFACTUALS || replay.ended()) break
    if (replay.allows(candidate.changes)) found.push(leastOf(candidate, replay))
  }
  return found
}

/** Without the changes that turn out not to be needed. */
function leastOf(candidate: Candidate, replay: Replay): Candidate {
  let { changes, clauses } = candidate
  for (let index = changes.length - 1; index >= 0 && changes.length > 1; index -= 1) {
    const fewer = changes.toSpliced(index, 1)
    if (replay.allows(fewer)) [changes, clauses] = [fewer, clauses.toSpliced(index, 1)]
  }
  return changes === candidate.changes ? candidate : { ...candidate, changes, clauses }
}

/** Two candidates that between them cover all obstacles and do not contradict each other. */
function* pairsOf(candidates: readonly Candidate[], everything: number): Generator<Candidate> {
  for (const [index, left] of candidates.entries()) {
    for (const right of candidates.slice(index + 1)) {
      if ((left.covers | right.covers) !== everything || left.covers === everything || right.covers === everything)
        continue
      const both = join(left, right)
      if (both !== undefined) yield both
    }
  }
}

/** The best candidate per obstacle: of all, and of those that change policies only. */
function* coversOf(candidates: readonly Candidate[], everything: number): Generator<Candidate> {
  const policies = candidates.filter((one) => !isWide(one))
  for (const usable of policies.length === candidates.length ? [candidates] : [candidates, policies]) {
    let whole: Candidate | undefined
    for (const one of usable) {
      if (whole !== undefined && (whole.covers | one.covers) === whole.covers) continue
      whole = whole === undefined ? one : (join(whole, one) ?? whole)
    }
    if (whole?.covers === everything) yield whole
  }
}

/** Both sets of changes, unless they touch the same thing or are too many. */
function join(left: Candidate, right: Candidate): Candidate | undefined {
  const changes = [...left.changes, ...right.changes]
  if (changes.length > MAX_CHANGES || new Set(changes.map(subjectOf)).size < changes.length) return undefined
  return {
    changes,
    clauses: [...left.clauses, ...right.clauses],
    rank: Math.max(left.rank, right.rank),
    covers: left.covers | right.covers,
    layers: [...new Set([...left.layers, ...right.layers])],
  }
}

/** What a change changes; no two changes of a set have the same subject. */
function subjectOf(change: Change): string {
  switch (change.kind) {
    case 'context':
      return change.key.toLowerCase()
    case 'resource':
    case 'action':
      return change.kind
    case 'addStatement':
      return `${change.layer} ${change.level ?? ''}`
    case 'addValue':
    case 'removeStatement':
    case 'removePolicy': {
      const { layer, level, policyId, index } = change.statement
      return `${layer} ${level ?? ''} ${policyId} ${index ?? ''}`
    }
  }
}

function present(found: readonly Candidate[]): readonly Counterfactual[] {
  const bySentence = new Map<string, Counterfactual>()
  for (const { changes, clauses, layers } of found.toSorted((left, right) => sizeOf(left) - sizeOf(right))) {
    const [first] = changes
    const sentence = `Allowed if ${clauses.join(' and ')}.`
    if (first !== undefined && !bySentence.has(sentence))
      bySentence.set(sentence, { kind: first.kind, changes, sentence, layers })
  }
  return [...bySentence.values()]
}

/** What a further change weighs: two things in the caller's hand come before one policy that would have to give way. */
const FURTHER_CHANGE = 1.5

/** How small a set of changes is; less is smaller. */
export function sizeOf({ changes, rank }: Pick<Idea, 'changes' | 'rank'>): number {
  return rank + FURTHER_CHANGE * (changes.length - 1)
}
