/** The simulation itself: each action on each resource, a page at a time, in slices that leave the server to others. */
import { setImmediate as turn } from 'node:timers/promises'
import { judge } from '@brevet/policy'
import type { AuthorizationRequest, ContextValue } from '@brevet/policy'
import type { EvaluationResult, SimulatePolicyResponse } from '../../../protocol/types/iam.generated.ts'
import type { Clock } from '../../../runtime/clock.ts'
import { listQuery, pageOf, type PagingInput, pagingOutput } from '../paging.ts'
import { accountOf } from './requestRules.ts'
import { evaluationResult, type Judged, judged } from './result.ts'
import type { Guard, Simulation } from './simulation.ts'

/** Others get their turn at least this often, milliseconds; a single decision is not cut. */
const SLICE_MS = 5
/** A page ends after this much work, milliseconds, with fewer results than were asked for (as AWS reserves the right to). */
const PAGE_MS = 1_000

function contextOf({ who, entries }: Simulation, resourceAccount: string): ReadonlyMap<string, ContextValue> {
  const account = { values: [resourceAccount], multi: false }
  return new Map([...who.keys, ['aws:resourceaccount', account], ...entries])
}

/**
 * Without a policy of the resource only the principal's own side can be simulated: the resource then counts as one of the
 * principal's account, whatever account its ARN names, as in AWS's simulator.
 */
function requestOf(simulation: Simulation, asked: Asked): AuthorizationRequest {
  const { who, identity, boundary, scp = [], owner } = simulation
  const { action, resource, guard } = asked
  const account = accountOf(resource) ?? owner
  return {
    action,
    resource,
    resourceAccount: guard === undefined ? who.accountId : account,
    principal: who.principal,
    context: contextOf(simulation, account),
    policies: {
      identity: identity.map(({ source }) => source),
      ...(boundary === undefined ? {} : { boundary: boundary.source }),
      scp,
      rcp: [],
      ...(guard === undefined ? {} : { resource: { kind: guard.kind, source: guard.policy.source } }),
    },
  }
}

interface Asked {
  readonly action: string
  readonly resource: string
  readonly guard: Guard | undefined
}

function simulateOne(simulation: Simulation, action: string, resource: string): Judged {
  const guard = simulation.guard(action, resource)
  const request = requestOf(simulation, { action, resource, guard })
  const crossAccount = request.resourceAccount !== simulation.who.accountId
  return judged({ request, decision: judge(request), guard, crossAccount }, simulation)
}

/** Lets others run when a slice is over. */
function slices(clock: Clock): { readonly pause: () => Promise<void>; readonly spentMs: () => number } {
  let spent = 0
  let begun = clock.monotonicMs()
  return {
    async pause() {
      const elapsed = clock.monotonicMs() - begun
      if (elapsed < SLICE_MS) return
      spent += elapsed
      await turn()
      begun = clock.monotonicMs()
    },
    spentMs: () => spent,
  }
}

/** Simulates the page of `simulation.actions` that the request asks for. */
export async function simulate(
  simulation: Simulation,
  paging: PagingInput,
  clock: Clock,
): Promise<SimulatePolicyResponse> {
  const query = listQuery(paging)
  const page = pageOf(simulation.actions, query)
  const work = slices(clock)
  const results: EvaluationResult[] = []
  for (const action of page.items) {
    if (work.spentMs() >= PAGE_MS) break
    const all: Judged[] = []
    for (const resource of simulation.resources) {
      all.push(simulateOne(simulation, action, resource))
      await work.pause()
    }
    results.push(evaluationResult(action, all, simulation))
    await work.pause()
  }
  const end = Number(query.after ?? 0) + results.length
  const rest = results.length < page.items.length ? { next: String(end) } : page
  return { EvaluationResults: results, ...pagingOutput({ ...rest, items: [] }) }
}
