/** What is known about AWS services. Facts only: nothing here decides whether a request is allowed. */

/** How AWS classifies an action in its Service Authorization Reference. */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management'

/** What values a condition key has in a request. `ArrayOf...` keys are multivalued: they need a set operator. */
export type ConditionKeyType =
  | 'String'
  | 'ArrayOfString'
  | 'ARN'
  | 'ArrayOfARN'
  | 'Bool'
  | 'ArrayOfBool'
  | 'Numeric'
  | 'Date'
  | 'IPAddress'
  | 'Binary'

/** A service as policies name it. */
export interface ServiceFact {
  /** What stands before the colon of its actions, such as `s3`; lower case. */
  readonly prefix: string
  /** Its name for people, such as `Amazon S3`. */
  readonly name: string
  /** Whether resource control policies apply to its resources. */
  readonly resourceControlPolicies: boolean
}

/** One action. */
export interface ActionFact {
  /** `s3:GetObject`, in AWS's spelling. */
  readonly id: string
  /** The service's prefix. */
  readonly service: string
  /** Without the prefix, in AWS's spelling. */
  readonly name: string
  readonly accessLevel: AccessLevel
  /** Resource types whose ARNs `Resource` may name; empty where only `*` works. */
  readonly resourceTypes: readonly ResourceUse[]
  /** Keys of the action itself, as `ConditionKeyFact.key`. `conditionKeysOf` adds those of its resources. */
  readonly conditionKeys: readonly string[]
}

/** A resource type of an action. */
export interface ResourceUse {
  /** Name of a resource type of the same service. */
  readonly name: string
  /** Whether every call of the action involves such a resource. */
  readonly required: boolean
  /** Keys that exist for this action on this type only. */
  readonly conditionKeys: readonly string[]
}

/** One resource type of a service. */
export interface ResourceTypeFact {
  readonly service: string
  readonly name: string
  /** ARN formats with named holes, such as `arn:${Partition}:s3:::${BucketName}`; nearly always one. */
  readonly arns: readonly string[]
  readonly conditionKeys: readonly string[]
}

/** One condition key, or a family of keys. */
export interface ConditionKeyFact {
  /** AWS's spelling; a family has a hole, as in `aws:RequestTag/${TagKey}`. */
  readonly key: string
  readonly type: ConditionKeyType
  /** Whether a request may hold several values, so that a policy needs `ForAllValues:` or `ForAnyValue:`. */
  readonly multivalued: boolean
  /** Whether `key` stands for a family of keys. */
  readonly template: boolean
  /** Whether requests of every service may hold it (most `aws:` keys, and what roles carry from elsewhere). */
  readonly global: boolean
}
