/** PolicySourceArn: the user, group or role whose policies are simulated. */
import type { Ask } from '../../../authz/ask.ts'
import { type Arn, groupArn, parseArn, PARTITION, pathAndName, roleArn, userArn } from '../../../domain/arn.ts'
import type { Group, Role, User } from '../../../domain/entities.ts'
import type { Reader } from '../../../store/store.ts'
import { resourceTagKeys } from '../askEntity.ts'
import { invalidInput, noSuch } from '../entityErrors.ts'

type SourceKind = 'user' | 'group' | 'role'

/** What a PolicySourceArn says, whether or not the entity exists. */
export interface NamedSource {
  readonly arn: string
  readonly kind: SourceKind
  readonly accountId: string
  readonly name: string
}

/** An entity whose policies are simulated. */
export type Source =
  | { readonly kind: 'user'; readonly entity: User }
  | { readonly kind: 'group'; readonly entity: Group }
  | { readonly kind: 'role'; readonly entity: Role }

const KINDS: ReadonlyMap<string, SourceKind> = new Map([
  ['user', 'user'],
  ['group', 'group'],
  ['role', 'role'],
])

const isIam = ({ partition, service, region }: Arn): boolean =>
  partition === PARTITION && service === 'iam' && region === ''

/**
 * Throws InvalidInput for what is no ARN of a user, group or role: a role's session, for instance.
 * Sentence observed: amazon-ecs-exec-checker#10.
 */
export function namedSource(arn: string): NamedSource {
  const parsed = parseArn(arn)
  const named = parsed === undefined ? undefined : pathAndName(parsed.resource)
  const kind = KINDS.get(named?.type ?? '')
  if (parsed === undefined || named === undefined || kind === undefined || !isIam(parsed))
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
  return { arn, kind, accountId: parsed.accountId, name: named.name }
}

async function find({ arn, kind, accountId, name }: NamedSource, store: Reader): Promise<Source | undefined> {
  if (kind === 'user') {
    const entity = await store.users.byName(accountId, name)
    return entity !== undefined && userArn(entity) === arn ? { kind, entity } : undefined
  }
  if (kind === 'group') {
    const entity = await store.groups.byName(accountId, name)
    return entity !== undefined && groupArn(entity) === arn ? { kind, entity } : undefined
  }
  const entity = await store.roles.byName(accountId, name)
  return entity !== undefined && roleArn(entity) === arn ? { kind, entity } : undefined
}

/**
 * Asks for `action` on the entity, with its tags. An ARN of another account is a resource of that account, so that no
 * policy of the caller's own account reaches it.
 */
export async function sourceAsk(action: string, arn: string, store: Reader): Promise<Ask> {
  const named = namedSource(arn)
  const source = await find(named, store)
  const tags = source === undefined || source.kind === 'group' ? [] : source.entity.tags
  return { action, resource: arn, resourceAccount: named.accountId, context: resourceTagKeys(tags) }
}

/** The entity of the caller's account. Throws InvalidInput as `namedSource` does, NoSuchEntity where there is none. */
export async function requireSource(arn: string, accountId: string, store: Reader): Promise<Source> {
  const named = namedSource(arn)
  const source = named.accountId === accountId ? await find(named, store) : undefined
  if (source === undefined) throw noSuch(named.kind, named.name)
  return source
}
