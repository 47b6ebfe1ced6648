/** The tables as Kysely sees them. Their SQL, constraints and indexes: migrations/. */
import type { Generated, Kysely } from 'kysely'

/** Users, groups and roles: one table, because policies, tags and boundaries hang on all of them alike. */
export interface HolderTable {
  id: string
  kind: 'user' | 'group' | 'role'
  account_id: string
  name: string
  /** names.ts nameKey(name): uniqueness and listing order. */
  name_key: string
  path: string
  created_at_ms: number
  boundary_arn: string | null
  description: string | null
  max_session_seconds: number | null
  trust_policy: string | null
}

export interface InlinePolicyTable {
  holder_id: string
  name: string
  document: string
}

export interface AttachedPolicyTable {
  holder_id: string
  policy_arn: string
  /** The holder's account, repeated so that counting per account reads one index. */
  account_id: string
  /** Order of attachment within the holder. */
  position: number
}

export interface GroupMemberTable {
  user_id: string
  group_id: string
}

export interface TagTable {
  /** Unique id of a user or role; ARN of a policy or MFA device; id of a root, unit, account or organization policy. */
  resource_id: string
  key_key: string
  key: string
  value: string
}

export interface PolicyTable {
  arn: string
  id: string
  account_id: string
  name: string
  name_key: string
  path: string
  description: string | null
  created_at_ms: number
  updated_at_ms: number
  default_version_id: string
  next_version: number
}

export interface PolicyVersionTable {
  policy_arn: string
  id: string
  document: string
  created_at_ms: number
}

export interface AccessKeyTable {
  id: string
  account_id: string
  user_id: string
  status: 'Active' | 'Inactive'
  created_at_ms: number
  /** Base64 of the SecretBox's output, context `accesskey/<id>`. */
  sealed_secret: string
}

export interface MfaDeviceTable {
  serial_number: string
  /** names.ts nameKey(serial number): serial numbers are unique ignoring case. */
  serial_key: string
  account_id: string
  list_key: string
  path: string
  /** Base64 of the SecretBox's output, context `mfa/<serial number>`. */
  sealed_seed: string
  user_id: string | null
  enabled_at_ms: number | null
  clock_offset_steps: number
  /** The last accepted TOTP time step, by the device's clock. */
  last_step: number | null
  failures: number
  last_failed_at_ms: number
}

/** Every kind of domain/accountResources.ts. */
export interface ResourceTable {
  kind: string
  id: string
  account_id: string
  name: string
  name_key: string
  path: string
  owner_id: string | null
  created_at_ms: number
  /** JSON of the kind's facts. */
  facts: string
  /** Base64 of the SecretBox's output, context `resource/<kind>/<id>`. */
  sealed_secret: string | null
}

export interface AccountTable {
  id: string
  arn: string
  name: string
  /** names.ts creationKey(joined_at_ms, id). */
  list_key: string
  email: string
  email_key: string
  status: 'ACTIVE' | 'SUSPENDED'
  joined_method: 'CREATED' | 'INVITED'
  joined_at_ms: number
  /** The organizational unit it is in; null directly under the root. */
  parent_id: string | null
}

/** When a subject (access key id, or unique id of a user or role) last did something. */
export interface UseTable {
  subject: string
  /** Empty for anything at all; a service such as `iam`; an action such as `iam:CreateUser`. */
  what: string
  at_ms: number
  region: string
  /** The service of the last call, for `what` empty. */
  service: string
}

/** One row: up to where the audit log has been followed. */
export interface UseCursorTable {
  slot: number
  position: string
}

export interface OrganizationalUnitTable {
  id: string
  parent_id: string
  name: string
  name_key: string
  arn: string
  created_at_ms: number
  /** names.ts creationKey(created_at_ms, id). */
  list_key: string
}

export interface AccountStatusTable {
  id: string
  /** names.ts creationKey(requested_at_ms, id). */
  list_key: string
  account_name: string
  state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  requested_at_ms: number
  completed_at_ms: number | null
  account_id: string | null
  failure_reason: string | null
}

export interface OrganizationTable {
  /** Always 1: there is one organization. */
  slot: number
  id: string
  arn: string
  root_id: string
  management_account_id: string
  created_at_ms: number
  /** 1 while service control policies are in force. */
  scp_enabled: Generated<number>
  /** 1 while resource control policies are in force. */
  rcp_enabled: Generated<number>
}

export interface OrganizationPolicyTable {
  id: string
  type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'
  name: string
  description: string
  aws_managed: number
  document: string
}

export interface OrganizationAttachmentTable {
  /** Root, organizational unit or account. */
  target_id: string
  policy_id: string
}

export interface RevocationTable {
  kind: 'session' | 'parentSession' | 'principal' | 'accessKey' | 'provider' | 'account' | 'epoch'
  subject: string
  issued_before_ms: number
  keep_until_ms: number
  reason: string
}

/** One row: the number of the last committed change, and up to where the changes before it are gone. */
export interface FeedTable {
  slot: number
  revision: number
  pruned_through: number
}

export interface ChangeTable {
  revision: number
  kind: string
  key: string
}

export interface OutboxTable {
  event_id: string
  revision: number
  position: number
  record: string
}

/** One row for each migration that has run, numbered from 1. */
export interface SchemaVersionTable {
  version: number
}

/** Every table by its name. */
export interface Schema {
  holders: HolderTable
  inline_policies: InlinePolicyTable
  attached_policies: AttachedPolicyTable
  group_members: GroupMemberTable
  tags: TagTable
  policies: PolicyTable
  policy_versions: PolicyVersionTable
  access_keys: AccessKeyTable
  mfa_devices: MfaDeviceTable
  resources: ResourceTable
  uses: UseTable
  use_cursor: UseCursorTable
  accounts: AccountTable
  organizational_units: OrganizationalUnitTable
  account_statuses: AccountStatusTable
  organization: OrganizationTable
  organization_policies: OrganizationPolicyTable
  organization_attachments: OrganizationAttachmentTable
  revocations: RevocationTable
  feed: FeedTable
  changes: ChangeTable
  outbox: OutboxTable
  schema_version: SchemaVersionTable
}

/** A connection to these tables, or a transaction on one. */
export type Db = Kysely<Schema>
