/** From ideas to counterfactuals: which changes, alone or together, do allow the request. Each is replayed. */
import { LEAST, replaysFor } from './replay/budget.ts'
import { type Candidate, sizeOf } from './candidates.ts'
import { type Change, type Counterfactual, MAX_CHANGES, MAX_COUNTERFACTUALS } from './explanation.ts'
import { inOrder } from './inOrder.ts'
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
export function searchChanges({ rehearsal, everything }: Quest, candidates: readonly Candidate[]): Found {
  const replay = new Replay(rehearsal)
  let found = replay.firstOf(candidates, ({ reach, covers }) =>
    reach === 'policy' ? covers === everything : reach === 'context',
  )
  if (found.length === 0) {
    const usable = candidates.filter(({ reach }) => reach !== 'call')
    found = replay.firstOf(pairsOf(usable, everything))
    if (found.length === 0) found = replay.firstOf(coversOf(usable, everything))
  }
  const calls = replay.firstOf(candidates, ({ reach }) => reach === 'call')
  return { counterfactuals: present([...found, ...calls]), search: replay.ended ? 'budget' : 'complete' }
}

/** Replays, counted. */
class Replay {
  readonly #rehearsal: Rehearsal
  #made = 0
  #affordable = LEAST

  constructor(rehearsal: Rehearsal) {
    this.#rehearsal = rehearsal
  }

  /** Whether more were asked for than may be made. */
  get ended(): boolean {
    return this.#made > this.#affordable
  }

  allows(changes: readonly Change[]): boolean {
    this.#made += 1
    if (this.#made === LEAST + 1) this.#affordable = replaysFor(this.#rehearsal.request)
    return !this.ended && this.#rehearsal.allows(changes)
  }

  /** The first candidates, of those `wanted`, that do allow the request. */
  firstOf(
    candidates: Iterable<Candidate>,
    wanted: (candidate: Candidate) => boolean = () => true,
  ): readonly Candidate[] {
    const found: Candidate[] = []
    for (const candidate of candidates) {
      if (found.length === MAX_COUNTERFACTUALS || this.ended) break
      if (wanted(candidate) && this.allows(candidate.changes)) found.push(leastOf(candidate, this))
    }
    return found
  }
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
  if (left.changes.length + right.changes.length > MAX_CHANGES) return undefined
  for (const one of left.changes) for (const other of right.changes) if (areAtOdds(one, other)) return undefined
  return {
    changes: [...left.changes, ...right.changes],
    clauses: [...left.clauses, ...right.clauses],
    rank: Math.max(left.rank, right.rank),
    reach: left.reach === right.reach ? left.reach : 'policy',
    covers: left.covers | right.covers,
    layers: [...new Set([...left.layers, ...right.layers])],
  }
}

/** Whether both change the same thing. */
function areAtOdds(left: Change, right: Change): boolean {
  if (left.kind === 'context') return right.kind === 'context' && left.key.toLowerCase() === right.key.toLowerCase()
  if (left.kind === 'resource' || left.kind === 'action') return left.kind === right.kind
  if (left.kind === 'addStatement')
    return right.kind === 'addStatement' && left.layer === right.layer && left.level === right.level
  if (!('statement' in right) || right.kind === 'addStatement') return false
  const { layer, level, policyId, index } = left.statement
  const other = right.statement
  return layer === other.layer && level === other.level && policyId === other.policyId && index === other.index
}

function present(found: Candidate[]): readonly Counterfactual[] {
  const shown: Counterfactual[] = []
  for (const { changes, clauses, layers } of inOrder(found, sizeOf)) {
    if (shown.length === MAX_COUNTERFACTUALS) break
    const [first] = changes
    const sentence = `Allowed if ${clauses.length === 1 ? clauses[0] : clauses.join(' and ')}.`
    if (first !== undefined && !shown.some((other) => other.sentence === sentence))
      shown.push({ kind: first.kind, changes: changes.map(copyOf), sentence, layers: layers.slice() })
  }
  return shown
}

/** Ideas are kept for further explanations, so what is shown of them is the reader's own. */
function copyOf(change: Change): Change {
  if (change.kind !== 'context') return { ...change }
  const { kind, key, values, multi } = change
  return { kind, key, values: values.slice(), multi }
}
