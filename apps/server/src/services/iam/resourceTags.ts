/** Tag*, Untag* and List*Tags of account resources, written once for all kinds. */
import type { ResourceKind } from '../../domain/accountResources.ts'
import type { ListInstanceProfileTagsResponse, Tag } from '../../protocol/types/iam.generated.ts'
import { type ReadOperation, readOperation, type WriteOperation, writeOperation } from '../operation.ts'
import { type NamedKind, requireResource, resourceAsk } from './accountResource.ts'
import { requestTagKeys } from './askEntity.ts'
import { listQuery, type PagingInput, pageOf, pagingOutput } from './paging.ts'
import { fromWire, toWire, withTags } from './tags.ts'

/** The operations' inputs: the resource by its member, and what is specific to each. */
type Named<M extends string> = Readonly<Record<M, string>>
type TagInput<M extends string> = Named<M> & { readonly Tags: readonly Tag[] }
type UntagInput<M extends string> = Named<M> & { readonly TagKeys: readonly string[] }

/** `Tag<title>`: adds tags or replaces the values of those there are. Throws NoSuchEntity, InvalidInput, LimitExceeded. */
export const tagOperation = <M extends string>(
  kind: NamedKind<ResourceKind, M>,
): WriteOperation<TagInput<M>, object> => {
  const name = `Tag${kind.title}`
  return writeOperation({
    name,

    async authorize({ input, caller: { accountId } }, store) {
      const context = requestTagKeys(fromWire(input.Tags))
      return [await resourceAsk(kind, { action: `iam:${name}`, accountId, named: input[kind.member], context }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const { id, tags } = await requireResource(kind, store, { accountId, named: input[kind.member] })
      withTags(tags, input.Tags)
      await store.write.putTags(id, fromWire(input.Tags))
      return {}
    },
  })
}

/** `Untag<title>`: removes tags; keys the resource does not have are passed over. Throws NoSuchEntity. */
export const untagOperation = <M extends string>(
  kind: NamedKind<ResourceKind, M>,
): WriteOperation<UntagInput<M>, object> => {
  const name = `Untag${kind.title}`
  return writeOperation({
    name,

    async authorize({ input, caller: { accountId } }, store) {
      const context = [{ key: 'aws:TagKeys', value: input.TagKeys }]
      return [await resourceAsk(kind, { action: `iam:${name}`, accountId, named: input[kind.member], context }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const { id } = await requireResource(kind, store, { accountId, named: input[kind.member] })
      await store.write.deleteTags(id, input.TagKeys)
      return {}
    },
  })
}

/** `List<title>Tags`: the resource's tags, a page at a time. Throws NoSuchEntity. */
export const listTagsOperation = <M extends string>(
  kind: NamedKind<ResourceKind, M>,
): ReadOperation<Named<M> & PagingInput, ListInstanceProfileTagsResponse> => {
  const name = `List${kind.title}Tags`
  return readOperation({
    name,

    async authorize({ input, caller: { accountId } }, store) {
      return [await resourceAsk(kind, { action: `iam:${name}`, accountId, named: input[kind.member] }, store)]
    },

    async run({ input, caller: { accountId } }, store) {
      const { tags } = await requireResource(kind, store, { accountId, named: input[kind.member] })
      const page = pageOf(tags, listQuery(input))
      return { Tags: toWire(page.items), ...pagingOutput(page) }
    },
  })
}
