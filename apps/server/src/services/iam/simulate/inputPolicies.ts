/** Policies that the request itself carries. Source: IAM API reference, SimulateCustomPolicy and SimulatePrincipalPolicy. */
import { parsePolicy, policySize } from '@brevet/policy'
import type { PolicySource, PolicyType } from '@brevet/policy'
import type { OrderedOrganizationPolicyType } from '../../../protocol/types/iam.generated.ts'
import { invalidInput } from '../entityErrors.ts'
import type { SimulatedPolicy } from './simulation.ts'

/**
 * All policies of a request together, in characters without white space: more than any principal can have, and little
 * enough for every single decision to be quick.
 */
const MAX_TOTAL = 65_536

/** Throws InvalidInput where the texts are more than anybody can have. AWS has no such limit that is known. */
export function checkTotalSize(texts: readonly string[]): void {
  let total = 0
  for (const text of texts) total += policySize(text)
  if (total > MAX_TOTAL)
    throw invalidInput(`The policies of a simulation have ${MAX_TOTAL} characters at most, white space not counted.`)
}

/** The policy `text`, shown as `id`. Throws InvalidInput with IAM's sentence and the place of the first fault. */
export function inputPolicy(text: string, id: string, type: PolicyType): SimulatedPolicy {
  const result = parsePolicy(text, type)
  if (result.ok) {
    const document = result.policy
    const shown = type === 'resource' || type === 'trust' ? 'Resource Policy' : 'IAM Policy'
    return { source: { id, document }, id, type: shown, written: { document, text } }
  }
  const [fault] = result.faults
  if (fault === undefined) throw invalidInput(`${id}: Syntax errors in policy.`)
  throw invalidInput(`${id}: ${fault.message} (line ${fault.span.line}, column ${fault.span.column}: ${fault.detail})`)
}

/** PolicyInputList. AWS numbers from 1 (observed: AWS CLI examples of simulate-custom-policy). */
export const inputPolicies = (texts: readonly string[] | undefined): readonly SimulatedPolicy[] =>
  (texts ?? []).map((text, index) => inputPolicy(text, `PolicyInputList.${index + 1}`, 'identity'))

/** PermissionsBoundaryPolicyInputList: one policy at most. Throws InvalidInput. */
export function inputBoundary(texts: readonly string[] | undefined): SimulatedPolicy | undefined {
  const [text, ...more] = texts ?? []
  if (more.length > 0) throw invalidInput('You can input only one permissions boundary.')
  return text === undefined ? undefined : inputPolicy(text, 'PermissionsBoundaryPolicyInputList.1', 'boundary')
}

/** OrderedOrganizationPolicyInputList: service control policies by level, from the root of the organization to the account. */
export const inputOrganization = (
  levels: readonly OrderedOrganizationPolicyType[],
): readonly (readonly PolicySource[])[] =>
  levels.map(({ ServiceControlPolicyInputList = [] }, level) =>
    ServiceControlPolicyInputList.map((text, index) => {
      const id = `OrderedOrganizationPolicyInputList.${level + 1}.${index + 1}`
      return inputPolicy(text, id, 'scp').source
    }),
  )
