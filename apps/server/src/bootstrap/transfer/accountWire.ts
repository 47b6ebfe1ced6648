/** An account in the shapes of IAM's answers, as `brevet export` reads them over the API. */
import { passwordPolicyId } from '../../domain/credentialIds.ts'
import type { MfaDevice, User } from '../../domain/entities.ts'
import { loadProtocol } from '../../protocol/loadProtocol.ts'
import {
  type DetailsOf,
  groupDetail,
  policyDetail,
  roleDetails,
  userDetail,
} from '../../services/iam/accountDetails/details.ts'
import { listedProfile } from '../../services/iam/instanceprofile/profileRecord.ts'
import { wireProvider as wireOidc } from '../../services/iam/oidcprovider/providerRecord.ts'
import { wirePasswordPolicy } from '../../services/iam/passwordPolicy/passwordPolicy.ts'
import { percentEncoded } from '../../services/iam/policyText.ts'
import { wireProvider as wireSaml } from '../../services/iam/samlprovider/providerRecord.ts'
import { toWire } from '../../services/iam/tags.ts'
import type { Reader } from '../../store/store.ts'
import { all } from './accountState.ts'

type Json = Readonly<Record<string, unknown>>

/** What the server answers for `output` of an operation of IAM's, in JSON. */
function wireWith(): (operation: string, output: unknown) => Json {
  const protocol = loadProtocol('iam')
  return (operation, output) => {
    const encoded = protocol.operation(operation)?.encodeOutput(output, { requestId: '', json: true })
    const answer = JSON.parse(Buffer.from(encoded?.body ?? []).toString('utf8')) as Record<string, Record<string, Json>>
    return answer[`${operation}Response`]?.[`${operation}Result`] ?? {}
  }
}

const items = (answer: Json, member: string): readonly Json[] => (answer[member] ?? []) as readonly Json[]

async function mapped<T, U>(list: readonly T[], change: (item: T) => Promise<U>): Promise<U[]> {
  const changed: U[] = []
  for (const item of list) changed.push(await change(item))
  return changed
}

const PART = 500

async function inParts<T, U>(list: readonly T[], change: (part: readonly T[]) => Promise<readonly U[]>): Promise<U[]> {
  const changed: U[] = []
  for (let at = 0; at < list.length; at += PART) changed.push(...(await change(list.slice(at, at + PART))))
  return changed
}

function device({ serialNumber, userId, enabledAtMs }: MfaDevice, users: ReadonlyMap<string, User>) {
  const user = users.get(userId ?? '')
  return {
    SerialNumber: serialNumber,
    ...(enabledAtMs === undefined ? {} : { EnableDate: enabledAtMs / 1_000 }),
    ...(user === undefined ? {} : { UserName: user.name }),
  }
}

/** The lists of an export file, documents percent-encoded; AWS's own policies are not among them, nor any secret. */
export async function accountWire(store: Reader, accountId: string, nowMs: number): Promise<Json> {
  const wire = wireWith()
  const of: DetailsOf = { accountId, store, nowMs, encode: percentEncoded }
  const users = await all((query) => store.users.list(accountId, query))
  const groups = await all((query) => store.groups.list(accountId, query))
  const roles = await all((query) => store.roles.list(accountId, query))
  const policies = await all((query) => store.policies.list(accountId, query))
  const profiles = await all((query) => store.resources.list('instanceProfile', accountId, query))
  const details = wire('GetAccountAuthorizationDetails', {
    UserDetailList: await mapped(users, (user) => userDetail(user, of)),
    GroupDetailList: await mapped(groups, (group) => groupDetail(group, of)),
    RoleDetailList: await inParts(roles, (part) => roleDetails(part, of)),
    Policies: await mapped(policies, (policy) => policyDetail(policy, of)),
    IsTruncated: false,
  })
  const InstanceProfiles = await mapped(profiles, (profile) => listedProfile(profile, store))
  const oidc = await all((query) => store.resources.list('oidcProvider', accountId, query))
  const saml = await all((query) => store.resources.list('samlProvider', accountId, query))
  const aliases = await all((query) => store.resources.list('accountAlias', accountId, query))
  const rules = await store.resources.byId('passwordPolicy', passwordPolicyId(accountId))
  const keys = await mapped(users, async ({ id, name: UserName }) =>
    (await store.accessKeys.ofUser(id)).map((key) => ({
      UserName,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: key.createdAtMs,
    })),
  )
  const devices = await all((query) => store.mfaDevices.list(accountId, query))
  const byId = new Map(users.map((user) => [user.id, user]))
  return {
    UserDetailList: items(details, 'UserDetailList'),
    GroupDetailList: items(details, 'GroupDetailList'),
    RoleDetailList: items(details, 'RoleDetailList').map((detail, index) => withSettings(detail, roles[index])),
    Policies: items(details, 'Policies').map((detail, index) => ({
      ...detail,
      ...described(policies[index]),
      Tags: toWire(policies[index]?.tags ?? []),
    })),
    InstanceProfiles: items(
      wire('ListInstanceProfiles', { InstanceProfiles, IsTruncated: false }),
      'InstanceProfiles',
    ).map((profile, index) => ({ ...profile, Tags: toWire(profiles[index]?.tags ?? []) })),
    OpenIDConnectProviders: oidc.map((one) => ({ Arn: one.id, ...wire('GetOpenIDConnectProvider', wireOidc(one)) })),
    SAMLProviders: await mapped(saml, async (one) => {
      const { CreateDate, SAMLMetadataDocument, Tags, ValidUntil } = wire('GetSAMLProvider', await wireSaml(one, store))
      return { Arn: one.id, CreateDate, ValidUntil, SAMLMetadataDocument, ...(Tags === undefined ? {} : { Tags }) }
    }),
    AccountAliases: aliases.map(({ name }) => name),
    ...(rules === undefined ? {} : wire('GetAccountPasswordPolicy', { PasswordPolicy: wirePasswordPolicy(rules) })),
    AccessKeys: items(
      wire('ListAccessKeys', { AccessKeyMetadata: keys.flat(), IsTruncated: false }),
      'AccessKeyMetadata',
    ),
    MFADevices: devices.map((one) => device(one, byId)),
  }
}

/** GetAccountAuthorizationDetails tells no descriptions. */
const described = (entity: { readonly description?: string } | undefined): Json =>
  entity?.description === undefined || entity.description === '' ? {} : { Description: entity.description }

/** Nor does it tell these of a role. */
const withSettings = (
  detail: Json,
  role: { readonly description?: string; readonly maxSessionSeconds: number } | undefined,
): Json => ({
  ...detail,
  ...described(role),
  ...(role === undefined ? {} : { MaxSessionDuration: role.maxSessionSeconds }),
})
