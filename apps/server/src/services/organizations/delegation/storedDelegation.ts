/** What may stand in the organization's resource policy. Source: Organizations user guide, "Delegated administrator for AWS Organizations". */
import { parsePolicy, type PrincipalSet, type Statement } from '@brevet/policy'
import { actionsMatching } from '@brevet/policy/data'
import { PARTITION, parseArn } from '../../../domain/arn.ts'
import type { ServiceError } from '../../../domain/errors.ts'
import { ORGANIZATION_POLICY_TYPES } from '../../../domain/organizationPolicies.ts'
import type { Reader } from '../../../store/store.ts'
import { storedPrincipals } from '../../iam/trustPrincipals.ts'
import { constraintViolation, invalidInput } from '../refusals.ts'

/** What can be delegated besides reading. */
const WRITES: ReadonlySet<string> = new Set([
  'AttachPolicy',
  'CreatePolicy',
  'DeletePolicy',
  'DetachPolicy',
  'DisablePolicyType',
  'EnablePolicyType',
  'TagResource',
  'UntagResource',
  'UpdatePolicy',
])

const isDelegable = (name: string): boolean => /^(?:Describe|List)/.test(name) || WRITES.has(name)

/** NotAction is refused, as AWS does since 2026-06-30: it would delegate what nobody thought of. */
function checkActions({ action: { negated, patterns } }: Statement): void {
  const refused = patterns.find((pattern) => {
    const matched = actionsMatching(pattern)
    return (
      !matched.every(({ service, name }) => service === 'organizations' && isDelegable(name)) || matched.length === 0
    )
  })
  if (negated || refused !== undefined)
    throw invalidInput(
      `The resource policy has ${negated ? 'a NotAction' : `the action ${refused}`}: what can be delegated are the Describe and List operations of organizations, and those on policies and tags.`,
      'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
    )
}

/** NotResource is refused like NotAction. */
function checkResources({ resource }: Statement): void {
  const own = (pattern: string): boolean => pattern === '*' || pattern.startsWith(`arn:${PARTITION}:organizations::`)
  if (resource === undefined || resource.negated || !resource.patterns.every(own))
    throw invalidInput(
      'The resource policy has a statement whose Resource is not * or made of ARNs of the organization.',
      'UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY',
    )
}

const POLICY_TYPE_KEY = 'organizations:policytype'
/** A value that stands for others. */
const PATTERN = /[*?$]/

const ACCOUNT_ID = /^\d{12}$/

const accountOf = (principal: string): string | undefined =>
  ACCOUNT_ID.test(principal) ? principal : parseArn(principal)?.accountId

const invalidPrincipal = (): ServiceError =>
  invalidInput(
    'You specified an invalid principal element in the policy: name member accounts, or users and roles of theirs.',
    'INVALID_PRINCIPAL',
  )

/** Only principals of member accounts are let do anything: the management account needs no permission from its own policy. */
async function checkPrincipals(principal: PrincipalSet | undefined, store: Reader): Promise<void> {
  const others = principal && [...principal.service, ...principal.federated, ...principal.canonicalUser]
  if (principal === undefined || principal.negated || principal.everyone || others?.length !== 0)
    throw invalidPrincipal()
  const organization = await store.organization.get()
  for (const named of principal.aws) {
    const id = accountOf(named)
    if (id === undefined || id === organization?.managementAccountId) throw invalidPrincipal()
  }
}

/** Policies of other types cannot be here: a condition that names one would delegate nothing. */
function checkTypes({ conditions }: Statement): void {
  const types: readonly string[] = ORGANIZATION_POLICY_TYPES
  const named = conditions.flatMap(({ key, values }) => (key.toLowerCase() === POLICY_TYPE_KEY ? values : []))
  const unknown = named.find((value) => !PATTERN.test(value) && !types.includes(value))
  if (unknown !== undefined)
    throw invalidInput(
      `The resource policy has a condition on the policy type ${unknown}: there are ${types.join(' and ')}.`,
      'UNSUPPORTED_POLICY_TYPE_IN_RESOURCE_POLICY',
    )
}

/**
 * The policy in storage form: users and roles as unique ids, as in trust policies. Throws InvalidInputException with
 * INVALID_RESOURCE_POLICY_JSON, INVALID_PRINCIPAL, UNSUPPORTED_ACTION_IN_RESOURCE_POLICY,
 * UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY or UNSUPPORTED_POLICY_TYPE_IN_RESOURCE_POLICY, ConstraintViolationException for a
 * text that is too long. Sentences are our own.
 */
export async function storedDelegation(text: string, store: Reader): Promise<string> {
  const result = parsePolicy(text, 'resource')
  if (!result.ok) {
    const [fault] = result.faults
    if (fault?.kind === 'size')
      throw constraintViolation('You have exceeded the maximum policy size.', 'POLICY_CONTENT_LIMIT_EXCEEDED')
    throw invalidInput(`The resource policy is not valid: ${fault?.detail}.`, 'INVALID_RESOURCE_POLICY_JSON')
  }
  for (const statement of result.policy.statements) {
    checkActions(statement)
    checkResources(statement)
    checkTypes(statement)
    await checkPrincipals(statement.principal, store)
  }
  return storedPrincipals(text, store, invalidPrincipal)
}
