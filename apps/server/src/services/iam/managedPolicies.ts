/** Managed policies as requests name them. A policy of another account is treated as one that does not exist. */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import { parseArn, PARTITION, pathAndName } from '../../domain/arn.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ManagedPolicy } from '../../domain/entities.ts'
import { accessDenied } from '../../domain/errors.ts'
import type { Reader } from '../../store/store.ts'
import { resourceTagKeys } from './askEntity.ts'
import { invalidInput, noSuchEntity } from './entityErrors.ts'

/** The account that AWS's own policies belong to. */
const AWS = 'aws'

/** The account in a managed policy's ARN, or undefined where `text` is not such an ARN. */
function policyAccount(text: string): string | undefined {
  const arn = parseArn(text)
  if (arn?.service !== 'iam' || arn.partition !== PARTITION || arn.region !== '') return undefined
  return pathAndName(arn.resource)?.type === 'policy' ? arn.accountId : undefined
}

async function visiblePolicy(store: Reader, arn: string, accountId: string): Promise<ManagedPolicy | undefined> {
  const policy = await store.policies.byArn(arn)
  return policy?.accountId === accountId || policy?.accountId === AWS ? policy : undefined
}

interface PolicyAsk {
  readonly action: string
  readonly arn: string
  readonly context?: readonly ContextEntry[]
}

/**
 * Asks for `action` on the managed policy `arn`, with its tags. For an ARN of another account the resource belongs to
 * that account, so that permissions of the caller's own account never reach it.
 */
export async function policyAsk(request: PolicyAsk, caller: Caller, store: Reader): Promise<Ask> {
  const { action, arn, context = [] } = request
  const account = policyAccount(arn)
  const policy = await visiblePolicy(store, arn, caller.accountId)
  return {
    action,
    resource: arn,
    ...(account === undefined || account === AWS ? {} : { resourceAccount: account }),
    context: [...resourceTagKeys(policy?.tags), ...context],
  }
}

/** The sentences with which IAM says that a policy is not there. They differ by what it was wanted for. */
const MISSING = {
  get: (arn: string) => `Policy ${arn} was not found.`,
  attach: (arn: string) => `Policy ${arn} does not exist or is not attachable.`,
  boundary: (arn: string) => `Scope ARN: ${arn} does not exist or is not attachable.`,
} as const

interface Wanted {
  readonly arn: string
  /** The caller's account. */
  readonly accountId: string
  readonly for: keyof typeof MISSING
}

/** Throws InvalidInput unless `text` is the ARN of a managed policy. */
export function requirePolicyArn(text: string): void {
  if (policyAccount(text) === undefined) throw invalidInput(`ARN ${text} is not valid.`)
}

/**
 * The policy of the account, or AWS's own, with that ARN. Throws InvalidInput where it is not a policy's ARN and
 * NoSuchEntity where there is none, or it is another account's.
 */
export async function requirePolicy(store: Reader, wanted: Wanted): Promise<ManagedPolicy> {
  requirePolicyArn(wanted.arn)
  const policy = await visiblePolicy(store, wanted.arn, wanted.accountId)
  if (policy === undefined) throw noSuchEntity(MISSING[wanted.for](wanted.arn))
  return policy
}

interface Change {
  readonly arn: string
  readonly action: string
  readonly caller: Caller
}

/** As requirePolicy, for a change: AWS's own policies are nobody's to change (AccessDenied, as AWS answers). */
export async function requireOwnPolicy(store: Reader, { arn, action, caller }: Change): Promise<ManagedPolicy> {
  const policy = await requirePolicy(store, { arn, accountId: caller.accountId, for: 'get' })
  if (policy.accountId === AWS)
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: policy ${arn}`,
      'AWS managed policies are read-only',
    )
  return policy
}
