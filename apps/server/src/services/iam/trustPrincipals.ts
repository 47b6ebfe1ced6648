/**
 * Trust policies between their text and their storage form, where IAM users and roles stand as unique ids: whoever gets
 * the name of a deleted principal does not get its trust.
 * Source: IAM user guide, "AWS JSON policy elements: Principal" (IAM user, role and session principals).
 */
import { parsePolicy, policySize, sharedIssuerFaults } from '@brevet/policy'
import { type Arn, parseArn, PARTITION, pathAndName, roleArn, rootArn, userArn } from '../../domain/arn.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import type { Reader } from '../../store/store.ts'
import { limitExceeded, malformedPolicy } from './entityErrors.ts'
import { replacePrincipals } from './principalTexts.ts'

const ACCOUNT_ID = /^[0-9]{12}$/
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/

const invalidPrincipal = (type: string, principal: string): Error =>
  malformedPolicy(`Invalid principal in policy: "${type}":"${principal}"`)

/**
 * The storage form of the trust policy `text` of a role in `accountId`. Every account named must exist in the
 * organization, and every user and role, under exactly that ARN: MalformedPolicyDocument otherwise, as also for what is
 * no trust policy, and for trust in an issuer shared by many that does not say whose tokens are meant (JWT-16);
 * LimitExceeded above its quota.
 */
export async function storedTrustPolicy(text: string, accountId: string, store: Reader): Promise<string> {
  if (policySize(text) > QUOTAS.TrustPolicySize) throw limitExceeded('ACLSizePerRole', QUOTAS.TrustPolicySize)
  const result = parsePolicy(text, 'trust')
  if (!result.ok) throw malformedPolicy(result.faults[0]?.message ?? 'Syntax errors in policy.')
  for (const { principal } of result.policy.statements) checkProviders(principal?.federated ?? [], accountId)
  const [open] = sharedIssuerFaults(result.policy)
  if (open !== undefined) throw malformedPolicy(open.message)
  return storedPrincipals(text, store, (principal) => invalidPrincipal('AWS', principal))
}

/** A valid policy with its principals in storage form. Throws what `refusal` makes of one that is not there. */
export const storedPrincipals = (text: string, store: Reader, refusal: (principal: string) => Error): Promise<string> =>
  replacePrincipals(text, async (principal) => {
    const stored = await storedPrincipal(principal, store)
    if (stored === undefined) throw refusal(principal)
    return stored
  })

/**
 * AWS takes the ARN of a provider that does not exist (yet): templates create both at once, and trust in a provider is by
 * name. A provider of another account, though, could never be used, so naming one is refused.
 */
function checkProviders(providers: readonly string[], accountId: string): void {
  for (const provider of providers) {
    const arn = parseArn(provider)
    if (arn !== undefined && (arn.accountId !== accountId || arn.partition !== PARTITION))
      throw invalidPrincipal('Federated', provider)
  }
}

async function storedPrincipal(principal: string, store: Reader): Promise<string | undefined> {
  if (principal === '*') return principal
  if (UNIQUE_ID.test(principal)) return (await arnOfId(principal, store)) === undefined ? undefined : principal
  const arn = ACCOUNT_ID.test(principal) ? parseArn(rootArn(principal)) : parseArn(principal)
  if (arn?.partition !== PARTITION || (await store.accounts.byId(arn.accountId)) === undefined) return undefined
  // An account stands for its root, and is stored so; sessions have no id of their own and are kept by their ARN.
  if (arn.resource === 'root') return rootArn(arn.accountId)
  return arn.service === 'sts' ? principal : idOfArn(principal, arn, store)
}

async function idOfArn(text: string, { accountId, resource }: Arn, store: Reader): Promise<string | undefined> {
  const named = pathAndName(resource)
  if (named === undefined) return undefined
  const isUser = named.type === 'user'
  const found = await (isUser ? store.users : store.roles).byName(accountId, named.name)
  if (found === undefined) return undefined
  return (isUser ? userArn(found) : roleArn(found)) === text ? found.id : undefined
}

async function arnOfId(id: string, store: Reader): Promise<string | undefined> {
  const user = id.startsWith('AIDA') ? await store.users.byId(id) : undefined
  if (user !== undefined) return userArn(user)
  const role = id.startsWith('AROA') ? await store.roles.byId(id) : undefined
  return role === undefined ? undefined : roleArn(role)
}

/** A trust policy, or another with principals, as answers show it: ids as the ARNs of today; the bare id of a principal that is gone, as AWS does. */
export async function shownTrustPolicy(stored: string, store: Reader): Promise<string> {
  // Most have no ids, and lists show many.
  if (!stored.includes('AIDA') && !stored.includes('AROA')) return stored
  return replacePrincipals(stored, async (principal) =>
    UNIQUE_ID.test(principal) ? ((await arnOfId(principal, store)) ?? principal) : principal,
  )
}
