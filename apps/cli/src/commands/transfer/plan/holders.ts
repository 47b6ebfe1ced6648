/** What users, groups and roles have in common: inline policies, attachments, boundaries. */
import { type Json, list, record, same, text } from '../json.ts'
import type { Against, Call } from './change.ts'

/** `User`, `Group` or `Role`: the operations and members are named after it. */
export type HolderKind = 'User' | 'Group' | 'Role'

/** Calls, and what cannot be imported. */
export interface Work {
  readonly calls: readonly Call[]
  readonly problems: readonly string[]
}

function inlineCalls(kind: HolderKind, wanted: Json, present: Json | undefined): readonly Call[] {
  const member = `${kind}PolicyList`
  const have = new Map(list(present?.[member]).map((policy) => [text(policy['PolicyName']), policy['PolicyDocument']]))
  const name = { [`${kind}Name`]: text(wanted[`${kind}Name`]) }
  return list(wanted[member])
    .filter(({ PolicyDocument, PolicyName }) => !same(have.get(text(PolicyName)), PolicyDocument))
    .map(({ PolicyDocument, PolicyName }) => ({
      action: `Put${kind}Policy`,
      parameters: { ...name, PolicyName: text(PolicyName), PolicyDocument: JSON.stringify(PolicyDocument) },
      words: `inline policy ${text(PolicyName)}`,
    }))
}

const attachedTo = (holder: Json | undefined): readonly string[] =>
  list(holder?.['AttachedManagedPolicies']).map(({ PolicyArn }) => text(PolicyArn))

const isAws = (arn: string): boolean => arn.includes(':iam::aws:')

/** Inline policies and attachments that the target lacks. */
export function permissions(kind: HolderKind, pair: readonly [Json, Json | undefined], against: Against): Work {
  const [wanted, present] = pair
  const have = new Set(attachedTo(present))
  const lacking = attachedTo(wanted).filter((arn) => !have.has(arn))
  const unknown = new Set(lacking.filter((arn) => isAws(arn) && !against.awsPolicies.has(arn)))
  const name = { [`${kind}Name`]: text(wanted[`${kind}Name`]) }
  const attach = lacking
    .filter((arn) => !unknown.has(arn))
    .map((PolicyArn) => ({
      action: `Attach${kind}Policy`,
      parameters: { ...name, PolicyArn },
      words: `attach ${PolicyArn}`,
    }))
  return {
    calls: [...inlineCalls(kind, wanted, present), ...attach],
    problems: [...unknown].map((arn) => `attachment of ${arn}: this server does not have that policy of AWS's`),
  }
}

/** The ARN of a holder's permissions boundary; undefined where it has none. */
export function boundaryOf(holder: Json | undefined): string | undefined {
  const arn = text(record(holder?.['PermissionsBoundary'])['PermissionsBoundaryArn'])
  return arn === '' ? undefined : arn
}

/** The call that sets the boundary of an existing user or role. One that the file lacks stays. */
export function boundaryCalls(kind: 'User' | 'Role', wanted: Json, present: Json): readonly Call[] {
  const arn = boundaryOf(wanted)
  if (arn === undefined || arn === boundaryOf(present)) return []
  const parameters = { [`${kind}Name`]: text(wanted[`${kind}Name`]), PermissionsBoundary: arn }
  return [{ action: `Put${kind}PermissionsBoundary`, parameters, words: `boundary ${arn}` }]
}

/** Why a holder must stay out: it would be without the boundary it has in the file. */
export function missingBoundary(wanted: Json, { awsPolicies }: Against): string | undefined {
  const arn = boundaryOf(wanted)
  return arn === undefined || !isAws(arn) || awsPolicies.has(arn)
    ? undefined
    : `its permissions boundary ${arn} is a policy of AWS's that this server does not have`
}

/** Paths cannot be changed through this: that would change ARNs that others refer to. */
export const otherPath = (wanted: Json, present: Json | undefined): string | undefined =>
  present === undefined || present['Arn'] === wanted['Arn'] ? undefined : `exists as ${text(present['Arn'])}`
