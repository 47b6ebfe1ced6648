/** Simulation of a user, group or role of a server: SimulatePrincipalPolicy. */
import { callIam } from '../../client/callIam.ts'
import type { Caller } from '../../client/callService.ts'
import { CommandError, required } from '../../command.ts'
import { type GivenKey, readContext } from './contextOption.ts'
import { readActions, readResourceAccount, readResources } from './scene.ts'
import type { DecidingPlace, SimulatedRequest } from './simulated.ts'

type Answered = Readonly<Record<string, unknown>>

const list = (value: unknown): readonly Answered[] => (Array.isArray(value) ? (value as readonly Answered[]) : [])
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const numbered = (name: string, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]))

const entry = ({ key, values, kind, multi }: GivenKey, index: number): Record<string, string> => {
  const name = `ContextEntries.member.${index + 1}`
  return {
    [`${name}.ContextKeyName`]: key,
    [`${name}.ContextKeyType`]: multi ? `${kind}List` : kind,
    ...numbered(`${name}.ContextKeyValues`, values),
  }
}

/** The server's results, all pages of them, in AWS's shape. Throws CommandError where the server refuses. */
export async function askServer(caller: Caller): Promise<readonly Answered[]> {
  const { given } = caller
  const owner = readResourceAccount(given)
  const keys = await readContext(given)
  const parameters = {
    PolicySourceArn: required(given, 'principal'),
    ...numbered('ActionNames', readActions(given)),
    ...numbered('ResourceArns', readResources(given)),
    ResourceOwner: owner === undefined ? undefined : `arn:aws:iam::${owner}:root`,
    ...Object.assign({}, ...keys.map(entry)),
  }
  const results: Answered[] = []
  let marker: string | undefined
  do {
    const page = await callIam('SimulatePrincipalPolicy', { ...parameters, Marker: marker }, caller)
    const answered = list(page['EvaluationResults'])
    if (answered.length === 0) throw new CommandError('the server answered without results.')
    results.push(...answered)
    marker = page['IsTruncated'] === true ? text(page['Marker']) : undefined
  } while (marker !== undefined && marker !== '')
  return results
}

function deciding(statement: Answered): DecidingPlace {
  const start = statement['StartPosition'] as { readonly Line?: unknown; readonly Column?: unknown } | undefined
  const { Line: line, Column: column } = start ?? {}
  return {
    policy: text(statement['SourcePolicyId']),
    ...(typeof line === 'number' && typeof column === 'number' ? { line, column } : {}),
  }
}

const says = (result: Answered, detail: string, allowed: string): boolean =>
  (result[detail] as Answered | undefined)?.[allowed] === false

/** Why nothing allows it, as far as the server tells. */
function why(action: Answered, result: Answered): string | undefined {
  if (says(action, 'OrganizationsDecisionDetail', 'AllowedByOrganizations'))
    return 'service control policies do not allow it'
  if (says(result, 'PermissionsBoundaryDecisionDetail', 'AllowedByPermissionsBoundary'))
    return 'the permissions boundary does not allow it'
  return undefined
}

/** One result as the table shows it: a row for each resource, if there are any. */
export function shownResult(action: Answered): readonly SimulatedRequest[] {
  const each = list(action['ResourceSpecificResults'])
  return (each.length === 0 ? [action] : each).map((result) => {
    const decision = text(result['EvalResourceDecision'] ?? result['EvalDecision'])
    const places = list(result['MatchedStatements']).map(deciding)
    const reason = decision === 'allowed' || places.length > 0 ? undefined : why(action, result)
    return {
      action: text(action['EvalActionName']),
      resource: text(result['EvalResourceName']),
      decision,
      deciding: places,
      ...(reason === undefined ? {} : { why: reason }),
      missing: texts(result['MissingContextValues']),
    }
  })
}
