/** AWS's own managed policies: the same in every account, read-only, and code rather than rows of a database. */
import type { ManagedPolicy } from '../entities.ts'
import { awsPolicy } from './awsPolicy.ts'
import { published } from './published.ts'

/** Every AWS managed policy by its ARN (`arn:aws:iam::aws:policy/...`), in the order of the names. Frozen. */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  published
    .map(awsPolicy)
    .toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map((policy) => [policy.arn, policy]),
)
