/** The life of each entity in the words of the AWS CLI, from its creation to the error that says that it is gone. */
import { LEAF, LEAF_KEY, SIGNING_1 } from '../../../apps/server/src/services/iam/fixtures/certificates.ts'
import { metadataText } from '../../../apps/server/src/federation/saml/fixtures/metadata.ts'
import { allow, trust } from '../people.ts'
import { ACCOUNT, sshKey } from '../documented/facts.ts'

/** One command. `{name}` stands for what an earlier one kept. */
export interface Command {
  /** The words after `aws`, separated by blanks. */
  readonly line: string
  /** Words that have blanks of their own, at the end. */
  readonly texts?: readonly string[]
  /** Where in the answer something is to be found: `Role.Path` or `Tags.0.Value`, and what. */
  readonly shows?: Readonly<Record<string, unknown>>
  /** What later commands need, by name, and where in the answer it is. */
  readonly keeps?: Readonly<Record<string, string>>
  /** The code of the refusal that is expected. */
  readonly fails?: string
}

/** One entity's life. */
export interface Life {
  readonly entity: string
  readonly commands: readonly Command[]
}

const TAG = '--tags Key=team,Value=blue'
const DOCUMENT = allow('s3:*')
const policyArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/${name}`

const user: Life = {
  entity: 'user and access key',
  commands: [
    {
      line: `iam create-user --user-name cli --path /cli/ ${TAG}`,
      shows: { 'User.Path': '/cli/', 'User.Tags.0.Value': 'blue' },
    },
    { line: 'iam wait user-exists --user-name cli' },
    { line: 'iam create-user --user-name CLI', fails: 'EntityAlreadyExists' },
    { line: 'iam list-users --path-prefix /cli/', shows: { 'Users.0.UserName': 'cli', 'Users.1': undefined } },
    { line: 'iam tag-user --user-name cli --tags Key=stage,Value=test' },
    { line: 'iam list-user-tags --user-name cli', shows: { 'Tags.1.Key': 'team' } },
    { line: 'iam untag-user --user-name cli --tag-keys stage team' },
    {
      line: 'iam put-user-permissions-boundary --user-name cli --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess',
    },
    {
      line: 'iam get-user --user-name cli',
      shows: { 'User.Tags': undefined, 'User.PermissionsBoundary.PermissionsBoundaryType': 'Policy' },
    },
    { line: 'iam delete-user-permissions-boundary --user-name cli' },
    {
      line: 'iam create-access-key --user-name cli',
      shows: { 'AccessKey.Status': 'Active' },
      keeps: { key: 'AccessKey.AccessKeyId' },
    },
    { line: 'iam update-access-key --user-name cli --access-key-id {key} --status Inactive' },
    { line: 'iam list-access-keys --user-name cli', shows: { 'AccessKeyMetadata.0.Status': 'Inactive' } },
    {
      line: 'iam get-access-key-last-used --access-key-id {key}',
      shows: { UserName: 'cli', 'AccessKeyLastUsed.ServiceName': 'N/A' },
    },
    { line: 'iam delete-user --user-name cli', fails: 'DeleteConflict' },
    { line: 'iam delete-access-key --user-name cli --access-key-id {key}' },
    { line: 'iam update-user --user-name cli --new-user-name cli-2 --new-path /' },
    { line: 'iam delete-user --user-name cli-2' },
    { line: 'iam get-user --user-name cli-2', fails: 'NoSuchEntity' },
  ],
}

const group: Life = {
  entity: 'group and membership',
  commands: [
    { line: 'iam create-group --group-name cli', shows: { 'Group.GroupName': 'cli' } },
    { line: 'iam create-user --user-name of-group' },
    { line: 'iam add-user-to-group --group-name cli --user-name of-group' },
    { line: 'iam get-group --group-name cli', shows: { 'Users.0.UserName': 'of-group' } },
    { line: 'iam list-groups-for-user --user-name of-group', shows: { 'Groups.0.GroupName': 'cli' } },
    { line: 'iam put-group-policy --group-name cli --policy-name p --policy-document', texts: [DOCUMENT] },
    { line: 'iam list-group-policies --group-name cli', shows: { 'PolicyNames.0': 'p' } },
    { line: 'iam attach-group-policy --group-name cli --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess' },
    {
      line: 'iam list-attached-group-policies --group-name cli',
      shows: { 'AttachedPolicies.0.PolicyName': 'ReadOnlyAccess' },
    },
    { line: 'iam delete-group --group-name cli', fails: 'DeleteConflict' },
    { line: 'iam detach-group-policy --group-name cli --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess' },
    { line: 'iam delete-group-policy --group-name cli --policy-name p' },
    { line: 'iam remove-user-from-group --group-name cli --user-name of-group' },
    { line: 'iam update-group --group-name cli --new-group-name cli-2' },
    { line: 'iam delete-group --group-name cli-2' },
    { line: 'iam delete-user --user-name of-group' },
    { line: 'iam get-group --group-name cli-2', fails: 'NoSuchEntity' },
  ],
}

/** Short enough for every run of the tests. */
export const ROLE_IN_PROFILE: Life = {
  entity: 'role in an instance profile',
  commands: [
    {
      line: 'iam create-role --role-name cli --max-session-duration 7200 --assume-role-policy-document',
      texts: [trust({ Service: 'ec2.amazonaws.com' })],
      shows: { 'Role.RoleName': 'cli' },
    },
    { line: 'iam wait role-exists --role-name cli' },
    { line: `iam create-instance-profile --instance-profile-name cli ${TAG}` },
    { line: 'iam add-role-to-instance-profile --instance-profile-name cli --role-name cli' },
    { line: 'iam list-instance-profiles --page-size 1', shows: { 'InstanceProfiles.0.Roles.0.RoleName': 'cli' } },
    { line: 'iam delete-role --role-name cli', fails: 'DeleteConflict' },
    { line: 'iam remove-role-from-instance-profile --instance-profile-name cli --role-name cli' },
    { line: 'iam delete-role --role-name cli' },
  ],
}

const role: Life = {
  entity: 'role',
  commands: [
    {
      line: `iam create-role --role-name cli-role --path /cli/ --description a --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess ${TAG} --assume-role-policy-document`,
      texts: [trust({ AWS: ACCOUNT })],
    },
    {
      line: 'iam get-role --role-name cli-role',
      shows: { 'Role.MaxSessionDuration': 3_600, 'Role.Tags.0.Key': 'team', 'Role.Description': 'a' },
    },
    { line: 'iam update-role --role-name cli-role --max-session-duration 7200 --description b' },
    {
      line: 'iam update-assume-role-policy --role-name cli-role --policy-document',
      texts: [trust({ Service: 'ecs.amazonaws.com' })],
    },
    {
      line: 'iam get-role --role-name cli-role',
      shows: {
        'Role.MaxSessionDuration': 7_200,
        'Role.AssumeRolePolicyDocument.Statement.0.Principal.Service': 'ecs.amazonaws.com',
      },
    },
    { line: 'iam put-role-policy --role-name cli-role --policy-name p --policy-document', texts: [DOCUMENT] },
    {
      line: 'iam get-role-policy --role-name cli-role --policy-name p',
      shows: { 'PolicyDocument.Statement.0.Action.0': 's3:*' },
    },
    { line: 'iam delete-role --role-name cli-role', fails: 'DeleteConflict' },
    { line: 'iam delete-role-policy --role-name cli-role --policy-name p' },
    { line: 'iam untag-role --role-name cli-role --tag-keys TEAM' },
    { line: 'iam list-role-tags --role-name cli-role', shows: { 'Tags.0': undefined } },
    { line: 'iam delete-role --role-name cli-role' },
    { line: 'iam get-role --role-name cli-role', fails: 'NoSuchEntity' },
  ],
}

const linkedRole: Life = {
  entity: 'service-linked role',
  commands: [
    {
      line: 'iam create-service-linked-role --aws-service-name ecs.amazonaws.com',
      shows: { 'Role.RoleName': 'AWSServiceRoleForECS' },
    },
    { line: 'iam delete-role --role-name AWSServiceRoleForECS', fails: 'UnmodifiableEntity' },
    { line: 'iam delete-service-linked-role --role-name AWSServiceRoleForECS', keeps: { task: 'DeletionTaskId' } },
    { line: 'iam get-service-linked-role-deletion-status --deletion-task-id {task}', shows: { Status: 'SUCCEEDED' } },
  ],
}

const policy: Life = {
  entity: 'managed policy',
  commands: [
    {
      line: `iam create-policy --policy-name cli ${TAG} --policy-document`,
      texts: [DOCUMENT],
      shows: { 'Policy.DefaultVersionId': 'v1' },
    },
    { line: `iam wait policy-exists --policy-arn ${policyArn('cli')}` },
    {
      line: `iam create-policy-version --policy-arn ${policyArn('cli')} --policy-document`,
      texts: [allow('sqs:*')],
      shows: { 'PolicyVersion.IsDefaultVersion': false },
    },
    { line: `iam set-default-policy-version --policy-arn ${policyArn('cli')} --version-id v2` },
    {
      line: `iam list-policy-versions --policy-arn ${policyArn('cli')}`,
      shows: { 'Versions.0.VersionId': 'v2', 'Versions.0.IsDefaultVersion': true },
    },
    { line: `iam attach-user-policy --user-name admin --policy-arn ${policyArn('cli')}` },
    {
      line: `iam list-entities-for-policy --policy-arn ${policyArn('cli')}`,
      shows: { 'PolicyUsers.0.UserName': 'admin' },
    },
    { line: `iam delete-policy --policy-arn ${policyArn('cli')}`, fails: 'DeleteConflict' },
    { line: `iam detach-user-policy --user-name admin --policy-arn ${policyArn('cli')}` },
    { line: `iam delete-policy-version --policy-arn ${policyArn('cli')} --version-id v2`, fails: 'DeleteConflict' },
    { line: `iam delete-policy-version --policy-arn ${policyArn('cli')} --version-id v1` },
    { line: `iam list-policy-tags --policy-arn ${policyArn('cli')}`, shows: { 'Tags.0.Value': 'blue' } },
    { line: `iam delete-policy --policy-arn ${policyArn('cli')}` },
    { line: `iam get-policy --policy-arn ${policyArn('cli')}`, fails: 'NoSuchEntity' },
  ],
}

const credentials: Life = {
  entity: 'SSH key, certificates, password',
  commands: [
    { line: 'iam create-user --user-name holder' },
    {
      line: 'iam upload-ssh-public-key --user-name holder --ssh-public-key-body',
      texts: [sshKey(1)],
      keeps: { ssh: 'SSHPublicKey.SSHPublicKeyId' },
    },
    {
      line: 'iam get-ssh-public-key --user-name holder --encoding PEM --ssh-public-key-id {ssh}',
      shows: { 'SSHPublicKey.Status': 'Active' },
    },
    { line: 'iam delete-user --user-name holder', fails: 'DeleteConflict' },
    { line: 'iam delete-ssh-public-key --user-name holder --ssh-public-key-id {ssh}' },
    {
      line: 'iam upload-signing-certificate --user-name holder --certificate-body',
      texts: [SIGNING_1],
      keeps: { certificate: 'Certificate.CertificateId' },
    },
    { line: 'iam update-signing-certificate --user-name holder --status Inactive --certificate-id {certificate}' },
    { line: 'iam list-signing-certificates --user-name holder', shows: { 'Certificates.0.Status': 'Inactive' } },
    { line: 'iam delete-signing-certificate --user-name holder --certificate-id {certificate}' },
    {
      line: 'iam create-service-specific-credential --user-name holder --service-name codecommit.amazonaws.com',
      keeps: { credential: 'ServiceSpecificCredential.ServiceSpecificCredentialId' },
    },
    { line: 'iam delete-service-specific-credential --user-name holder --service-specific-credential-id {credential}' },
    { line: 'iam create-login-profile --user-name holder --password short', fails: 'PasswordPolicyViolation' },
    {
      line: 'iam create-login-profile --user-name holder --password Cli-Passw0rd --password-reset-required',
      shows: { 'LoginProfile.PasswordResetRequired': true },
    },
    { line: 'iam update-login-profile --user-name holder --no-password-reset-required' },
    { line: 'iam get-login-profile --user-name holder', shows: { 'LoginProfile.PasswordResetRequired': false } },
    { line: 'iam delete-login-profile --user-name holder' },
    { line: 'iam delete-user --user-name holder' },
    {
      line: 'iam upload-server-certificate --server-certificate-name cli --certificate-body',
      texts: [LEAF, '--private-key', LEAF_KEY],
    },
    { line: 'iam list-server-certificates', shows: { 'ServerCertificateMetadataList.0.ServerCertificateName': 'cli' } },
    { line: 'iam update-server-certificate --server-certificate-name cli --new-path /cli/' },
    {
      line: 'iam get-server-certificate --server-certificate-name cli',
      shows: { 'ServerCertificate.ServerCertificateMetadata.Path': '/cli/' },
    },
    { line: 'iam delete-server-certificate --server-certificate-name cli' },
    { line: 'iam get-server-certificate --server-certificate-name cli', fails: 'NoSuchEntity' },
  ],
}

const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/issuer.example`
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/cli`

const providers: Life = {
  entity: 'providers and alias',
  commands: [
    {
      line: `iam create-open-id-connect-provider --url https://issuer.example --client-id-list one --thumbprint-list ${'cd'.repeat(20)}`,
      shows: { OpenIDConnectProviderArn: OIDC },
    },
    { line: `iam add-client-id-to-open-id-connect-provider --client-id two --open-id-connect-provider-arn ${OIDC}` },
    {
      line: `iam remove-client-id-from-open-id-connect-provider --client-id one --open-id-connect-provider-arn ${OIDC}`,
    },
    {
      line: `iam update-open-id-connect-provider-thumbprint --thumbprint-list ${'ab'.repeat(20)} --open-id-connect-provider-arn ${OIDC}`,
    },
    {
      line: `iam get-open-id-connect-provider --open-id-connect-provider-arn ${OIDC}`,
      shows: { 'ClientIDList.0': 'two', Url: 'issuer.example', 'ThumbprintList.0': 'ab'.repeat(20) },
    },
    { line: `iam delete-open-id-connect-provider --open-id-connect-provider-arn ${OIDC}` },
    { line: `iam get-open-id-connect-provider --open-id-connect-provider-arn ${OIDC}`, fails: 'NoSuchEntity' },
    {
      line: 'iam create-saml-provider --name cli --saml-metadata-document',
      texts: [metadataText()],
      shows: { SAMLProviderArn: SAML },
    },
    { line: `iam tag-saml-provider --saml-provider-arn ${SAML} ${TAG}` },
    { line: `iam get-saml-provider --saml-provider-arn ${SAML}`, shows: { 'Tags.0.Key': 'team' } },
    { line: `iam delete-saml-provider --saml-provider-arn ${SAML}` },
    { line: 'iam create-account-alias --account-alias from-cli' },
    { line: 'iam list-account-aliases', shows: { 'AccountAliases.0': 'from-cli' } },
    { line: 'iam delete-account-alias --account-alias from-cli' },
    { line: 'iam delete-account-alias --account-alias from-cli', fails: 'NoSuchEntity' },
    { line: 'iam update-account-password-policy --minimum-password-length 12 --require-numbers' },
    {
      line: 'iam get-account-password-policy',
      shows: { 'PasswordPolicy.MinimumPasswordLength': 12, 'PasswordPolicy.ExpirePasswords': false },
    },
    { line: 'iam delete-account-password-policy' },
    { line: 'iam get-account-password-policy', fails: 'NoSuchEntity' },
  ],
}

const organization: Life = {
  entity: 'organizational unit, account and policy',
  commands: [
    { line: 'organizations list-roots', keeps: { root: 'Roots.0.Id' } },
    {
      line: 'organizations create-organizational-unit --name Cli --parent-id {root}',
      keeps: { unit: 'OrganizationalUnit.Id' },
    },
    {
      line: 'organizations create-organizational-unit --name cli --parent-id {root}',
      fails: 'DuplicateOrganizationalUnitException',
    },
    {
      line: 'organizations create-account --account-name cli --email cli@example.com',
      keeps: { account: 'CreateAccountStatus.AccountId' },
    },
    {
      line: 'organizations move-account --account-id {account} --source-parent-id {root} --destination-parent-id {unit}',
    },
    { line: 'organizations list-parents --child-id {account}', shows: { 'Parents.0.Type': 'ORGANIZATIONAL_UNIT' } },
    {
      line: 'organizations create-policy --name cli --type SERVICE_CONTROL_POLICY --description cli --content',
      texts: [DOCUMENT.replace('Allow', 'Deny')],
      keeps: { policy: 'Policy.PolicySummary.Id' },
    },
    { line: 'organizations attach-policy --policy-id {policy} --target-id {unit}' },
    { line: 'organizations list-targets-for-policy --policy-id {policy}', shows: { 'Targets.0.Name': 'Cli' } },
    { line: 'organizations delete-policy --policy-id {policy}', fails: 'PolicyInUseException' },
    { line: 'organizations detach-policy --policy-id {policy} --target-id {unit}' },
    { line: 'organizations delete-policy --policy-id {policy}' },
    {
      line: 'organizations delete-organizational-unit --organizational-unit-id {unit}',
      fails: 'OrganizationalUnitNotEmptyException',
    },
    { line: 'organizations tag-resource --resource-id {account} --tags Key=team,Value=blue' },
    { line: 'organizations list-tags-for-resource --resource-id {account}', shows: { 'Tags.0.Value': 'blue' } },
    { line: 'organizations close-account --account-id {account}' },
    { line: 'organizations describe-account --account-id {account}', shows: { 'Account.Status': 'SUSPENDED' } },
  ],
}

/** All of them. */
export const LIVES: readonly Life[] = [
  user,
  group,
  ROLE_IN_PROFILE,
  role,
  linkedRole,
  policy,
  credentials,
  providers,
  organization,
]
