/**
 * The first schema. Plain SQL that SQLite and PostgreSQL both take: `text`, `integer` and `bigint` only, secrets as base64
 * text, counters as rows. Comparisons are by code point: PostgreSQL databases need collation "C".
 */

/** Statements in order. */
export const initial: readonly string[] = [
  `create table policies (
    arn text primary key,
    id text not null unique,
    account_id text not null,
    name text not null,
    name_key text not null,
    path text not null,
    description text,
    created_at_ms bigint not null,
    updated_at_ms bigint not null,
    default_version_id text not null,
    next_version integer not null
  )`,
  `create unique index policies_name on policies (account_id, name_key)`,
  `create index policies_listing on policies (account_id, name_key, path, arn)`,
  `create table policy_versions (
    policy_arn text not null references policies (arn),
    id text not null,
    document text not null,
    created_at_ms bigint not null,
    primary key (policy_arn, id)
  )`,

  `create table holders (
    id text primary key,
    kind text not null check (kind in ('user', 'group', 'role')),
    account_id text not null,
    name text not null,
    name_key text not null,
    path text not null,
    created_at_ms bigint not null,
    boundary_arn text,
    description text,
    max_session_seconds integer,
    trust_policy text,
    check (kind <> 'group' or boundary_arn is null),
    check (kind <> 'role' or (max_session_seconds is not null and trust_policy is not null)),
    check (kind = 'role' or (max_session_seconds is null and trust_policy is null and description is null))
  )`,
  `create unique index holders_name on holders (account_id, kind, name_key)`,
  // Lists walk this index alone, path filter included, and fetch only the rows of the page.
  `create index holders_listing on holders (account_id, kind, name_key, path, id)`,
  `create index holders_boundary on holders (boundary_arn, account_id) where boundary_arn is not null`,
  `create table inline_policies (
    holder_id text not null references holders (id),
    name text not null,
    document text not null,
    primary key (holder_id, name)
  )`,
  // Attachments and boundaries may name AWS's own policies, which are not rows: the writer checks what they refer to.
  `create table attached_policies (
    holder_id text not null references holders (id),
    policy_arn text not null,
    account_id text not null,
    position integer not null,
    primary key (holder_id, policy_arn)
  )`,
  `create index attached_policies_policy on attached_policies (policy_arn, account_id, holder_id)`,
  `create table group_members (
    user_id text not null references holders (id),
    group_id text not null references holders (id),
    primary key (user_id, group_id)
  )`,
  `create index group_members_group on group_members (group_id)`,
  `create table tags (
    resource_id text not null,
    key_key text not null,
    key text not null,
    value text not null,
    primary key (resource_id, key_key)
  )`,

  `create table access_keys (
    id text primary key,
    account_id text not null,
    user_id text not null,
    status text not null check (status in ('Active', 'Inactive')),
    created_at_ms bigint not null,
    sealed_secret text not null
  )`,
  `create index access_keys_user on access_keys (user_id)`,
  `create table mfa_devices (
    serial_number text primary key,
    serial_key text not null unique,
    account_id text not null,
    list_key text not null,
    path text not null,
    sealed_seed text not null,
    user_id text,
    enabled_at_ms bigint,
    clock_offset_steps integer not null,
    last_step bigint,
    failures integer not null,
    last_failed_at_ms bigint not null
  )`,
  `create unique index mfa_devices_listing on mfa_devices (account_id, list_key)`,
  `create index mfa_devices_user on mfa_devices (user_id)`,

  `create table accounts (
    id text primary key,
    arn text not null unique,
    name text not null,
    list_key text not null unique,
    email text not null,
    email_key text not null unique,
    status text not null check (status in ('ACTIVE', 'SUSPENDED')),
    joined_method text not null check (joined_method in ('CREATED', 'INVITED')),
    joined_at_ms bigint not null
  )`,
  `create table account_statuses (
    id text primary key,
    account_name text not null,
    state text not null check (state in ('IN_PROGRESS', 'SUCCEEDED', 'FAILED')),
    requested_at_ms bigint not null,
    completed_at_ms bigint,
    account_id text,
    failure_reason text
  )`,
  `create table organization (
    slot integer primary key check (slot = 1),
    id text not null,
    arn text not null,
    root_id text not null,
    management_account_id text not null,
    created_at_ms bigint not null
  )`,
  `create table organization_policies (
    id text primary key,
    type text not null check (type = 'SERVICE_CONTROL_POLICY'),
    name text not null unique,
    description text not null,
    aws_managed integer not null check (aws_managed in (0, 1)),
    document text not null
  )`,
  `create table organization_attachments (
    target_id text not null,
    policy_id text not null references organization_policies (id),
    primary key (target_id, policy_id)
  )`,

  `create table revocations (
    kind text not null,
    subject text not null,
    issued_before_ms bigint not null,
    keep_until_ms bigint not null,
    reason text not null,
    primary key (kind, subject)
  )`,
  `create index revocations_expiry on revocations (keep_until_ms)`,

  // One row that every change increments: it orders commits without gaps, which a sequence does not.
  `create table feed (
    slot integer primary key check (slot = 1),
    revision bigint not null,
    pruned_through bigint not null
  )`,
  `insert into feed (slot, revision, pruned_through) values (1, 0, 0)`,
  `create table changes (
    revision bigint not null,
    kind text not null,
    key text not null,
    primary key (revision, kind, key)
  )`,
  `create table outbox (
    event_id text primary key,
    revision bigint not null,
    position integer not null,
    record text not null
  )`,
]
