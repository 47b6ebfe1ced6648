/** From ideas to counterfactuals: which changes, alone or together, do allow the request. Each is replayed. */
import { LEAST, replaysFor } from './replay/budget.ts'
import { type Candidate, inOrder } from './candidates.ts'
import { type Change, type Counterfactual, MAX_CHANGES, MAX_COUNTERFACTUALS } from './explanation.ts'
import type { Rehearsal } from './replay/rehearsal.ts'

/** What was found, and whether the search ran to its end. */
export interface Found {
  readonly counterfactuals: readonly Counterfactual[]
  readonly search: 'complete' | 'budget'
}

/** The request whose denial is being explained; `everything` has the bits of all its obstacles. */
export interface Quest {
  readonly rehearsal: Rehearsal
  readonly everything: number
}

/**
 * Candidates alone first, also those that change the context, which may clear obstacles that they were not read off; pairs
 * of them where none is enough; and then one change per obstacle. Another call is another request: shown where it helps,
 * but no substitute for a change that allows this one. Candidates come best first, and so do the counterfactuals: fewer
 * changes, then better ones.
 */
export function searchChanges(quest: Quest, candidates: readonly Candidate[]): Found {
  const { everything } = quest
  const replay = replayer(quest)
  const usable: Candidate[] = []
  const alone: Candidate[] = []
  const calls: Candidate[] = []
  for (const candidate of candidates) {
    if (candidate.reach === 'call') calls.push(candidate)
    else usable.push(candidate)
    if (candidate.reach === 'context' || (candidate.reach === 'policy' && candidate.covers === everything))
      alone.push(candidate)
  }
  let found = collect(alone, replay)
  if (found.length === 0) found = collect(pairsOf(usable, everything), replay)
  if (found.length === 0) found = collect(coversOf(usable, everything), replay)
  const counterfactuals = present([...found, ...collect(calls, replay)])
  return { counterfactuals, search: replay.ended() ? 'budget' : 'complete' }
}

interface Replay {
  readonly allows: (changes: readonly Change[]) => boolean
  readonly ended: () => boolean
}

function replayer({ rehearsal }: Quest): Replay {
  let made = 0
  let affordable = LEAST
  let ended = false
  return {
    allows: (changes) => {
      made += 1
      if (made === LEAST + 1) affordable = replaysFor(rehearsal.request)
      ended = made > affordable
      return !ended && rehearsal.allows(changes)
    },
    ended: () => ended,
  }
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
  const policies = candidates.filter(({ reach }) => reach === 'policy')
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
    reach: left.reach === right.reach ? left.reach : 'policy',
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

function present(found: Candidate[]): readonly Counterfactual[] {
  const shown: Counterfactual[] = []
  for (const { changes, clauses, layers } of inOrder(found)) {
    if (shown.length === MAX_COUNTERFACTUALS) break
    const [first] = changes
    const sentence = `Allowed if ${clauses.length === 1 ? clauses[0] : clauses.join(' and ')}.`
    if (first !== undefined && !shown.some((other) => other.sentence === sentence))
      shown.push({ kind: first.kind, changes, sentence, layers })
  }
  return shown
}
