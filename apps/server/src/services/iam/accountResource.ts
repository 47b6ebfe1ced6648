/** Account resources as requests name them: what operations on them need to know of each kind. */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import type { AccountResource, ResourceKind } from '../../domain/accountResources.ts'
import { parseArn, PARTITION } from '../../domain/arn.ts'
import type { ServiceError } from '../../domain/errors.ts'
import type { Reader } from '../../store/store.ts'
import { resourceTagKeys } from './askEntity.ts'
import { invalidInput, noSuchEntity } from './entityErrors.ts'

/** The resource that a request names, in the caller's account. */
export interface ResourceName {
  readonly accountId: string
  /** Its name, or its ARN for kinds that are named so. */
  readonly named: string
}

/** One kind. `title` stands in operation names: `Tag<title>`. */
export interface NamedKind<K extends ResourceKind, M extends string> {
  readonly kind: K
  readonly title: string
  /** The member of requests that names the resource. */
  readonly member: M
  /** Other accounts' resources do not exist here. */
  readonly find: (store: Reader, name: ResourceName) => Promise<AccountResource<K> | undefined>
  /** The resource's ARN: of the one found, or the one that the name would have. */
  readonly arn: (
    name: ResourceName,
    found: Pick<AccountResource<K>, 'accountId' | 'path' | 'name'> | undefined,
  ) => string
  /** The refusal where there is none: NoSuchEntity, or InvalidInput for what cannot be its name. */
  readonly missing: (name: ResourceName) => ServiceError
}

/** The resource. Throws what `missing` says where the caller's account has none of that name. */
export async function requireResource<K extends ResourceKind>(
  kind: NamedKind<K, string>,
  store: Reader,
  name: ResourceName,
): Promise<AccountResource<K>> {
  const found = await kind.find(store, name)
  if (found === undefined) throw kind.missing(name)
  return found
}

/** An action on a resource, before it is known whether there is one. */
export interface ResourceRequest extends ResourceName {
  readonly action: string
  /** Keys of this request. */
  readonly context?: readonly ContextEntry[]
}

/**
 * The ask for it, with the tags of a resource that exists. An ARN of another account belongs to that account, so that
 * permissions of the caller's own never reach it.
 */
export async function resourceAsk<K extends ResourceKind>(
  kind: NamedKind<K, string>,
  request: ResourceRequest,
  store: Reader,
): Promise<Ask> {
  const found = await kind.find(store, request)
  const resource = kind.arn(request, found)
  const owner = parseArn(resource)?.accountId ?? ''
  return {
    action: request.action,
    resource,
    ...(owner === '' || owner === request.accountId ? {} : { resourceAccount: owner }),
    context: [...resourceTagKeys(found?.tags), ...(request.context ?? [])],
  }
}

/** For kinds that requests name by ARN: the resource with that ARN, if it is the account's. */
export const findByArn =
  <K extends ResourceKind>(kind: K): NamedKind<K, string>['find'] =>
  async (store, { accountId, named }) => {
    const found = await store.resources.byId(kind, named)
    return found?.accountId === accountId ? found : undefined
  }

/** Whether `text` is the ARN of an IAM resource of `type` (`oidc-provider`). */
function isArnOf(type: string, text: string): boolean {
  const arn = parseArn(text)
  const fits = arn?.service === 'iam' && arn.partition === PARTITION && arn.region === ''
  return fits && arn.resource.startsWith(`${type}/`)
}

/** Throws InvalidInput unless `text` is the ARN of an IAM resource of `type`. */
export function requireArn(type: string, text: string): void {
  if (!isArnOf(type, text)) throw invalidInput(`ARN ${text} is not valid.`)
}

/**
 * The refusal of an ARN at which there is nothing: InvalidInput where it is no ARN of an IAM resource of `type`
 * (`oidc-provider`), else NoSuchEntity with `sentence`.
 */
export function missingByArn(
  type: string,
  sentence: (arn: string) => string,
): NamedKind<ResourceKind, string>['missing'] {
  return ({ named }) =>
    isArnOf(type, named) ? noSuchEntity(sentence(named)) : invalidInput(`ARN ${named} is not valid.`)
}
