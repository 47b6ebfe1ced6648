/** Session policies of a request: checked, and in the form that goes into the token. Source: IAM user guide, "Session policies". */
import { canonicalPolicy, parsePolicy, policySize } from '@brevet/policy'
import { parseArn } from '../../domain/arn.ts'
import { ServiceError, validationError } from '../../domain/errors.ts'
import type { SessionPolicies } from '../../domain/session.ts'
import type { Reader } from '../../store/store.ts'

/** The session-policy members that STS requests share. */
export interface SessionPolicyInput {
  readonly Policy?: string
  readonly PolicyArns?: readonly { readonly arn?: string }[]
}

const MAX_ARNS = 10
const MAX_INLINE = 2_048

/** The inline policy in canonical JSON. Throws MalformedPolicyDocument, or PackedPolicyTooLarge above 2,048 characters. */
function inlinePolicy(text: string): string {
  const result = parsePolicy(text, 'session')
  if (result.ok) return canonicalPolicy(result.policy)
  const [fault] = result.faults
  if (fault?.kind === 'size') {
    const percent = Math.ceil((policySize(text) / MAX_INLINE) * 100)
    throw new ServiceError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    )
  }
  throw new ServiceError('MalformedPolicyDocument', fault?.message ?? 'Syntax errors in policy.')
}

/** Managed policies must be AWS's or of the account that owns the new session, and exist when the session begins. */
async function managedArns(input: SessionPolicyInput, accountId: string, store: Reader): Promise<readonly string[]> {
  const arns = (input.PolicyArns ?? []).map(({ arn }) => arn ?? '')
  if (arns.length > MAX_ARNS) {
    throw validationError(
      `1 validation error detected: Value '[${arns.join(', ')}]' at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ARNS}`,
    )
  }
  for (const arn of arns) {
    const parsed = parseArn(arn)
    if (parsed === undefined || parsed.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
      throw validationError(`ARN ${arn} is not valid.`)
    }
    if (parsed.accountId !== accountId && parsed.accountId !== 'aws') {
      throw validationError(`The policy ${arn} is not in the account of the session: ${accountId}.`)
    }
    if ((await store.policies.byArn(arn)) === undefined) throw validationError(`Policy ${arn} does not exist.`)
  }
  return [...new Set(arns)]
}

/** The session policies of a request for a session in `accountId`; undefined where it passes none. */
export async function sessionPolicies(
  input: SessionPolicyInput,
  accountId: string,
  store: Reader,
): Promise<SessionPolicies | undefined> {
  if (input.Policy === undefined && input.PolicyArns === undefined) return undefined
  const arns = await managedArns(input, accountId, store)
  return { ...(input.Policy === undefined ? {} : { inline: inlinePolicy(input.Policy) }), managedArns: arns }
}
