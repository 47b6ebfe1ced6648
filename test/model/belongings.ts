/** Keys, passwords, devices, instance profiles, providers and the alias, as the model has them. Source: IAM API reference. */
import { changeableRole, rename, roleNamed, tagging, userNamed } from './identities.ts'
import { demandTags, newTags } from './rules.ts'
import { demand, idIn, nothing, optional, text } from './state.ts'
import type { Device, Input, ModelOperation, Profile, ServerCertificate, State, User } from './state.ts'

const KEYS = 2
const CREDENTIALS = 2
const DEVICES = 8
const SSH_KEYS = 5
const CERTIFICATES = 2
const SERVER_CERTIFICATES = 20
const CLIENT_IDS = 100

/** Whom a request is about: the administrator, who calls, where it names nobody. */
const owner = (state: State, input: Input): User => userNamed(state, optional(input, 'UserName') ?? 'admin')

const CreateAccessKey: ModelOperation = (state, input) => {
  const { keys } = owner(state, input)
  demand(keys.length < KEYS, 'LimitExceeded')
  return (answer) => void keys.push({ id: idIn(answer, 'AccessKey', 'AccessKeyId'), status: 'Active' })
}

function keyOf(state: State, input: Input) {
  const { keys } = owner(state, input)
  const key = keys.find(({ id }) => id === text(input, 'AccessKeyId'))
  demand(key !== undefined, 'NoSuchEntity')
  return { key, keys }
}

const UpdateAccessKey: ModelOperation = (state, input) => {
  const { key } = keyOf(state, input)
  return () => void (key.status = text(input, 'Status'))
}

const DeleteAccessKey: ModelOperation = (state, input) => {
  const { key, keys } = keyOf(state, input)
  return () => void keys.splice(keys.indexOf(key), 1)
}

const CreateServiceSpecificCredential: ModelOperation = (state, input) => {
  const { credentials } = userNamed(state, text(input, 'UserName'))
  const service = text(input, 'ServiceName')
  demand(service === 'codecommit.amazonaws.com', 'NoSuchEntity')
  demand(credentials.length < CREDENTIALS, 'LimitExceeded')
  return (answer) =>
    void credentials.push({ id: idIn(answer, 'ServiceSpecificCredential', 'ServiceSpecificCredentialId'), service })
}

const DeleteServiceSpecificCredential: ModelOperation = (state, input) => {
  const { credentials } = userNamed(state, text(input, 'UserName'))
  const index = credentials.findIndex(({ id }) => id === text(input, 'ServiceSpecificCredentialId'))
  demand(index >= 0, 'NoSuchEntity')
  return () => void credentials.splice(index, 1)
}

const UploadSSHPublicKey: ModelOperation = (state, input) => {
  const { sshKeys } = userNamed(state, text(input, 'UserName'))
  const body = text(input, 'SSHPublicKeyBody')
  demand(body.startsWith('ssh-rsa '), 'UnrecognizedPublicKeyEncoding')
  demand(!sshKeys.some((key) => key.text === body), 'DuplicateSSHPublicKey')
  demand(sshKeys.length < SSH_KEYS, 'LimitExceeded')
  return (answer) => void sshKeys.push({ id: idIn(answer, 'SSHPublicKey', 'SSHPublicKeyId'), text: body })
}

/** Removes the one of that id. */
function dropOne(all: { readonly id: string }[], id: string): () => void {
  const index = all.findIndex((one) => one.id === id)
  demand(index >= 0, 'NoSuchEntity')
  return () => void all.splice(index, 1)
}

const DeleteSSHPublicKey: ModelOperation = (state, input) =>
  dropOne(userNamed(state, text(input, 'UserName')).sshKeys, text(input, 'SSHPublicKeyId'))

const UploadSigningCertificate: ModelOperation = (state, input) => {
  const { certificates } = owner(state, input)
  const body = text(input, 'CertificateBody')
  demand(body.includes('BEGIN CERTIFICATE'), 'MalformedCertificate')
  const all = [...state.users.values()].flatMap((user) => user.certificates)
  demand(!all.some((one) => one.text === body), 'DuplicateCertificate')
  demand(certificates.length < CERTIFICATES, 'LimitExceeded')
  return (answer) => void certificates.push({ id: idIn(answer, 'Certificate', 'CertificateId'), text: body })
}

const DeleteSigningCertificate: ModelOperation = (state, input) =>
  dropOne(owner(state, input).certificates, text(input, 'CertificateId'))

const UploadServerCertificate: ModelOperation = (state, input) => {
  const name = text(input, 'ServerCertificateName')
  demandTags(new Map(), input)
  demand(!state.serverCertificates.has(name.toLowerCase()), 'EntityAlreadyExists')
  demand(state.serverCertificates.size < SERVER_CERTIFICATES, 'LimitExceeded')
  return () =>
    void state.serverCertificates.set(name.toLowerCase(), {
      name,
      path: optional(input, 'Path') ?? '/',
      tags: newTags(input),
    })
}

function serverCertificateOf(state: State, input: Input): ServerCertificate {
  const certificate = state.serverCertificates.get(text(input, 'ServerCertificateName').toLowerCase())
  demand(certificate !== undefined, 'NoSuchEntity')
  return certificate
}

const UpdateServerCertificate: ModelOperation = (state, input) =>
  rename(state.serverCertificates, serverCertificateOf(state, input), {
    name: optional(input, 'NewServerCertificateName'),
    path: optional(input, 'NewPath'),
  })

const DeleteServerCertificate: ModelOperation = (state, input) => {
  const { name } = serverCertificateOf(state, input)
  return () => void state.serverCertificates.delete(name.toLowerCase())
}

/** Without a policy of the account: eight characters of three kinds out of four. With one: its length. */
function demandPassword({ passwordLength: length }: State, password: string): void {
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  const isGood = length === undefined ? password.length >= 8 && kinds >= 3 : password.length >= length
  demand(isGood, 'PasswordPolicyViolation')
}

const CreateLoginProfile: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  demand(user.mustReset === undefined, 'EntityAlreadyExists')
  demandPassword(state, text(input, 'Password'))
  return () => void (user.mustReset = input['PasswordResetRequired'] === true)
}

const UpdateLoginProfile: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  demand(user.mustReset !== undefined, 'NoSuchEntity')
  const password = optional(input, 'Password')
  if (password !== undefined) demandPassword(state, password)
  const mustReset = input['PasswordResetRequired']
  return () => {
    if (mustReset !== undefined) user.mustReset = mustReset === true
  }
}

const DeleteLoginProfile: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  demand(user.mustReset !== undefined, 'NoSuchEntity')
  return () => void (user.mustReset = undefined)
}

const UpdateAccountPasswordPolicy: ModelOperation = (state, input) => () =>
  void (state.passwordLength = Number(input['MinimumPasswordLength'] ?? 6))

const DeleteAccountPasswordPolicy: ModelOperation = (state) => {
  demand(state.passwordLength !== undefined, 'NoSuchEntity')
  return () => void (state.passwordLength = undefined)
}

const CreateVirtualMFADevice: ModelOperation = (state, input) => {
  const serial = `arn:aws:iam::${state.accountId}:mfa${optional(input, 'Path') ?? '/'}${text(input, 'VirtualMFADeviceName')}`
  demandTags(new Map(), input)
  demand(!state.devices.has(serial.toLowerCase()), 'EntityAlreadyExists')
  return () => void state.devices.set(serial.toLowerCase(), { serial, tags: newTags(input), user: undefined })
}

/** A device is named by its serial number exactly. */
function deviceOf(state: State, input: Input): Device {
  const serial = text(input, 'SerialNumber')
  const device = state.devices.get(serial.toLowerCase())
  demand(device?.serial === serial, 'NoSuchEntity')
  return device
}

/** Both codes of a step are `000000` where they are to be wrong. */
const demandCodes = (input: Input): void =>
  demand(text(input, 'AuthenticationCode1') !== text(input, 'AuthenticationCode2'), 'InvalidAuthenticationCode')

const EnableMFADevice: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  const device = deviceOf(state, input)
  demand(device.user === undefined, 'EntityAlreadyExists')
  const present = [...state.devices.values()].filter((one) => one.user === user)
  demand(present.length < DEVICES, 'LimitExceeded')
  demandCodes(input)
  return () => void (device.user = user)
}

const DeactivateMFADevice: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  const device = deviceOf(state, input)
  demand(device.user === user, 'NoSuchEntity')
  return () => void (device.user = undefined)
}

const ResyncMFADevice: ModelOperation = (state, input) => {
  const user = userNamed(state, text(input, 'UserName'))
  demand(deviceOf(state, input).user === user, 'NoSuchEntity')
  demandCodes(input)
  return nothing
}

const DeleteVirtualMFADevice: ModelOperation = (state, input) => {
  const device = deviceOf(state, input)
  demand(device.user === undefined, 'DeleteConflict')
  return () => void state.devices.delete(device.serial.toLowerCase())
}

function profileOf(state: State, input: Input): Profile {
  const profile = state.profiles.get(text(input, 'InstanceProfileName').toLowerCase())
  demand(profile !== undefined, 'NoSuchEntity')
  return profile
}

const CreateInstanceProfile: ModelOperation = (state, input) => {
  const name = text(input, 'InstanceProfileName')
  demandTags(new Map(), input)
  demand(!state.profiles.has(name.toLowerCase()), 'EntityAlreadyExists')
  return (answer) =>
    void state.profiles.set(name.toLowerCase(), {
      id: idIn(answer, 'InstanceProfile', 'InstanceProfileId'),
      name,
      path: optional(input, 'Path') ?? '/',
      role: undefined,
      tags: newTags(input),
    })
}

const DeleteInstanceProfile: ModelOperation = (state, input) => {
  const profile = profileOf(state, input)
  demand(profile.role === undefined, 'DeleteConflict')
  return () => void state.profiles.delete(profile.name.toLowerCase())
}

const AddRoleToInstanceProfile: ModelOperation = (state, input) => {
  const profile = profileOf(state, input)
  const role = changeableRole(state, text(input, 'RoleName'))
  demand(profile.role === undefined, 'LimitExceeded')
  return () => void (profile.role = role)
}

const RemoveRoleFromInstanceProfile: ModelOperation = (state, input) => {
  const profile = profileOf(state, input)
  const role = roleNamed(state, text(input, 'RoleName'))
  demand(profile.role === role, 'NoSuchEntity')
  return () => void (profile.role = undefined)
}

const CreateOpenIDConnectProvider: ModelOperation = (state, input) => {
  const issuer = text(input, 'Url').replace('https://', '')
  demandTags(new Map(), input)
  demand(!state.issuers.has(issuer.toLowerCase()), 'EntityAlreadyExists')
  const arn = `arn:aws:iam::${state.accountId}:oidc-provider/${issuer}`
  const clientIds = [...((input['ClientIDList'] ?? []) as readonly string[])]
  return () => void state.issuers.set(issuer.toLowerCase(), { arn, clientIds, tags: newTags(input) })
}

function issuerOf(state: State, input: Input) {
  const arn = text(input, 'OpenIDConnectProviderArn')
  const entry = [...state.issuers].find(([, issuer]) => issuer.arn === arn)
  demand(entry !== undefined, 'NoSuchEntity')
  return { key: entry[0], issuer: entry[1] }
}

const AddClientIDToOpenIDConnectProvider: ModelOperation = (state, input) => {
  const { clientIds } = issuerOf(state, input).issuer
  const id = text(input, 'ClientID')
  if (clientIds.includes(id)) return nothing
  demand(clientIds.length < CLIENT_IDS, 'LimitExceeded')
  return () => void clientIds.push(id)
}

const RemoveClientIDFromOpenIDConnectProvider: ModelOperation = (state, input) => {
  const { clientIds } = issuerOf(state, input).issuer
  const index = clientIds.indexOf(text(input, 'ClientID'))
  return index < 0 ? nothing : () => void clientIds.splice(index, 1)
}

const DeleteOpenIDConnectProvider: ModelOperation = (state, input) => {
  const arn = text(input, 'OpenIDConnectProviderArn')
  const entry = [...state.issuers].find(([, issuer]) => issuer.arn === arn)
  demand(entry !== undefined, 'NoSuchEntity')
  return () => void state.issuers.delete(entry[0])
}

const CreateSAMLProvider: ModelOperation = (state, input) => {
  const name = text(input, 'Name')
  demand(!state.samlProviders.has(name.toLowerCase()), 'EntityAlreadyExists')
  demandTags(new Map(), input)
  const arn = `arn:aws:iam::${state.accountId}:saml-provider/${name}`
  return () => void state.samlProviders.set(name.toLowerCase(), { arn, tags: newTags(input) })
}

const DeleteSAMLProvider: ModelOperation = (state, input) => {
  const arn = text(input, 'SAMLProviderArn')
  const entry = [...state.samlProviders].find(([, provider]) => provider.arn === arn)
  demand(entry !== undefined, 'NoSuchEntity')
  return () => void state.samlProviders.delete(entry[0])
}

const CreateAccountAlias: ModelOperation = (state, input) => {
  const alias = text(input, 'AccountAlias')
  demand(state.alias !== alias, 'EntityAlreadyExists')
  return () => void (state.alias = alias)
}

const DeleteAccountAlias: ModelOperation = (state, input) => {
  demand(state.alias === text(input, 'AccountAlias'), 'NoSuchEntity')
  return () => void (state.alias = undefined)
}

const device = tagging(deviceOf)
const profile = tagging(profileOf)
const serverCertificate = tagging(serverCertificateOf)
const issuer = tagging((state, input) => issuerOf(state, input).issuer)

/** By the operation's name. */
export const belongings: Readonly<Record<string, ModelOperation>> = {
  CreateAccessKey,
  UpdateAccessKey,
  DeleteAccessKey,
  CreateServiceSpecificCredential,
  DeleteServiceSpecificCredential,
  UploadSSHPublicKey,
  DeleteSSHPublicKey,
  UploadSigningCertificate,
  DeleteSigningCertificate,
  UploadServerCertificate,
  UpdateServerCertificate,
  DeleteServerCertificate,
  TagServerCertificate: serverCertificate.tag,
  UntagServerCertificate: serverCertificate.untag,
  CreateLoginProfile,
  UpdateLoginProfile,
  DeleteLoginProfile,
  UpdateAccountPasswordPolicy,
  DeleteAccountPasswordPolicy,
  CreateVirtualMFADevice,
  EnableMFADevice,
  DeactivateMFADevice,
  ResyncMFADevice,
  DeleteVirtualMFADevice,
  TagMFADevice: device.tag,
  UntagMFADevice: device.untag,
  CreateInstanceProfile,
  DeleteInstanceProfile,
  AddRoleToInstanceProfile,
  RemoveRoleFromInstanceProfile,
  TagInstanceProfile: profile.tag,
  UntagInstanceProfile: profile.untag,
  CreateOpenIDConnectProvider,
  AddClientIDToOpenIDConnectProvider,
  RemoveClientIDFromOpenIDConnectProvider,
  DeleteOpenIDConnectProvider,
  TagOpenIDConnectProvider: issuer.tag,
  UntagOpenIDConnectProvider: issuer.untag,
  CreateSAMLProvider,
  DeleteSAMLProvider,
  CreateAccountAlias,
  DeleteAccountAlias,
}
