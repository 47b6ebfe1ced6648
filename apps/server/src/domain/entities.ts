/** The control plane's records. Times are UTC epoch milliseconds; documents are policy texts exactly as they were accepted. */
import type { Secret } from './secret.ts'

/** A key-value label. Keys are unique ignoring case; case is kept. */
export interface Tag {
  readonly key: string
  readonly value: string
}

/** An inline policy of a user, group or role. */
export interface InlinePolicy {
  readonly name: string
  readonly document: string
}

/** What users, groups and roles have in common. `id` is AWS's unique id (21 characters: AIDA, AGPA, AROA). */
export interface PolicyHolder {
  readonly accountId: string
  readonly id: string
  readonly name: string
  /** Begins and ends with `/`. */
  readonly path: string
  readonly createdAtMs: number
  readonly inlinePolicies: readonly InlinePolicy[]
  /** ARNs of attached managed policies, in the order they were attached. */
  readonly attachedPolicyArns: readonly string[]
}

/** An IAM user. */
export interface User extends PolicyHolder {
  readonly tags: readonly Tag[]
  readonly boundaryArn?: string
  /** Unique ids of the groups it is a member of. */
  readonly groupIds: readonly string[]
}

/** An IAM group. Its members are asked for separately. */
export type Group = PolicyHolder

/** An IAM role. */
export interface Role extends PolicyHolder {
  readonly tags: readonly Tag[]
  readonly boundaryArn?: string
  readonly description?: string
  /** 3600 to 43200. */
  readonly maxSessionSeconds: number
  /** The trust policy in storage form: IAM user and role ARNs replaced by their unique ids. */
  readonly trustPolicy: string
}

/** A user, group or role without what hangs on it: what lists show. */
export type Bare<T extends PolicyHolder> = Omit<T, 'inlinePolicies' | 'attachedPolicyArns' | 'tags' | 'groupIds'>

/** One version of a managed policy: `v1`, `v2`, ... */
export interface PolicyVersion {
  readonly id: string
  readonly document: string
  readonly createdAtMs: number
}

/** A managed policy. `accountId` is `aws` for AWS's own. */
export interface ManagedPolicy {
  readonly accountId: string
  /** ANPA... */
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly path: string
  readonly description?: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly tags: readonly Tag[]
  readonly defaultVersionId: string
  /** The number the next version gets; version numbers are never used again. */
  readonly nextVersion: number
  readonly versions: readonly PolicyVersion[]
}

/** A long-term access key of an IAM user, or of an account's root user (`userId` is then the account id). */
export interface AccessKey {
  readonly id: string
  readonly accountId: string
  readonly userId: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAtMs: number
  readonly secret: Secret
}

/** A virtual MFA device (TOTP, RFC 6238, 30 s steps, 6 digits). */
export interface MfaDevice {
  /** `arn:aws:iam::<account>:mfa/<path><name>` */
  readonly serialNumber: string
  readonly accountId: string
  readonly tags: readonly Tag[]
  /** Base32 seed. */
  readonly seed: Secret
  /** Unique id of the user it is assigned to (the account id for the root user); absent while unassigned. */
  readonly userId?: string
  readonly enabledAtMs?: number
  /** How many 30 s steps the device's clock is ahead of ours (negative: behind), as its codes proved when it was enabled or synchronised. */
  readonly clockOffsetSteps: number
}

/** A member of the organization. `status` SUSPENDED refuses every credential of the account. */
export interface Account {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly email: string
  readonly status: 'ACTIVE' | 'SUSPENDED'
  readonly joinedMethod: 'CREATED' | 'INVITED'
  readonly joinedAtMs: number
}

/** The one organization of a deployment. */
export interface Organization {
  /** `o-` and 10 characters. */
  readonly id: string
  readonly arn: string
  /** `r-` and 4 characters. */
  readonly rootId: string
  readonly managementAccountId: string
  readonly createdAtMs: number
}

/** A group of accounts and units under the organization's root or another unit. */
export interface OrganizationalUnit {
  /** `ou-`, the root's characters, `-` and 8 more. */
  readonly id: string
  /** The root or another unit. */
  readonly parentId: string
  /** Unique under its parent ignoring case. */
  readonly name: string
  readonly arn: string
  readonly createdAtMs: number
}

/** The outcome of one CreateAccount call. */
export interface CreateAccountStatus {
  /** `car-` and 32 characters. */
  readonly id: string
  readonly accountName: string
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  readonly requestedAtMs: number
  readonly completedAtMs?: number
  readonly accountId?: string
  readonly failureReason?: string
}

/**
 * One entry of the revocation list (token.md, "What ends a session early"). A session matches when its fact of `kind`
 * equals `subject` and it was issued before `issuedBeforeMs`.
 */
export interface Revocation {
  readonly kind: 'session' | 'parentSession' | 'principal' | 'accessKey' | 'provider' | 'account' | 'epoch'
  readonly subject: string
  /** Sessions issued strictly before this are over. */
  readonly issuedBeforeMs: number
  /** After this no matching session can be alive, so the entry may go. */
  readonly keepUntilMs: number
  readonly reason: string
}
