/** The value of Principal and NotPrincipal (rule 1.3). */
import type { PrincipalSet } from '../types.ts'
import type { FaultList } from './faults.ts'
import type { JsonNode } from './json.ts'
import { join, readElements, readTexts, type Text } from './shape.ts'

const PRINCIPAL_TYPES: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser']

/** Accounts, roots, users, roles, sessions, and the unique ids that IAM stores in their place. No wildcard, no group. */
const AWS_PRINCIPAL =
  /^(?:\*|[0-9]{12}|A(?:IDA|ROA)[A-Z0-9]{12,28}|arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|(?:user|role)\/[!-~]+)|arn:aws[a-z-]*:sts::[0-9]{12}:(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+))$/
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/
const PROVIDER =
  /^(?:arn:aws[a-z-]*:iam::[0-9]{12}:(?:oidc-provider\/[!-)+->@-~]+|saml-provider\/[\w._-]+)|accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com)$/
const CANONICAL_USER = /^[0-9a-f]{64}$/

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['AWS', AWS_PRINCIPAL],
  ['Service', SERVICE],
  ['Federated', PROVIDER],
  ['CanonicalUser', CANONICAL_USER],
])

/** Reads a principal element; on faults (reported) returns the set of what was understood. */
export function readPrincipal(
  node: JsonNode,
  path: string,
  { faults, negated }: { readonly faults: FaultList; readonly negated: boolean },
): PrincipalSet {
  const nobody = { negated, everyone: false, aws: [], service: [], federated: [], canonicalUser: [] }
  if (node.kind === 'string') {
    if (faults.type === 'trust' || node.value !== '*')
      faults.add('principalNotObject', { ...node, path }, { detail: 'Principal is an object such as {"AWS": "..."}' })
    return { ...nobody, everyone: node.value === '*' }
  }
  const elements = readElements(node, path, { faults, known: PRINCIPAL_TYPES })
  if (elements === undefined) return nobody
  const read = (type: string): readonly string[] => readType(elements.get(type), join(path, type), { faults, type })
  const set = {
    negated,
    everyone: false,
    aws: read('AWS'),
    service: read('Service'),
    federated: read('Federated'),
    canonicalUser: read('CanonicalUser'),
  }
  if (set.aws.length + set.service.length + set.federated.length + set.canonicalUser.length === 0)
    faults.add('principalEmpty', { ...node, path }, { detail: 'no principal is named' })
  return set
}

function readType(
  node: JsonNode | undefined,
  path: string,
  { faults, type }: { readonly faults: FaultList; readonly type: string },
): readonly string[] {
  if (node === undefined) return []
  const texts = readTexts(node, path, { faults })
  for (const text of texts) if (!isPrincipal(text, type, faults)) refuse(text, type, faults)
  return texts.map(({ value }) => value)
}

function isPrincipal({ value }: Text, type: string, faults: FaultList): boolean {
  if (type === 'CanonicalUser' && faults.type !== 'resource') return false
  return isPrincipalText(type, value)
}

/** Whether `value` has a form that principals of `type` (`AWS`, `Service`, `Federated`, `CanonicalUser`) have. */
export function isPrincipalText(type: string, value: string): boolean {
  return FORMS.get(type)?.test(value) ?? false
}

function refuse(text: Text, type: string, faults: FaultList): void {
  const quote = `"${type.toUpperCase()}":"${text.value}"`
  faults.add('principalInvalid', text, { detail: `"${text.value}" is no principal of type ${type}`, quote })
}
