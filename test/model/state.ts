/** What the model of IAM remembers of an account: plain maps, written from AWS's documentation and without any of the server's code. */

/** A tag as the wire has it. */
export interface WireTag {
  readonly Key: string
  readonly Value: string
}

/** Tags by their key in lower case. */
export type Tags = Map<string, WireTag>

/** A user, group or role. */
export interface Holder {
  readonly noun: 'user' | 'group' | 'role'
  /** As the server gave it. */
  readonly id: string
  name: string
  path: string
  readonly inline: Map<string, string>
  readonly attached: string[]
  boundary: string | undefined
  readonly tags: Tags
}

/** A user and what hangs on it. */
export interface User extends Holder {
  readonly keys: { readonly id: string; status: string }[]
  readonly credentials: { readonly id: string; readonly service: string }[]
  /** Its SSH public keys and its signing certificates, by their texts. */
  readonly sshKeys: { readonly id: string; readonly text: string }[]
  readonly certificates: { readonly id: string; readonly text: string }[]
  /** Whether its password must be changed; undefined without a password. */
  mustReset: boolean | undefined
}

/** A group and its members. */
export interface Group extends Holder {
  readonly members: Set<User>
}

/** A role and whom it trusts: a user, who may be renamed or gone, or what the policy's text says. */
export interface Role extends Holder {
  trusted: User | string
  description: string | undefined
  maxSeconds: number
}

/** A customer managed policy. */
export interface Policy {
  readonly arn: string
  readonly name: string
  readonly versions: Map<string, string>
  defaultId: string
  next: number
  readonly tags: Tags
}

/** An instance profile. */
export interface Profile {
  readonly id: string
  readonly name: string
  readonly path: string
  role: Role | undefined
  readonly tags: Tags
}

/** A virtual MFA device. */
export interface Device {
  readonly serial: string
  readonly tags: Tags
  user: User | undefined
}

/** An OpenID Connect provider. */
export interface Issuer {
  readonly arn: string
  readonly clientIds: string[]
  readonly tags: Tags
}

/** A server certificate. */
export interface ServerCertificate {
  name: string
  path: string
  readonly tags: Tags
}

/** Everything; keys are names in lower case, of policies too. */
export interface State {
  readonly accountId: string
  readonly users: Map<string, User>
  readonly groups: Map<string, Group>
  readonly roles: Map<string, Role>
  readonly policies: Map<string, Policy>
  readonly profiles: Map<string, Profile>
  readonly devices: Map<string, Device>
  readonly issuers: Map<string, Issuer>
  /** SAML providers: name to its tags. */
  readonly samlProviders: Map<string, { readonly arn: string; readonly tags: Tags }>
  readonly serverCertificates: Map<string, ServerCertificate>
  alias: string | undefined
  /** The minimum length that the account's password policy asks for, if it has one. */
  passwordLength: number | undefined
}

/** AWS's own policies that steps name. */
export const AWS_POLICIES = [
  'arn:aws:iam::aws:policy/ReadOnlyAccess',
  'arn:aws:iam::aws:policy/AdministratorAccess',
] as const

/** An account that has nothing but its administrator. */
export function newState(accountId: string, adminId: string): State {
  const admin: User = {
    noun: 'user',
    id: adminId,
    name: 'admin',
    path: '/',
    inline: new Map(),
    attached: [AWS_POLICIES[1]],
    boundary: undefined,
    tags: new Map(),
    keys: [],
    credentials: [],
    sshKeys: [],
    certificates: [],
    mustReset: undefined,
  }
  return {
    accountId,
    users: new Map([['admin', admin]]),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    profiles: new Map(),
    devices: new Map(),
    issuers: new Map(),
    samlProviders: new Map(),
    serverCertificates: new Map(),
    alias: undefined,
    passwordLength: undefined,
  }
}

/** A refusal that the model predicts, by AWS's code. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Refuses unless it holds. */
export function demand(holds: boolean, code: string): asserts holds {
  if (!holds) throw new Refused(code)
}

/** What a step's request carries: the members of all of the operations together. */
export interface Input {
  readonly [member: string]: string | number | boolean | readonly string[] | readonly WireTag[] | undefined
}

/** The member, which the step has. */
export function text(input: Input, member: string): string {
  const value = input[member]
  if (typeof value !== 'string') throw new Error(`a step without ${member}`)
  return value
}

/** A number that the step has, or does not. */
export const number = (input: Input, member: string): number | undefined => {
  const value = input[member]
  return typeof value === 'number' ? value : undefined
}

/** A text that the step has, or does not. */
export const optional = (input: Input, member: string): string | undefined => {
  const value = input[member]
  return typeof value === 'string' ? value : undefined
}

/** What the server answered, where the model needs to learn from it: ids are the server's to choose. */
export type Answer = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** An id in an answer. */
export function idIn(answer: Answer, entity: string, member: string): string {
  const id = answer[entity]?.[member]
  if (typeof id !== 'string') throw new Error(`no ${entity}.${member} in ${JSON.stringify(answer)}`)
  return id
}

/** Does what the call does. */
export type Apply = (answer: Answer) => void

/** An operation: throws Refused, changing nothing, or answers what happens to the state when the server agrees. */
export type ModelOperation = (state: State, input: Input) => Apply

/** A call that changes nothing. */
export const nothing: Apply = () => undefined
