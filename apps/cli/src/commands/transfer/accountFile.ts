/** An account's IAM as JSON: GetAccountAuthorizationDetails' shape, and what that lacks. */
import { CommandError } from '../../command.ts'
import { type Json, list, mapStrings, record, text, texts } from './json.ts'

/** The file. Policy documents are JSON objects; there is no secret in it. */
export interface AccountFile {
  readonly UserDetailList: readonly Json[]
  readonly GroupDetailList: readonly Json[]
  readonly RoleDetailList: readonly Json[]
  /** With `Tags`, which AWS's ManagedPolicyDetail lacks. */
  readonly Policies: readonly Json[]
  readonly InstanceProfiles: readonly Json[]
  readonly OpenIDConnectProviders: readonly Json[]
  readonly SAMLProviders: readonly Json[]
  readonly AccountAliases: readonly string[]
  readonly PasswordPolicy?: Json
  /** Without secrets: for the record, they cannot be imported. */
  readonly AccessKeys: readonly Json[]
  /** Without seeds: for the record, they cannot be imported. */
  readonly MFADevices: readonly Json[]
}

/** A document as an object, percent-encoded JSON and JSON text included. Throws CommandError. */
export function documentOf(value: unknown, whose: string): Json {
  if (typeof value !== 'string') return record(value)
  try {
    return record(JSON.parse(value.trimStart().startsWith('{') ? value : decodeURIComponent(value)))
  } catch {
    throw new CommandError(`the policy document of ${whose} is not JSON.`)
  }
}

const withDocument = (item: Json, member: string, whose: string): Json => ({
  ...item,
  [member]: documentOf(item[member], whose),
})

const inline = (holder: Json, member: string): Json => ({
  [member]: list(holder[member]).map((policy) =>
    withDocument(policy, 'PolicyDocument', `${text(holder['Arn'])} ${text(policy['PolicyName'])}`),
  ),
})

/** Instance profiles as AWS's output has them: under the roles they hold. */
function profilesOfRoles(roles: readonly Json[]): readonly Json[] {
  const profiles = roles.flatMap((role) => list(role['InstanceProfileList']))
  return [...new Map(profiles.map((profile) => [text(profile['Arn']), profile])).values()]
}

/** The file in `value`: an export, or the output of `aws iam get-account-authorization-details`. Throws CommandError for anything else. */
export function accountFile(value: unknown): AccountFile {
  const file = record(value)
  if (!['UserDetailList', 'RoleDetailList', 'Policies'].some((member) => Array.isArray(file[member])))
    throw new CommandError(
      'this is not an account: it has neither UserDetailList nor RoleDetailList nor Policies.',
      'It takes what `brevet export` or `aws iam get-account-authorization-details` prints.',
    )
  if (file['IsTruncated'] === true)
    throw new CommandError(
      'this is one page of several: IsTruncated is true.',
      'Let the AWS CLI page through (no --no-paginate, no --max-items).',
    )
  const roles = list(file['RoleDetailList'])
  const password = file['PasswordPolicy']
  return {
    UserDetailList: list(file['UserDetailList']).map((user) => ({ ...user, ...inline(user, 'UserPolicyList') })),
    GroupDetailList: list(file['GroupDetailList']).map((group) => ({ ...group, ...inline(group, 'GroupPolicyList') })),
    RoleDetailList: roles.map((role) => ({
      ...withDocument(role, 'AssumeRolePolicyDocument', text(role['Arn'])),
      ...inline(role, 'RolePolicyList'),
    })),
    Policies: list(file['Policies']).map((policy) => ({
      ...policy,
      PolicyVersionList: list(policy['PolicyVersionList']).map((version) =>
        withDocument(version, 'Document', text(policy['Arn'])),
      ),
    })),
    InstanceProfiles: Array.isArray(file['InstanceProfiles']) ? list(file['InstanceProfiles']) : profilesOfRoles(roles),
    OpenIDConnectProviders: list(file['OpenIDConnectProviders']),
    SAMLProviders: list(file['SAMLProviders']),
    AccountAliases: texts(file['AccountAliases']),
    ...(password === undefined ? {} : { PasswordPolicy: record(password) }),
    AccessKeys: list(file['AccessKeys']),
    MFADevices: list(file['MFADevices']),
  }
}

/** The account that the file is of: that of its entities' ARNs. Undefined for a file without entities. */
export function accountOf(file: AccountFile): string | undefined {
  const entities = [...file.UserDetailList, ...file.GroupDetailList, ...file.RoleDetailList, ...file.Policies]
  const ids = entities.map(({ Arn }) => /^arn:[\w-]+:iam::(\d{12}):/.exec(text(Arn))?.[1])
  return ids.find((id) => id !== undefined)
}

/** The file with account ids replaced: in every ARN, and where a text is nothing but the id. */
export function inAccounts(file: AccountFile, accounts: ReadonlyMap<string, string>): AccountFile {
  const change = (value: string): string =>
    accounts.get(value) ??
    value.replaceAll(/(arn:[\w-]+:[\w-]*:[\w-]*:)(\d{12})(?=:)/g, (whole, before: string, id: string) =>
      accounts.has(id) ? `${before}${accounts.get(id) ?? id}` : whole,
    )
  // Nothing but strings change, so the shape stays.
  return mapStrings(file, change) as AccountFile
}
