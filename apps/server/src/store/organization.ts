/** What is stored of the organization besides its accounts: units, policies, what is attached where. */
import type { Account, Organization, OrganizationalUnit, Tag } from '../domain/entities.ts'
import type { OrganizationPolicyType } from '../domain/organizationPolicies.ts'
import type { ListQuery, Page } from './store.ts'

/** An organization policy in force: its id (`p-...`) and text. */
export interface AttachedPolicy {
  readonly id: string
  readonly document: string
}

/** A policy of the organization. */
export interface OrganizationPolicy {
  /** `p-FullAWSAccess`, or `p-` and 8 to 128 characters. */
  readonly id: string
  readonly type: OrganizationPolicyType
  /** Unique among the policies of its type. */
  readonly name: string
  readonly description: string
  readonly awsManaged: boolean
  readonly document: string
}

/** A target is the root (`r-...`), an organizational unit or an account, by its id. Lists throw RangeError for a path prefix. */
export interface OrganizationReader {
  /** Undefined only before bootstrap. */
  get(): Promise<Organization | undefined>
  /** Types in force. Before bootstrap none. */
  policyTypes(): Promise<readonly OrganizationPolicyType[]>
  /**
   * Service control policies that apply to principals of an account, one list per level from root to account; [] for the
   * management account and while the type is not in force. Before bootstrap, one level that allows nothing.
   */
  serviceControlPolicies(accountId: string): Promise<readonly (readonly AttachedPolicy[])[]>
  /** The same of resource control policies and the resources of an account; [] also for an account that is not a member. */
  resourceControlPolicies(accountId: string): Promise<readonly (readonly AttachedPolicy[])[]>
  /** Ids of the root and the units above an account or unit, from the root down; undefined where there is no such child. */
  ancestors(childId: string): Promise<readonly string[] | undefined>
  unit(id: string): Promise<OrganizationalUnit | undefined>
  /** Units directly under a root or unit, the oldest first. */
  unitsIn(parentId: string, query: ListQuery): Promise<Page<OrganizationalUnit>>
  /** Accounts directly in a unit, or under the root (null), the oldest first. */
  accountsIn(unitId: string | null, query: ListQuery): Promise<Page<Account>>
  policy(id: string): Promise<OrganizationPolicy | undefined>
  /** Policies of a type, by name (letters as they are). */
  policies(type: OrganizationPolicyType, query: ListQuery): Promise<Page<OrganizationPolicy>>
  /** Policies of a type that are attached to a target, by id. */
  policiesOf(targetId: string, type: OrganizationPolicyType): Promise<readonly OrganizationPolicy[]>
  /** Ids of the targets that a policy is attached to, in their order. */
  targetsOf(policyId: string, query: ListQuery): Promise<Page<string>>
  /** Tags of a root, unit, account or organization policy. */
  tags(id: string): Promise<readonly Tag[]>
}

export interface OrganizationalUnitWriter {
  create(unit: OrganizationalUnit): Promise<void>
  rename(id: string, name: string): Promise<void>
  /** Removes its tags and detaches its policies. The caller has checked that nothing is in it. */
  delete(id: string): Promise<void>
}

/** What UpdatePolicy may change; what is left out stays. */
export type OrganizationPolicyChange = Partial<Pick<OrganizationPolicy, 'name' | 'description' | 'document'>>

export interface OrganizationPolicyWriter {
  create(policy: OrganizationPolicy): Promise<void>
  update(id: string, change: OrganizationPolicyChange): Promise<void>
  /** Removes its tags. The caller has checked that it is attached nowhere. */
  delete(id: string): Promise<void>
  /**
   * Attaches a policy to a target. No effect where it is attached already. A member account to which no service control
   * policy is attached may do nothing.
   */
  attach(policyId: string, targetId: string): Promise<void>
  detach(policyId: string, targetId: string): Promise<void>
  /** Puts a type into force: its default policy is attached to every target. */
  enableType(type: OrganizationPolicyType): Promise<void>
  /** Ends that: all policies of the type are detached from everything. */
  disableType(type: OrganizationPolicyType): Promise<void>
}
