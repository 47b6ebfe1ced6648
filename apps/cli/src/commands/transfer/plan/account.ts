/** Identity providers, alias and password policy; and credentials, which stay out. */
import type { AccountFile } from '../accountFile.ts'
import { type Json, list, members, same, text, texts } from '../json.ts'
import { type Call, type Change, changeOf, missingTags, notImportable, tagCalls } from './change.ts'

const byArn = (items: readonly Json[]): ReadonlyMap<string, Json> =>
  new Map(items.map((item) => [text(item['Arn']), item]))

function oidc(provider: Json, present: Json | undefined): Change {
  const arn = text(provider['Arn'])
  const entity = `OIDC provider ${arn}`
  const [clients, thumbprints] = [texts(provider['ClientIDList']), texts(provider['ThumbprintList'])]
  const tags = missingTags(provider, present)
  if (present === undefined) {
    const parameters = {
      Url: `https://${text(provider['Url']).replace(/^https:\/\//, '')}`,
      ...members('ClientIDList', clients),
      ...members('ThumbprintList', thumbprints),
      ...members('Tags', tags),
    }
    return changeOf(entity, false, {
      calls: [{ action: 'CreateOpenIDConnectProvider', parameters, words: 'create' }],
    })
  }
  const name = { OpenIDConnectProviderArn: arn }
  const have = new Set(texts(present['ClientIDList']))
  const calls: Call[] = clients
    .filter((id) => !have.has(id))
    .map((ClientID) => ({
      action: 'AddClientIDToOpenIDConnectProvider',
      parameters: { ...name, ClientID },
      words: `client id ${ClientID}`,
    }))
  if (!same(thumbprints.toSorted(), texts(present['ThumbprintList']).toSorted()))
    calls.push({
      action: 'UpdateOpenIDConnectProviderThumbprint',
      parameters: { ...name, ...members('ThumbprintList', thumbprints) },
      words: 'thumbprints',
    })
  return changeOf(entity, true, { calls: [...calls, ...tagCalls('TagOpenIDConnectProvider', name, tags)] })
}

function saml(provider: Json, present: Json | undefined): Change {
  const SAMLProviderArn = text(provider['Arn'])
  const SAMLMetadataDocument = text(provider['SAMLMetadataDocument'])
  const entity = `SAML provider ${SAMLProviderArn}`
  const tags = missingTags(provider, present)
  if (present === undefined) {
    const Name = SAMLProviderArn.split('/').at(-1)
    const parameters = { Name, SAMLMetadataDocument, ...members('Tags', tags) }
    return changeOf(entity, false, { calls: [{ action: 'CreateSAMLProvider', parameters, words: 'create' }] })
  }
  const update: readonly Call[] =
    SAMLMetadataDocument === present['SAMLMetadataDocument']
      ? []
      : [{ action: 'UpdateSAMLProvider', parameters: { SAMLProviderArn, SAMLMetadataDocument }, words: 'metadata' }]
  return changeOf(entity, true, { calls: [...update, ...tagCalls('TagSAMLProvider', { SAMLProviderArn }, tags)] })
}

/** Before policies and roles: trust policies name them. */
export function planProviders(wanted: AccountFile, present: AccountFile): readonly Change[] {
  const [oidcs, samls] = [byArn(present.OpenIDConnectProviders), byArn(present.SAMLProviders)]
  return [
    ...wanted.OpenIDConnectProviders.map((provider) => oidc(provider, oidcs.get(text(provider['Arn'])))),
    ...wanted.SAMLProviders.map((provider) => saml(provider, samls.get(text(provider['Arn'])))),
  ]
}

function alias(wanted: AccountFile, present: AccountFile): readonly Change[] {
  const [name] = wanted.AccountAliases
  if (name === undefined) return []
  const [has] = present.AccountAliases
  const call = { action: 'CreateAccountAlias', parameters: { AccountAlias: name }, words: `alias ${name}` }
  return [changeOf('account alias', has !== undefined, { calls: name === has ? [] : [call] })]
}

/** ExpirePasswords only says whether MaxPasswordAge is there. */
function passwordPolicy({ PasswordPolicy: wanted }: AccountFile, present: AccountFile): readonly Change[] {
  if (wanted === undefined) return []
  const facts = Object.entries(wanted).filter(([name]) => name !== 'ExpirePasswords')
  const parameters = Object.fromEntries(facts.map(([name, value]) => [name, String(value)]))
  const exists = present.PasswordPolicy !== undefined
  const call = { action: 'UpdateAccountPasswordPolicy', parameters, words: 'rules' }
  return [changeOf('password policy', exists, { calls: same(wanted, present.PasswordPolicy) ? [] : [call] })]
}

/** Alias, password policy, and the credentials that the target does not have. */
export function planAccount(wanted: AccountFile, present: AccountFile): readonly Change[] {
  const has = (items: readonly Json[], member: string, item: Json): boolean =>
    list(items).some((each) => each[member] === item[member])
  const keys = wanted.AccessKeys.filter((key) => !has(present.AccessKeys, 'AccessKeyId', key))
  const devices = wanted.MFADevices.filter((device) => !has(present.MFADevices, 'SerialNumber', device))
  return [
    ...alias(wanted, present),
    ...passwordPolicy(wanted, present),
    ...keys.map((key) =>
      notImportable(
        `access key ${text(key['AccessKeyId'])} of ${text(key['UserName'])}`,
        'secrets do not go over the API: make a new one with aws iam create-access-key, or import into --data-dir',
      ),
    ),
    ...devices.map((device) =>
      notImportable(
        `MFA device ${text(device['SerialNumber'])}`,
        'seeds do not go over the API: enrol it again, or import into --data-dir',
      ),
    ),
  ]
}
