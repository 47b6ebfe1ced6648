/** GetAccountSummary. Source: IAM API reference, GetAccountSummary; the keys are those of the model. */
import { QUOTAS } from '../../../domain/quotas.ts'
import type { GetAccountSummaryResponse, SummaryKeyType } from '../../../protocol/types/iam.generated.ts'
import type { Reader } from '../../../store/store.ts'
import { readOperation } from '../../operation.ts'
import { ask } from '../askEntity.ts'

/** How many of everything the account has, and how many it may have. */
export const getAccountSummary = readOperation<object, GetAccountSummaryResponse>({
  name: 'GetAccountSummary',

  authorize: () => ask('iam:GetAccountSummary', '*'),

  async run({ caller }, store) {
    const [counts, root] = await Promise.all([countsOf(store, caller.accountId), rootOf(store, caller.accountId)])
    const summary: Readonly<Record<SummaryKeyType, number>> = { ...counts, ...root, ...LIMITS }
    // Object.entries knows its keys as text only.
    return { SummaryMap: new Map(Object.entries(summary) as (readonly [SummaryKeyType, number])[]) }
  },
})

const LIMITS = {
  UsersQuota: QUOTAS.UsersPerAccount,
  GroupsQuota: QUOTAS.GroupsPerAccount,
  RolesQuota: QUOTAS.RolesPerAccount,
  PoliciesQuota: QUOTAS.PoliciesPerAccount,
  InstanceProfilesQuota: QUOTAS.InstanceProfilesPerAccount,
  ServerCertificatesQuota: QUOTAS.ServerCertificatesPerAccount,
  /** What the two quotas that it follows from allow; AWS has one of its own. */
  PolicyVersionsInUseQuota: QUOTAS.PoliciesPerAccount * QUOTAS.VersionsPerPolicy,
  VersionsPerPolicyQuota: QUOTAS.VersionsPerPolicy,
  GroupsPerUserQuota: QUOTAS.GroupsPerUser,
  AccessKeysPerUserQuota: QUOTAS.AccessKeysPerUser,
  SigningCertificatesPerUserQuota: QUOTAS.CertificatesPerUser,
  AttachedPoliciesPerUserQuota: QUOTAS.PoliciesPerUser,
  AttachedPoliciesPerGroupQuota: QUOTAS.PoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: QUOTAS.PoliciesPerRole,
  UserPolicySizeQuota: QUOTAS.InlinePolicySizeUser,
  GroupPolicySizeQuota: QUOTAS.InlinePolicySizeGroup,
  RolePolicySizeQuota: QUOTAS.InlinePolicySizeRole,
  PolicySizeQuota: QUOTAS.ManagedPolicySize,
  AssumeRolePolicySizeQuota: QUOTAS.TrustPolicySize,
}

async function countsOf(store: Reader, accountId: string) {
  return {
    Users: await store.users.count(accountId),
    Groups: await store.groups.count(accountId),
    Roles: await store.roles.count(accountId),
    Policies: await store.policies.count(accountId),
    PolicyVersionsInUse: await store.policies.versionCount(accountId),
    InstanceProfiles: await store.resources.count('instanceProfile', accountId),
    ServerCertificates: await store.resources.count('serverCertificate', accountId),
    Providers:
      (await store.resources.count('oidcProvider', accountId)) +
      (await store.resources.count('samlProvider', accountId)),
    MFADevices: await store.mfaDevices.count(accountId),
    MFADevicesInUse: await store.mfaDevices.count(accountId, true),
  }
}

/** What the root user has: 1 where there is any. It has no password here. And the version of the global endpoint's tokens. */
async function rootOf(store: Reader, accountId: string) {
  const tokens = await store.resources.byId('tokenPreference', accountId)
  const present = (things: readonly unknown[]): number => Math.min(things.length, 1)
  return {
    AccountMFAEnabled: present(await store.mfaDevices.ofUser(accountId)),
    AccountAccessKeysPresent: present(await store.accessKeys.ofUser(accountId)),
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: present(await store.resources.ofOwner('signingCertificate', accountId)),
    GlobalEndpointTokenVersion: tokens?.facts.globalEndpoint === 'v1' ? 1 : 2,
  }
}
