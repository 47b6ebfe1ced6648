/** Asks for IAM actions: the ARN of the entity and the condition keys AWS supplies. Source: Service Authorization Reference, "AWS IAM". */
import type { Ask, ContextEntry } from '../../authz/ask.ts'
import type { Tag } from '../../domain/entities.ts'

/** `aws:RequestTag/<key>` for each tag, and `aws:TagKeys`. Nothing where the request has no tags. */
export function requestTagKeys(tags: readonly Tag[] | undefined): readonly ContextEntry[] {
  if (tags === undefined || tags.length === 0) return []
  return [
    ...tags.map(({ key, value }) => ({ key: `aws:RequestTag/${key}`, value })),
    { key: 'aws:TagKeys', value: tags.map(({ key }) => key) },
  ]
}

/** `aws:ResourceTag/<key>` and `iam:ResourceTag/<key>` for the tags the entity has. */
export const resourceTagKeys = (tags: readonly Tag[] | undefined): readonly ContextEntry[] =>
  (tags ?? []).flatMap(({ key, value }) => [
    { key: `aws:ResourceTag/${key}`, value },
    { key: `iam:ResourceTag/${key}`, value },
  ])

/** `iam:PermissionsBoundary`: the boundary being set, or the one the entity has. */
export const boundaryKey = (arn: string | undefined): readonly ContextEntry[] =>
  arn === undefined ? [] : [{ key: 'iam:PermissionsBoundary', value: arn }]

/** `iam:PolicyARN`: the managed policy being attached or detached. */
export const policyArnKey = (arn: string): readonly ContextEntry[] => [{ key: 'iam:PolicyARN', value: arn }]

/** One ask for an action on one resource. */
export const ask = (action: string, resource: string, context: readonly ContextEntry[] = []): readonly Ask[] => [
  { action, resource, context },
]
