/**
 * IAM quotas. Values are AWS's defaults (IAM user guide, "IAM and AWS STS quotas") unless marked: on one's own machines
 * the number of entities in an account is bounded by the disk, so those counts only guard against runaway scripts.
 */
export const QUOTAS = {
  UsersPerAccount: 1_000_000, // ours; AWS: 5,000
  GroupsPerAccount: 100_000, // ours; AWS: 300
  RolesPerAccount: 1_000_000, // ours; AWS: 1,000
  PoliciesPerAccount: 100_000, // ours; AWS: 1,500
  InstanceProfilesPerAccount: 100_000, // ours; AWS: 1,000
  /** Listed in one answer, so never above the 1,000 items of a page. */
  OpenIdConnectProvidersPerAccount: 1_000, // ours; AWS: 100
  SamlProvidersPerAccount: 1_000, // ours; AWS: 100
  PrivateKeysPerSamlProvider: 2,
  ClientIdsPerOpenIdConnectProvider: 100,
  ThumbprintsPerOpenIdConnectProvider: 5,
  AccessKeysPerUser: 2,
  GroupsPerUser: 10,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  VersionsPerPolicy: 5,
  MFADevicesPerUser: 8,
  CertificatesPerUser: 2,
  SSHPublicKeysPerUser: 5,
  ServerCertificatesPerAccount: 20,
  /** For each service. */
  ServiceSpecificCredentialsPerUser: 2,
  TagsPerEntity: 50,
  /** Characters without white space, all inline policies of one holder together. */
  InlinePolicySizeUser: 2_048,
  InlinePolicySizeGroup: 5_120,
  InlinePolicySizeRole: 10_240,
  /** Characters without white space. */
  ManagedPolicySize: 6_144,
  TrustPolicySize: 2_048,
} as const
