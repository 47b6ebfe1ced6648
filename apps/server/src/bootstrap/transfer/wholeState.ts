/** What of a state must hold across its parts: whose things they are, and how much there may be of them. */
import { policySize } from '@brevet/policy'
import { parseArn } from '../../domain/arn.ts'
import type { PolicyHolder, Tag } from '../../domain/entities.ts'
import { QUOTAS } from '../../domain/quotas.ts'
import type { AccountState, CarriedKind } from './accountState.ts'
import { TransferError } from './transferError.ts'

/**
 * Throws TransferError where somebody holds a policy of another account, whose administrators could then change what he may
 * do; and for a second alias, of which an account has one.
 */
export function requireOwn({ accountId, groups, resources, roles, users }: AccountState): void {
  const boundaries = [...users, ...roles].map(({ boundaryArn }) => boundaryArn ?? [])
  const held = [...users, ...groups, ...roles].map(({ attachedPolicyArns }) => attachedPolicyArns)
  for (const arn of [...boundaries, ...held].flat()) {
    const owner = parseArn(arn)?.accountId
    if (owner !== accountId && owner !== 'aws')
      throw new TransferError(`the policy ${arn} is not one of account ${accountId}, and somebody in the file has it`)
  }
  if (resources.filter(({ kind }) => kind === 'accountAlias').length > 1)
    throw new TransferError('the file has two aliases: an account has one')
}

/** Kinds that somebody in the account has; all others are the account's own. */
const OWNERS: ReadonlyMap<CarriedKind, 'user' | 'role'> = new Map([
  ['instanceProfile', 'role'],
  ['loginProfile', 'user'],
  ['sshPublicKey', 'user'],
  ['signingCertificate', 'user'],
  ['serviceSpecificCredential', 'user'],
] as const)

/** Throws TransferError where a resource belongs to somebody who cannot have it: nobody would find it there. */
export function requireOwners({ accountId, resources, roles, users }: AccountState): void {
  const people = new Set([accountId, ...users.map(({ id }) => id)])
  const roleIds = new Set(roles.map(({ id }) => id))
  for (const { kind, name, ownerId } of resources) {
    const of = OWNERS.get(kind)
    const mayHaveNone = of !== 'user'
    const sound =
      ownerId === undefined ? mayHaveNone : of !== undefined && (of === 'user' ? people : roleIds).has(ownerId)
    if (!sound) throw new TransferError(`${kind} ${name} belongs to somebody who cannot have it`)
  }
}

/** How many of a kind one owner has at most; for credentials of a service, of that service. */
const MOST_OF: ReadonlyMap<CarriedKind, number> = new Map([
  ['sshPublicKey', QUOTAS.SSHPublicKeysPerUser],
  ['signingCertificate', QUOTAS.CertificatesPerUser],
  ['serverCertificate', QUOTAS.ServerCertificatesPerAccount],
  ['serviceSpecificCredential', QUOTAS.ServiceSpecificCredentialsPerUser],
])

function requireFew(resources: AccountState['resources']): void {
  const counts = new Map<string, number>()
  for (const { kind, ownerId, path } of resources) {
    const most = MOST_OF.get(kind) ?? Number.POSITIVE_INFINITY
    const what = `${kind} ${ownerId ?? ''} ${kind === 'serviceSpecificCredential' ? path : ''}`
    const count = (counts.get(what) ?? 0) + 1
    counts.set(what, count)
    if (count > most) throw new TransferError(`there would be more than ${most} of the kind ${kind}`)
  }
}

interface Most {
  readonly attached: number
  /** Characters without white space. */
  readonly inline: number
}

const OF_USER: Most = { attached: QUOTAS.PoliciesPerUser, inline: QUOTAS.InlinePolicySizeUser }
const OF_GROUP: Most = { attached: QUOTAS.PoliciesPerGroup, inline: QUOTAS.InlinePolicySizeGroup }
const OF_ROLE: Most = { attached: QUOTAS.PoliciesPerRole, inline: QUOTAS.InlinePolicySizeRole }

function requireHolder({ attachedPolicyArns, inlinePolicies, name }: PolicyHolder, most: Most): void {
  const inline = inlinePolicies.reduce((sum, { document }) => sum + policySize(document), 0)
  if (attachedPolicyArns.length > most.attached || inline > most.inline)
    throw new TransferError(`${name} has more policies, or longer ones, than a server takes`)
}

/** Throws TransferError where there is more of something than a server lets anybody have. */
export function requireSizes({ groups, mfaDevices, policies, resources, roles, users }: AccountState): void {
  for (const user of users) requireHolder(user, OF_USER)
  for (const group of groups) requireHolder(group, OF_GROUP)
  for (const role of roles) requireHolder(role, OF_ROLE)
  for (const { name, versions } of policies)
    if (
      versions.length > QUOTAS.VersionsPerPolicy ||
      versions.some(({ document }) => policySize(document) > QUOTAS.ManagedPolicySize)
    )
      throw new TransferError(`policy ${name} has more versions, or longer ones, than a server takes`)
  requireFew(resources)
  const tagged: readonly { readonly tags: readonly Tag[] }[] = [
    ...users,
    ...roles,
    ...policies,
    ...mfaDevices,
    ...resources,
  ]
  if (tagged.some(({ tags }) => tags.length > QUOTAS.TagsPerEntity))
    throw new TransferError(`something has more than ${QUOTAS.TagsPerEntity} tags`)
}
