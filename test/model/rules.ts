/** Rules that many operations of the model share: tags, documents, policies by ARN, and what IAM's names look like. */
import { AWS_POLICIES, demand } from './state.ts'
import type { Input, Policy, State, Tags, WireTag } from './state.ts'

const TAGS = 50
const MANAGED_SIZE = 6_144

/** Keys differ ignoring case and do not begin with `aws:`; 50 in all. Source: IAM user guide, "Tags for IAM resources". */
export function demandTags(present: Tags, input: Input): void {
  const added = tagsIn(input)
  const keys = added.map(({ Key }) => Key.toLowerCase())
  demand(new Set(keys).size === keys.length, 'InvalidInput')
  demand(!keys.some((key) => key.startsWith('aws:')), 'InvalidInput')
  demand(new Set([...present.keys(), ...keys]).size <= TAGS, 'LimitExceeded')
}

/** The tags of a request. */
export const tagsIn = ({ Tags: tags }: Input): readonly WireTag[] => (tags ?? []) as readonly WireTag[]

/** Adds the request's tags, or replaces values. */
export function putTags(present: Tags, input: Input): void {
  for (const tag of tagsIn(input)) present.set(tag.Key.toLowerCase(), tag)
}

/** Removes the keys that the request names. */
export function dropTags(present: Tags, { TagKeys: keys }: Input): void {
  for (const key of keys as readonly string[]) present.delete(key.toLowerCase())
}

/** The tags of a request that creates something. */
export function newTags(input: Input): Tags {
  const tags: Tags = new Map()
  putTags(tags, input)
  return tags
}

/** Characters that count. Source: IAM user guide, "IAM and AWS STS quotas": white space does not. */
export const sizeOf = (document: string): number => document.replace(/\s/g, '').length

/** Steps have documents that are JSON with statements, and documents that are not. */
export function demandDocument(document: string): void {
  demand(hasStatements(document), 'MalformedPolicyDocument')
}

function hasStatements(document: string): boolean {
  try {
    const { Statement } = JSON.parse(document) as { Statement?: readonly unknown[] }
    return Statement !== undefined && Statement.length > 0
  } catch {
    return false
  }
}

/** A document of a managed policy. */
export function demandManaged(document: string): void {
  demand(sizeOf(document) <= MANAGED_SIZE, 'LimitExceeded')
  demandDocument(document)
}

const isPolicyArn = (arn: string): boolean => /^arn:aws:iam::(\d{12}|aws):policy\/.+$/.test(arn)

/** The account's policy with exactly this ARN. */
export const policyAt = (state: State, arn: string): Policy | undefined =>
  [...state.policies.values()].find((policy) => policy.arn === arn)

/** Refuses what is no ARN of a policy, and what names none that there is. */
export function demandPolicy(state: State, arn: string): void {
  demand(isPolicyArn(arn), 'InvalidInput')
  demand(policyAt(state, arn) !== undefined || isAwsPolicy(arn), 'NoSuchEntity')
}

const isAwsPolicy = (arn: string): boolean => AWS_POLICIES.some((own) => own === arn)

/** The policy, to be changed: nobody changes AWS's, and nobody of another account is asked what there is in it. */
export function ownPolicy(state: State, arn: string): Policy {
  demand(arn.startsWith(`arn:aws:iam::${state.accountId}:`) || isAwsPolicy(arn), 'AccessDenied')
  demandPolicy(state, arn)
  const policy = policyAt(state, arn)
  demand(policy !== undefined, 'AccessDenied')
  return policy
}

const NAMES = /^[\w+=,.@-]+$/
/** Members that name something, and how long a name may be. Source: IAM user guide, "IAM and AWS STS quotas". */
const LONGEST: Readonly<Record<string, number>> = {
  UserName: 64,
  NewUserName: 64,
  GroupName: 128,
  NewGroupName: 128,
  RoleName: 64,
  PolicyName: 128,
  InstanceProfileName: 128,
  ServerCertificateName: 128,
  NewServerCertificateName: 128,
}

/** ValidationError for names and paths that nothing can have. */
export function demandNames(input: Input): void {
  for (const [member, longest] of Object.entries(LONGEST)) {
    const name = input[member]
    if (typeof name === 'string') demand(NAMES.test(name) && name.length <= longest, 'ValidationError')
  }
  for (const member of ['Path', 'NewPath']) {
    const path = input[member]
    if (typeof path === 'string') demand(/^\/(.*\/)?$/.test(path), 'ValidationError')
  }
  const { AccountAlias: alias } = input
  if (typeof alias === 'string') demand(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(alias), 'ValidationError')
  const { VersionId: version } = input
  if (typeof version === 'string') demand(/^v[1-9]\d*$/.test(version), 'ValidationError')
}
