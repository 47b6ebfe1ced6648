/** Session tags as condition keys. Source: IAM user guide, "Pass session tags in AWS STS"; STS condition keys. */
import type { ContextEntry } from '../../authz/ask.ts'
import type { SessionTag } from '../../domain/session.ts'

/** `aws:RequestTag/<key>`, `aws:TagKeys` and `sts:TransitiveTagKeys` for the tags of a request; nothing where it has none. */
export function requestTagContext(tags: readonly SessionTag[]): readonly ContextEntry[] {
  if (tags.length === 0) return []
  const transitive = tags.filter((tag) => tag.transitive).map(({ key }) => key)
  return [
    ...tags.map(({ key, value }) => ({ key: `aws:RequestTag/${key}`, value })),
    { key: 'aws:TagKeys', value: tags.map(({ key }) => key) },
    ...(transitive.length === 0 ? [] : [{ key: 'sts:TransitiveTagKeys', value: transitive }]),
  ]
}
