/** What is in sight of a denial: the gates that could open, what all but opened them, and the ideas that all of it gives. */
import type { AuthorizationRequest, Decision } from '../types.ts'
import { type Candidate, Candidates } from './candidates.ts'
import { CHAIN, grantOf, protectingLayer } from './gates.ts'
import { againstDeny, againstGate } from './ideas.ts'
import { type Miss, missesOf } from './misses.ts'
import type { Closed, Denied, Obstacle } from './obstacles.ts'

/** A gate (or a policy that could open several), its near misses, and the obstacles that it would clear. */
export interface Sight {
  readonly gate: Closed
  readonly misses: readonly Miss[]
  readonly covers: number
}

/** The closed gates, and a resource-based policy of the caller's account, whose direct grant would open its gates. */
export function look(denied: Denied, decision: Decision, obstacles: readonly Obstacle[]): readonly Sight[] {
  const { request } = denied
  const sights: Sight[] = []
  let chain = 0
  for (let index = 0; index < obstacles.length; index += 1) {
    const obstacle = obstacles[index]
    if (obstacle?.kind !== 'closed') continue
    sights.push({ gate: obstacle, misses: missesOf(denied, obstacle), covers: 1 << index })
    if (CHAIN.includes(obstacle.layer)) chain |= 1 << index
  }
  const report = chain === 0 ? undefined : decision.layers.find(({ layer }) => layer === 'resource')
  const { principal, resourceAccount } = request
  const own = 'account' in principal && principal.account === resourceAccount
  if (!own || report === undefined || protectingLayer(request) !== 'resource') return sights
  if (grantOf(request, decision.layers) !== 'none') return sights
  const gate: Closed = { kind: 'closed', layer: 'resource', level: undefined, statements: report.statements }
  return [...sights, { gate, misses: missesOf(denied, gate), covers: chain }]
}

/** Near misses are told of the layer that the decision blames, and of a resource-based policy beside it. */
export function responsible({ layer }: Decision, sights: readonly Sight[]): readonly Miss[] {
  return sights.filter(({ gate }) => gate.layer === layer || gate.layer === 'resource').flatMap(({ misses }) => misses)
}

/** What may be tried, smallest first. There is a bit for each obstacle, so these are at most `MAX_OBSTACLES`. */
export function candidatesAgainst(
  request: AuthorizationRequest,
  obstacles: readonly Obstacle[],
  sights: readonly Sight[],
): readonly Candidate[] {
  const candidates = new Candidates()
  for (let index = 0; index < obstacles.length; index += 1) {
    const obstacle = obstacles[index]
    if (obstacle?.kind === 'deny') candidates.add(againstDeny(request, obstacle), obstacle.layer, 1 << index)
  }
  for (const { gate, misses, covers } of sights) candidates.add(againstGate(request, gate, misses), gate.layer, covers)
  return candidates.inOrder()
}
