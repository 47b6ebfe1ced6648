/** How AWS's own managed policies are written down here, and turned into the record the store serves. */
import { policyArn } from '../arn.ts'
import type { ManagedPolicy } from '../entities.ts'

/** A statement of one of these policies. */
export interface AwsStatement {
  readonly Sid?: string
  readonly Effect: 'Allow'
  readonly Action?: readonly string[] | string
  readonly NotAction?: readonly string[]
  readonly Resource: string | readonly string[]
}

/** The facts of one policy. Times are UTC epoch milliseconds. */
export interface AwsPolicyFacts {
  /** AWS's own unique id of it (ANPA...). */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly description: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The number of the default version, the only one served: AWS keeps superseded ones, which nothing refers to. */
  readonly version: number
  readonly statements: readonly AwsStatement[]
}

/** The frozen record of a policy that belongs to account `aws`. */
export function awsPolicy(facts: AwsPolicyFacts): ManagedPolicy {
  const { id, name, path, description, createdAtMs, updatedAtMs, version, statements } = facts
  const versionId = `v${version}`
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return Object.freeze({
    accountId: 'aws',
    id,
    arn: policyArn({ accountId: 'aws', path, name }),
    name,
    path,
    description,
    createdAtMs,
    updatedAtMs,
    tags: Object.freeze([]),
    defaultVersionId: versionId,
    nextVersion: version + 1,
    versions: Object.freeze([Object.freeze({ id: versionId, document, createdAtMs: updatedAtMs })]),
  })
}
