/** Managed policies as requests name them. A policy of another account is treated as one that does not exist. */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import { parseArn, PARTITION, pathAndName } from '../../domain/arn.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ManagedPolicy } from '../../domain/entities.ts'
import { accessDenied, type ServiceError, validationError } from '../../domain/errors.ts'
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

/** 404 NoSuchEntity for a version, whether or not there is such a policy: AWS's sentence is the same. */
export const noSuchVersion = (arn: string, id: string): ServiceError =>
  noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`)

interface Wanted {
  readonly arn: string
  /** The caller's account. */
  readonly accountId: string
  readonly for: keyof typeof MISSING
  /** The version that it is wanted for, where it is. */
  readonly version?: string
}

/**
 * Throws ValidationError for what is no ARN or one of another partition, and InvalidInput for any but a managed policy's, as
 * AWS does since it looks at ARNs before anything else (LocalStack's recordings of February 2026, test_iam_roles; the
 * partition: pulumi-aws-apigateway, issue 347).
 */
export function requirePolicyArn(text: string): void {
  if (policyAccount(text) !== undefined) return
  const arn = parseArn(text)
  if (arn === undefined) throw validationError(`ARN ${text} is not valid.`)
  if (arn.partition !== PARTITION) throw validationError('Invalid ARN partition')
  throw invalidInput(`ARN ${text} is not valid.`)
}

/**
 * The policy of the account, or AWS's own, with that ARN. Throws as requirePolicyArn, and
 * NoSuchEntity where there is none, or it is another account's.
 */
export async function requirePolicy(store: Reader, wanted: Wanted): Promise<ManagedPolicy> {
  requirePolicyArn(wanted.arn)
  const policy = await visiblePolicy(store, wanted.arn, wanted.accountId)
  if (policy === undefined)
    throw wanted.version === undefined
      ? noSuchEntity(MISSING[wanted.for](wanted.arn))
      : noSuchVersion(wanted.arn, wanted.version)
  return policy
}

interface Change {
  readonly arn: string
  /** The version that is changed, where it is one. */
  readonly version?: string
  readonly action: string
  readonly caller: Caller
}

/** As requirePolicy, for a change: AWS's own policies are nobody's to change (AccessDenied, as AWS answers). */
export async function requireOwnPolicy(store: Reader, change: Change): Promise<ManagedPolicy> {
  const { arn, action, caller, version } = change
  const wanted = { arn, accountId: caller.accountId, for: 'get' } as const
  const policy = await requirePolicy(store, version === undefined ? wanted : { ...wanted, version })
  if (policy.accountId === AWS)
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: ${action} on resource: policy ${arn}`,
      'AWS managed policies are read-only',
    )
  return policy
}
