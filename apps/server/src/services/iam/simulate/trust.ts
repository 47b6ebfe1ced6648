/**
 * Trust policies in simulations. AWS's simulator leaves them out, also where one is passed (aws-cli#10314); here the
 * answer about assuming a role is the one that AssumeRole would give.
 */
import type { Ask } from '../../../authz/ask.ts'
import { readStored } from '../../../authz/documents.ts'
import { parseArn, PARTITION, pathAndName, roleArn } from '../../../domain/arn.ts'
import type { Role } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import { holderAsk, roleKind } from '../holderKind.ts'
import { shownTrustPolicy } from '../trustPrincipals.ts'
import type { SimulatedPolicy } from './simulation.ts'

/** Actions that a role's trust policy decides about: assuming it, and each thing that goes into the session. */
const TRUST_ACTION = /^sts:(?:AssumeRole(?:With(?:SAML|WebIdentity))?|TagSession|SetSourceIdentity|SetContext)$/i

/** Whether `action` is one that a trust policy guards. */
export const isTrustAction = (action: string): boolean => TRUST_ACTION.test(action)

/** What names the roles of a request. */
export interface TrustQuestion {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly accountId: string
}

/** Names of the account's roles among the resources, where an action is about assuming them. Wildcards name none. */
function roleNames({
  actions,
  resources,
  accountId,
}: TrustQuestion): readonly (readonly [arn: string, name: string])[] {
  if (!actions.some(isTrustAction)) return []
  return [...new Set(resources)].flatMap((resource) => {
    const arn = parseArn(resource)
    const named = arn === undefined ? undefined : pathAndName(arn.resource)
    if (arn?.service !== 'iam' || arn.partition !== PARTITION || arn.accountId !== accountId) return []
    return named?.type === 'role' && !/[*?]/.test(resource) ? [[resource, named.name] as const] : []
  })
}

/** Who learns from a role's trust policy must be allowed to read it: asks for iam:GetRole on each role. */
export const trustAsks = (question: TrustQuestion, store: Reader): Promise<readonly Ask[]> =>
  Promise.all(
    roleNames(question).map(([, name]) =>
      holderAsk(roleKind, { action: 'iam:GetRole', accountId: question.accountId, name }, store),
    ),
  )

/** Where statements stand in the text that GetRole shows, not in the stored one. */
async function shownText(role: Role, store: Reader): Promise<Pick<SimulatedPolicy, 'written'>> {
  const text = await shownTrustPolicy(role.trustPolicy, store)
  const document = readStored(text, 'trust')
  return 'unreadable' in document ? {} : { written: { document, text } }
}

/** Decided as stored, with unique ids. One that cannot be read denies, as it does for real. */
async function trustOf(role: Role, store: Reader): Promise<SimulatedPolicy> {
  const document = readStored(role.trustPolicy, 'trust')
  const source = { id: roleArn(role), document }
  const shown = 'unreadable' in document ? {} : await shownText(role, store)
  return { source, id: 'AssumeRolePolicyDocument', type: 'Resource Policy', ...shown }
}

/** The trust policies of the roles that exist, by ARN. A role that does not is simulated without, as other resources are. */
export async function trustPolicies(
  question: TrustQuestion,
  store: Reader,
): Promise<ReadonlyMap<string, SimulatedPolicy>> {
  const found = new Map<string, SimulatedPolicy>()
  for (const [arn, name] of roleNames(question)) {
    const role = await store.roles.byName(question.accountId, name)
    if (role !== undefined && roleArn(role) === arn) found.set(arn, await trustOf(role, store))
  }
  return found
}
