/** Resources: `*` or an ARN pattern, judged as IAM judges them. */
import type { PolicyVersion } from '../types.ts'
import type { FaultList } from './faults.ts'
import type { Text } from './shape.ts'
import { variableFault } from './variable.ts'

const PARTITIONS: ReadonlySet<string> = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
])
const WILDCARD = /[*?]/
const ACCOUNT = /^[0-9*?]*$/

/** Reports a resource that AWS refuses, or whose meaning we do not know (rule 0.8). */
export function checkResource(
  text: Text,
  { faults, version }: { readonly faults: FaultList; readonly version: PolicyVersion },
): void {
  const resource = text.value
  if (resource === '*' || isPlain(resource)) return
  const segments = resource.split(':')
  if (segments.length < 2) {
    faults.add('notArn', text, { detail: `"${resource}" is no ARN`, quote: resource })
    return
  }
  if (!checkPartition(text, segments, faults)) return
  checkService(text, segments, faults)
  if (version !== '2012-10-17' || !resource.includes('${')) return
  if (segments.slice(0, 5).join(':').includes('${')) {
    const detail = 'variables stand only after the fifth colon of an ARN'
    faults.add('notArn', text, { detail, quote: resource })
  }
  const variable = variableFault(resource)
  if (variable !== undefined) faults.add('syntax', text, { detail: variable })
}

/** Most resources at a glance: a full ARN of partition `aws` without variables, of a service without rules of its own. */
function isPlain(resource: string): boolean {
  if (!resource.startsWith('arn:aws:') || resource.includes('$')) return false
  const service = endOfPlainWord(resource, 8)
  const region = resource.indexOf(':', service + 1)
  if (service === 8 || region === -1 || resource.indexOf(':', region + 1) === -1) return false
  return !resource.startsWith('iam:', 8) && (region === service + 1 || !resource.startsWith('s3:', 8))
}

/** The first colon from `at` on, or the length if there is a wildcard before it. */
function endOfPlainWord(text: string, at: number): number {
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === 0x3a) return at
    if (unit === 0x2a || unit === 0x3f) break
  }
  return text.length
}

/** A first segment other than `arn` is read as `arn` by AWS, hence its odd sentences. */
function checkPartition(text: Text, segments: readonly string[], faults: FaultList): boolean {
  const partition = segments[1] ?? ''
  if (segments[0] === 'arn' && (PARTITIONS.has(partition) || WILDCARD.test(partition))) return true
  const padded = ['arn', ...segments.slice(1)]
  while (padded.length < 6) padded.push('*')
  const quote = `"${partition}" is not valid for resource "${padded.join(':')}"`
  if (PARTITIONS.has(partition)) faults.add('notArn', text, { detail: 'does not start with "arn:"', quote: text.value })
  else faults.add('partition', text, { detail: `"${partition}" is no AWS partition`, quote })
  return false
}

function checkService(text: Text, segments: readonly string[], faults: FaultList): void {
  const [, , service, region = '', account = '', ...rest] = segments
  if (service === undefined || WILDCARD.test(service))
    faults.add('resourceVendor', text, { detail: 'the service of an ARN is spelled out' })
  else if (service === '') faults.add('legacy', text, { detail: 'the ARN names no service' })
  else if (segments.length === 5 && !ACCOUNT.test(account) && !WILDCARD.test(region))
    faults.add('legacy', text, { detail: 'the ARN has five segments and no account in the fifth' })
  else if (service === 'iam' && region !== '')
    faults.add('iamRegion', text, { detail: 'IAM has no regions', quote: text.value })
  else if (service === 's3' && region !== '' && !WILDCARD.test(region) && rest.length === 1 && account === '')
    faults.add('region', text, { detail: 'a bucket ARN has no region', quote: text.value })
  else if (service === 'iam' && rest.length > 0 && !isIamPath(rest.join(':')))
    faults.add('iamPath', text, { detail: 'no such IAM resource' })
}

/** A type and a slash, a wildcard, or `root` (which AssumeRoot made a resource). */
function isIamPath(path: string): boolean {
  return path === 'root' || path.includes('/') || WILDCARD.test(path)
}
