/** Users, roles and sessions for scenarios, made as an administrator makes them. */
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import type { Tag } from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { AssumeRoleCommandInput, Credentials } from '@aws-sdk/client-sts'
import type { Key, World } from './world.ts'

type OneOrMany = string | readonly string[]

/** A statement, in the letters of the policy language. */
export interface Statement {
  readonly Effect?: 'Allow' | 'Deny'
  readonly Action: OneOrMany
  readonly Resource?: OneOrMany
  readonly Principal?: unknown
  readonly Condition?: unknown
}

/** The text of a policy. Effect is Allow where it is left out. */
export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Effect: 'Allow', ...one })) })

/** The text of a policy that allows these actions on everything. */
export const allow = (...actions: readonly string[]): string => policy({ Action: actions, Resource: '*' })

/** A trust policy: these principals may do these things with the role. */
export const trust = (principal: unknown, condition?: unknown, actions: OneOrMany = 'sts:AssumeRole'): string =>
  policy({ Principal: principal, Action: actions, ...(condition === undefined ? {} : { Condition: condition }) })

/** What STS answered as a credential for clients. */
export function keyOf(issued: Credentials | undefined): Key {
  const { AccessKeyId, SecretAccessKey, SessionToken } = issued ?? {}
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Error('an answer without credentials')
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/** How a user or role is made. */
export interface Person {
  /** Text of an inline policy. */
  readonly policy?: string
  /** Managed policies to attach. */
  readonly attach?: readonly string[]
  readonly tags?: readonly Tag[]
  readonly boundary?: string
  /** Who makes it (default: the admin). */
  readonly by?: Key
}

const extras = ({ boundary, tags }: Person) => ({
  ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
  ...(tags === undefined ? {} : { Tags: [...tags] }),
})

/** A new access key of a user. */
export async function newKey(world: World, name: string, by: Key = world.admin): Promise<Key> {
  const { AccessKey } = await world.iam(by).send(new CreateAccessKeyCommand({ UserName: name }))
  if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) throw new Error('no key')
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
}

/** Creates a user with one access key, and answers the key. */
export async function newUser(world: World, name: string, person: Person = {}): Promise<Key> {
  const iam = world.iam(person.by)
  await iam.send(new CreateUserCommand({ UserName: name, ...extras(person) }))
  if (person.policy !== undefined)
    await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'scenario', PolicyDocument: person.policy }))
  for (const arn of person.attach ?? []) await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: arn }))
  return newKey(world, name, person.by)
}

/** How a role is made. */
export interface RolePerson extends Person {
  readonly trust: string
  readonly maxSeconds?: number
  readonly path?: string
}

/** Creates a role, and answers its ARN. */
export async function newRole(world: World, name: string, person: RolePerson): Promise<string> {
  const iam = world.iam(person.by)
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: person.trust,
      ...(person.maxSeconds === undefined ? {} : { MaxSessionDuration: person.maxSeconds }),
      ...(person.path === undefined ? {} : { Path: person.path }),
      ...extras(person),
    }),
  )
  if (person.policy !== undefined)
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'scenario', PolicyDocument: person.policy }))
  for (const arn of person.attach ?? []) await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arn }))
  return made.Role?.Arn ?? ''
}

/** Creates a managed policy, and answers its ARN. */
export async function newPolicy(world: World, name: string, text: string): Promise<string> {
  const made = await world.iam().send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: text }))
  return made.Policy?.Arn ?? ''
}

/** Assumes a role with `key`; the session is called `scene` unless `more` says otherwise. */
export const assume = (world: World, key: Key, roleArn: string, more: Partial<AssumeRoleCommandInput> = {}) =>
  world.sts(key).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'scene', ...more }))

/** The credential of a session that must be given. */
export const session = async (
  world: World,
  key: Key,
  role: { readonly arn: string; readonly more?: Partial<AssumeRoleCommandInput> },
): Promise<Key> => keyOf((await assume(world, key, role.arn, role.more)).Credentials)
