/** Account resources, organizational units, resource control policies, and when what was last used. */

/** Statements in order. */
export const resources: readonly string[] = [
  `create table resources (
    kind text not null,
    id text not null,
    account_id text not null,
    name text not null,
    name_key text not null,
    path text not null,
    owner_id text,
    created_at_ms bigint not null,
    facts text not null,
    sealed_secret text,
    primary key (kind, id)
  )`,
  `create unique index resources_name on resources (account_id, kind, name_key)`,
  `create index resources_listing on resources (account_id, kind, name_key, path)`,
  `create index resources_owner on resources (owner_id, kind) where owner_id is not null`,
  `create index resources_id on resources (id)`,

  `create table uses (
    subject text not null,
    what text not null,
    at_ms bigint not null,
    region text not null,
    service text not null,
    primary key (subject, what)
  )`,
  `create table use_cursor (
    slot integer primary key check (slot = 1),
    position text not null
  )`,

  `create table organizational_units (
    id text primary key,
    parent_id text not null,
    name text not null,
    name_key text not null,
    arn text not null unique,
    created_at_ms bigint not null
  )`,
  `create unique index organizational_units_name on organizational_units (parent_id, name_key)`,
  `alter table accounts add column parent_id text references organizational_units (id)`,
  `create index accounts_parent on accounts (parent_id, list_key)`,

  // SQLite changes no constraint in place: the tables are made again.
  `create table organization_policies_new (
    id text primary key,
    type text not null check (type in ('SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY')),
    name text not null,
    description text not null,
    aws_managed integer not null check (aws_managed in (0, 1)),
    document text not null
  )`,
  `insert into organization_policies_new select id, type, name, description, aws_managed, document from organization_policies`,
  `create table organization_attachments_new (
    target_id text not null,
    policy_id text not null references organization_policies_new (id),
    primary key (target_id, policy_id)
  )`,
  `insert into organization_attachments_new select target_id, policy_id from organization_attachments`,
  `drop table organization_attachments`,
  `drop table organization_policies`,
  `alter table organization_policies_new rename to organization_policies`,
  `alter table organization_attachments_new rename to organization_attachments`,
  `create unique index organization_policies_name on organization_policies (type, name)`,
  `create index organization_attachments_policy on organization_attachments (policy_id, target_id)`,
  `alter table organization add column scp_enabled integer not null default 1 check (scp_enabled in (0, 1))`,
  `alter table organization add column rcp_enabled integer not null default 0 check (rcp_enabled in (0, 1))`,
  `insert into organization_policies (id, type, name, description, aws_managed, document) values (
    'p-RCPFullAWSAccess', 'RESOURCE_CONTROL_POLICY', 'RCPFullAWSAccess', 'Allows access to every resource', 1,
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
  )`,
]
