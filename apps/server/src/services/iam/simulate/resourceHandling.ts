/** ResourceHandlingOption: the scenarios of ec2:RunInstances, each of which needs certain resources. Source: IAM API reference. */
import { parseArn } from '../../../domain/arn.ts'
import { invalidInput } from '../entityErrors.ts'

const ALWAYS = ['instance', 'image', 'security-group'] as const

/** Resource types of each scenario. The Classic ones are no longer documented, as EC2-Classic is no more, and still meant. */
const SCENARIOS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['EC2-Classic-InstanceStore', ALWAYS],
  ['EC2-Classic-EBS', [...ALWAYS, 'volume']],
  ['EC2-VPC-InstanceStore', [...ALWAYS, 'network-interface']],
  ['EC2-VPC-InstanceStore-Subnet', [...ALWAYS, 'network-interface', 'subnet']],
  ['EC2-VPC-EBS', [...ALWAYS, 'network-interface', 'volume']],
  ['EC2-VPC-EBS-Subnet', [...ALWAYS, 'network-interface', 'subnet', 'volume']],
])

function ec2Type(resource: string): string | undefined {
  const arn = parseArn(resource)
  return arn?.service === 'ec2' ? arn.resource.split('/')[0] : undefined
}

/** Throws InvalidInput for a scenario that there is not, and for one whose resources are not all there. Sentences are ours. */
export function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return
  const needed = SCENARIOS.get(option)
  if (needed === undefined)
    throw invalidInput(`ResourceHandlingOption ${option} is none of: ${[...SCENARIOS.keys()].join(', ')}.`)
  const given = new Set(resources.map(ec2Type))
  const missing = needed.filter((type) => !given.has(type))
  if (missing.length > 0)
    throw invalidInput(`ResourceHandlingOption ${option} needs resources of these types: ${missing.join(', ')}.`)
}
