/** The simulation itself: each action on each resource, a page at a time, in slices that leave the server to others. */
import { createEngine } from '@brevet/policy'
import type { ApplicablePolicies, Context } from '@brevet/policy'
import type { EvaluationResult, SimulatePolicyResponse } from '../../../protocol/types/iam.generated.ts'
import { isResourceControlled } from '../../../authz/gather.ts'
import type { Clock } from '../../../runtime/clock.ts'
import { othersTurns } from '../../../runtime/othersTurns.ts'
import { listQuery, pageOf, type PagingInput, pagingOutput } from '../paging.ts'
import { accountOf } from './requestRules.ts'
import { UNCONTROLLED } from './resourceOwners.ts'
import { evaluationResult, type Judged, judged, MOST_SHOWN, weightOf } from './result.ts'
import type { Guard, SimulatedPolicy, Simulation } from './simulation.ts'

/** Others get their turn at least this often, milliseconds; a single decision is not cut. */
const SLICE_MS = 5
/** A page ends after this much work, milliseconds, with fewer results than were asked for (as AWS reserves the right to). */
const PAGE_MS = 1_000
/** A page also ends with this many results, statements and keys: an answer is written in one piece. */
const PAGE_WEIGHT = 10_000

/** Decides and describes one action on one resource. */
type Simulate = (action: string, resource: string) => Judged

/** The value for `key`, made once. */
function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const known = made.get(key)
  if (known !== undefined) return known
  const value = make()
  made.set(key, value)
  return value
}

type Levels = ApplicablePolicies['rcp']

function policiesOf(simulation: Simulation, guard: Guard | undefined, rcp: Levels): ApplicablePolicies {
  const { identity, boundary, scp = [] } = simulation
  return {
    identity: identity.map(({ source }) => source),
    ...(boundary === undefined ? {} : { boundary: boundary.source }),
    scp,
    rcp,
    ...(guard === undefined ? {} : { resource: { kind: guard.kind, source: guard.policy.source } }),
  }
}

function contextOf({ who, entries, owners }: Simulation, resourceAccount: string): Context {
  const account = { values: [resourceAccount], multi: false }
  const owned = owners.get(resourceAccount)?.keys ?? []
  return new Map([...who.keys, ...owned, ['aws:resourceaccount', account], ...entries])
}

/**
 * The simulation with an engine of its own: what strangers send must not push the server's policies out of its memory.
 * Without a policy of the resource only the principal's own side can be simulated: the resource then counts as one of the
 * principal's account, whatever account its ARN names, as in AWS's simulator.
 */
function simulator(simulation: Simulation): Simulate {
  const engine = createEngine({ bundles: 2 })
  const { who, owner, owners } = simulation
  const policies = new Map<Levels, Map<SimulatedPolicy | undefined, ApplicablePolicies>>()
  const contexts = new Map<string, Context>()
  const shown = Math.min(MOST_SHOWN, Math.ceil(PAGE_WEIGHT / simulation.resources.length))
  return (action, resource) => {
    const guard = simulation.guard(action, resource)
    const account = accountOf(resource) ?? owner
    const rcp = (isResourceControlled(action) ? owners.get(account)?.rcp : undefined) ?? UNCONTROLLED
    const known = once(policies, rcp, () => new Map<SimulatedPolicy | undefined, ApplicablePolicies>())
    const request = {
      action,
      resource,
      resourceAccount: guard === undefined ? who.accountId : account,
      principal: who.principal,
      context: once(contexts, account, () => contextOf(simulation, account)),
      policies: once(known, guard?.policy, () => policiesOf(simulation, guard, rcp)),
    }
    const crossAccount = request.resourceAccount !== who.accountId
    return judged({ request, decision: engine.judge(request), guard, crossAccount }, simulation, shown)
  }
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
      await othersTurns()
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
  const one = simulator(simulation)
  const results: EvaluationResult[] = []
  let weight = 0
  for (const action of page.items) {
    if (work.spentMs() >= PAGE_MS || weight >= PAGE_WEIGHT) break
    const all: Judged[] = []
    for (const resource of simulation.resources) {
      const about = one(action, resource)
      weight += weightOf(about)
      all.push(about)
      await work.pause()
    }
    results.push(evaluationResult(action, all, simulation))
    await work.pause()
  }
  const end = Number(query.after ?? 0) + results.length
  const rest = results.length < page.items.length ? { next: String(end) } : page
  return { EvaluationResults: results, ...pagingOutput({ ...rest, items: [] }) }
}
