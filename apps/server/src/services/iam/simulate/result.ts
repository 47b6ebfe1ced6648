/** Decisions as IAM's simulator answers them. Source: IAM API reference, EvaluationResult and ResourceSpecificResult. */
import { missingContextKeys } from '@brevet/policy'
import type { AuthorizationRequest, Decision, Layer, LayerReport, Outcome, StatementReport } from '@brevet/policy'
import type {
  EvaluationResult,
  PolicyEvaluationDecisionType,
  ResourceSpecificResult,
  Statement,
} from '../../../protocol/types/iam.generated.ts'
import { statementPositions } from './positions.ts'
import type { Guard, SimulatedPolicy, Simulation } from './simulation.ts'

/** One decided request. */
export interface Simulated {
  readonly request: AuthorizationRequest
  readonly decision: Decision
  readonly guard: Guard | undefined
  /** The resource belongs to another account, and its policy takes part. */
  readonly crossAccount: boolean
}

/** Statements, and missing keys, that one result lists at most: nobody reads more. AWS has no limit that is known. */
export const MOST_SHOWN = 100

/** Layers whose statements are shown. Control policies are not: AWS says of them only whether they allow. */
const SHOWN: Readonly<Record<'Allow' | 'Deny', ReadonlySet<Layer>>> = {
  Allow: new Set<Layer>(['identity', 'resource', 'trust']),
  Deny: new Set<Layer>(['identity', 'boundary', 'resource', 'trust']),
}

function policiesOf(
  { layer }: LayerReport,
  simulation: Simulation,
  guard: Guard | undefined,
): readonly SimulatedPolicy[] {
  if (layer === 'identity') return simulation.identity
  if (layer === 'boundary') return simulation.boundary === undefined ? [] : [simulation.boundary]
  return guard === undefined ? [] : [guard.policy]
}

function shownStatement({ statement }: StatementReport, policies: readonly SimulatedPolicy[]): Statement {
  const { policyId, attachedTo, index } = statement
  const policy = policies.find(({ source }) => source.id === policyId && source.attachedTo === attachedTo)
  if (policy === undefined) throw new Error(`a statement of a policy that was not simulated: ${policyId}`)
  const { id, type, written } = policy
  return {
    SourcePolicyId: id,
    SourcePolicyType: type,
    ...(written === undefined || index === undefined ? {} : statementPositions(written, index)),
  }
}

/** The statements that decided: those that deny, otherwise those that allow; none for an implicit deny. The first `shown`. */
function matchedStatements(
  { decision, guard }: Simulated,
  simulation: Simulation,
  shown: number,
): readonly Statement[] {
  if (decision.outcome === 'implicitDeny') return []
  const effect = decision.outcome === 'allowed' ? 'Allow' : 'Deny'
  const matched: Statement[] = []
  for (const report of decision.layers.filter(({ layer }) => SHOWN[effect].has(layer))) {
    const policies = policiesOf(report, simulation, guard)
    const statements = report.statements.filter(({ applies, statement }) => applies && statement.effect === effect)
    for (const statement of statements.slice(0, shown - matched.length))
      matched.push(shownStatement(statement, policies))
  }
  return matched
}

const outcomeOf = ({ decision }: Simulated, layer: Layer): Outcome | undefined =>
  decision.layers.find((report) => report.layer === layer)?.outcome

const allowedByOrganizations = ({ decision }: Simulated): boolean =>
  decision.layers.every(({ layer, outcome }) => (layer !== 'scp' && layer !== 'rcp') || outcome === 'allowed')

/** What each side of a cross-account request says. The names are those of SourcePolicyType: AWS documents none. */
function accountDetails(simulated: Simulated): Pick<ResourceSpecificResult, 'EvalDecisionDetails'> {
  if (!simulated.crossAccount || !allowedByOrganizations(simulated)) return {}
  const own = outcomeOf(simulated, 'identity') ?? 'implicitDeny'
  const guarding = outcomeOf(simulated, simulated.guard?.kind ?? 'resource') ?? 'implicitDeny'
  return {
    EvalDecisionDetails: new Map([
      ['IAM Policy', own],
      ['Resource Policy', guarding],
    ]),
  }
}

/** The result on one resource, and whether control policies allow it: all that is kept of a decision. */
export interface Judged {
  readonly result: ResourceSpecificResult
  readonly allowedByOrganizations: boolean
}

/** What is answered about one resource, with at most `shown` statements and as many missing keys. */
export function judged(simulated: Simulated, simulation: Simulation, shown: number): Judged {
  const { request, decision } = simulated
  const bounded = outcomeOf(simulated, 'boundary')
  const result: ResourceSpecificResult = {
    EvalResourceName: request.resource,
    EvalResourceDecision: decision.outcome,
    MatchedStatements: matchedStatements(simulated, simulation, shown),
    MissingContextValues: missingContextKeys(request, decision).slice(0, shown),
    ...accountDetails(simulated),
    ...(bounded === undefined
      ? {}
      : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: bounded === 'allowed' } }),
  }
  return { result, allowedByOrganizations: allowedByOrganizations(simulated) }
}

/** The worst of several: an action is allowed where each of its resources is. How AWS adds them up is not documented. */
function worst(results: readonly ResourceSpecificResult[]): PolicyEvaluationDecisionType {
  const decisions = new Set(results.map(({ EvalResourceDecision }) => EvalResourceDecision))
  if (decisions.has('explicitDeny')) return 'explicitDeny'
  return decisions.has('implicitDeny') ? 'implicitDeny' : 'allowed'
}

function distinct(statements: readonly Statement[]): readonly Statement[] {
  const seen = new Map(statements.map((statement) => [JSON.stringify(statement), statement]))
  return [...seen.values()]
}

type Details = Pick<
  EvaluationResult,
  'OrganizationsDecisionDetail' | 'PermissionsBoundaryDecisionDetail' | 'EvalDecisionDetails'
>

/** What is said of the action itself. EvalDecisionDetails is empty within one account, and absent where an SCP denies. */
function details(all: readonly Judged[], simulation: Simulation): Details {
  const organizations = all.every((one) => one.allowedByOrganizations)
  const bounds = all.flatMap(({ result }) => result.PermissionsBoundaryDecisionDetail ?? [])
  const accounts = all.length === 1 ? all[0]?.result.EvalDecisionDetails : undefined
  return {
    ...(simulation.scp === undefined ? {} : { OrganizationsDecisionDetail: { AllowedByOrganizations: organizations } }),
    ...(bounds.length === 0
      ? {}
      : {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: bounds.every((bound) => bound.AllowedByPermissionsBoundary),
          },
        }),
    ...(namesResources(simulation) && organizations ? { EvalDecisionDetails: accounts ?? new Map() } : {}),
  }
}

const namesResources = ({ resources }: Simulation): boolean => resources.some((resource) => resource !== '*')

/** How much an answer grows with a result. */
export const weightOf = ({ result }: Judged): number =>
  1 + (result.MatchedStatements?.length ?? 0) + (result.MissingContextValues?.length ?? 0)

/**
 * The result of one action. With resources, each has a result of its own, which is where missing keys are then listed;
 * EvalResourceName is the resource where there is one.
 */
export function evaluationResult(action: string, all: readonly Judged[], simulation: Simulation): EvaluationResult {
  const { resources } = simulation
  const results = all.map(({ result }) => result)
  const decision = worst(results)
  const deciding = results.filter(({ EvalResourceDecision }) => EvalResourceDecision === decision)
  const named = namesResources(simulation)
  return {
    EvalActionName: action,
    EvalResourceName: resources.length === 1 ? (resources[0] ?? '*') : '*',
    EvalDecision: decision,
    MatchedStatements: distinct(deciding.flatMap(({ MatchedStatements = [] }) => MatchedStatements)).slice(
      0,
      MOST_SHOWN,
    ),
    MissingContextValues: named ? [] : (results[0]?.MissingContextValues ?? []),
    ...details(all, simulation),
    ...(named ? { ResourceSpecificResults: results } : {}),
  }
}
