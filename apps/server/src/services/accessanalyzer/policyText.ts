/** Policies of Access Analyzer's types read as policies of ours. */
import { parsePolicy, type ParseResult, type PolicyDocument, type PolicyType } from '@brevet/policy'
import type { AccessCheckPolicyType } from '../../protocol/types/accessanalyzer.generated.ts'
import { unusable } from './refusals.ts'

/** A policy in the request: the name of its parameter and its text. */
export interface PolicyParameter {
  readonly name: string
  readonly text: string
}

/** What a policy can be when nobody says what it is attached to. A trust policy is a resource policy without resources. */
const TYPES: Readonly<Record<AccessCheckPolicyType, readonly [PolicyType, ...PolicyType[]]>> = {
  IDENTITY_POLICY: ['identity'],
  RESOURCE_POLICY: ['resource', 'trust'],
}

const faultsOf = (result: ParseResult): number => (result.ok ? 0 : result.faults.length)

/** The type of which all `texts` are policies; if there is none, the one with the fewest faults. */
export function likelyType(texts: readonly string[], policyType: AccessCheckPolicyType): PolicyType {
  const [first, ...others] = TYPES[policyType]
  let best = { type: first, faults: Number.POSITIVE_INFINITY }
  for (const type of [first, ...others]) {
    const faults = texts.reduce((sum, text) => sum + faultsOf(parsePolicy(text, type)), 0)
    if (faults < best.faults) best = { type, faults }
  }
  return best.type
}

/** The policy in a parameter. Throws InvalidParameterException with the first fault and its place. */
export function readPolicy({ name, text }: PolicyParameter, type: PolicyType): PolicyDocument {
  const result = parsePolicy(text, type)
  if (result.ok) return result.policy
  const sentence = `The value of ${name} is not a valid policy document.`
  const [fault] = result.faults
  if (fault === undefined) throw unusable(sentence, sentence)
  const { detail, path, span } = fault
  const place = `line ${span.line}, column ${span.column}${path === '' ? '' : `, ${path}`}`
  throw unusable(`${sentence.slice(0, -1)} (${place}): ${detail}.`, sentence)
}
