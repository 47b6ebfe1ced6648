/** Reads an account's IAM from a server, with the caller's own credentials. */
import { callIam } from '../../client/callIam.ts'
import type { Caller, Parameters } from '../../client/callService.ts'
import { CommandError } from '../../command.ts'
import { type AccountFile, accountFile } from './accountFile.ts'
import { type Json, list, record, text, texts } from './json.ts'

/** All pages of a listing. */
async function pages(action: string, parameters: Parameters, caller: Caller): Promise<readonly Json[]> {
  const all: Json[] = []
  let marker: string | undefined
  do {
    const page = await callIam(action, { ...parameters, Marker: marker }, caller)
    all.push(page)
    marker = page['IsTruncated'] === true ? text(page['Marker']) : undefined
  } while (marker !== undefined && marker !== '')
  return all
}

const listed = async (action: string, member: string, caller: Caller): Promise<readonly Json[]> =>
  (await pages(action, {}, caller)).flatMap((page) => list(page[member]))

async function withTags(items: readonly Json[], caller: Caller, tagsOf: (item: Json) => [string, Parameters]) {
  const tagged: Json[] = []
  for (const item of items) {
    const [action, parameters] = tagsOf(item)
    const tags = (await pages(action, parameters, caller)).flatMap((page) => list(page['Tags']))
    tagged.push({ ...item, Tags: tags })
  }
  return tagged
}

/** GetAccountAuthorizationDetails does not tell these of a role. */
async function withRoleSettings(roles: readonly Json[], caller: Caller): Promise<readonly Json[]> {
  const settings = new Map((await listed('ListRoles', 'Roles', caller)).map((role) => [text(role['Arn']), role]))
  return roles.map((role) => {
    const { Description, MaxSessionDuration } = settings.get(text(role['Arn'])) ?? {}
    return {
      ...role,
      ...(Description === undefined ? {} : { Description }),
      ...(MaxSessionDuration === undefined ? {} : { MaxSessionDuration }),
    }
  })
}

async function oidcProviders(caller: Caller): Promise<readonly Json[]> {
  const arns = list((await callIam('ListOpenIDConnectProviders', {}, caller))['OpenIDConnectProviderList'])
  return Promise.all(
    arns.map(async ({ Arn }) => ({
      Arn,
      ...(await callIam('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: text(Arn) }, caller)),
    })),
  )
}

async function samlProviders(caller: Caller): Promise<readonly Json[]> {
  const arns = list((await callIam('ListSAMLProviders', {}, caller))['SAMLProviderList'])
  return Promise.all(
    arns.map(async ({ Arn }) => {
      const { CreateDate, SAMLMetadataDocument, Tags, ValidUntil } = await callIam(
        'GetSAMLProvider',
        { SAMLProviderArn: text(Arn) },
        caller,
      )
      return { Arn, CreateDate, ValidUntil, SAMLMetadataDocument, Tags }
    }),
  )
}

async function passwordPolicy(caller: Caller): Promise<Json> {
  try {
    const { PasswordPolicy } = await callIam('GetAccountPasswordPolicy', {}, caller)
    return { PasswordPolicy }
  } catch (error) {
    if (error instanceof CommandError && error.message.startsWith('NoSuchEntity')) return {}
    throw error
  }
}

async function accessKeys(users: readonly Json[], caller: Caller): Promise<readonly Json[]> {
  const keys: Json[] = []
  for (const { UserName } of users)
    for (const page of await pages('ListAccessKeys', { UserName: text(UserName) }, caller))
      keys.push(...list(page['AccessKeyMetadata']))
  return keys
}

async function mfaDevices(caller: Caller): Promise<readonly Json[]> {
  const devices = await listed('ListVirtualMFADevices', 'VirtualMFADevices', caller)
  return devices.map(({ EnableDate, SerialNumber, User }) => {
    const name = record(User)['UserName']
    return {
      SerialNumber,
      ...(name === undefined ? {} : { UserName: name }),
      ...(EnableDate === undefined ? {} : { EnableDate }),
    }
  })
}

/** Everything of the caller's account. Throws CommandError where the server refuses one of the reads. */
export async function readAccount(caller: Caller): Promise<AccountFile> {
  const details = await pages('GetAccountAuthorizationDetails', {}, caller)
  const all = (member: string): readonly Json[] => details.flatMap((page) => list(page[member]))
  const users = all('UserDetailList')
  const own = all('Policies').filter(({ Arn }) => !text(Arn).includes(':iam::aws:'))
  const profiles = await listed('ListInstanceProfiles', 'InstanceProfiles', caller)
  return accountFile({
    UserDetailList: users,
    GroupDetailList: all('GroupDetailList'),
    RoleDetailList: await withRoleSettings(all('RoleDetailList'), caller),
    Policies: await withTags(own, caller, ({ Arn }) => ['ListPolicyTags', { PolicyArn: text(Arn) }]),
    InstanceProfiles: await withTags(profiles, caller, ({ InstanceProfileName }) => [
      'ListInstanceProfileTags',
      { InstanceProfileName: text(InstanceProfileName) },
    ]),
    OpenIDConnectProviders: await oidcProviders(caller),
    SAMLProviders: await samlProviders(caller),
    AccountAliases: texts((await callIam('ListAccountAliases', {}, caller))['AccountAliases']),
    ...(await passwordPolicy(caller)),
    AccessKeys: await accessKeys(users, caller),
    MFADevices: await mfaDevices(caller),
  })
}
