/** Every operation of IAM that answers page by page, and a request with more than one item in the scene. */
import { allow } from '../people.ts'
import { ACCOUNT, device, ISSUER, policyNamed, SAML } from './facts.ts'

const ANN = { UserName: 'ann' }
const RUNNER = `arn:aws:iam::${ACCOUNT}:role/runner`
const ACTIONS = { ActionNames: ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'] }

/** The request of each. */
export const LISTS: Readonly<Record<string, object>> = {
  GetAccountAuthorizationDetails: { Filter: ['User', 'Group', 'Role'] },
  GetGroup: { GroupName: 'g10' },
  GetServiceLastAccessedDetails: { JobId: '{job}' },
  GetServiceLastAccessedDetailsWithEntities: { JobId: '{policyJob}', ServiceNamespace: 's3' },
  GetOrganizationsAccessReport: { JobId: '{organizationsJob}' },
  ListAccessKeys: ANN,
  ListAttachedGroupPolicies: { GroupName: 'g0' },
  ListAttachedRolePolicies: { RoleName: 'runner' },
  ListAttachedUserPolicies: ANN,
  ListEntitiesForPolicy: { PolicyArn: policyNamed('p0') },
  ListGroupPolicies: { GroupName: 'g0' },
  ListGroups: {},
  ListGroupsForUser: ANN,
  ListInstanceProfiles: {},
  ListInstanceProfilesForRole: { RoleName: 'runner' },
  ListInstanceProfileTags: { InstanceProfileName: 'box' },
  ListMFADevices: ANN,
  ListMFADeviceTags: { SerialNumber: device('spare') },
  ListOpenIDConnectProviderTags: { OpenIDConnectProviderArn: ISSUER },
  ListPolicies: {},
  ListPolicyTags: { PolicyArn: policyNamed('p0') },
  ListPolicyVersions: { PolicyArn: policyNamed('p0') },
  ListRolePolicies: { RoleName: 'runner' },
  ListRoles: {},
  ListRoleTags: { RoleName: 'runner' },
  ListSAMLProviderTags: { SAMLProviderArn: SAML },
  ListServerCertificates: {},
  ListServerCertificateTags: { ServerCertificateName: 'web0' },
  ListServiceSpecificCredentials: ANN,
  ListSigningCertificates: ANN,
  ListSSHPublicKeys: ANN,
  ListUserPolicies: ANN,
  ListUsers: {},
  ListUserTags: ANN,
  ListVirtualMFADevices: {},
  SimulateCustomPolicy: { PolicyInputList: [allow('s3:*')], ...ACTIONS },
  SimulatePrincipalPolicy: { PolicySourceArn: RUNNER, ...ACTIONS },
}

/** Those that have a Marker and are not in the table, and why. */
export const NOT_LISTED: Readonly<Record<string, string>> = {
  ListAccountAliases: 'an account has one alias',
  ListPoliciesGrantingServiceAccess: 'the server chooses how many there are on a page: serviceLastAccessed.test.ts',
}

/** Entities that have tags: how their operations are called, and one that has fifty, and one that has none yet. */
export const TAGGED: readonly (readonly [title: string, member: string, full: string, bare: string])[] = [
  ['User', 'UserName', 'ann', 'bob'],
  ['Role', 'RoleName', 'runner', 'free'],
  ['Policy', 'PolicyArn', policyNamed('p0'), policyNamed('p1')],
  ['InstanceProfile', 'InstanceProfileName', 'box', 'crate'],
  ['MFADevice', 'SerialNumber', device('spare'), device('m0')],
  ['OpenIDConnectProvider', 'OpenIDConnectProviderArn', ISSUER, `${ISSUER}/bare`],
  ['SAMLProvider', 'SAMLProviderArn', SAML, `${SAML}-bare`],
  ['ServerCertificate', 'ServerCertificateName', 'web0', 'web1'],
]
